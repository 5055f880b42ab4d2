import type { Result } from '../kernel/result.js';
import type { DocumentRow } from './document-register.js';
import type { UploadRefusal } from './upload-refusal.js';

/** A dotted event name and plain fields; no words of documents or questions. */
export type KnowledgeLog = (event: string, fields: Readonly<Record<string, string | number | boolean | null>>) => void;

/** What somebody should look at. */
export const knowledgeAlarms: ReadonlySet<string> = new Set([
  'knowledge_index_lost',
  'knowledge_not_refreshed',
  'knowledge_document_not_indexed',
  'knowledge_document_not_undone',
  'knowledge_text_missing',
  'knowledge_ingestion_not_started',
  'knowledge_state_not_written',
]);

export interface UploadedFile {
  readonly bytes: Uint8Array;
  /** As the client calls it; it is made harmless. */
  readonly name: string;
}

export interface FoundPassage {
  readonly text: string;
  readonly documentId: string;
  /** The document's name. */
  readonly document: string;
  /** From 1; null: not known. */
  readonly page: number | null;
  /** From 0 to 1. */
  readonly score: number;
}

export interface FoundPassages {
  /** The best first. Empty: it is not in the documents. */
  readonly passages: readonly FoundPassage[];
  /** False: some documents are still being taken in, so that nothing found may mean not yet. */
  readonly complete: boolean;
}

/**
 * Documents that were uploaded, and the passages in them that answer questions. Refusals are values; faults of the store, the
 * database or the service reject with an `AppError`.
 */
export interface KnowledgeBase {
  /**
   * Checks a PDF, stores it and begins to take it in; {@link status} tells when it can be found. One at a time, others wait: at most
   * some 30 s each. Refused or rejected: nothing of it stays.
   *
   * @param abandoned aborted when nobody waits for the answer any more: until the document is stored, it is dropped then
   */
  upload(file: UploadedFile, abandoned?: AbortSignal): Promise<Result<DocumentRow, UploadRefusal>>;
  /** Of a document, by its id, which is the id of its job. Null: there is no such document. */
  status(jobId: string): Promise<DocumentRow | null>;
  /** Newest first. */
  list(): Promise<readonly DocumentRow[]>;
  /** False: there is no such document. When it resolves, nothing is found in it any more. */
  delete(documentId: string): Promise<boolean>;
  search(query: string, options: { readonly language: string; readonly limit: number }): Promise<FoundPassages>;
  /** Ends what is under way; what was stored is taken in at the next start. */
  close(): Promise<void>;
}
