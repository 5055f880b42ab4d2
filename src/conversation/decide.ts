import { AppError } from '../kernel/errors.js';
import { unreachable } from '../kernel/result.js';
import { clear, ended, endWith, failed, lastStreamClosed, move, park, set } from './ending.js';
import { chain, giveUp, lookForRenewal, openLine, owe, proven, retry, settled, streamClosed, streamOpened, tell, vacate } from './line.js';
import { cut, planSentence, remember, speakSentence, takeTurn } from './utterance.js';
import type { TokenUsage } from './ports.js';
import type { ConversationRules, ConversationState, Decision, Effect, Input } from './state.js';

/**
 * The machine of one conversation: pure and synchronous. Every input is legal in every phase; one that no longer
 * matters changes nothing.
 */
export function decide(rules: ConversationRules, state: ConversationState, input: Input, nowMs: number): Decision {
  const still: Decision = { state, effects: [] };
  if (state.phase === 'ended') return still;

  switch (input.type) {
    case 'start':
      // Told at once what to say: whether the model shows a sign of life before it is spoken to is nowhere promised.
      return openLine(rules, state, nowMs);
    case 'opened':
      return streamOpened(rules, state, input, nowMs);

    case 'attached':
      return attached(rules, state, input.unheardMs, nowMs);
    case 'detached':
      if (state.phase === 'ending') return { state: { ...state, attached: false }, effects: [] };
      return {
        state: { ...(state.phase === 'live' ? move(state, 'detached') : state), attached: false, detachedAtMs: nowMs },
        effects: [clear('idle'), set('detached', rules.detachedMs), set('vacant', rules.vacantMs)],
      };
    case 'audibleUntil':
      if (state.floor.kind === 'listening' || state.floor.untilMs === null) return still;
      return heardUntil(state, input.audibleUntilMs, nowMs);

    case 'text':
      return closing(state) ? still : interrupted(rules, heard(rules, state, { text: input.text, typed: true, about: input.about ?? null, fromMs: nowMs }), nowMs, input.text);
    case 'bargeIn':
      return hushed(rules, state, nowMs);
    case 'action':
      return closing(state) ? still : { state: { ...state, idlePrompts: 0, unhandled: null }, effects: [{ type: 'act', action: input.action }] };
    case 'nothingMissed':
      return { state: { ...state, unhandled: null }, effects: [] };
    case 'actionReply':
      // Also when the action was the last answer: what is told then is the goodbye.
      if (state.phase === 'ending' || input.tellModel === null) return still;
      return interrupted(rules, { state, effects: [] }, nowMs, input.tellModel);
    case 'reminder':
      return state.line.current === null ? still : { state, effects: [{ type: 'tellModel', text: input.text }] };
    case 'voice':
      return isWaitingToHear(state) ? { state, effects: [set('deaf', rules.deafMs)] } : still;
    case 'userText':
      return chain(heard(rules, proven(state), { text: input.text, typed: false, about: null, fromMs: input.fromMs ?? null }), (known) => (closing(known) ? { state: known, effects: [] } : owe(rules, known, nowMs)));
    case 'planned':
      return nowMs < state.muffledUntilMs ? still : planSentence(state, input.text);
    case 'sounded':
      // More of it is owed until the turn ends.
      return { state: { ...proven(state), owedSinceMs: nowMs }, effects: [clear('bridge'), set('answer', rules.answerMs)] };
    case 'spoken':
      return speakSentence(state, input.text);
    case 'interrupted':
      return interrupted(rules, { state: { ...state, muffledUntilMs: 0 }, effects: [] }, nowMs, null);
    case 'turnEnded':
      return turnEnded(state, input.audibleUntilMs, nowMs);

    case 'toolRequest':
      return chain(settled(state), (known) => toolRequest(rules, known, input, nowMs));
    case 'toolReply':
      return toolReply(rules, state, input, nowMs);
    case 'notice':
      return { state, effects: [{ type: 'tellClient', message: { type: 'notice', notice: input.notice } }] };
    case 'finish':
      if (state.outcome !== null) return still;
      return {
        state: { ...state, outcome: input.outcome },
        effects: [clear('idle'), set('goodbye', rules.goodbyeMs)],
      };
    case 'usage':
      return used(state, input);

    case 'end':
      return endWith(rules, state, { status: 'abandoned', disposition: rules.dispositionOf('left') });
    case 'drain':
      // The look for a quiet moment is the one for renewal.
      return closing(state) ? still : { state: { ...state, draining: true }, effects: [set('renewal', 0)] };
    case 'park':
      return park(rules, state);
    case 'bug':
      return failed(rules, state, { kind: 'fatal', error: input.error });
    case 'streamClosed':
      return streamClosed(rules, state, input, nowMs);
    case 'timer':
      return timerFired(rules, state, input, nowMs);
    case 'journalClosed':
      return ended(input.outcome === undefined ? state : { ...state, outcome: input.outcome }, nowMs);
    default:
      return unreachable(input);
  }
}

