import type { TextLanguage } from './search/stop-words.mjs';

/**
 * How far a document is. `uploaded`: checked, and being stored. `syncing`: stored, and being taken into the index. `ready`: its
 * passages can be found. `failed`: it is stored, and cannot be found; `failure` says why.
 */
export type DocumentState = 'uploaded' | 'syncing' | 'ready' | 'failed';

/** What is known of an uploaded document. */
export interface DocumentRow {
  /** UUID. */
  readonly documentId: string;
  /** The file's name, made harmless. */
  readonly name: string;
  /** Where the file is in its store: `uploads/<documentId>-<name>`. */
  readonly key: string;
  readonly state: DocumentState;
  readonly pages: number;
  readonly passages: number;
  /** Of the file. */
  readonly bytes: number;
  readonly language: TextLanguage;
  /** ISO 8601, UTC. */
  readonly uploadedAt: string;
  readonly failure?: string;
}

/** Where it is written down which documents there are. Every call has its deadline, and rejects with an `AppError` of a `DB_` code. */
export interface DocumentRegister {
  put(row: DocumentRow): Promise<void>;
  /** False: there is no such document any more; nothing is written. */
  setState(documentId: string, state: DocumentState, failure?: string): Promise<boolean>;
  get(documentId: string): Promise<DocumentRow | null>;
  /** In any order, at most 1000. */
  list(): Promise<readonly DocumentRow[]>;
  /** May be repeated. */
  remove(documentId: string): Promise<void>;
}
