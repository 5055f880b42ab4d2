import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Clock, Timer } from '../../kernel/clock.js';
import { AppError } from '../../kernel/errors.js';
import type { KnowledgeLog } from '../knowledge-base.js';
import type { TextLanguage } from './stop-words.mjs';

export interface FoundInText {
  readonly documentId: string;
  readonly text: string;
  /** From 1. */
  readonly page: number;
  /** From 0 to 1: how much of what was asked for stands in it. */
  readonly score: number;
}

/** The index of all passages, in a worker of its own that begins with the first document. */
export interface PassageSearch {
  /** Documents that can be found. */
  has(documentId: string): boolean;
  /** Documents that are being taken in. */
  readonly arriving: number;
  /** `text`: UTF-8, a form feed between pages; it is moved away. False: removed meanwhile, or the index was lost. */
  add(documentId: string, language: TextLanguage, text: Uint8Array): Promise<boolean>;
  remove(documentId: string): void;
  /** The best first. Rejects with a `TIMEOUT_ERROR` after 2 s. */
  search(question: string, options: { readonly limit: number; readonly language: TextLanguage }): Promise<readonly FoundInText[]>;
  close(): Promise<void>;
}

export interface PassageSearchDeps {
  readonly clock: Clock;
  readonly log: KnowledgeLog;
  /** The worker has died with everything in it: the documents must be added again. */
  readonly onLost: () => void;
}

const searchTimeoutMs = 2000;
/** Five million characters take about a second. */
const addTimeoutMs = 120_000;
const defaultMaxHeapMb = 512;
/** Longer questions are cut. */
const maxQuestionLength = 1000;

const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('added'), id: z.number() }),
  z.object({
    kind: z.literal('found'),
    id: z.number(),
    passages: z.array(z.object({ documentId: z.string(), text: z.string(), page: z.number(), score: z.number() })),
  }),
]);
type Reply = z.infer<typeof reply>;

interface Waiting {
  readonly deadline: Timer;
  /** Null: there will be no answer. */
  readonly settle: (answer: Reply | null) => void;
}

/** @param options.maxHeapMb of the worker. Default 512: 20,000 passages take about 100 */
export function createPassageSearch(deps: PassageSearchDeps, options: { readonly maxHeapMb?: number } = {}): PassageSearch {
  const ready = new Set<string>();
  const arriving = new Set<string>();
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let nextId = 1;
  let closed = false;

  const lose = (lost: Worker, reason: string): void => {
    if (worker !== lost) return;
    worker = null;
    ready.clear();
    arriving.clear();
    for (const { deadline, settle } of waiting.values()) {
      deadline.cancel();
      settle(null);
    }
    waiting.clear();
    void lost.terminate();
    if (closed) return;
    deps.log('knowledge_index_lost', { reason });
    deps.onLost();
  };

  function start(): Worker {
    const started = new Worker(new URL('./search-worker.mjs', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb ?? defaultMaxHeapMb }, env: {} });
    // The process may end while documents are taken in: only the server keeps it alive.
    started.unref();
    started.on('error', (error) => lose(started, error.message));
    started.on('exit', () => lose(started, 'the worker ended'));
    started.on('message', (message: unknown) => {
      const answer = reply.safeParse(message);
      if (!answer.success) return lose(started, 'the worker sent something unknown');
      const asked = waiting.get(answer.data.id);
      waiting.delete(answer.data.id);
      asked?.deadline.cancel();
      asked?.settle(answer.data);
    });
    return started;
  }

  /** Null: the worker was lost, or too slow. */
  function ask(timeoutMs: number, send: (to: Worker, id: number) => void): Promise<Reply | null> {
    return new Promise((settle) => {
      const id = nextId;
      nextId += 1;
      const deadline = deps.clock.setTimer(timeoutMs, () => {
        waiting.delete(id);
        settle(null);
      });
      waiting.set(id, { deadline, settle });
      worker ??= start();
      send(worker, id);
    });
  }

  return {
    has: (documentId) => ready.has(documentId),
    get arriving() {
      return arriving.size;
    },
    async add(documentId, language, text) {
      if (closed || arriving.has(documentId)) return false;
      if (ready.has(documentId)) return true;
      arriving.add(documentId);
      // A copy of its own, which can be moved whatever the buffer is part of.
      const moved = new Uint8Array(text);
      const answer = await ask(addTimeoutMs, (to, id) => to.postMessage({ kind: 'add', id, documentId, language, text: moved }, [moved.buffer]));
      const wanted = arriving.delete(documentId);
      if (answer === null) worker?.postMessage({ kind: 'remove', documentId });
      if (answer === null || !wanted) return false;
      ready.add(documentId);
      return true;
    },
    remove(documentId) {
      const known = ready.delete(documentId);
      if (arriving.delete(documentId) || known) worker?.postMessage({ kind: 'remove', documentId });
    },
    async search(question, { limit, language }) {
      if (ready.size === 0 || closed) return [];
      const answer = await ask(searchTimeoutMs, (to, id) => to.postMessage({ kind: 'search', id, question: question.slice(0, maxQuestionLength), limit, language }));
      if (answer?.kind !== 'found') throw new AppError('TIMEOUT_ERROR', 'the documents could not be searched in time');
      return answer.passages.filter(({ documentId }) => ready.has(documentId));
    },
    async close() {
      closed = true;
      const ending = worker;
      if (ending === null) return;
      lose(ending, 'closed');
      await ending.terminate();
    },
  };
}
