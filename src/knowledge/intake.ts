import type { Clock } from '../kernel/clock.js';
import { isoFromWallMs } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { ok, refuse, type Result } from '../kernel/result.js';
import type { DocumentRegister, DocumentRow } from './document-register.js';
import { documentKey, type DocumentFiles } from './files/document-files.js';
import { safeFileName } from './file-name.js';
import type { KnowledgeLog, UploadedFile } from './knowledge-base.js';
import type { PdfReader } from './pdf/pdf-reader.js';
import { createUploadQueue } from './upload-queue.js';
import { uploadRefusal, type DocumentLimits, type UploadRefusal } from './upload-refusal.js';

export interface IntakeDeps {
  readonly clock: Clock;
  readonly log: KnowledgeLog;
  readonly register: DocumentRegister;
  readonly files: DocumentFiles;
  readonly reader: PdfReader;
}

export interface IntakeOptions {
  readonly limits: DocumentLimits;
  /** Behind the one that is being read. */
  readonly maxWaiting: number;
  readonly maxDocuments: number;
  /** Of all documents together. */
  readonly maxPassages: number;
  /** Whether the text is stored beside the file. */
  readonly keepTexts: boolean;
}

/** What else must be done before a document counts as taken; gives it as it stands then. When it rejects, nothing of it stays. */
export type Accept = (row: DocumentRow, text: Buffer) => Promise<DocumentRow>;

/** How documents come in, whatever searches them: one at a time; checked, stored and registered, or nothing of them stays. */
export interface Intake {
    take(file: UploadedFile, accept: Accept, abandoned?: AbortSignal): Promise<Result<DocumentRow, UploadRefusal>>;
  /** Documents on their way in, here. */
  has(documentId: string): boolean;
  /** Deletes what processes left that died in the middle. */
  tidy(rows: readonly DocumentRow[]): Promise<void>;
  close(): Promise<void>;
}

/** A document is stored, and goes on to the index. Rejects when somebody has deleted it meanwhile, so that nothing of it stays. */
export async function mustStand(register: DocumentRegister, documentId: string): Promise<void> {
  if (!(await register.setState(documentId, 'syncing'))) throw new AppError('NOT_FOUND', 'the document was deleted while it was stored');
}

/** No upload takes as long as this behind its check. */
const abandonedAfterMs = 120_000;

export function createIntake(deps: IntakeDeps, options: IntakeOptions): Intake {
  const { clock, log, register, files, reader } = deps;
  const queue = createUploadQueue({ maxWaiting: options.maxWaiting });
  const arriving = new Set<string>();
  let closed = false;

  async function undo({ documentId, key }: DocumentRow): Promise<void> {
    // Where this fails too, the row stays, and what belongs to it goes with it later.
    await files.remove(documentId, key);
    await register.remove(documentId);
  }

  async function keep(row: DocumentRow, bytes: Uint8Array, text: Buffer, accept: Accept): Promise<DocumentRow> {
    arriving.add(row.documentId);
    try {
      // Before the files: a process that dies in between leaves a row that tells what to delete.
      await register.put(row);
      await files.put(row.key, bytes);
      if (options.keepTexts) await files.putText(row.documentId, text);
      return await accept(row, text);
    } catch (thrown) {
      await undo(row).catch((second: unknown) => log('knowledge_document_not_undone', { documentId: row.documentId, reason: second instanceof Error ? second.name : '' }));
      throw thrown;
    } finally {
      arriving.delete(row.documentId);
    }
  }

  return {
    take(file, accept, abandoned) {
      // Before it waits: what is too large need not.
      if (file.bytes.length > options.limits.maxBytes) return Promise.resolve(refuse(uploadRefusal('too_large', options.limits)));
      const taken = queue.run(async (): Promise<Result<DocumentRow, UploadRefusal>> => {
        const dropped = (): boolean => abandoned?.aborted === true;
        if (closed) return refuse(uploadRefusal('closed'));
        if (dropped()) return refuse(uploadRefusal('abandoned'));
        const read = await reader.read(file.bytes);
        if (!read.ok) return read;
        if (dropped()) return refuse(uploadRefusal('abandoned'));
        const { pages, passages, language, text } = read.value;
        const rows = await register.list();
        const room = options.maxPassages - rows.reduce((sum, row) => sum + row.passages, 0);
        if (passages > room || rows.length >= options.maxDocuments) return refuse(uploadRefusal('full'));
        const documentId = newId();
        const name = safeFileName(file.name);
        const row: DocumentRow = {
          documentId,
          name,
          key: documentKey(documentId, name),
          state: 'uploaded',
          pages,
          passages,
          bytes: file.bytes.length,
          language,
          uploadedAt: isoFromWallMs(clock.wallMs()),
        };
        const kept = await keep(row, file.bytes, text, accept);
        log('knowledge_document_stored', { documentId, pages, passages, bytes: row.bytes });
        return ok(kept);
      });
      return taken ?? Promise.resolve(refuse(uploadRefusal('busy')));
    },
    has: (documentId) => arriving.has(documentId),
    async tidy(rows) {
      const beforeMs = clock.wallMs() - abandonedAfterMs;
      for (const row of rows) {
        if (row.state !== 'uploaded' || arriving.has(row.documentId) || Date.parse(row.uploadedAt) >= beforeMs) continue;
        await undo(row);
        log('knowledge_abandoned_document_deleted', { documentId: row.documentId });
      }
      const swept = await files.sweep(beforeMs);
      if (swept > 0) log('knowledge_half_written_files_deleted', { files: swept });
    },
    async close() {
      closed = true;
      await reader.close();
      await queue.idle();
    },
  };
}
