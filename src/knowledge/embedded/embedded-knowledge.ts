import type { Timer } from '../../kernel/clock.js';
import { messageOf } from '../../kernel/errors.js';
import { createPeriodic } from '../../kernel/periodic.js';
import type { DocumentRow } from '../document-register.js';
import { createIntake, mustStand, type IntakeDeps, type IntakeOptions } from '../intake.js';
import type { KnowledgeBase } from '../knowledge-base.js';
import { createPassageSearch } from '../search/passage-search.js';
import { documentLimits } from '../upload-refusal.js';

export interface EmbeddedKnowledgeOptions extends Partial<IntakeOptions> {
  /** How often it is looked for documents that other processes took in or deleted. Default 60 s. */
  readonly refreshMs?: number;
}

const defaults = { limits: documentLimits, maxWaiting: 4, maxDocuments: 500, maxPassages: 20_000, keepTexts: true };
const defaultRefreshMs = 60_000;
/** After the index was lost, before it is made again. */
const restoreAfterMs = 1000;

/**
 * Documents that are searched by words in this process: no service, no account. The index is made again at every start from the
 * stored texts, beside the work; what other processes on the same files and register do is seen within a minute.
 */
export function createEmbeddedKnowledge(deps: IntakeDeps, options: EmbeddedKnowledgeOptions = {}): KnowledgeBase {
  const { clock, log, register, files } = deps;
  const intake = createIntake(deps, { ...defaults, ...options });
  const search = createPassageSearch({ clock, log, onLost: () => restoreLater() });
  const names = new Map<string, string>();
  const deleting = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let complete = false;
  let closed = false;
  let restore: Timer | null = null;
  let refreshing: Promise<void> = Promise.resolve();

  const forget = (documentId: string): void => {
    search.remove(documentId);
    names.delete(documentId);
  };

  async function index(row: DocumentRow, text: Buffer): Promise<void> {
    names.set(row.documentId, row.name);
    const found = await search.add(row.documentId, row.language, text);
    if (!found || row.state === 'ready') return;
    // Deleted while it was taken in.
    if (!(await register.setState(row.documentId, 'ready'))) forget(row.documentId);
  }

  const indexBeside = (row: DocumentRow, text: Buffer): void => {
    const work = index(row, text)
      .catch((thrown: unknown) => log('knowledge_document_not_indexed', { documentId: row.documentId, reason: messageOf(thrown) }))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };

  /** Brings a document of the register into the index, where it is missing there. */
  async function take(row: DocumentRow): Promise<void> {
    if (row.state === 'uploaded' || row.state === 'failed' || deleting.has(row.documentId) || intake.has(row.documentId)) return;
    if (search.has(row.documentId)) {
      if (row.state === 'syncing') await register.setState(row.documentId, 'ready');
      return;
    }
    const text = await files.readText(row.documentId);
    if (text !== null) return index(row, text);
    log('knowledge_text_missing', { documentId: row.documentId });
    await register.setState(row.documentId, 'failed', 'The stored text is missing. Delete the document and upload it again.');
  }

  async function refreshOnce(stop: AbortSignal): Promise<void> {
    try {
      // Taken before the list: what comes in meanwhile need not be in it.
      const before = [...names.keys()];
      const rows = await register.list();
      const there = new Set(rows.map((row) => row.documentId));
      for (const documentId of before) if (!there.has(documentId)) forget(documentId);
      for (const row of rows) {
        if (stop.aborted || closed) return;
        await take(row);
      }
      complete = true;
      await intake.tidy(rows);
    } catch (thrown) {
      log('knowledge_not_refreshed', { reason: messageOf(thrown) });
    }
  }

  const refresh = (stop: AbortSignal): Promise<void> => (refreshing = refreshing.then(() => refreshOnce(stop)));
  const periodic = createPeriodic(clock, options.refreshMs ?? defaultRefreshMs, refresh);

  function restoreLater(): void {
    complete = false;
    restore?.cancel();
    restore = clock.setTimer(restoreAfterMs, () => void refresh(new AbortController().signal));
  }

  /** Ready is what can be found here and now. */
  const seenFrom = (row: DocumentRow): DocumentRow => (row.state === 'ready' && !search.has(row.documentId) ? { ...row, state: 'syncing' } : row);

  return {
    upload: (file, abandoned) =>
      intake.take(
        file,
        async (row, text) => {
          await mustStand(register, row.documentId);
          const taken = { ...row, state: 'syncing' as const };
          indexBeside(taken, text);
          return taken;
        },
        abandoned,
      ),
    async status(jobId) {
      const row = await register.get(jobId);
      return row === null ? null : seenFrom(row);
    },
    async list() {
      return [...(await register.list())].sort((a, b) => (a.uploadedAt < b.uploadedAt ? 1 : -1)).map(seenFrom);
    },
    async delete(documentId) {
      const row = await register.get(documentId);
      if (row === null) return false;
      deleting.add(documentId);
      try {
        forget(documentId);
        await files.remove(documentId, row.key);
        await register.remove(documentId);
        return true;
      } finally {
        deleting.delete(documentId);
      }
    },
    async search(query, { language, limit }) {
      const found = await search.search(query, { limit, language: language.toLowerCase().startsWith('es') ? 'es' : 'en' });
      return {
        passages: found.flatMap((passage) => {
          const document = names.get(passage.documentId);
          return document === undefined ? [] : [{ ...passage, document }];
        }),
        complete: complete && search.arriving === 0,
      };
    },
    async close() {
      closed = true;
      restore?.cancel();
      await intake.close();
      await search.close();
      await periodic.stop();
      await refreshing;
      await Promise.all(underWay);
      files.close();
    },
  };
}
