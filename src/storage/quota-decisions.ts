import { isExpired, type FinishedMark, type QuotaCell, type QuotaChange, type QuotaState, type Seat } from './quota-state.js';

/**
 * What to do about a state. `answer` is true of this very state; `write` is to be tried, and gives its outcome when it happened,
 * or, with `null`, only clears the way: decide again on the state that it left.
 */
export type Decision<Outcome> =
  | { readonly kind: 'answer'; readonly outcome: Outcome }
  | { readonly kind: 'write'; readonly change: QuotaChange; readonly outcome: Outcome | null };

export type Decide<Outcome> = (state: QuotaState, nowMs: number) => Decision<Outcome>;

export type HoldOutcome = { readonly kind: 'held' } | { readonly kind: 'full'; readonly cellIds: readonly string[] };

const answer = <O>(outcome: O): Decision<O> => ({ kind: 'answer', outcome });
const write = <O>(outcome: O | null, change: Partial<QuotaChange>): Decision<O> => ({ kind: 'write', outcome, change: { seats: [], finished: [], counts: [], ...change } });

/** `untilMs` is fixed when the call begins, so that a second look recognises a first write whose answer was lost. */
export function decideHold(sessionId: string, cells: readonly QuotaCell[], untilMs: number): Decide<HoldOutcome> {
  const limits = limitsOf(cells);
  const cellIds = [...limits.keys()].sort();
  return (state, nowMs): Decision<HoldOutcome> => {
    // What is complete stays as it was counted.
    if (state.finished.has(sessionId)) return answer({ kind: 'held' });
    const own = state.seats.get(sessionId) ?? null;
    if (own === null && cellIds.length === 0) return answer({ kind: 'held' });
    const isSame = own !== null && JSON.stringify(own.cellIds) === JSON.stringify(cellIds);
    if (isSame && own.untilMs >= untilMs && !isExpired(own, nowMs)) return answer({ kind: 'held' });

    // A seat of ours whose lease has ended is still counted as taken: nobody else has it, and it can be taken up again.
    const needed = cellIds.filter((cellId) => own?.cellIds.includes(cellId) !== true);
    const room = roomFor(state, sessionId, needed, limits, nowMs);
    if (room.kind === 'full') return answer(room);
    if (room.kind === 'sweep') return write<never>(null, room.change);
    const after: Seat | null = cellIds.length === 0 ? null : { cellIds, untilMs: Math.max(untilMs, own?.untilMs ?? 0) };
    return write({ kind: 'held' }, {
      seats: [{ sessionId, before: own, after }],
      finished: [{ sessionId, before: null, after: null }],
      counts: takenChanges(needed, (own?.cellIds ?? []).filter((cellId) => !limits.has(cellId)), limits),
    });
  };
}

export function decideRenew(sessionId: string, untilMs: number): Decide<'renewed' | 'lost'> {
  return (state, nowMs) => {
    const own = state.seats.get(sessionId);
    if (own === undefined || isExpired(own, nowMs)) return answer('lost');
    if (own.untilMs >= untilMs) return answer('renewed');
    return write('renewed', { seats: [{ sessionId, before: own, after: { ...own, untilMs } }] });
  };
}

export function decideRelease(sessionId: string): Decide<'released'> {
  return (state) => {
    const own = state.seats.get(sessionId);
    return own === undefined ? answer('released') : write('released', givenBack([[sessionId, own]]));
  };
}

export function decideComplete(sessionId: string, cells: readonly QuotaCell[]): Decide<FinishedMark['outcome']> {
  const limits = limitsOf(cells);
  const cellIds = [...limits.keys()].sort();
  return (state, nowMs): Decision<FinishedMark['outcome']> => {
    const mark = state.finished.get(sessionId);
    if (mark !== undefined) return answer(mark.outcome);
    const own = state.seats.get(sessionId) ?? null;
    const finish = (outcome: FinishedMark['outcome'], counts: QuotaChange['counts']): Decision<FinishedMark['outcome']> =>
      write(outcome, {
        seats: [{ sessionId, before: own, after: null }],
        finished: [{ sessionId, before: null, after: { outcome, atMs: nowMs } }],
        counts,
      });
    const overQuota = (): Decision<FinishedMark['outcome']> =>
      finish('over_quota', [...takenChanges([], own?.cellIds ?? [], limits), ...cellIds.map((cellId) => ({ count: 'overQuota', cellId, add: 1, atMost: null }) as const)]);
    if (cellIds.length > 0 && (own === null || isExpired(own, nowMs))) return overQuota();

    const needed = cellIds.filter((cellId) => own?.cellIds.includes(cellId) !== true);
    const room = roomFor(state, sessionId, needed, limits, nowMs);
    if (room.kind === 'full') return overQuota();
    if (room.kind === 'sweep') return write<never>(null, room.change);
    const left = (own?.cellIds ?? []).filter((cellId) => !limits.has(cellId));
    return finish('counted', [...takenChanges(needed, left, limits), ...cellIds.map((cellId) => ({ count: 'completed', cellId, add: 1, atMost: null }) as const)]);
  };
}

