/** One cell of a quota: a group of participants of which at most `limit` are wanted. Limit 0: always full. */
export interface QuotaCell {
  /** Any text that is unique within the questionnaire version. */
  readonly cellId: string;
  readonly limit: number;
}

/** What a live session holds: one seat in each of these cells, until its lease ends. */
export interface Seat {
  /** Sorted, each once. */
  readonly cellIds: readonly string[];
  /** Wall-clock milliseconds; from then on anybody may give the seat to another. */
  readonly untilMs: number;
}

/** What is kept of a finished session, so that completing it again counts nothing. */
export interface FinishedMark {
  readonly outcome: 'counted' | 'over_quota';
  /** Wall-clock milliseconds. */
  readonly atMs: number;
}

export type QuotaCount = 'taken' | 'completed' | 'overQuota';

/**
 * All cells of one questionnaire version. A number that is missing is 0. Always true of what is stored: `taken` of a cell is its
 * `completed` plus the seats in it, those with an ended lease included.
 */
export interface QuotaState {
  readonly taken: ReadonlyMap<string, number>;
  readonly completed: ReadonlyMap<string, number>;
  /** Completions of sessions that had no seat any more. They take no place. */
  readonly overQuota: ReadonlyMap<string, number>;
  /** By session id. */
  readonly seats: ReadonlyMap<string, Seat>;
  /** By session id; the newest ones only. */
  readonly finished: ReadonlyMap<string, FinishedMark>;
}

/**
 * One atomic write. It happens whole when every `before` is what is stored and no count is above its `atMost`; else nothing
 * happens. Every change alters a seat or a mark that it names, so the same change never happens twice in a row.
 */
export interface QuotaChange {
  readonly seats: readonly { readonly sessionId: string; readonly before: Seat | null; readonly after: Seat | null }[];
  readonly finished: readonly { readonly sessionId: string; readonly before: FinishedMark | null; readonly after: FinishedMark | null }[];
  /** Each count of each cell at most once. `atMost` is compared with the number before the change; null: any number. */
  readonly counts: readonly { readonly count: QuotaCount; readonly cellId: string; readonly add: number; readonly atMost: number | null }[];
}

/** Where the states live. */
export interface QuotaItems {
  /** As it is now: a consistent read. Never stored is the empty state. */
  read(quotaKey: string): Promise<QuotaState>;
  /** The state after the change, or null when its condition did not hold. */
  update(quotaKey: string, change: QuotaChange): Promise<QuotaState | null>;
  remove(quotaKey: string): Promise<void>;
}

export const emptyQuotaState: QuotaState = { taken: new Map(), completed: new Map(), overQuota: new Map(), seats: new Map(), finished: new Map() };

/** A lease ends at its time, not after it. */
export const isExpired = (seat: Seat, nowMs: number): boolean => seat.untilMs <= nowMs;
