import type { Clock, Timer } from '../../kernel/clock.js';
import { AppError, messageOf } from '../../kernel/errors.js';
import { withDeadline } from '../../kernel/retry.js';
import type { StorageLog } from '../database.js';
import type { Delivery } from './deliver.js';
import { createDrainer } from './drainer.js';
import { sessionOf, textFromRecord, type Entry } from './entry.js';
import { frameFromText } from './frames.js';
import { createLanes, type Waiting } from './lanes.js';
import type { LogFile } from './log-file.js';
import { recoverEntries } from './recovered-entries.js';

/** Whether more may be promised. `reason` is for operators; it names no participant. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** Writes that the database has not acknowledged, kept on disk until it has. */
export interface Outbox {
  /**
   * Durable when it resolves; then it is delivered by itself, behind what waits of the same session. Rejects with
   * `DB_WRITE_FAILED` when the outbox is full or its disk does not take it.
   *
   * @param attempt a write of it that is under way already: true when the database has acknowledged it. Never rejects.
   */
  put(entry: Entry, attempt?: Promise<boolean>): Promise<Kept>;
  /** Something of this session waits: later writes of it must queue behind. */
  holds(sessionId: string): boolean;
  /** What waits of this session, oldest first. */
  entriesOf(sessionId: string): readonly Entry[];
  /** Forgets what the participant said and who they were, here and then in the database. Never rejects. */
  erase(sessionId: string): Promise<Kept>;
  /** How many entries wait. */
  readonly size: number;
  ready(): Readiness;
  /** Tries once more for `drainMs`, then closes the log. What is left is delivered after the next start. */
  close(drainMs: number): Promise<void>;
}

/** An entry that is on disk. */
export interface Kept {
  /** Resolves when the entry is settled. Never rejects; stays open when the process ends before. */
  readonly settled: Promise<Delivery>;
}

export interface OutboxDeps {
  readonly clock: Clock;
  readonly log: StorageLog;
  /** The log of this process; closed by `close`. */
  readonly file: LogFile;
  /** Logs of dead processes: their entries are taken over, and the logs emptied. Their opener closes them. */
  readonly leftovers?: readonly LogFile[];
  readonly deliver: (entry: Entry) => Promise<Delivery>;
  readonly random?: () => number;
}

export interface OutboxOptions {
  /** Of waiting entries. Default 64 MB. The file may take twice as much for a moment. */
  readonly maxBytes?: number;
  /** Default 100,000. */
  readonly maxEntries?: number;
  /** Of one session. Default 1000: some 20 minutes of talk. */
  readonly maxTranscriptEntries?: number;
  /** Less room on the disk than this: not ready. Default 32 MB. */
  readonly minFreeBytes?: number;
}

/** Above this part of the bounds nothing new is begun, and the rest is for answers of running interviews. */
const fullFrom = 0.75;
/** Garbage that is not worth a rewrite. */
const slackBytes = 1024 * 1024;
const watchMs = 5000;

