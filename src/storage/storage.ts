import type { Clock } from '../kernel/clock.js';
import { messageOf } from '../kernel/errors.js';
import { createPeriodic, type Periodic } from '../kernel/periodic.js';
import type { StorageLog } from './database.js';

import { createDocuments, type Documents } from './documents.js';
import { eraseSession } from './erase.js';
import { withWaitingAnswers } from './outbox/answer-place.js';
import { openDirectoryOutbox, type DirectoryOutbox, type DirectoryOutboxOptions } from './outbox/directory-outbox.js';
import { deliver } from './outbox/deliver.js';
import type { Readiness } from './outbox/outbox.js';
import { createLessonProgress, type LessonProgress } from './lesson-progress.js';
import { openDatabase, type DatabasePlace } from './open-database.js';
import { createQuotaItems } from './quota-items.js';
import { createQuotas, type Quotas } from './quotas.js';
import { createRecorder, type Recorder } from './recorder.js';
import { createResponses, type ResponseRow, type Responses } from './responses.js';
import { createServiceDesk, type ServiceDesk } from './service-desk/service-desk.js';
import { createSessions, type Sessions } from './sessions.js';
import { ensureTables, tables } from './tables.js';
import { createTranscripts, type Transcripts } from './transcripts.js';

export interface Storage {
  readonly sessions: Sessions;
  readonly responses: Responses;
  readonly transcripts: Transcripts;
  readonly quotas: Quotas;
  readonly lessonProgress: LessonProgress;
  /** Orders and appointments. */
  readonly serviceDesk: ServiceDesk;
  /** Which documents were uploaded. */
  readonly documents: Documents;
  /** What a conversation writes goes through here: it survives a database that is slow or away. The tables above are the database itself. */
  readonly recorder: Recorder;
  /** Answers as they will stand: those in the database, and over them those that wait in the outbox of this process. Rejects when the database cannot be read. */
  answersOf(sessionId: string): Promise<readonly ResponseRow[]>;
  /** The session is over, and its row does not say so yet: its end waits in the outbox of this process. */
  isEnding(sessionId: string): boolean;
  /** Whether new conversations may begin; running ones go on. Without an outbox: always. */
  ready(): Readiness;
  /** Forgets what a participant has said, and who they were; how the session ended stays. May be repeated. */
  erase(sessionId: string): Promise<void>;
  /** Gives the outbox 5 s to empty itself, then ends all connections; an embedded database of ours stops too. What was acknowledged is on disk. */
  close(): Promise<void>;
}

export type StorageOptions = DatabasePlace & {
  /** How long quota seats stay without being renewed. Default 30 min. */
  readonly quotaLeaseMs?: number;
  /** Where writes wait for a database that is away. Absent: they are refused. For programs that conduct conversations. */
  readonly outbox?: DirectoryOutboxOptions & {
    /** How long a write waits for the database before it goes to the outbox. Default 800. */
    readonly patienceMs?: number;
  };
};

/**
 * Opens the record of all conversations: creates missing tables and waits until they are usable, 10 s at most. The opener
 * closes it. Every read and write behind it is tried at most 3 times, 2 s each, and rejects with an `AppError` of a `DB_` code.
 */
export async function openStorage(deps: { readonly clock: Clock; readonly log?: StorageLog }, options: StorageOptions): Promise<Storage> {
  const clock = deps.clock;
  const log: StorageLog = deps.log ?? (() => undefined);
  const { database, embedded, close: closeDatabase } = await openDatabase({ clock, log }, options);
  let kept: DirectoryOutbox | null = null;
  const close = async (): Promise<void> => {
    await kept?.close();
    await closeDatabase();
  };
  // Whoever waits for a write has the outbox to fall back on; a slow database is given its time.
  const patient = database.patient(patientTryTimeoutMs);
  const writes = { responses: createResponses(patient), transcripts: createTranscripts({ clock, database: patient }), sessions: createSessions(patient), eraseSession: (sessionId: string) => eraseSession(patient, sessionId) };
  try {
    await ensureTables({ clock, log, database }, { definitions: tables, timeToLive: options.kind === 'aws' });
    if (options.outbox !== undefined) kept = await openDirectoryOutbox({ clock, log, deliver: (entry) => deliver({ ...writes, erase: writes.eraseSession }, entry) }, options.outbox);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  const outbox = kept?.outbox ?? null;
  const transcripts = createTranscripts({ clock, database });
  const sweep = embedded?.owned === true ? startSweep(clock, transcripts, log) : null;
  return {
    sessions: createSessions(database),
    responses: createResponses(database),
    transcripts,
    quotas: createQuotas({ clock, log, items: createQuotaItems(database) }, options.quotaLeaseMs === undefined ? {} : { leaseMs: options.quotaLeaseMs }),
    lessonProgress: createLessonProgress(database),
    serviceDesk: createServiceDesk({ clock, log, database }),
    documents: createDocuments(database),
    recorder: createRecorder({ clock, log, ...writes, outbox }, patience(options, embedded !== null)),
    async answersOf(sessionId) {
      // Taken before the read: what arrives in between is in both, and counts once.
      const waiting = outbox?.entriesOf(sessionId) ?? [];
      return withWaitingAnswers(await writes.responses.list(sessionId), waiting.flatMap((entry) => (entry.kind === 'answer' ? [entry.answer] : [])));
    },
    isEnding: (sessionId) => (outbox?.entriesOf(sessionId) ?? []).some((entry) => entry.kind === 'end' && entry.patch.status !== 'parked'),
    ready: () => outbox?.ready() ?? { ready: true },
    erase: (sessionId) => eraseSession(database, sessionId),
    async close() {
      await sweep?.stop();
      await close();
    },
  };
}

/** An embedded database that is late is a process that is busy: its disk would not be faster. */
const embeddedPatienceMs = 2000;

function patience({ outbox }: StorageOptions, isEmbedded: boolean): { readonly patienceMs?: number } {
  if (outbox?.patienceMs !== undefined) return { patienceMs: outbox.patienceMs };
  return isEmbedded ? { patienceMs: embeddedPatienceMs } : {};
}

const patientTryTimeoutMs = 5000;

const dayMs = 24 * 60 * 60 * 1000;

/** The embedded database keeps expired entries for ever: they go once at each start and then daily, beside the work. */
const startSweep = (clock: Clock, transcripts: Transcripts, log: StorageLog): Periodic =>
  createPeriodic(clock, dayMs, (stop) =>
    transcripts.deleteExpired(stop).then(
      (deleted) => {
        if (deleted > 0) log('storage_transcripts_expired', { deleted });
      },
      (thrown: unknown) => log('storage_sweep_failed', { message: messageOf(thrown) }),
    ),
  );
