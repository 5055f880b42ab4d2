import type { Clock } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import { ok, refuse, type Result } from '../kernel/result.js';
import type { StorageLog } from './database.js';
import { decideComplete, decideHold, decideRelease, decideRenew, tidyChange, type Decide } from './quota-decisions.js';
import { advanceRun, maxQuotaSteps, startRun } from './quota-run.js';
import { isExpired, type QuotaCell, type QuotaItems, type QuotaState, type Seat } from './quota-state.js';

export interface QuotaStatus extends QuotaCell {
  /** Interviews that were completed on a seat. Never above the limit. */
  readonly completed: number;
  /** Seats of sessions with a live lease. `completed + reserved` is never above the limit. */
  readonly reserved: number;
  /** Interviews that were completed after their seat was lost. */
  readonly overQuota: number;
  /** No seat is free at this moment; one that is only reserved may come back. */
  readonly isFilled: boolean;
  /** `completed` of `limit`, one decimal; 100 where the limit is 0. */
  readonly percentage: number;
}

export interface QuotaFull {
  readonly code: 'full';
  /** The wanted cells that have no free seat, sorted. */
  readonly cellIds: readonly string[];
}

/**
 * Seats in the cells of a quota, for sessions on any node. All cells of one `quotaKey` (`questionnaireId@version`) live in one
 * item, and each change is one conditional write, so that no cell can be overshot, whoever writes when, crashes or loses an answer.
 * Each call may be repeated without harm. All reject with an `AppError` of a `DB_` code when the database does not do its part.
 *
 * The limits come with the calls: a changed limit holds for seats taken from then on.
 *
 * Bounds: 40 cells a call; the newest 500 finished sessions are remembered, and one that completes again after that is taken for a
 * late one. A seat has some 100 bytes, and DynamoDB writes 1,000 KB a second to one item: good for about 500 live interviews of one
 * version at a time; beyond, calls reject as throttled.
 */
export interface Quotas {
  /**
   * Makes the session hold exactly these cells: takes what is missing and gives back what is not wanted, all or nothing. Renews the
   * lease. When refused, it keeps what it had. None are wanted: the same as `release`. Complete sessions stay as they were counted.
   */
  hold(quotaKey: string, sessionId: string, cells: readonly QuotaCell[]): Promise<Result<'held', QuotaFull>>;
  /** `lost`: the lease has ended, or the session holds nothing; `hold` takes seats again where there are some. */
  renew(quotaKey: string, sessionId: string): Promise<'renewed' | 'lost'>;
  /** The interview ends without being complete: gives all its seats back. */
  release(quotaKey: string, sessionId: string): Promise<void>;
  /**
   * The interview is complete: seats become completions. `over_quota`: the lease had ended, or the session held other cells and
   * these are full; it is counted apart. Who would rather have a late interview counted where there is room calls `hold` before.
   * No cells: `counted`, in none.
   */
  complete(quotaKey: string, sessionId: string, cells: readonly QuotaCell[]): Promise<'counted' | 'over_quota'>;
  /** In the order of `cells`. */
  status(quotaKey: string, cells: readonly QuotaCell[]): Promise<readonly QuotaStatus[]>;
  /** Forgets all counts and seats. Sessions that held some have lost them. */
  reset(quotaKey: string): Promise<void>;
}

export interface QuotaOptions {
  /** How long seats stay without being renewed. Default 30 min. */
  readonly leaseMs?: number;
  /** Finished sessions that are remembered for each key. Default 500. */
  readonly finishedKept?: number;
}

const defaultLeaseMs = 30 * 60 * 1000;
const defaultFinishedKept = 500;
const maxCells = 40;
/** Sessions whose seats are kept in memory, to spare reads; forgetting one costs a read. */
const maxRemembered = 5000;

