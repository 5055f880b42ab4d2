import { messageOf } from '../../kernel/errors.js';
import { createPeriodic } from '../../kernel/periodic.js';
import { documentFromKey } from '../files/document-files.js';
import { createIntake, mustStand, type IntakeDeps, type IntakeOptions } from '../intake.js';
import type { FoundPassage, KnowledgeBase } from '../knowledge-base.js';
import { documentLimits } from '../upload-refusal.js';
import type { BedrockService, RetrievedText } from './bedrock-service.js';
import { createIngestion, type IngestionOptions, type IngestionOutcome } from './ingestion.js';

export interface BedrockKnowledgeOptions extends Partial<IntakeOptions>, IngestionOptions {
  /** What scores less is not an answer. From 0 to 1; default 0.4. */
  readonly minScore?: number;
}

/** Bedrock has the room; these keep one server from filling it. */
const defaults = { limits: documentLimits, maxWaiting: 4, maxDocuments: 1000, maxPassages: 1_000_000, keepTexts: false };
const defaultMinScore = 0.4;
const tidyEveryMs = 5 * 60_000;

/** Documents that a Bedrock knowledge base searches: files in its bucket, taken in by its ingestion jobs, found by `Retrieve`. */
export function createBedrockKnowledge(deps: IntakeDeps & { readonly service: BedrockService }, options: BedrockKnowledgeOptions = {}): KnowledgeBase {
  const { clock, log, register, files, service } = deps;
  const intake = createIntake(deps, { ...defaults, ...options });
  const ingestion = createIngestion({ clock, log, service }, options);
  const minScore = options.minScore ?? defaultMinScore;
  /** Gone from the bucket, and perhaps not yet from the index. */
  const deleted = new Set<string>();
  const underWay = new Map<string, Promise<void>>();
  let first = true;
  let closed = false;

  async function settle(documentId: string, key: string, outcome: IngestionOutcome): Promise<void> {
    // Stopping is no failure: the next start looks again.
    if (closed && !outcome.complete) return;
    const own = outcome.failures.find((failure) => failure.includes(key) || failure.includes(documentId));
    if (outcome.complete && own === undefined) await register.setState(documentId, 'ready');
    else await register.setState(documentId, 'failed', (own ?? outcome.failures[0] ?? 'The knowledge base did not take the document in.').slice(0, 500));
  }

  const settleBeside = (documentId: string, key: string, done: Promise<IngestionOutcome>): void => {
    const work = done
      .then((outcome) => settle(documentId, key, outcome))
      .catch((thrown: unknown) => log('knowledge_state_not_written', { documentId, reason: messageOf(thrown) }))
      .finally(() => underWay.delete(documentId));
    underWay.set(documentId, work);
  };

  /** What a process left that died in the middle: at the first time, what was being taken in is begun again. */
  const periodic = createPeriodic(clock, tidyEveryMs, async () => {
    try {
      const rows = await register.list();
      await intake.tidy(rows);
      if (!first) return;
      first = false;
      const left = rows.filter((row) => row.state === 'syncing' && !underWay.has(row.documentId) && !intake.has(row.documentId));
      if (left.length === 0) return;
      const { begun, done } = ingestion.request();
      begun.catch(() => undefined);
      for (const row of left) settleBeside(row.documentId, row.key, done);
    } catch (thrown) {
      log('knowledge_not_refreshed', { reason: messageOf(thrown) });
    }
  });

  function passageFrom({ text, uri, page, score }: RetrievedText): FoundPassage | null {
    const key = uri.replace(/^s3:\/\/[^/]+\//, '');
    const document = documentFromKey(key);
    if (score < minScore || (document !== null && deleted.has(document.documentId))) return null;
    // What others have put into the bucket has a name too.
    return { text, page, score: Math.round(score * 100) / 100, documentId: document?.documentId ?? key, document: document?.name ?? key.split('/').at(-1) ?? '' };
  }

  return {
    upload: (file, abandoned) =>
      intake.take(
        file,
        async (row) => {
          const { begun, done } = ingestion.request();
          await begun;
          await mustStand(register, row.documentId);
          settleBeside(row.documentId, row.key, done);
          return { ...row, state: 'syncing' };
        },
        abandoned,
      ),
    status: (jobId) => register.get(jobId),
    async list() {
      return [...(await register.list())].sort((a, b) => (a.uploadedAt < b.uploadedAt ? 1 : -1));
    },
    async delete(documentId) {
      const row = await register.get(documentId);
      if (row === null) return false;
      deleted.add(documentId);
      await files.remove(documentId, row.key);
      const { begun, done } = ingestion.request();
      try {
        await begun;
      } catch (thrown) {
        await register.setState(documentId, 'failed', 'The file is deleted, but the knowledge base could not be told. Delete the document again.');
        throw thrown;
      }
      await register.remove(documentId);
      void done.then(({ complete }) => {
        if (complete) deleted.delete(documentId);
      });
      return true;
    },
    async search(query, { limit }) {
      const found = await service.retrieve(query, limit);
      return { passages: found.map(passageFrom).filter((passage) => passage !== null), complete: true };
    },
    async close() {
      closed = true;
      await periodic.stop();
      await intake.close();
      await ingestion.close();
      await Promise.all(underWay.values());
      service.close();
      files.close();
    },
  };
}
