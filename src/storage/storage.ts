import type { Clock } from '../kernel/clock.js';
import { createDatabase, type StorageLog } from './database.js';
import { eraseSession } from './erase.js';
import { openEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database.js';
import { createQuotaItems } from './quota-items.js';
import { createQuotas, type Quotas } from './quotas.js';
import { createResponses, type Responses } from './responses.js';
import { createSessions, type Sessions } from './sessions.js';
import { ensureTables, tables } from './tables.js';
import { createTranscripts, type Transcripts } from './transcripts.js';

export interface Storage {
  readonly sessions: Sessions;
  readonly responses: Responses;
  readonly transcripts: Transcripts;
  readonly quotas: Quotas;
  /** Forgets what a participant has said, and who they were; how the session ended stays. May be repeated. */
  erase(sessionId: string): Promise<void>;
  /** Ends all connections; an embedded database of ours stops too. What was acknowledged is on disk. */
  close(): Promise<void>;
}

export type StorageOptions = {
  /** In front of every table's name, e.g. `voiceter-`. */
  readonly tablePrefix: string;
  /** How long quota seats stay without being renewed. Default 30 min. */
  readonly quotaLeaseMs?: number;
} & (
  | {
      readonly kind: 'embedded';
      /** Holds the database; made when missing. Several processes may open it: the first one runs the database for all. */
      readonly directory: string;
      /** Default: any free port, on loopback. */
      readonly port?: number;
    }
  | {
      readonly kind: 'aws';
      readonly region?: string;
      /** For DynamoDB-compatible servers. */
      readonly endpoint?: string;
    }
);

/**
 * Opens the record of all conversations: creates missing tables and waits until they are usable, 10 s at most. The opener
 * closes it. Every read and write behind it is tried at most 3 times, 2 s each, and rejects with an `AppError` of a `DB_` code.
 */
export async function openStorage(deps: { readonly clock: Clock; readonly log?: StorageLog }, options: StorageOptions): Promise<Storage> {
  const clock = deps.clock;
  const log: StorageLog = deps.log ?? (() => undefined);
  const embedded: EmbeddedDatabase | null = options.kind === 'embedded' ? await openEmbeddedDatabase({ clock, log }, options) : null;
  const database = createDatabase({ clock, log }, { tablePrefix: options.tablePrefix, ...connectionOf(options, embedded) });
  const close = async (): Promise<void> => {
    database.close();
    await embedded?.close();
  };
  try {
    await ensureTables({ clock, log, database }, { definitions: tables, timeToLive: options.kind === 'aws' });
  } catch (thrown) {
    await close();
    throw thrown;
  }
  const transcripts = createTranscripts({ clock, database });
  const sweep = embedded?.owned === true ? startSweep(transcripts, log) : null;
  return {
    sessions: createSessions(database),
    responses: createResponses(database),
    transcripts,
    quotas: createQuotas({ clock, log, items: createQuotaItems(database) }, options.quotaLeaseMs === undefined ? {} : { leaseMs: options.quotaLeaseMs }),
    erase: (sessionId) => eraseSession(database, sessionId),
    async close() {
      await sweep?.stop();
      await close();
    },
  };
}

/** The embedded database keeps expired entries for ever: they go once at each start, beside the work. */
function startSweep(transcripts: Transcripts, log: StorageLog): { stop(): Promise<void> } {
  const abort = new AbortController();
  const done = transcripts.deleteExpired(abort.signal).then(
    (deleted) => deleted > 0 && log('storage_transcripts_expired', { deleted }),
    (thrown: unknown) => log('storage_sweep_failed', { message: thrown instanceof Error ? thrown.message : String(thrown) }),
  );
  return {
    async stop() {
      abort.abort();
      await done;
    },
  };
}

/** It runs in this process: when it is late, the process is busy, and another try would only add to its work. */
const embeddedTryTimeoutMs = 10_000;

function connectionOf(options: StorageOptions, embedded: EmbeddedDatabase | null) {
  if (embedded !== null) {
    // dynalite takes any key; without one the SDK would search the machine for real ones.
    const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
    return { endpoint: embedded.endpoint, region: 'local', credentials, tryTimeoutMs: embeddedTryTimeoutMs };
  }
  const { region, endpoint } = options.kind === 'aws' ? options : {};
  return { ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }) };
}
