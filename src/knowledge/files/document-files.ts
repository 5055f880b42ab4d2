import { AppError } from '../../kernel/errors.js';

/**
 * Where documents are kept: the file as it was sent, and its text beside it, so that nobody has to parse it again. Each is stored
 * whole or not at all. Every call has its deadline, and rejects with an `AppError` of a `DB_` code.
 */
export interface DocumentFiles {
  put(key: string, bytes: Uint8Array): Promise<void>;
  putText(documentId: string, text: Uint8Array): Promise<void>;
  /** Null: there is none. */
  readText(documentId: string): Promise<Buffer | null>;
  /** The file and its text. May be repeated. */
  remove(documentId: string, key: string): Promise<void>;
  /** Deletes what processes left half-written that died before then; gives the number. */
  sweep(beforeWallMs: number): Promise<number>;
  close(): void;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const keyPattern = new RegExp(`^uploads/(${uuid})-([^/\\\\]+)$`);
const idPattern = new RegExp(`^${uuid}$`);

export const documentKey = (documentId: string, name: string): string => `uploads/${documentId}-${name}`;
export const textKey = (documentId: string): string => `texts/${documentId}.txt`;

/** Which document a key, or an address that ends with one, belongs to; null: none of ours. */
export function documentFromKey(key: string): { readonly documentId: string; readonly name: string } | null {
  const [, documentId, name] = keyPattern.exec(key) ?? [];
  return documentId === undefined || name === undefined ? null : { documentId, name };
}

/** Refuses what could lead elsewhere: keys come back from a database that others can write. */
export function checkedKey(key: string): string {
  if (documentFromKey(key) === null) throw new AppError('VALIDATION_ERROR', 'this is not the key of a document');
  return key;
}

export function checkedId(documentId: string): string {
  if (!idPattern.test(documentId)) throw new AppError('VALIDATION_ERROR', 'this is not the id of a document');
  return documentId;
}
