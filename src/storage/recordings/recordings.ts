import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isoFromWallMs, type Clock, type Timer } from '../../kernel/clock.js';
import { AppError, messageOf } from '../../kernel/errors.js';
import { withDeadline } from '../../kernel/retry.js';
import type { StorageLog } from '../database.js';
import { takeProcessLock, type ProcessLock } from '../process-lock.js';
import type { RecordingStore } from './recording-store.js';
import { createShelver, type RecordingRegister } from './shelver.js';
import type { SpoolStart } from './spool-format.js';
import { createSpoolWriter, type SpoolWriter } from './spool-writer.js';
import { belongsTo, forgetSession, nameOfRecording, spoolFile, waitingFrom, type WaitingRecording } from './waiting-recording.js';

/** The spool of one running call. No call but `close` waits, and none throws or rejects. */
export interface CallSpool extends Pick<SpoolWriter, 'participant' | 'agent' | 'played' | 'cut'> {
  /** The call is over. Kept: its recording is made and stored behind the caller's back; else nothing stays. Resolves within 5 s. */
  close(keep: boolean): Promise<void>;
}

/** All recordings of this node: being made, waiting, and stored. */
export interface Recordings {
  start(call: { readonly sessionId: string; readonly inputSampleRateHz: SpoolStart['inputSampleRateHz']; readonly outputSampleRateHz: SpoolStart['outputSampleRateHz'] }): CallSpool;
  /** Deletes what is stored of a session, and what waits. May be repeated. Rejects when the store cannot be reached. */
  delete(sessionId: string): Promise<void>;
  /** Resolves when nothing waits to be made or stored, or each has been tried once. */
  settled(): Promise<void>;
  /** Lets work under way end, `options.closeMs` at most. What is left then is done after the next start. */
  close(): Promise<void>;
}

export interface RecordingsDeps {
  readonly clock: Clock;
  readonly log: StorageLog;
  readonly store: RecordingStore;
  readonly register: RecordingRegister;
}

