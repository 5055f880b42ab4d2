import type { Clock, Timer } from '../../kernel/clock.js';
import { AppError, messageOf } from '../../kernel/errors.js';
import { retry } from '../../kernel/retry.js';
import type { StorageLog } from '../database.js';
import { makeRecording } from './make-recording.js';
import { isMissingFile } from './missing-file.js';
import { keyOfRecording, recordingKeptMs, type RecordingStore } from './recording-store.js';
import { belongsTo, forget, readMadeFacts, spoolFile, wavFile, writeMadeFacts, type MadeFacts, type WaitingRecording } from './waiting-recording.js';

/** Where it is written down that a recording is stored, or is missing. */
export interface RecordingRegister {
  stored(sessionId: string, recording: { readonly key: string; readonly durationMs: number; readonly bytes: number; readonly incomplete: boolean }): Promise<void>;
  /** It could not be stored yet; `stored` may follow. */
  missing(sessionId: string): Promise<void>;
  /** Whether the participant of a call that a killed process left had agreed, as far as is recorded. */
  consented(sessionId: string): Promise<boolean>;
}

/** Turns the spools of calls that are over into stored recordings, one at a time. */
export interface Shelver {
  /** Recordings that are not stored yet. */
  readonly count: number;
  add(waiting: WaitingRecording): void;
  /** Drops everything of a session; work on it has ended then, and its files are gone. */
  forget(sessionId: string): Promise<void>;
  /** Resolves when each one waiting has been tried. */
  settled(): Promise<void>;
  /** Begins nothing new, and resolves when what is under way has ended. */
  close(): Promise<void>;
}

const tries = { tries: 3, baseDelayMs: 500, maxDelayMs: 5000 };
/** Waits between rounds for what could not be stored; doubles up to the longest. */
const firstRoundMs = 60_000;
const longestRoundMs = 60 * 60 * 1000;

export function createShelver(deps: { readonly clock: Clock; readonly log: StorageLog; readonly store: RecordingStore; readonly register: RecordingRegister }): Shelver {
  const { clock, log, store, register } = deps;
  /** To be tried now. */
  const queue: WaitingRecording[] = [];
  /** Tried without success; wait for the next round. */
  const later: WaitingRecording[] = [];
  const forgotten = new Set<string>();
  let current: { readonly waiting: WaitingRecording; readonly done: Promise<void> } | null = null;
  let working: Promise<void> = Promise.resolve();
  let round: Timer | null = null;
  let roundMs = firstRoundMs;
  let closed = false;

  const nameOf = ({ directory, name }: WaitingRecording): string => `${directory}/${name}`;

  function work(): void {
    working = working.then(async () => {
      for (let next = closed ? undefined : queue.shift(); next !== undefined; next = closed ? undefined : queue.shift()) {
        current = { waiting: next, done: shelve(next) };
        await current.done;
        current = null;
      }
      if (later.length > 0 && round === null && !closed) {
        round = clock.setTimer(roundMs, again);
        roundMs = Math.min(longestRoundMs, roundMs * 2);
      }
    });
  }

  function again(): void {
    round = null;
    queue.push(...later.splice(0));
    work();
  }

  async function shelve(waiting: WaitingRecording): Promise<void> {
    try {
      if (!forgotten.has(nameOf(waiting))) await makeAndStore(waiting);
      roundMs = firstRoundMs;
      await forget(waiting);
    } catch (thrown) {
      log('recording_not_stored', { name: waiting.name, message: messageOf(thrown) });
      later.push(waiting);
    }
  }

  async function makeAndStore(waiting: WaitingRecording): Promise<void> {
    const made = (await readMadeFacts(waiting)) ?? (await make(waiting));
    if (made === null || forgotten.has(nameOf(waiting))) return;
    if (Date.parse(made.startedAt) < clock.wallMs() - recordingKeptMs) return log('recording_expired_unstored', { sessionId: made.sessionId });
    const { key, sessionId, durationMs, bytes, incomplete } = made;
    try {
      await retry(clock, tries, async () => {
        // It may be there: stored before, and only not written down.
        if ((await store.find(key))?.bytes !== bytes) await store.put(key, wavFile(waiting), made);
      });
    } catch (thrown) {
      await reportMissing(sessionId, thrown);
    }
    if (forgotten.has(nameOf(waiting))) return;
    await retry(clock, tries, () => register.stored(sessionId, { key, durationMs, bytes, incomplete }));
    log('recording_stored', { sessionId, durationMs, bytes, incomplete });
  }

  async function reportMissing(sessionId: string, thrown: unknown): Promise<never> {
    await register.missing(sessionId).catch((error: unknown) => log('recording_not_registered', { sessionId, message: messageOf(error) }));
    throw thrown;
  }

  /** Null: there is nothing to make, or nobody agreed to it. */
  async function make(waiting: WaitingRecording): Promise<MadeFacts | null> {
    let sessionId: string | null = null;
    try {
      const recording = await makeRecording(spoolFile(waiting), wavFile(waiting), async ({ start, ended }) => {
        sessionId = start.sessionId;
        return ended || register.consented(start.sessionId);
      });
      if (recording === null) return null;
      const { start, durationMs, bytes, incomplete } = recording;
      const facts = { sessionId: start.sessionId, startedAt: start.startedAt, key: keyOfRecording(start.sessionId, start.startedAt), durationMs, bytes, incomplete };
      await writeMadeFacts(waiting, facts);
      return facts;
    } catch (thrown) {
      if (isMissingFile(thrown)) return null;
      if (sessionId !== null) return reportMissing(sessionId, thrown);
      if (!(thrown instanceof AppError)) throw thrown;
      // What is no spool will not become one by trying again.
      log('recording_spool_unreadable', { name: waiting.name, message: messageOf(thrown) });
      return null;
    }
  }

  return {
    get count() {
      return queue.length + later.length + (current === null ? 0 : 1);
    },
    add(waiting) {
      queue.push(waiting);
      work();
    },
    async forget(sessionId) {
      const mine = [...queue, ...later, ...(current === null ? [] : [current.waiting])].filter((waiting) => belongsTo(waiting, sessionId));
      for (const waiting of mine) {
        forgotten.add(nameOf(waiting));
        dropFrom(queue, waiting);
      }
      if (current !== null && mine.includes(current.waiting)) await current.done;
      for (const waiting of mine) {
        dropFrom(later, waiting);
        await forget(waiting);
        forgotten.delete(nameOf(waiting));
      }
    },
    settled: () => working,
    async close() {
      closed = true;
      round?.cancel();
      await working;
    },
  };
}

function dropFrom(list: WaitingRecording[], waiting: WaitingRecording): void {
  if (list.includes(waiting)) list.splice(list.indexOf(waiting), 1);
}
