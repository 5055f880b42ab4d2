import { clear, endWith, failed, lastStreamClosed, move, park, set } from './ending.js';
import type { StreamEnd } from './ports.js';
import type { ConversationRules, ConversationState, Decision, Effect, Line, Senses } from './state.js';
import { settleUnspoken } from './utterance.js';

/*
 * The line to the model: streams that begin, are renewed before the model ends them, and are replaced when they fail. All of it
 * is decided here; what is said in the conversation is decided in decide.ts.
 */

/** A stream that ended at its planned limit sooner than this is counted as a failure all the same. */
const shortLifeMs = 10_000;
/** Streams that die one after another may die of what they are told. */
const suspectAfter = 3;
const still = (state: ConversationState): Decision => ({ state, effects: [] });
const withLine = (state: ConversationState, line: Partial<Line>): ConversationState => ({ ...state, line: { ...state.line, ...line } });

/** Joins decisions: each goes on from the state that the one before has left. */
export function chain(first: Decision, ...steps: readonly ((state: ConversationState) => Decision)[]): Decision {
  return steps.reduce<Decision>(({ state, effects }, step) => {
    const next = step(state);
    return { state: next.state, effects: [...effects, ...next.effects] };
  }, first);
}

/** The model has been asked for speech or a call, and owes it from now on. */
export function owe(rules: ConversationRules, state: ConversationState, nowMs: number): Decision {
  const lookMs = state.unhandled !== null && !state.unhandled.reminded ? rules.remindMs : state.epoch === 0 ? rules.firstAnswerMs : rules.answerMs;
  return { state: { ...state, owedSinceMs: nowMs }, effects: [set('answer', lookMs), set('bridge', rules.bridgeMs)] };
}

/** Something came from the model that only a living stream gives. */
export function proven(state: ConversationState): ConversationState {
  const { failures, lostAtMs, doubted } = state.line;
  return failures === 0 && lostAtMs === null && !doubted ? state : withLine(state, { failures: 0, withoutHistory: false, lostAtMs: null, doubted: false });
}

/** What the model owed has come. */
export const settled = (state: ConversationState): Decision =>
  state.owedSinceMs === null ? still(proven(state)) : { state: { ...proven(state), owedSinceMs: null }, effects: [clear('answer'), clear('bridge')] };

/** Tells the model something that it must answer. Without a stream it waits for the next one. */
export function tell(rules: ConversationRules, state: ConversationState, text: string, nowMs: number): Decision {
  if (state.phase === 'ending') return still(state);
  if (state.line.current === null) return still(withLine(state, { untold: text }));
  // The answer must be heard, soon after the rest of what was stopped.
  const open = { ...state, muffledUntilMs: Math.min(state.muffledUntilMs, nowMs + rules.muffleMs) };
  return chain({ state: open, effects: [{ type: 'tellModel', text }] }, (told) => owe(rules, told, nowMs));
}

/** Opens a stream that has the conversation at once, and tells it what there is to tell. */
export function openLine(rules: ConversationRules, state: ConversationState, nowMs: number): Decision {
  const stream = state.line.opened + 1;
  const { history, ...thread } = threadOf(rules, state);
  return chain(
    {
      state: withLine(state, { opened: stream, current: stream, sinceMs: nowMs, untold: null }),
      effects: [{ type: 'openStream', stream, role: 'current', history: state.line.withoutHistory ? [] : history }, set('renewal', rules.renewAfterMs)],
    },
    (open) => takeUp(rules, open, thread.text, nowMs),
  );
}

function takeUp(rules: ConversationRules, state: ConversationState, text: string | null, nowMs: number): Decision {
  const { unhandled } = state;
  if (text === null) {
    // Two streams have heard these words, and made nothing of them: the agent does.
    return unhandled?.retold === true ? { state: { ...state, unhandled: null, owedSinceMs: null }, effects: [{ type: 'recover', heard: unhandled.heard }] } : still(state);
  }
  // The words that are told to another stream are new to it.
  const known = unhandled?.heard === text ? { ...state, unhandled: { heard: text, reminded: false, retold: true } } : state;
  return tell(rules, known, text, nowMs);
}

/** What a stream that begins in the middle is told, and the history before that. Null: it need only listen. */
function threadOf(rules: ConversationRules, state: ConversationState): { readonly text: string | null; readonly history: ConversationState['history'] } {
  const { history, unhandled, openCalls, owedSinceMs, line } = state;
  if (line.untold !== null) return { text: line.untold, history };
  if (state.turn === 0) return { text: rules.opening, history };
  // Their results move the conversation on: what comes of them is told then.
  if (openCalls.length > 0) return { text: null, history };
  const last = history.at(-1);
  if (unhandled?.retold === true) return { text: null, history };
  if (unhandled !== null) return { text: unhandled.heard, history: last?.role === 'user' && last.text === unhandled.heard ? history.slice(0, -1) : history };
  return { text: owedSinceMs === null ? null : rules.resumption('break', state.unsaid), history };
}

