import type { QuotaChange, QuotaCount, QuotaState } from '../../src/storage/quota-state.js';

/** What the database makes of a change: the state after it, or null when its condition does not hold. The state given stays as it is. */
export function stateAfter(state: QuotaState, change: QuotaChange): QuotaState | null {
  const same = (left: unknown, right: unknown): boolean => (left ?? null) === right || JSON.stringify(left ?? null) === JSON.stringify(right);
  const counts: Record<QuotaCount, Map<string, number>> = { taken: new Map(state.taken), completed: new Map(state.completed), overQuota: new Map(state.overQuota) };
  const seats = new Map(state.seats);
  const finished = new Map(state.finished);
  for (const { sessionId, before, after } of change.seats) {
    if (!same(seats.get(sessionId), before)) return null;
    if (after === null) seats.delete(sessionId);
    else seats.set(sessionId, after);
  }
  for (const { sessionId, before, after } of change.finished) {
    if (!same(finished.get(sessionId), before)) return null;
    if (after === null) finished.delete(sessionId);
    else finished.set(sessionId, after);
  }
  for (const { count, cellId, add, atMost } of change.counts) {
    const number = counts[count].get(cellId) ?? 0;
    if (atMost !== null && number > atMost) return null;
    counts[count].set(cellId, number + add);
  }
  return { ...counts, seats, finished };
}
