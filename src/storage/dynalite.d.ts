/** dynalite 4 ships no types; only what we use is declared. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Directory of its LevelDB; in memory when absent. */
    readonly path?: string;
    /** How long a new table stays in CREATING. Default 500. */
    readonly createTableMs?: number;
  }

  /** An HTTP server that speaks DynamoDB's protocol; closing it closes its database. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