export function createQuotas(deps: { readonly clock: Clock; readonly log: StorageLog; readonly items: QuotaItems }, options: QuotaOptions = {}): Quotas {
  const { clock, log, items } = deps;
  const leaseMs = options.leaseMs ?? defaultLeaseMs;
  const finishedKept = options.finishedKept ?? defaultFinishedKept;
  const remembered = new Map<string, Seat>();

  function remember(key: string, seat: Seat | undefined): void {
    remembered.delete(key);
    if (seat !== undefined) remembered.set(key, seat);
    const [oldest] = remembered.keys();
    if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest);
  }

  async function perform<O>(quotaKey: string, sessionId: string, decide: Decide<O>): Promise<{ readonly outcome: O; readonly state: QuotaState }> {
    const key = JSON.stringify([quotaKey, sessionId]);
    let run = startRun(decide, sessionId, remembered.get(key) ?? null, clock.wallMs());
    for (;;) {
      const { step } = run;
      switch (step.kind) {
        case 'read':
          run = advanceRun(decide, run, await items.read(quotaKey), clock.wallMs());
          break;
        case 'write':
          run = advanceRun(decide, run, await items.update(quotaKey, step.change), clock.wallMs());
          break;
        case 'answer':
          remember(key, step.state.seats.get(sessionId));
          return step;
        case 'exhausted':
          throw new AppError('DB_THROTTLED', `other sessions keep changing the quotas of ${quotaKey}: ${maxQuotaSteps} steps were not enough`);
      }
    }
  }

  /** The call itself has succeeded: what goes wrong here is made good by a later one. */
  async function tidy(quotaKey: string, state: QuotaState): Promise<void> {
    const change = tidyChange(state, clock.wallMs(), finishedKept);
    if (change === null) return;
    try {
      await items.update(quotaKey, change);
    } catch (thrown) {
      log('storage_quota_tidy_failed', { quotaKey, message: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }

  return {
    async hold(quotaKey, sessionId, cells) {
      const { outcome, state } = await perform(quotaKey, sessionId, decideHold(sessionId, bounded(cells), clock.wallMs() + leaseMs));
      if (outcome.kind === 'full') return refuse({ code: 'full', cellIds: outcome.cellIds });
      await tidy(quotaKey, state);
      return ok('held');
    },
    async renew(quotaKey, sessionId) {
      return (await perform(quotaKey, sessionId, decideRenew(sessionId, clock.wallMs() + leaseMs))).outcome;
    },
    async release(quotaKey, sessionId) {
      await perform(quotaKey, sessionId, decideRelease(sessionId));
    },
    async complete(quotaKey, sessionId, cells) {
      const { outcome, state } = await perform(quotaKey, sessionId, decideComplete(sessionId, bounded(cells)));
      await tidy(quotaKey, state);
      return outcome;
    },
    async status(quotaKey, cells) {
      const state = await items.read(quotaKey);
      const nowMs = clock.wallMs();
      return cells.map((cell) => statusOf(state, cell, nowMs));
    },
    async reset(quotaKey) {
      await items.remove(quotaKey);
    },
  };
}

/** More is a bug of the caller: a participant belongs to one cell of each quota. */
function bounded(cells: readonly QuotaCell[]): readonly QuotaCell[] {
  if (cells.length > maxCells) throw new RangeError(`${cells.length} quota cells at once; at most ${maxCells}`);
  return cells;
}

function statusOf(state: QuotaState, { cellId, limit }: QuotaCell, nowMs: number): QuotaStatus {
  const completed = state.completed.get(cellId) ?? 0;
  const reserved = [...state.seats.values()].filter((seat) => !isExpired(seat, nowMs) && seat.cellIds.includes(cellId)).length;
  return {
    cellId,
    limit,
    completed,
    reserved,
    overQuota: state.overQuota.get(cellId) ?? 0,
    isFilled: completed + reserved >= limit,
    percentage: limit === 0 ? 100 : Math.round((1000 * completed) / limit) / 10,
  };
}
