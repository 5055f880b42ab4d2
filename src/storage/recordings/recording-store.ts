import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** A recording that is stored. */
export interface StoredRecording {
  /** `sessionId/timestamp.wav`. */
  readonly key: string;
  readonly bytes: number;
  /** ISO 8601, UTC. */
  readonly storedAt: string;
}

/** What goes along with a recording, where the store can keep it. */
export interface RecordingFacts {
  readonly sessionId: string;
  readonly durationMs: number;
  readonly incomplete: boolean;
}

/** Where recordings are kept. Every call has its deadlines, and rejects with an `AppError` of a `DB_` code. */
export interface RecordingStore {
  /** Stores a file, whole or not at all. The same key again replaces it. */
  put(key: string, file: string, facts: RecordingFacts): Promise<void>;
  find(key: string): Promise<StoredRecording | null>;
  /** Of one session, or of all; in the order of their keys, at most `limit`. */
  list(options: { readonly sessionId?: string; readonly limit: number }): Promise<readonly StoredRecording[]>;
  /** Copies a recording to a file, which must not exist yet; false: there is no such recording. */
  get(key: string, file: string): Promise<boolean>;
  /** Where somebody who has this text can listen to it until the time is over; null: there is no such recording. */
  url(key: string, options: { readonly expiresInSeconds: number }): Promise<string | null>;
  /** Deletes every recording of a session, with all earlier versions; gives their number. */
  delete(sessionId: string): Promise<number>;
  /** Deletes what is older than the retention, where the store does not by itself, until `stop` is aborted; gives their number. */
  deleteExpired(stop: AbortSignal): Promise<number>;
  close(): void;
}

/** The prefix that all keys of a session share, without the slash. Ids that could mean something in a path are hashed. */
export const folderOfSession = (sessionId: string): string => (/^[A-Za-z0-9_-]{1,128}$/.test(sessionId) ? sessionId : createHash('sha256').update(sessionId).digest('hex'));

/** A time as it stands in a key: no colons, since file systems of Windows refuse them. */
export const stampFromIso = (iso: string): string => iso.replaceAll(':', '-');

/** Milliseconds since 1970 from a key's time, or null when it is none of ours. */
export function wallMsFromKey(key: string): number | null {
  const match = /\/(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d(?:\.\d+)?)Z\.wav$/.exec(key);
  const wallMs = match === null ? NaN : Date.parse(`${match[1] ?? ''}T${match[2] ?? ''}:${match[3] ?? ''}:${match[4] ?? ''}Z`);
  return Number.isNaN(wallMs) ? null : wallMs;
}

export const keyOfRecording = (sessionId: string, startedAt: string): string => `${folderOfSession(sessionId)}/${stampFromIso(startedAt)}.wav`;

/** True for what {@link keyOfRecording} can give: nothing that leads out of the place. */
export const isRecordingKey = (key: string): boolean => /^[A-Za-z0-9_-]{1,128}\/[0-9TZ.-]{1,40}\.wav$/.test(key);

/** Recordings and transcripts are kept so long. */
export const recordingKeptDays = 90;
export const recordingKeptMs = recordingKeptDays * 24 * 60 * 60 * 1000;

/** Where calls wait until they are stored: beside the recordings, so that one setting names both. */
export const spoolDirectoryOf = (recordingsDirectory: string): string => join(recordingsDirectory, '.spool');
