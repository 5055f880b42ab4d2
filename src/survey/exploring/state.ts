import type { Answer } from '../answer.js';
import { evaluate, type OnPath } from '../evaluate.js';
import { valueKey } from './candidates.js';
import type { Readers } from './readers.js';
import type { Travel } from './spoken-time.js';

/** An answer on the way. */
export interface Move {
  readonly questionId: string;
  readonly answer: Answer;
}

/** A whole interview that comes past a place, from the first question to an end. */
export type Witness = readonly Move[];

/** All interviews that have come to a place and cannot be told apart any more. */
export interface State {
  readonly position: number;
  /** Answers that are still looked at from here on. */
  readonly visible: ReadonlyMap<string, Answer>;
  /** The first way here; null at the beginning. A null move: a question that was passed. */
  readonly from: { readonly state: State; readonly move: Move | null } | null;
  travel: Travel;
  /** The first way on, so that every witness is a whole interview; null while there is none. `to` null: the end. */
  onward: { readonly move: Move | null; readonly to: State | null } | null;
}

export const onPathOf = (visible: ReadonlyMap<string, Answer>): OnPath => (questionId) => visible.get(questionId) ?? null;

/** Two interviews with the same key at a place cannot be told apart any more. */
export function keyOf(readers: Readers, visible: ReadonlyMap<string, Answer>): string {
  const onPath = onPathOf(visible);
  const bits = readers.tests.map((test) => (evaluate(test, onPath) ? '1' : '0')).join('');
  const values = readers.values.map((questionId) => {
    const answer = visible.get(questionId);
    return answer === undefined ? '-' : valueKey(answer);
  });
  const piped = readers.piped.map((questionId) => (visible.get(questionId)?.outcome === 'answered' ? '1' : '0')).join('');
  return `${bits}|${values.join(' ')}|${piped}`;
}

/** Without what nobody looks at any more, so that long interviews do not carry their past along. */
export function stillRead(readers: Readers, visible: ReadonlyMap<string, Answer>): ReadonlyMap<string, Answer> {
  if (readers.tests.some((test) => test.kind === 'compare')) return visible;
  const needed = new Set([...readers.tests.flatMap((test) => (test.kind === 'compare' ? [] : [test.questionId])), ...readers.values, ...readers.piped]);
  return new Map([...visible].filter(([questionId]) => needed.has(questionId)));
}

/** The first way to the state, the move from there, and the first way on. */
export function witnessOf(state: State, move: Move | null, to: State | null): Witness {
  const moves: Move[] = [];
  for (let at = state.from; at !== null; at = at.state.from) if (at.move !== null) moves.unshift(at.move);
  if (move !== null) moves.push(move);
  for (let at = to; at !== null; at = at.onward?.to ?? null) {
    const next = at.onward?.move ?? null;
    if (next !== null) moves.push(next);
  }
  return moves;
}