/** Opens the outbox and starts to deliver what it finds. The opener closes it. Rejects when its disk cannot be read or written. */
export async function openOutbox(deps: OutboxDeps, options: OutboxOptions = {}): Promise<Outbox> {
  const { clock, log, file } = deps;
  const maxBytes = options.maxBytes ?? 64 * 1024 * 1024;
  const maxEntries = options.maxEntries ?? 100_000;
  const maxTranscriptEntries = options.maxTranscriptEntries ?? 1000;
  const minFreeBytes = options.minFreeBytes ?? 32 * 1024 * 1024;

  let diskFault: string | null = null;
  let freeBytes = await file.freeBytes();
  let compacting = false;
  /** The file holds what must not come back. */
  let stale = false;
  let closed = false;
  let whenEmpty: (() => void) | null = null;

  const own = await recoverEntries(file, log);
  const outboxLog = own.log;
  const lanes = createLanes(own.highestId + 1);
  const drainer = createDrainer<Waiting>({ clock, log, head: (sessionId) => lanes.of(sessionId)[0], deliver: deps.deliver, settle, random: deps.random ?? Math.random });

  function settle(waiting: Waiting, delivery: Delivery): void {
    if (!lanes.remove(waiting)) return;
    const fields = { sessionId: sessionOf(waiting.entry), kind: waiting.entry.kind };
    if (delivery.kind === 'dropped') log('outbox_entry_dropped', { ...fields, because: delivery.because });
    if (delivery.kind === 'set_aside') {
      log('outbox_entry_set_aside', { ...fields, because: delivery.because });
      file.setAside(frameFromText(textFromRecord({ id: waiting.id, put: waiting.entry }))).catch(() => log('outbox_not_set_aside', fields));
    }
    if (lanes.size > 0) outboxLog.note(textFromRecord({ id: waiting.id, done: true }));
    else log('outbox_drained', {});
    compact();
    waiting.settle(delivery);
    if (lanes.size === 0) whenEmpty?.();
  }

  function compact(): void {
    const worth = stale || (lanes.size === 0 ? outboxLog.bytes > 0 : outboxLog.bytes > 2 * lanes.bytes + slackBytes);
    if (!worth || compacting || closed) return;
    rewrite().catch((thrown: unknown) => log('outbox_not_compacted', { message: messageOf(thrown) }));
  }

  async function rewrite(): Promise<void> {
    compacting = true;
    try {
      await outboxLog.rewrite(() => {
        stale = false;
        return lanes.texts();
      });
    } catch (thrown) {
      stale = true;
      throw thrown;
    } finally {
      compacting = false;
    }
  }

  async function write(waiting: Waiting): Promise<Kept> {
    try {
      await outboxLog.append(textFromRecord({ id: waiting.id, put: waiting.entry }));
      recovered();
    } catch (thrown) {
      failed(thrown);
      // Not kept, unless the database was faster than the disk.
      if (lanes.remove(waiting)) throw new AppError('DB_WRITE_FAILED', `the outbox could not be written: ${messageOf(thrown)}`, { cause: thrown });
    }
    drainer.wake(sessionOf(waiting.entry));
    // It may have been delivered before it was on disk; then its frame is garbage.
    compact();
    return { settled: waiting.settled };
  }

  function failed(thrown: unknown): void {
    if (diskFault === null) log('outbox_disk_failed', { message: messageOf(thrown) });
    diskFault = codeOf(thrown);
  }

  function recovered(): void {
    if (diskFault !== null) log('outbox_disk_recovered', {});
    diskFault = null;
  }

  function checkRoom(entry: Entry): void {
    if (closed) throw new AppError('SERVER_STOPPING', 'the outbox is closed');
    if (entry.kind === 'transcript') {
      const lines = lanes.of(entry.line.sessionId).filter((waiting) => waiting.entry.kind === 'transcript').length;
      if (lines >= maxTranscriptEntries || isNearlyFull()) throw new AppError('DB_WRITE_FAILED', 'the outbox has no more room for transcripts');
    }
    if (lanes.size >= maxEntries || lanes.bytes >= maxBytes) throw new AppError('DB_WRITE_FAILED', `the outbox is full: ${lanes.size} entries, ${lanes.bytes} bytes`);
  }

  const isNearlyFull = (): boolean => lanes.size >= fullFrom * maxEntries || lanes.bytes >= fullFrom * maxBytes;

  /** Whether a disk that failed is back, and how much room there is. */
  async function look(): Promise<void> {
    try {
      freeBytes = await file.freeBytes();
      if (diskFault !== null) {
        await outboxLog.append(textFromRecord({ probe: true }));
        recovered();
      }
      compact();
    } catch (thrown) {
      failed(thrown);
    }
  }

  let watch: Timer | null = null;
  const watchOn = (): void => {
    watch = clock.setTimer(watchMs, () => void look().then(() => closed || watchOn()));
  };

  for (const entry of own.entries) lanes.add(entry, null);
  let adopted = 0;
  for (const leftover of deps.leftovers ?? []) {
    const found = await recoverEntries(leftover, log);
    for (const entry of found.entries) lanes.add(entry, null);
    adopted += found.entries.length;
  }
  // One write for all of it; only then the logs that it came from may go.
  if (own.isDamaged || adopted > 0) await rewrite();
  for (const leftover of deps.leftovers ?? []) await leftover.truncate(0);
  if (lanes.size > 0) log('outbox_found', { entries: lanes.size, sessions: lanes.sessions().length, adopted });
  for (const sessionId of lanes.sessions()) drainer.wake(sessionId);
  compact();
  watchOn();

  return {
    async put(entry, attempt) {
      checkRoom(entry);
      return write(lanes.add(entry, attempt ?? null));
    },
    holds: (sessionId) => lanes.of(sessionId).length > 0,
    entriesOf: (sessionId) => lanes.of(sessionId).map(({ entry }) => entry),
    async erase(sessionId) {
      const before = lanes.of(sessionId);
      for (const waiting of before) if (waiting.entry.kind !== 'end') lanes.remove(waiting);
      // That there was such a session stays, and not who it was.
      for (const { entry } of before) if (entry.kind === 'begin') lanes.add(anonymous(entry), null, 'front');
      // What is dropped may still be on its way to the database.
      const onTheirWay = Promise.all(before.flatMap(({ attempt }) => (attempt === null ? [] : [attempt]))).then(() => false);
      const erase = lanes.add({ kind: 'erase', sessionId }, onTheirWay);
      // Where the disk fails, it is erased from there as soon as it works again, and from the database all the same.
      stale = true;
      await rewrite().catch(failed);
      for (const waiting of before) if (waiting.entry.kind !== 'end') waiting.settle({ kind: 'dropped', because: 'erased' });
      drainer.wake(sessionId);
      return { settled: erase.settled };
    },
    get size() {
      return lanes.size;
    },
    ready() {
      if (diskFault !== null) return { ready: false, reason: `the outbox cannot be written: ${diskFault}` };
      if (isNearlyFull()) return { ready: false, reason: `the outbox is nearly full: ${lanes.size} entries, ${lanes.bytes} bytes wait for the database` };
      if (freeBytes < minFreeBytes) return { ready: false, reason: `the disk of the outbox is nearly full: ${freeBytes} bytes are free` };
      return { ready: true };
    },
    async close(drainMs) {
      if (lanes.size > 0) {
        const empty = new Promise<void>((resolve) => (whenEmpty = resolve));
        drainer.hurry();
        await withDeadline(clock, drainMs, empty, () => new Error('late')).catch(() => undefined);
      }
      closed = true;
      watch?.cancel();
      await drainer.stop();
      if (lanes.size > 0) log('outbox_closed_with_entries', { entries: lanes.size });
      await outboxLog.close();
    },
  };
}

/** `ENOSPC` and the like; a whole message names paths. */
const codeOf = (thrown: unknown): string => (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unknown fault');

function anonymous(entry: Extract<Entry, { kind: 'begin' }>): Entry {
  const { userId: _user, consent: _consent, ...row } = entry.row;
  return { ...entry, row };
}