/** What keeps the item small, or null when nothing is to be done: gives back ended leases, and forgets the oldest marks. */
export function tidyChange(state: QuotaState, nowMs: number, finishedKept: number): QuotaChange | null {
  const expired = [...state.seats].filter(([, seat]) => isExpired(seat, nowMs));
  if (expired.length >= tidyBatch) return givenBack(batchOf(expired));
  if (state.finished.size < finishedKept + tidyBatch) return null;
  const oldest = [...state.finished].sort(([, a], [, b]) => a.atMs - b.atMs).slice(0, tidyBatch);
  return { seats: [], finished: oldest.map(([sessionId, before]) => ({ sessionId, before, after: null })), counts: [] };
}

/** Seats or marks in one write: an expression may have 4 KB. */
const tidyBatch = 20;
const maxCellsSwept = 100;

const limitsOf = (cells: readonly QuotaCell[]): ReadonlyMap<string, number> => new Map(cells.map((cell) => [cell.cellId, cell.limit]));

type Room = { readonly kind: 'room' } | { readonly kind: 'full'; readonly cellIds: readonly string[] } | { readonly kind: 'sweep'; readonly change: QuotaChange };

/** Whether one more seat fits into each of the needed cells; where only seats with an ended lease are in the way, how to clear them. */
function roomFor(state: QuotaState, sessionId: string, needed: readonly string[], limits: ReadonlyMap<string, number>, nowMs: number): Room {
  const crowded = needed.filter((cellId) => (state.taken.get(cellId) ?? 0) >= (limits.get(cellId) ?? 0));
  if (crowded.length === 0) return { kind: 'room' };
  const expired = [...state.seats].filter(([other, seat]) => other !== sessionId && isExpired(seat, nowMs));
  const expiredIn = (cellId: string): number => expired.filter(([, seat]) => seat.cellIds.includes(cellId)).length;
  const full = crowded.filter((cellId) => (state.taken.get(cellId) ?? 0) - expiredIn(cellId) >= (limits.get(cellId) ?? 0));
  if (full.length > 0) return { kind: 'full', cellIds: full };
  const inTheWay = ([, seat]: readonly [string, Seat]): boolean => seat.cellIds.some((cellId) => crowded.includes(cellId));
  return { kind: 'sweep', change: givenBack(batchOf(expired.filter(inTheWay))) };
}

/** The first of them, at least one, that one expression can name. */
function batchOf(seats: readonly (readonly [string, Seat])[]): readonly (readonly [string, Seat])[] {
  let cells = 0;
  return seats.slice(0, tidyBatch).filter(([, seat], index) => {
    cells += seat.cellIds.length;
    return index === 0 || cells <= maxCellsSwept;
  });
}

function givenBack(seats: readonly (readonly [string, Seat])[]): QuotaChange {
  const taken = new Map<string, number>();
  for (const cellId of seats.flatMap(([, seat]) => seat.cellIds)) taken.set(cellId, (taken.get(cellId) ?? 0) - 1);
  return {
    seats: seats.map(([sessionId, before]) => ({ sessionId, before, after: null })),
    finished: [],
    counts: [...taken].map(([cellId, add]) => ({ count: 'taken', cellId, add, atMost: null })),
  };
}

function takenChanges(needed: readonly string[], left: readonly string[], limits: ReadonlyMap<string, number>): QuotaChange['counts'] {
  return [
    ...needed.map((cellId) => ({ count: 'taken', cellId, add: 1, atMost: (limits.get(cellId) ?? 0) - 1 }) as const),
    ...left.map((cellId) => ({ count: 'taken', cellId, add: -1, atMost: null }) as const),
  ];
}
