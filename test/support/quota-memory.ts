import type { QuotaChange, QuotaCount, QuotaState, Seat, FinishedMark } from '../../src/storage/quota-state.js';

/** What the database makes of a change: the state after it, or null when its condition does not hold. The state given stays as it is. */
export function stateAfter(state: QuotaState, change: QuotaChange): QuotaState | null {
  const holds =
    change.seats.every(({ sessionId, before }) => isSameSeat(state.seats.get(sessionId) ?? null, before)) &&
    change.finished.every(({ sessionId, before }) => isSameMark(state.finished.get(sessionId) ?? null, before)) &&
    change.counts.every(({ count, cellId, atMost }) => atMost === null || (state[count].get(cellId) ?? 0) <= atMost);
  if (!holds) return null;
  const counted = (count: QuotaCount): ReadonlyMap<string, number> => {
    const changes = change.counts.filter((each) => each.count === count);
    if (changes.length === 0) return state[count];
    const numbers = new Map(state[count]);
    for (const { cellId, add } of changes) numbers.set(cellId, (numbers.get(cellId) ?? 0) + add);
    return numbers;
  };
  return {
    taken: counted('taken'),
    completed: counted('completed'),
    overQuota: counted('overQuota'),
    seats: replaced(state.seats, change.seats),
    finished: replaced(state.finished, change.finished),
  };
}

function replaced<T>(rows: ReadonlyMap<string, T>, changes: readonly { readonly sessionId: string; readonly after: T | null }[]): ReadonlyMap<string, T> {
  const copy = new Map(rows);
  for (const { sessionId, after } of changes) {
    if (after === null) copy.delete(sessionId);
    else copy.set(sessionId, after);
  }
  return copy;
}

const isSameSeat = (left: Seat | null, right: Seat | null): boolean =>
  left === right || (left !== null && right !== null && left.untilMs === right.untilMs && JSON.stringify(left.cellIds) === JSON.stringify(right.cellIds));

const isSameMark = (left: FinishedMark | null, right: FinishedMark | null): boolean =>
  left === right || (left !== null && right !== null && left.atMs === right.atMs && left.outcome === right.outcome);
