import type { Outcome, StreamEnd } from './ports.js';
import { legalMoves, type ConversationRules, type ConversationState, type Decision, type Effect, type Phase, type TimerName } from './state.js';
import { settleUnspoken } from './utterance.js';

/*
 * How a conversation ends: the streams are closed, then the journal, then the client is told.
 */

export const clear = (timer: TimerName): Effect => ({ type: 'clearTimer', timer });
export const set = (timer: TimerName, delayMs: number): Effect => ({ type: 'setTimer', timer, delayMs });

const ofLife: readonly TimerName[] = ['idle', 'audible', 'goodbye', 'detached', 'answer', 'bridge', 'deaf', 'renewal', 'retry', 'vacant'];

export function move(state: ConversationState, to: Phase): ConversationState {
  if (!legalMoves[state.phase].includes(to)) throw new Error(`illegal move ${state.phase} → ${to}`);
  return { ...state, phase: to };
}

/** The polite end. An outcome that was set before stays. */
export function endWith(rules: ConversationRules, state: ConversationState, fallback: Outcome): Decision {
  if (state.phase === 'ending') return { state, effects: [] };
  const { current, successor } = state.line;
  const ending = move({ ...state, outcome: state.outcome ?? fallback, line: { ...state.line, successor: null } }, 'ending');
  const before: Effect[] = ofLife.map(clear);
  if (successor !== null) before.push({ type: 'closeStream', stream: successor.stream, how: 'politely' });
  if (current === null) return lastStreamClosed(rules, ending, before);
  return { state: ending, effects: [...before, { type: 'closeStream', stream: current, how: 'politely' }, set('closing', rules.closingMs)] };
}

/** The end that is none: somebody else may go on from what was recorded. */
export const park = (rules: ConversationRules, state: ConversationState): Decision => endWith(rules, state, { status: 'parked', disposition: rules.dispositionOf('left') });

/** Nothing will be said any more: the journal is closed. */
export function lastStreamClosed(rules: ConversationRules, state: ConversationState, before: readonly Effect[] = []): Decision {
  const outcome: Outcome = state.outcome ?? { status: 'error', disposition: rules.dispositionOf('fault') };
  const settled = settleUnspoken(state, false);
  return {
    state: { ...settled.state, line: { ...state.line, current: null } },
    effects: [...before, ...settled.effects, { type: 'closeJournal', outcome }, set('closing', 2 * rules.closingMs)],
  };
}

/** A fault that nothing can be done about: the participant gets an honest error, and what was recorded stays. */
export function failed(rules: ConversationRules, state: ConversationState, end: StreamEnd): Decision {
  const effects: Effect[] = end.kind === 'asked' ? [] : [{ type: 'tellClient', message: { type: 'fault', error: end.error } }];
  const closed = endWith(rules, state, { status: 'error', disposition: rules.dispositionOf('fault') });
  return { state: closed.state, effects: [...effects, ...closed.effects] };
}

export function ended(state: ConversationState, nowMs: number): Decision {
  if (state.phase !== 'ending' || state.outcome === null) return { state, effects: [] };
  return {
    state: { ...state, phase: 'ended' },
    effects: [clear('closing'), { type: 'finish', outcome: state.outcome, durationMs: Math.round(nowMs - state.startedAtMs) }],
  };
}