export function streamOpened(rules: ConversationRules, state: ConversationState, { stream, audibleUntilMs }: { readonly stream: number; readonly audibleUntilMs: number }, nowMs: number): Decision {
  if (stream === state.line.successor?.stream) return takeOver(rules, state, state.line.successor, audibleUntilMs, nowMs);
  if (stream !== state.line.current) return still(state);
  const there: Decision = { state: withLine(state, { lostAtMs: null }), effects: state.line.lostAtMs !== null && state.owedSinceMs === null ? [clear('bridge')] : [] };
  if (state.phase !== 'opening') return there;
  return chain(there, (from) => ({ state: move(from, from.attached ? 'live' : 'detached'), effects: [{ type: 'ready' }, ...(from.attached ? [set('idle', rules.idleMs)] : [])] }));
}

// ------------------------------------------------------------------------------------------------------------ renewal

/** In the middle of something that a change of streams would tear. */
const isUnderWay = ({ uttering, owedSinceMs, openCalls, unhandled }: ConversationState): boolean =>
  uttering || owedSinceMs !== null || openCalls.length > 0 || unhandled !== null;

/** Whether the stream can be changed now: at a quiet moment; later when nothing is torn; in the end whatever goes on. */
function isRipe(rules: ConversationRules, state: ConversationState, isVoice: boolean, nowMs: number): boolean {
  const ageMs = nowMs - state.line.sinceMs;
  if (ageMs >= rules.renewNowMs) return true;
  if (isUnderWay(state)) return false;
  return ageMs >= rules.renewAnywayMs || (state.floor.kind === 'listening' && !isVoice);
}

/** Looks whether this is the moment to renew; if not, again soon. */
export function lookForRenewal(rules: ConversationRules, state: ConversationState, senses: Senses, nowMs: number): Decision {
  const { line, phase, outcome, draining } = state;
  if ((phase !== 'live' && phase !== 'detached') || outcome !== null) return still(state);
  const again = set('renewal', rules.renewalLookMs);
  if (draining) return isUnderWay(state) || state.floor.kind === 'speaking' || senses.voice ? { state, effects: [again] } : park(rules, state);
  if (line.current === null) return still(state);
  if (line.successor !== null || !isRipe(rules, state, senses.voice, nowMs)) return { state, effects: [again] };
  const stream = line.opened + 1;
  return {
    state: withLine(state, { opened: stream, successor: { stream, sinceMs: nowMs } }),
    effects: [{ type: 'openStream', stream, role: 'successor', history: state.history }, again],
  };
}

/** The successor lives. If something has begun meanwhile, it was the wrong moment. */
function takeOver(rules: ConversationRules, state: ConversationState, { stream, sinceMs }: NonNullable<Line['successor']>, audibleUntilMs: number, nowMs: number): Decision {
  const { current } = state.line;
  if (current === null || state.phase === 'ending') return still(state);
  // A voice that began since is no hindrance: all of it is replayed.
  if (!isRipe(rules, state, false, nowMs)) {
    return { state: withLine(state, { successor: null }), effects: [{ type: 'closeStream', stream, how: 'politely' }] };
  }
  return chain(torn(state, audibleUntilMs, nowMs), (whole) => handOver(rules, whole, { from: current, to: stream, sinceMs }, nowMs));
}

function handOver(rules: ConversationRules, state: ConversationState, { from, to, sinceMs }: { readonly from: number; readonly to: number; readonly sinceMs: number }, nowMs: number): Decision {
  const { text } = threadOf(rules, state);
  return chain(
    {
      state: { ...withLine(state, { current: to, successor: null, sinceMs, untold: null }), usageBefore: state.usage },
      effects: [{ type: 'handOver', from, to }, set('renewal', Math.max(0, rules.renewAfterMs - (nowMs - sinceMs)))],
    },
    (over) => takeUp(rules, over, text, nowMs),
  );
}

// ----------------------------------------------------------------------------------------------------------- recovery

export function streamClosed(rules: ConversationRules, state: ConversationState, closed: { readonly stream: number; readonly end: StreamEnd; readonly audibleUntilMs: number }, nowMs: number): Decision {
  const { line } = state;
  if (closed.stream === line.successor?.stream) {
    // The old stream still lives; the next look comes a little later than usual.
    return { state: withLine(state, { successor: null }), effects: [set('renewal', rules.renewalLookMs + rules.backoffMs(1, isBusy(closed.end)))] };
  }
  if (closed.stream !== line.current) return still(state);
  return state.phase === 'ending' ? lastStreamClosed(rules, state) : lost(rules, state, closed.end, closed.audibleUntilMs, nowMs);
}

