import type { Clock } from '../kernel/clock.js';
import { createDatabase, type Database, type StorageLog } from './database.js';
import { openEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database.js';

/** Where the database is, and what its tables are called. */
export type DatabasePlace = {
  /** In front of every table's name, e.g. `voiceter-`. */
  readonly tablePrefix: string;
  /** Tables that are called otherwise, by their name without the prefix. */
  readonly tableNames?: Readonly<Record<string, string>>;
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

export interface OpenDatabase {
  readonly database: Database;
  /** Null where the database is not ours. */
  readonly embedded: EmbeddedDatabase | null;
  close(): Promise<void>;
}

/** Connects to the database, and starts the embedded one where that is the place. Makes no table. The opener closes it. */
export async function openDatabase({ clock, log }: { readonly clock: Clock; readonly log: StorageLog }, place: DatabasePlace): Promise<OpenDatabase> {
  const embedded = place.kind === 'embedded' ? await openEmbeddedDatabase({ clock, log }, place) : null;
  const { tablePrefix, tableNames } = place;
  const database = createDatabase({ clock, log }, { tablePrefix, ...(tableNames === undefined ? {} : { tableNames }), ...connectionOf(place, embedded) });
  return {
    database,
    embedded,
    async close() {
      database.close();
      await embedded?.close();
    },
  };
}

/** It runs in this process: when it is late, the process is busy, and another try would only add to its work. */
const embeddedTryTimeoutMs = 10_000;

function connectionOf(place: DatabasePlace, embedded: EmbeddedDatabase | null) {
  if (embedded !== null) {
    // dynalite takes any key; without one the SDK would search the machine for real ones.
    const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };
    return { endpoint: embedded.endpoint, region: 'local', credentials, tryTimeoutMs: embeddedTryTimeoutMs };
  }
  const { region, endpoint } = place.kind === 'aws' ? place : {};
  return { ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }) };
}
