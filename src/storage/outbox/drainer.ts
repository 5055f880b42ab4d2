import type { Clock, Timer } from '../../kernel/clock.js';
import { appErrorFrom } from '../../kernel/errors.js';
import { withDeadline } from '../../kernel/retry.js';
import type { StorageLog } from '../database.js';
import { isUnwritable } from '../storage-errors.js';
import type { Delivery } from './deliver.js';
import type { Entry } from './entry.js';

/** An entry that waits for the database. */
export interface WaitingEntry {
  readonly entry: Entry;
  /** A write of it that is under way already: true when the database has acknowledged it. Never rejects. */
  readonly attempt: Promise<boolean> | null;
}

export interface DrainerDeps<W extends WaitingEntry> {
  readonly clock: Clock;
  readonly log: StorageLog;
  /** The oldest entry of the session. */
  readonly head: (sessionId: string) => W | undefined;
  readonly deliver: (entry: Entry) => Promise<Delivery>;
  /** The entry is settled: from now on `head` gives the next one. */
  readonly settle: (waiting: W, delivery: Delivery) => void;
  readonly random: () => number;
}

/** Brings entries to the database: one after another within a session, sessions beside each other. */
export interface Drainer {
  /** There is something of this session. */
  wake(sessionId: string): void;
  /** Tries everything now that waits for its next try. */
  hurry(): void;
  /** Tries nothing more. Resolves when what was under way has ended, 2 s later at most. */
  stop(): Promise<void>;
}

/** A session that is stuck holds one of these while it is tried, and none while it waits for its next try. */
const maxDeliveries = 16;
const baseDelayMs = 200;
const maxDelayMs = 10_000;
const stopMs = 2000;

interface Lane {
  failures: number;
  /** Ends the wait for the next try. */
  resume: (() => void) | null;
}

export function createDrainer<W extends WaitingEntry>(deps: DrainerDeps<W>): Drainer {
  const { clock, log } = deps;
  const lanes = new Map<string, Lane>();
  const running = new Set<Promise<void>>();
  const waitingForSlot: (() => void)[] = [];
  let deliveries = 0;
  let stopped = false;

  async function drain(sessionId: string, lane: Lane): Promise<void> {
    for (let waiting = deps.head(sessionId); waiting !== undefined && !stopped; waiting = deps.head(sessionId)) {
      try {
        deps.settle(waiting, await delivery(waiting));
        // The database is back: nobody waits for the rest of their time.
        if (lane.failures > 0) hurry();
        lane.failures = 0;
      } catch (thrown) {
        if (isUnwritable(thrown)) deps.settle(waiting, { kind: 'set_aside', because: 'unwritable' });
        else await backOff(lane, sessionId, waiting.entry.kind, thrown);
      }
    }
    lanes.delete(sessionId);
  }

  function hurry(): void {
    for (const lane of lanes.values()) lane.resume?.();
  }

  async function delivery({ entry, attempt }: W): Promise<Delivery> {
    if (attempt !== null && (await attempt)) return { kind: 'recorded', revision: entry.kind === 'answer' ? entry.answer.revision : null };
    if (deliveries >= maxDeliveries) await new Promise<void>((resolve) => waitingForSlot.push(resolve));
    else deliveries += 1;
    try {
      return await deps.deliver(entry);
    } finally {
      // The slot goes to the next one, or back.
      const next = waitingForSlot.shift();
      if (next === undefined) deliveries -= 1;
      else next();
    }
  }

  async function backOff(lane: Lane, sessionId: string, kind: Entry['kind'], thrown: unknown): Promise<void> {
    lane.failures += 1;
    // The first, second, fourth, eighth … failure: an outage of hours is not a log of its own.
    if (Number.isInteger(Math.log2(lane.failures))) log('outbox_delivery_failed', { sessionId, kind, failures: lane.failures, code: appErrorFrom(thrown).code });
    if (stopped) return;
    const ceilingMs = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(lane.failures - 1, 20));
    let timer: Timer | null = null;
    await new Promise<void>((resolve) => {
      lane.resume = resolve;
      timer = clock.setTimer(ceilingMs * (0.5 + deps.random() / 2), resolve);
    });
    cancel(timer);
    lane.resume = null;
  }

  return {
    wake(sessionId) {
      if (stopped || lanes.has(sessionId)) return;
      const lane: Lane = { failures: 0, resume: null };
      lanes.set(sessionId, lane);
      const work = drain(sessionId, lane).finally(() => running.delete(work));
      running.add(work);
    },
    hurry,
    async stop() {
      stopped = true;
      for (const lane of lanes.values()) lane.resume?.();
      const ended = Promise.all([...running]).then(() => undefined);
      await withDeadline(clock, stopMs, ended, () => new Error('late')).catch(() => log('outbox_stopped_late', { deliveries }));
    },
  };
}

const cancel = (timer: Timer | null): void => timer?.cancel();
