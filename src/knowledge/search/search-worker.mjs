// The worker that holds the index: neither reading a book in nor a question to many books keeps a conversation waiting.
// Plain JavaScript, as everything that it loads, so that it loads from `src` under the tests and from `dist` alike.
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';
import { parentPort } from 'node:worker_threads';
import { createPassageIndex } from './passage-index.mjs';
import { pagesOf, passagesOf } from './passages.mjs';

/** @typedef {import('./stop-words.mjs').TextLanguage} TextLanguage */
/** @typedef {import('./passage-index.mjs').FoundPassage} FoundPassage */
/**
 * @typedef {{ kind: 'add', id: number, documentId: string, language: TextLanguage, text: Uint8Array }
 *   | { kind: 'remove', documentId: string }
 *   | { kind: 'search', id: number, question: string, limit: number, language: TextLanguage }} SearchRequest
 */
/** @typedef {{ kind: 'added', id: number } | { kind: 'found', id: number, passages: FoundPassage[] }} SearchReply */

/** How long the index takes documents in before it looks for questions. */
const sliceMs = 10;

/** @param {import('node:worker_threads').MessagePort} port */
function serve(port) {
  const index = createPassageIndex();
  /** Documents on their way in. @type {Set<string>} */
  const arriving = new Set();
  /** @type {Promise<void>} */
  let last = Promise.resolve();

  /** @param {SearchReply} reply */
  const post = (reply) => port.postMessage(reply);

  /** @param {Extract<SearchRequest, { kind: 'add' }>} request */
  async function add({ id, documentId, language, text }) {
    let untilMs = performance.now() + sliceMs;
    for (const passage of passagesOf(pagesOf(text))) {
      // Removed while it was being read in.
      if (!arriving.has(documentId)) break;
      index.add(documentId, language, passage);
      if (performance.now() < untilMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      untilMs = performance.now() + sliceMs;
    }
    arriving.delete(documentId);
    post({ kind: 'added', id });
  }

  port.on('message', (/** @type {SearchRequest} */ request) => {
    switch (request.kind) {
      case 'add':
        arriving.add(request.documentId);
        last = last.then(() => add(request));
        break;
      case 'remove':
        arriving.delete(request.documentId);
        index.remove(request.documentId);
        break;
      case 'search':
        post({ kind: 'found', id: request.id, passages: index.search(request) });
        break;
    }
  });
}

if (parentPort !== null) serve(parentPort);