export interface RecordingsOptions {
  /** Holds calls until they are stored; one directory in it for each process. Several processes may share it. */
  readonly spoolDirectory: string;
  /** How long `close` waits for recordings to be made and stored. Default 8 s. */
  readonly closeMs?: number;
  /** Recordings that may wait on this disk; above, further calls are not recorded. Default 500. */
  readonly maxWaiting?: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const defaultCloseMs = 8000;
const defaultMaxWaiting = 500;
const owner = 'owner';

/**
 * Opens the recordings of this node and takes up what processes left that were killed: their calls become recordings too. The
 * opener closes it, and then the store.
 *
 * @throws AppError when the spool directory cannot be used
 */
export async function openRecordings(deps: RecordingsDeps, options: RecordingsOptions): Promise<Recordings> {
  const { clock, log, store } = deps;
  const { directory, lock } = await ownDirectory(options.spoolDirectory);
  const locks = new Map<string, ProcessLock>([[directory, lock]]);
  const shelver = createShelver(deps);
  const running = new Set<{ readonly waiting: WaitingRecording; readonly spool: SpoolWriter; erased: boolean }>();
  const stop = new AbortController();
  let sweeping: Promise<void> = Promise.resolve();
  let daily: Timer;

  /** Directories of processes that have ended: their lock is free. */
  async function adopt(): Promise<void> {
    for (const name of await readdir(options.spoolDirectory)) {
      const left = join(options.spoolDirectory, name);
      if (locks.has(left)) continue;
      const lock = await takeDirectory(left).catch((thrown: unknown) => {
        log('recording_spool_not_adopted', { message: messageOf(thrown) });
        return null;
      });
      if (lock === null) continue;
      locks.set(left, lock);
      const found = waitingFrom(left, await readdir(left));
      if (found.length > 0) log('recording_spool_adopted', { recordings: found.length });
      for (const waiting of found) shelver.add(waiting);
      if (found.length === 0) await release(left);
    }
  }

  async function release(held: string): Promise<void> {
    const lock = locks.get(held);
    if (lock === undefined) return;
    locks.delete(held);
    await lock.release();
    const rest = await readdir(held);
    if (waitingFrom(held, rest).length > 0) return;
    await rm(join(held, owner), { recursive: true, force: true });
    await rmdir(held).catch(() => undefined);
  }

  /** At the start and daily. */
  async function sweep(): Promise<void> {
    try {
      await adopt();
      const deleted = await store.deleteExpired(stop.signal);
      if (deleted > 0) log('recordings_expired', { deleted });
    } catch (thrown) {
      log('recording_sweep_failed', { message: messageOf(thrown) });
    }
  }

  /** Nothing was written that could be stored later. */
  function noteMissing(sessionId: string): void {
    deps.register.missing(sessionId).catch((thrown: unknown) => log('recording_not_registered', { sessionId, message: messageOf(thrown) }));
  }

  /** A bucket that does not exist is better heard of before the first call ends. */
  async function look(): Promise<void> {
    await store.list({ limit: 1 }).catch((thrown: unknown) => log('recording_store_unreachable', { message: messageOf(thrown) }));
  }

  function sweepDaily(): void {
    sweeping = sweep();
    daily = clock.setTimer(dayMs, sweepDaily);
  }
  daily = clock.setTimer(dayMs, sweepDaily);
  sweeping = look().then(sweep);

  return {
    start({ sessionId, inputSampleRateHz, outputSampleRateHz }) {
      const startedAt = isoFromWallMs(clock.wallMs());
      const waiting = { directory, name: nameOfRecording(sessionId, startedAt) };
      if (stop.signal.aborted || shelver.count >= (options.maxWaiting ?? defaultMaxWaiting)) {
        log('recording_refused', { sessionId, waiting: shelver.count });
        return noSpool(() => noteMissing(sessionId));
      }
      const start: SpoolStart = { version: 1, sessionId, startedAt, inputSampleRateHz, outputSampleRateHz };
      const spool = createSpoolWriter({ clock, log }, { path: spoolFile(waiting), start });
      const call = { waiting, spool, erased: false };
      running.add(call);
      let closing: Promise<void> | null = null;
      const close = async (keep: boolean): Promise<void> => {
        const left = keep ? await spool.close() : await spool.discard();
        running.delete(call);
        if (!keep || call.erased) return;
        if (left === 'nothing') noteMissing(sessionId);
        else shelver.add(waiting);
      };
      return {
        participant: spool.participant,
        agent: spool.agent,
        played: spool.played,
        cut: spool.cut,
        close: (keep) => (closing ??= close(keep)),
      };
    },
    async delete(sessionId) {
      await sweeping;
      for (const call of running) {
        if (!belongsTo(call.waiting, sessionId)) continue;
        call.erased = true;
        await call.spool.discard();
      }
      await shelver.forget(sessionId);
      await forgetSession(options.spoolDirectory, sessionId);
      await store.delete(sessionId);
    },
    async settled() {
      await sweeping;
      await shelver.settled();
    },
    async close() {
      stop.abort();
      daily.cancel();
      const late = (): AppError => new AppError('TIMEOUT_ERROR', 'recordings still waiting');
      const work = sweeping.then(() => shelver.close());
      await withDeadline(clock, options.closeMs ?? defaultCloseMs, work, late).catch((thrown: unknown) => log('recordings_left', { waiting: shelver.count, message: messageOf(thrown) }));
      for (const held of [...locks.keys()]) await release(held);
    },
  };
}

/** A fresh directory. Another process that looks for what was left may take its lock between two breaths: then one more. */
async function ownDirectory(spoolDirectory: string): Promise<{ readonly directory: string; readonly lock: ProcessLock }> {
  for (let tryNumber = 1; tryNumber <= 5; tryNumber += 1) {
    const directory = join(spoolDirectory, randomUUID());
    const lock = await takeDirectory(directory);
    if (lock !== null) return { directory, lock };
  }
  throw new AppError('DB_CONNECTION_FAILED', `no place of its own for this process in ${spoolDirectory}`);
}

/** Takes a directory for this process; null: it is another's. */
async function takeDirectory(directory: string): Promise<ProcessLock | null> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return takeProcessLock(join(directory, owner));
}

const noSpool = (missing: () => void): CallSpool => ({
  participant: () => undefined,
  agent: () => undefined,
  played: () => undefined,
  cut: () => undefined,
  close(keep) {
    if (keep) missing();
    return Promise.resolve();
  },
});
