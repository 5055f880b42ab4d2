import { unreachable } from '../kernel/result.js';
import type { Outcome, StreamEnd } from './ports.js';
import { cut, leftUnspoken, planSentence, speakSentence, takeTurn } from './utterance.js';
import type { ConversationRules, ConversationState, Decision, Effect, Input, Phase, TimerName } from './state.js';
import { legalMoves } from './state.js';

/**
 * The machine of one conversation: pure and synchronous. Every input is legal in every phase; one that no longer
 * matters changes nothing.
 */
export function decide(rules: ConversationRules, state: ConversationState, input: Input, nowMs: number): Decision {
  const still: Decision = { state, effects: [] };
  if (state.phase === 'ended') return still;

  switch (input.type) {
    case 'start':
      return { state: { ...state, streams: state.streams + 1 }, effects: [{ type: 'openStream' }] };
    case 'streamOpening':
      // At once: whether the model shows a sign of life before it is spoken to is nowhere promised.
      return { state: { ...state, streamId: input.streamId }, effects: [{ type: 'tellModel', text: rules.opening }] };
    case 'opened':
      if (state.phase !== 'opening') return still;
      return {
        state: move(state, state.attached ? 'live' : 'detached'),
        effects: [{ type: 'ready' }, setIdle(rules)],
      };

    case 'attached':
      return attached(rules, state, nowMs);
    case 'detached':
      if (state.phase === 'ending') return { state: { ...state, attached: false }, effects: [] };
      return {
        state: { ...(state.phase === 'live' ? move(state, 'detached') : state), attached: false },
        effects: [clear('idle'), { type: 'setTimer', timer: 'detached', delayMs: rules.detachedMs }],
      };
    case 'audibleUntil':
      if (state.floor.kind === 'listening' || state.floor.untilMs === null) return still;
      return heardUntil(state, input.audibleUntilMs, nowMs);

    case 'text':
      return closing(state) ? still : interrupted(rules, heard(rules, state, input.text), nowMs, { type: 'tellModel', text: input.text });
    case 'action':
      return closing(state) ? still : { state: { ...state, idlePrompts: 0, unhandled: null }, effects: [{ type: 'act', action: input.action }] };
    case 'nothingMissed':
      return { state: { ...state, unhandled: null }, effects: [] };
    case 'actionReply':
      // Also when the action was the last answer: what is told then is the goodbye.
      if (state.phase === 'ending' || input.tellModel === null) return still;
      return interrupted(rules, { state, effects: [] }, nowMs, { type: 'tellModel', text: input.tellModel });
    case 'userText':
      return heard(rules, state, input.text);
    case 'planned':
      return nowMs < state.muffledUntilMs ? still : planSentence(state, input.text);
    case 'spoken':
      return speakSentence(state, input.text);
    case 'interrupted':
      return interrupted(rules, { state: { ...state, muffledUntilMs: 0 }, effects: [] }, nowMs, null);
    case 'turnEnded':
      return turnEnded(state, input.audibleUntilMs, nowMs);

    case 'toolRequest':
      return toolRequest(rules, state, input);
    case 'toolReply':
      if (!state.openCalls.includes(input.toolUseId)) return still;
      return {
        state: { ...state, openCalls: state.openCalls.filter((id) => id !== input.toolUseId) },
        // The model should speak now. If it stays silent, that is a silence like any other.
        effects: [{ type: 'toolResult', toolUseId: input.toolUseId, result: input.result }, ...idleIfListening(rules, state)],
      };
    case 'notice':
      return { state, effects: [{ type: 'tellClient', message: { type: 'notice', notice: input.notice } }] };
    case 'finish':
      if (state.outcome !== null) return still;
      return {
        state: { ...state, outcome: input.outcome },
        effects: [clear('idle'), { type: 'setTimer', timer: 'goodbye', delayMs: rules.goodbyeMs }],
      };
    case 'usage':
      return { state: { ...state, usage: { inputTokens: input.inputTokens, outputTokens: input.outputTokens } }, effects: [] };

    case 'end':
      return endWith(rules, state, { status: 'abandoned', disposition: rules.dispositionOf('left') });
    case 'drain':
      return endWith(rules, state, { status: 'abandoned', disposition: rules.dispositionOf('fault') });
    case 'bug':
      return failed(rules, state, { kind: 'fatal', error: input.error });
    case 'streamClosed':
      // It was late, and the end went on without it.
      if (state.phase === 'ending' && state.streamId === null) return still;
      return streamClosed(rules, { ...state, streamId: null }, input.end);
    case 'timer':
      return timerFired(rules, state, input.timer, nowMs);
    case 'journalClosed':
      return ended(input.outcome === undefined ? state : { ...state, outcome: input.outcome }, nowMs);
    default:
      return unreachable(input);
  }
}

