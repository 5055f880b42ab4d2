import type { Journal, Outcome, TranscriptEntry } from '../conversation/ports.js';
import { isoFromWallMs, type Clock } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import { withDeadline } from '../kernel/retry.js';
import type { Recorder } from '../storage/recorder.js';
import type { SessionRow } from '../storage/sessions.js';
import type { Log } from '../telemetry/log.js';

export interface JournalDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly recorder: Pick<Recorder, 'begin' | 'end' | 'transcript' | 'erase'>;
}

export interface JournalOptions {
  /** The session as it begins, or as it was found in the record. */
  readonly row: SessionRow;
  /** The row is in the record already. Default false. */
  readonly resumed?: boolean;
  /** Until this is true nothing is written; if it never becomes true, or is false in the end, only how the session ended is kept. */
  readonly consented: () => boolean;
}

/** Transcript entries that may wait: some 20 minutes of talk. The oldest are dropped, and counted. */
const maxWaiting = 1000;
const closeMs = 5000;

/** Writes a conversation's course to the record, behind the conversation's back. */
export function createStorageJournal(deps: JournalDeps, options: JournalOptions): Journal {
  const { clock, log, recorder } = deps;
  const { row } = options;
  const waiting: (TranscriptEntry & { readonly saidAtMs: number })[] = [];
  let created = options.resumed ?? false;
  let dropped = 0;
  let writing: Promise<void> = Promise.resolve();
  /** A write that has not begun: it will take along what comes meanwhile. */
  let queued = false;

  /** One writer at a time, in order. A failed write keeps its entry for the next try. */
  function write(): void {
    if (queued) return;
    queued = true;
    writing = writing
      .then(() => {
        queued = false;
        return drain();
      })
      .catch((error: unknown) => log.warn('journal_write_failed', { waiting: waiting.length }, error));
  }

  async function drain(): Promise<void> {
    if (!options.consented()) return;
    await create();
    for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
      try {
        await recorder.transcript({ sessionId: row.sessionId, ...entry });
      } catch (error) {
        waiting.unshift(entry);
        throw error;
      }
    }
  }

  async function create(): Promise<void> {
    if (created) return;
    await recorder.begin(row);
    created = true;
  }

  async function finish(outcome: Outcome, usage: NonNullable<SessionRow['usage']>, streams: number): Promise<void> {
    const end = { ...(outcome.status === 'parked' ? {} : { endTime: isoFromWallMs(clock.wallMs()) }), status: outcome.status, disposition: outcome.disposition };
    try {
      if (!options.consented() && !created) {
        const { userId: _user, consent: _consent, ...bare } = row;
        await recorder.begin({ ...bare, ...end });
        return;
      }
      // How it ended comes before the last of the transcript, which may be what cannot be written.
      await create();
      await recorder.end(row.sessionId, { ...end, usage, streams, fence: row.fence ?? 1 });
      await drain();
    } finally {
      // Consent that was taken back, or never came, leaves nothing of what was said.
      if (!options.consented()) await recorder.erase(row.sessionId);
    }
  }

  write();

  return {
    transcript(entry) {
      if (waiting.length >= maxWaiting) {
        waiting.shift();
        dropped += 1;
      }
      waiting.push({ ...entry, saidAtMs: clock.wallMs() });
      write();
    },
    async close(outcome, { streams, inputTokens, outputTokens }) {
      const before = row.usage ?? { inputTokens: 0, outputTokens: 0, totalTokens: 0 };
      const usage = {
        inputTokens: before.inputTokens + inputTokens,
        outputTokens: before.outputTokens + outputTokens,
        totalTokens: before.totalTokens + inputTokens + outputTokens,
      };
      const late = (): AppError => new AppError('DB_WRITE_FAILED', `the journal was not closed within ${closeMs} ms`);
      await withDeadline(clock, closeMs, writing.then(() => finish(outcome, usage, (options.resumed === true ? row.streams : 0) + streams)), late);
      if (dropped > 0) log.warn('journal_dropped', { entries: dropped });
      return outcome;
    },
  };
}