const isBusy = (end: StreamEnd): boolean => end.kind !== 'asked' && end.error.code === 'BEDROCK_RATE_LIMIT';

/** The stream has died under the conversation: another one takes its place. */
function lost(rules: ConversationRules, before: ConversationState, end: StreamEnd, audibleUntilMs: number, nowMs: number): Decision {
  if (end.kind === 'fatal') return failed(rules, before, end);
  const { line } = before;
  const goodbye = before.sayingGoodbye && !before.uttering ? before.outcome : null;
  const whole = torn({ ...before, muffledUntilMs: 0 }, audibleUntilMs, nowMs);
  const without: Decision = {
    state: { ...withLine(whole.state, { current: null, lostAtMs: line.lostAtMs ?? nowMs }), usageBefore: before.usage },
    effects: [clear('answer'), clear('renewal'), clear('deaf'), ...whole.effects],
  };
  // Nothing is left to say: the end comes when the goodbye has been heard.
  if (goodbye !== null) return before.floor.kind === 'listening' ? chain(without, (state) => endWith(rules, state, goodbye)) : without;
  if (line.successor !== null) {
    const { stream, sinceMs } = line.successor;
    return chain(without, (state) => handOver(rules, state, { from: line.current ?? 0, to: stream, sinceMs }, nowMs));
  }
  // Nobody is there to talk to: the stream comes back with the participant.
  if (!before.attached) return without;
  return chain(without, (state) => tryAgain(rules, state, end, audibleUntilMs, nowMs));
}

function tryAgain(rules: ConversationRules, state: ConversationState, end: StreamEnd, audibleUntilMs: number, nowMs: number): Decision {
  const { line } = state;
  const failures = end.kind === 'retry' || nowMs - line.sinceMs < shortLifeMs ? line.failures + 1 : line.failures;
  const isOver = isBusy(end) ? nowMs - (line.lostAtMs ?? nowMs) >= rules.busyMs : failures > rules.maxFailures;
  if (isOver) return failed(rules, state, end);
  return {
    state: withLine(state, { failures, withoutHistory: failures >= suspectAfter || (end.kind === 'retry' && end.withoutHistory === true) }),
    effects: [
      set('retry', failures === 0 ? 0 : rules.backoffMs(failures, isBusy(end))),
      set('bridge', Math.max(0, audibleUntilMs - nowMs) + rules.bridgeLostMs),
    ],
  };
}

/** Nothing more comes of what the stream was saying. What was sent of it is heard; a sentence in the middle is owed again. */
function torn(state: ConversationState, audibleUntilMs: number, nowMs: number): Decision {
  const whole = settleUnspoken(state, true);
  if (!state.uttering) return whole;
  return {
    state: { ...whole.state, uttering: false, owedSinceMs: state.owedSinceMs ?? nowMs, floor: { kind: 'speaking', untilMs: audibleUntilMs } },
    effects: [...whole.effects, { type: 'tellClient', message: { type: 'audioEnded', epoch: state.epoch } }, set('audible', Math.max(0, audibleUntilMs - nowMs))],
  };
}

/** The time for another try has come. */
export const retry = (rules: ConversationRules, state: ConversationState, nowMs: number): Decision =>
  state.line.current !== null || !state.attached || state.phase === 'ending' ? still(state) : openLine(rules, state, nowMs);

/** The stream is there and does not do what streams do: it is given up like one that has died. */
export function giveUp(rules: ConversationRules, state: ConversationState, end: StreamEnd, audibleUntilMs: number, nowMs: number): Decision {
  const { current } = state.line;
  if (current === null || state.phase === 'ending') return still(state);
  return chain({ state, effects: [{ type: 'closeStream', stream: current, how: 'now' }] }, (gone) => lost(rules, gone, end, audibleUntilMs, nowMs));
}

// --------------------------------------------------------------------------------------------------- nobody is there

/** The participant has been away for a while: no stream is kept for nobody. */
export function vacate(state: ConversationState): Decision {
  const { current, successor } = state.line;
  if (state.phase !== 'detached') return still(state);
  const gone = settleUnspoken({ ...state, uttering: false }, false);
  return {
    state: { ...withLine(gone.state, { current: null, successor: null }), usageBefore: state.usage, owedSinceMs: null },
    effects: [
      ...gone.effects,
      ...[current, successor?.stream ?? null].flatMap((stream): Effect[] => (stream === null ? [] : [{ type: 'closeStream', stream, how: 'politely' }])),
      clear('answer'),
      clear('bridge'),
      clear('renewal'),
      clear('deaf'),
    ],
  };
}