const clear = (timer: TimerName): Effect => ({ type: 'clearTimer', timer });
const setIdle = (rules: ConversationRules): Effect => ({ type: 'setTimer', timer: 'idle', delayMs: rules.idleMs });
const idleIfListening = (rules: ConversationRules, state: ConversationState): readonly Effect[] =>
  state.phase === 'live' && state.outcome === null && state.floor.kind === 'listening' ? [setIdle(rules)] : [];
const closing = (state: ConversationState): boolean => state.phase === 'ending' || state.outcome !== null;

function move(state: ConversationState, to: Phase): ConversationState {
  if (!legalMoves[state.phase].includes(to)) throw new Error(`illegal move ${state.phase} → ${to}`);
  return { ...state, phase: to };
}

/** The participant said or typed something that counts as speech. */
function heard(rules: ConversationRules, state: ConversationState, text: string): Decision {
  const taken = takeTurn(state, 'user');
  return {
    state: { ...taken, heard: text, heardCount: taken.heardCount + 1, unhandled: { heard: text, reminded: false }, idlePrompts: 0 },
    effects: [
      { type: 'tellClient', message: { type: 'userText', text, epoch: taken.epoch } },
      { type: 'record', entry: { role: 'user', content: text, stage: 'heard', turnNumber: taken.turn, epoch: taken.epoch } },
      ...idleIfListening(rules, taken),
    ],
  };
}

/**
 * The agent's voice must stop now, if it is speaking; then `follow`. With a `follow` we are the ones who cut: the model
 * does not know yet, and what it still sends of this utterance is ignored for a moment.
 */
function interrupted(rules: ConversationRules, before: Decision, nowMs: number, follow: Effect | null): Decision {
  const { state } = before;
  const effects = [...before.effects];
  if (state.floor.kind === 'listening') return { state, effects: follow === null ? effects : [...effects, follow, ...idleIfListening(rules, state)] };
  const muffled = follow !== null && state.uttering ? nowMs + rules.muffleMs : state.muffledUntilMs;
  const silenced = cut(state);
  effects.push({ type: 'tellClient', message: { type: 'interrupted', epoch: silenced.epoch } }, clear('audible'));
  effects.push(...idleIfListening(rules, silenced));
  if (follow !== null) effects.push(follow);
  return { state: { ...silenced, muffledUntilMs: muffled }, effects };
}

function turnEnded(state: ConversationState, audibleUntilMs: number, nowMs: number): Decision {
  if (nowMs < state.muffledUntilMs) return { state: { ...state, muffledUntilMs: 0 }, effects: [] };
  if (state.floor.kind === 'listening') return { state: { ...state, uttering: false }, effects: [] };
  const heard = heardUntil({ ...state, uttering: false }, audibleUntilMs, nowMs);
  const missed = missedTool(heard.state);
  return {
    state: missed.state,
    effects: [{ type: 'tellClient', message: { type: 'audioEnded', epoch: state.epoch } }, ...heard.effects, ...missed.effects],
  };
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
  effects: [{ type: 'setTimer', timer: 'audible', delayMs: Math.max(0, audibleUntilMs - nowMs) }],
});

function toolRequest(rules: ConversationRules, state: ConversationState, input: Extract<Input, { type: 'toolRequest' }>): Decision {
  // The one result that it is owed is on its way; a refusal would go out in its place.
  if (state.openCalls.includes(input.toolUseId)) return { state, effects: [] };
  if (state.phase === 'ending' || state.openCalls.length >= rules.maxOpenCalls) {
    return { state, effects: [{ type: 'toolResult', toolUseId: input.toolUseId, result: { error: 'This call is not possible now.' } }] };
  }
  return {
    state: { ...state, openCalls: [...state.openCalls, input.toolUseId], unhandled: null },
    effects: [clear('idle'), { type: 'runTool', toolUseId: input.toolUseId, name: input.name, input: input.input }],
  };
}