const setIdle = (rules: ConversationRules): Effect => set('idle', rules.idleMs);
const idleIfListening = (rules: ConversationRules, state: ConversationState): readonly Effect[] =>
  state.phase === 'live' && state.outcome === null && state.floor.kind === 'listening' ? [setIdle(rules)] : [];
const closing = (state: ConversationState): boolean => state.phase === 'ending' || state.outcome !== null;
const isWaitingToHear = ({ phase, floor, owedSinceMs, line }: ConversationState): boolean =>
  phase === 'live' && floor.kind === 'listening' && owedSinceMs === null && line.current !== null && !line.doubted;

/** The participant said or typed something that counts as speech. */
function heard(rules: ConversationRules, state: ConversationState, { text, typed, about, fromMs }: { readonly text: string; readonly typed: boolean; readonly about: string | null; readonly fromMs: number | null }): Decision {
  const turned = takeTurn(state, 'user');
  const taken = remember(turned, 'user', text, turned.turn);
  return {
    state: { ...taken, heard: text, heardAbout: about, heardFromMs: fromMs, heardCount: taken.heardCount + 1, unhandled: { heard: text, reminded: false, retold: false }, idlePrompts: 0 },
    effects: [
      { type: 'tellClient', message: { type: 'userText', text, epoch: taken.epoch, typed } },
      { type: 'record', entry: { role: 'user', content: text, stage: 'heard', turnNumber: taken.turn, epoch: taken.epoch } },
      ...idleIfListening(rules, taken),
    ],
  };
}

/**
 * The agent's voice must stop now, if it is speaking; then `follow`. With a `follow` we are the ones who cut: the model
 * does not know yet, and what it still sends of this utterance is ignored for a moment.
 */
function interrupted(rules: ConversationRules, before: Decision, nowMs: number, follow: string | null): Decision {
  const { state } = before;
  const told = (from: ConversationState): Decision => (follow === null ? { state: from, effects: [] } : tell(rules, from, follow, nowMs));
  if (state.floor.kind === 'listening') return chain(before, told, (from) => ({ state: from, effects: follow === null ? [] : idleIfListening(rules, from) }));
  const silenced: ConversationState = { ...cut(state), owedSinceMs: null, listeningSinceMs: nowMs, muffledUntilMs: follow !== null && state.uttering ? nowMs + rules.muffleMs : state.muffledUntilMs };
  const effects: Effect[] = [{ type: 'tellClient', message: { type: 'interrupted', epoch: silenced.epoch } }, clear('audible'), clear('answer'), clear('bridge'), ...idleIfListening(rules, silenced)];
  return chain(before, () => ({ state: silenced, effects }), told);
}

/** Stopped by hand: the rest of this utterance is not heard, however long the model goes on with it. Its next one is. */
function hushed(rules: ConversationRules, state: ConversationState, nowMs: number): Decision {
  const { uttering } = state;
  const cutOff = interrupted(rules, { state, effects: [] }, nowMs, null);
  return uttering ? { ...cutOff, state: { ...cutOff.state, muffledUntilMs: nowMs + rules.hushMs } } : cutOff;
}

function turnEnded(state: ConversationState, audibleUntilMs: number, nowMs: number): Decision {
  if (nowMs < state.muffledUntilMs) return { state: { ...state, muffledUntilMs: 0 }, effects: [] };
  if (state.floor.kind === 'listening') return { state: { ...state, uttering: false }, effects: [] };
  const end: Effect = { type: 'tellClient', message: { type: 'audioEnded', epoch: state.epoch } };
  return chain({ state: { ...state, uttering: false }, effects: [end] }, (quiet) => heardUntil(quiet, audibleUntilMs, nowMs), settled, missedTool);
}

/**
 * The model went on without the tool call that the participant's words asked for: in the field, one answer in five. It is
 * reminded once; then the agent does without it.
 */
function missedTool(state: ConversationState): Decision {
  const { unhandled } = state;
  if (unhandled === null || state.openCalls.length > 0 || closing(state)) return { state, effects: [] };
  return unhandled.reminded
    ? { state: { ...state, unhandled: null }, effects: [{ type: 'recover', heard: unhandled.heard }] }
    : { state: { ...state, unhandled: { ...unhandled, reminded: true } }, effects: [{ type: 'remind', heard: unhandled.heard }] };
}

