import type { Recorder, SampleRateHz } from '../conversation/ports.js';
import { AppError } from '../kernel/errors.js';
import type { RecordingRegister } from '../storage/recordings/shelver.js';
import type { Recordings } from '../storage/recordings/recordings.js';
import type { Storage } from '../storage/storage.js';

export interface RecordingOptions {
  readonly sessionId: string;
  readonly inputSampleRateHz: SampleRateHz;
  readonly outputSampleRateHz: SampleRateHz;
}

/**
 * The recorder of one conversation; its timeline begins now. What it is told goes to the spool at once. `close` resolves when the
 * spool is whole (or gone, without consent); making and storing the file goes on behind it.
 */
export function createRecorder(deps: { readonly recordings: Recordings }, options: RecordingOptions): Recorder {
  return deps.recordings.start(options);
}

/** Where nothing is recorded. */
export const noRecorder: Recorder = {
  participant: () => undefined,
  agent: () => undefined,
  played: () => undefined,
  cut: () => undefined,
  close: () => Promise.resolve(),
};

/** Writes into the session's row what became of its recording. */
export function createRecordingRegister(deps: { readonly storage: Pick<Storage, 'sessions' | 'responses'> }): RecordingRegister {
  const { sessions, responses } = deps.storage;
  return {
    async stored(sessionId, { key, durationMs, bytes, incomplete }) {
      const updated = await sessions.update(sessionId, { recording: { key, durationMs, bytes, ...(incomplete ? { incomplete } : {}) } });
      // The journal may be behind: it makes the row.
      if (!updated.ok) throw new AppError('DB_WRITE_FAILED', 'there is no row of this session yet');
    },
    async missing(sessionId) {
      await sessions.update(sessionId, { recording: { missing: 'waiting' } });
    },
    async consented(sessionId) {
      const row = await sessions.get(sessionId);
      if (row === null) return false;
      // A running session is written down only after consent; answers are stored only after consent, and erased when it is taken back.
      return row.consent !== undefined || row.status === 'active' || row.status === 'completed' || (await responses.list(sessionId)).length > 0;
    },
  };
}