function attached(rules: ConversationRules, state: ConversationState, nowMs: number): Decision {
  if (state.phase !== 'detached' && state.phase !== 'live') return { state: { ...state, attached: true }, effects: [clear('detached')] };
  // `live`: the new connection is here before the loss of the old one was noticed.
  const back: ConversationState = { ...state, phase: 'live', attached: true };
  const greeting: Decision = { state: back, effects: [clear('detached'), { type: 'ready' }] };
  return back.outcome === null ? interrupted(rules, greeting, nowMs, { type: 'tellModel', text: rules.resumption() }) : greeting;
}

function timerFired(rules: ConversationRules, state: ConversationState, timer: TimerName, nowMs: number): Decision {
  const still: Decision = { state, effects: [] };
  switch (timer) {
    case 'audible': {
      if (state.floor.kind === 'listening') return still;
      const listening: ConversationState = { ...state, floor: { kind: 'listening' } };
      if (listening.outcome !== null && listening.sayingGoodbye) return endWith(rules, listening, listening.outcome);
      return { state: listening, effects: idleIfListening(rules, listening) };
    }
    case 'idle': {
      if (state.phase !== 'live' || state.outcome !== null || state.floor.kind === 'speaking') return still;
      const prompt = rules.idlePrompt(state.idlePrompts);
      if (prompt === null) return endWith(rules, state, { status: 'abandoned', disposition: rules.dispositionOf('silent') });
      return { state: { ...state, idlePrompts: state.idlePrompts + 1 }, effects: [{ type: 'tellModel', text: prompt }, setIdle(rules)] };
    }
    case 'goodbye':
      return state.outcome === null ? still : endWith(rules, state, state.outcome);
    case 'detached':
      return endWith(rules, state, { status: 'abandoned', disposition: rules.dispositionOf('left') });
    case 'closing':
      return state.phase === 'ending' && state.streamId !== null ? streamClosed(rules, { ...state, streamId: null }, { kind: 'asked' }) : ended(state, nowMs);
    default:
      return unreachable(timer);
  }
}

/** The polite end: close the stream, then the journal, then tell the client. An outcome that was set before stays. */
function endWith(rules: ConversationRules, state: ConversationState, fallback: Outcome): Decision {
  if (state.phase === 'ending') return { state, effects: [] };
  const outcome = state.outcome ?? fallback;
  const ending = move({ ...state, outcome }, 'ending');
  const timers: Effect[] = [clear('idle'), clear('audible'), clear('goodbye'), clear('detached')];
  if (ending.streamId === null) return streamClosed(rules, ending, { kind: 'asked' }, timers);
  return {
    state: ending,
    effects: [...timers, { type: 'closeStream' }, { type: 'setTimer', timer: 'closing', delayMs: rules.closingMs }],
  };
}

function streamClosed(rules: ConversationRules, state: ConversationState, end: StreamEnd, before: readonly Effect[] = []): Decision {
  if (state.phase !== 'ending') return failed(rules, state, end);
  const outcome: Outcome = state.outcome ?? { status: 'error', disposition: rules.dispositionOf('fault') };
  return {
    state: { ...state, unspoken: [] },
    effects: [...before, ...leftUnspoken(state), { type: 'closeJournal', outcome }, { type: 'setTimer', timer: 'closing', delayMs: 2 * rules.closingMs }],
  };
}

/**
 * A stream that ended by itself, or a bug of ours. Renewal and recovery will go here (a new stream with history);
 * until then the participant gets an honest error, and what was recorded stays.
 */
function failed(rules: ConversationRules, state: ConversationState, end: StreamEnd): Decision {
  const effects: Effect[] = end.kind === 'asked' ? [] : [{ type: 'tellClient', message: { type: 'fault', error: end.error } }];
  const closed = endWith(rules, state, { status: 'error', disposition: rules.dispositionOf('fault') });
  return { state: closed.state, effects: [...effects, ...closed.effects] };
}

function ended(state: ConversationState, nowMs: number): Decision {
  if (state.phase !== 'ending' || state.outcome === null) return { state, effects: [] };
  return {
    state: { ...state, phase: 'ended' },
    effects: [clear('closing'), { type: 'finish', outcome: state.outcome, durationMs: Math.round(nowMs - state.startedAtMs) }],
  };
}