/** The agent has the floor until what it said has been heard. */
const heardUntil = (state: ConversationState, audibleUntilMs: number, nowMs: number): Decision => ({
  state: { ...state, floor: { kind: 'speaking', untilMs: audibleUntilMs } },
  effects: [set('audible', Math.max(0, audibleUntilMs - nowMs))],
});

function toolRequest(rules: ConversationRules, state: ConversationState, { toolUseId, name, input }: Extract<Input, { type: 'toolRequest' }>, nowMs: number): Decision {
  // The one result that it is owed is on its way; a refusal would go out in its place.
  if (state.openCalls.some((open) => open.toolUseId === toolUseId)) return { state, effects: [] };
  if (state.phase === 'ending' || state.openCalls.length >= rules.maxOpenCalls) {
    return { state, effects: [{ type: 'toolResult', toolUseId, result: { error: 'This call is not possible now.' } }] };
  }
  return {
    state: { ...state, openCalls: [...state.openCalls, { toolUseId, name, stream: state.line.current, sinceMs: nowMs }], unhandled: null },
    effects: [
      clear('idle'),
      set('bridge', rules.bridgeToolMs),
      { type: 'tellClient', message: { type: 'toolCalled', toolUseId, name, input } },
      { type: 'runTool', toolUseId, name, input },
    ],
  };
}

/** Calls come one or two at a time: more results than this are not told in one breath. */
const maxUnsaid = 8;

function toolReply(rules: ConversationRules, before: ConversationState, { toolUseId, result }: Extract<Input, { type: 'toolReply' }>, nowMs: number): Decision {
  const call = before.openCalls.find((open) => open.toolUseId === toolUseId);
  if (call === undefined) return { state: before, effects: [] };
  const state = { ...before, openCalls: before.openCalls.filter((open) => open !== call), unsaid: [...before.unsaid, result].slice(-maxUnsaid) };
  const toClient: Effect = { type: 'tellClient', message: { type: 'toolReturned', toolUseId, name: call.name, result, durationMs: Math.round(nowMs - call.sinceMs) } };
  if (call.stream !== null && call.stream === state.line.current) {
    // The model should speak now.
    // What it says of the result is new, also where the participant has stopped what it said before.
    const told: Decision = { state: { ...state, muffledUntilMs: 0 }, effects: [{ type: 'toolResult', toolUseId, result }, toClient, ...idleIfListening(rules, state)] };
    return state.phase === 'ending' ? told : chain(told, (from) => owe(rules, from, nowMs));
  }
  // The stream that asked is gone, and another one does not know of the call: it takes up the thread from what came of it.
  const known: Decision = { state, effects: [toClient] };
  return state.openCalls.length === 0 ? chain(known, (from) => tell(rules, from, rules.resumption('break', from.unsaid), nowMs)) : known;
}

function used(state: ConversationState, { inputTokens, outputTokens, inputSpeechTokens, outputSpeechTokens }: TokenUsage): Decision {
  const before = state.usageBefore;
  const usage: TokenUsage = {
    inputTokens: before.inputTokens + inputTokens,
    outputTokens: before.outputTokens + outputTokens,
    inputSpeechTokens: before.inputSpeechTokens + inputSpeechTokens,
    outputSpeechTokens: before.outputSpeechTokens + outputSpeechTokens,
  };
  return { state: { ...state, usage }, effects: [{ type: 'tellUsage', usage }] };
}

function attached(rules: ConversationRules, state: ConversationState, unheardMs: number, nowMs: number): Decision {
  const back: Decision = { state: { ...state, attached: true }, effects: [clear('detached'), clear('vacant')] };
  // While somebody was there, a lost line is on its way back already.
  const open = (from: ConversationState): Decision => (from.line.current === null && !state.attached ? openLine(rules, from, nowMs) : { state: from, effects: [] });
  switch (state.phase) {
    case 'ending':
    case 'ended':
      return back;
    case 'opening':
      return chain(back, open);
    // `live`: the new connection is here before the loss of the old one was noticed.
    case 'live':
    case 'detached': {
      const greeted = chain(back, (from) => ({ state: { ...from, phase: 'live' }, effects: [{ type: 'ready' }] }));
      return chain(greeted, (from) => welcome(rules, from, { isHiccup: state.phase === 'live' || nowMs - state.detachedAtMs < rules.hiccupMs, hasMissed: unheardMs > missedMs }, nowMs), open);
    }
    default:
      return unreachable(state.phase);
  }
}

/** Reports come some four times a second: the end of an utterance that was heard may not be reported yet. */
const missedMs = 400;

/** What the agent says to somebody who is back. Who was only waited for, and has missed nothing, is not disturbed. */
function welcome(rules: ConversationRules, state: ConversationState, { isHiccup, hasMissed }: { readonly isHiccup: boolean; readonly hasMissed: boolean }, nowMs: number): Decision {
  if (state.outcome !== null) return { state, effects: [] };
  if (isHiccup && !hasMissed && state.floor.kind === 'listening' && state.owedSinceMs === null) return { state, effects: idleIfListening(rules, state) };
  return interrupted(rules, { state, effects: [] }, nowMs, rules.resumption(isHiccup ? 'break' : 'absence', state.unsaid));
}

function timerFired(rules: ConversationRules, state: ConversationState, { timer, senses }: Extract<Input, { type: 'timer' }>, nowMs: number): Decision {
  const still: Decision = { state, effects: [] };
  switch (timer) {
    case 'audible': {
      if (state.floor.kind === 'listening') return still;
      const listening: ConversationState = { ...state, floor: { kind: 'listening' }, listeningSinceMs: nowMs };
      if (listening.outcome !== null && listening.sayingGoodbye && listening.owedSinceMs === null) return endWith(rules, listening, listening.outcome);
      return { state: listening, effects: idleIfListening(rules, listening) };
    }
    case 'idle': {
      if (state.phase !== 'live' || state.outcome !== null || state.floor.kind === 'speaking') return still;
      // Somebody who is still speaking is not asked whether they are there; noise is no excuse for ever.
      if (senses.voice && nowMs - state.listeningSinceMs < rules.idleMs + rules.patienceMs) return { state, effects: [set('idle', rules.renewalLookMs)] };
      const prompt = rules.idlePrompt(state.idlePrompts);
      if (prompt === null) return endWith(rules, state, { status: 'abandoned', disposition: rules.dispositionOf('silent') });
      return chain(tell(rules, { ...state, idlePrompts: state.idlePrompts + 1 }, prompt, nowMs), (from) => ({ state: from, effects: [setIdle(rules)] }));
    }
    case 'goodbye':
      return state.outcome === null ? still : endWith(rules, state, state.outcome);
    case 'detached':
      return park(rules, state);
    case 'closing':
      return state.phase === 'ending' && state.line.current !== null ? lastStreamClosed(rules, state) : ended(state, nowMs);
    case 'renewal':
      return lookForRenewal(rules, state, senses, nowMs);
    case 'retry':
      return retry(rules, state, nowMs);
    case 'vacant':
      return vacate(state);
    case 'answer': {
      if (state.owedSinceMs === null) return still;
      const silentMs = nowMs - Math.max(state.owedSinceMs, senses.lastSoundMs);
      const missed = state.uttering || state.unhandled?.reminded === true ? { state, effects: [] } : missedTool(state);
      if (silentMs < rules.answerMs) return { state: missed.state, effects: [...missed.effects, set('answer', rules.answerMs - silentMs)] };
      return giveUp(rules, state, { kind: 'retry', error: new AppError('BEDROCK_TIMEOUT', `no speech and no call within ${Math.round(silentMs)} ms`) }, senses.audibleUntilMs, nowMs);
    }
    case 'deaf': {
      if (!senses.unnoticed || !isWaitingToHear(state)) return still;
      if (senses.quietMs < rules.deafMs) return { state, effects: [set('deaf', rules.deafMs - senses.quietMs)] };
      const doubted: ConversationState = { ...state, line: { ...state.line, doubted: true } };
      return giveUp(rules, doubted, { kind: 'renew', error: new AppError('BEDROCK_TIMEOUT', 'a voice was not noticed') }, senses.audibleUntilMs, nowMs);
    }
    case 'bridge': {
      const isWaiting = state.owedSinceMs !== null || state.openCalls.length > 0 || state.line.lostAtMs !== null;
      if (!isWaiting || !state.attached || state.phase === 'ending') return still;
      if (senses.audibleUntilMs > nowMs) return { state, effects: [set('bridge', senses.audibleUntilMs - nowMs + rules.bridgeLostMs)] };
      const sound: readonly Effect[] = state.phase === 'live' ? [{ type: 'bridge' }] : [];
      return { state, effects: [{ type: 'tellClient', message: { type: 'oneMoment' } }, ...sound, set('bridge', 2 * rules.bridgeMs)] };
    }
    default:
      return unreachable(timer);
  }
}
