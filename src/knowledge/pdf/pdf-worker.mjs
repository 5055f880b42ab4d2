// The worker in which one PDF is read. Plain JavaScript, so that it loads from `src` under the tests and from `dist` alike.
// It is thrown away after one document: whatever a hostile file does to the parser ends with the thread.
import { TextEncoder } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';
import { passagesOf } from '../search/passages.mjs';
import { languageOf } from '../search/words.mjs';

/** @typedef {{ bytes: Uint8Array, maxPages: number, maxCharacters: number, maxAllocationBytes: number, maxPageAllocationBytes: number }} PdfJob */
/**
 * @typedef {{ kind: 'read', pages: number, passages: number, language: import('../search/stop-words.mjs').TextLanguage, text: Uint8Array }
 *   | { kind: 'refused', code: 'encrypted' | 'damaged' | 'no_pages' | 'too_many_pages' | 'too_much_text' | 'too_complex', found: number }} PdfReply
 */

/** @param {PdfReply} reply @param {ArrayBuffer[]} [moved] */
const post = (reply, moved = []) => parentPort?.postMessage(reply, moved);

/** Allocations below this do not count: there are many, and the heap's own limit is not about them. */
const smallBytes = 64 * 1024;
const budget = { ofPage: 0, exceeded: false };

/**
 * The heap limit of a worker does not count what typed arrays hold, and a few kilobytes of a deflated stream become gigabytes.
 * So whoever asks for a large array here is counted.
 * @param {'Uint8Array' | 'ArrayBuffer' | 'Uint8ClampedArray' | 'Uint16Array' | 'Uint32Array' | 'Float32Array'} name @param {PdfJob} job
 */
function bound(name, job) {
  const original = globalThis[name];
  const bytesEach = 'BYTES_PER_ELEMENT' in original ? original.BYTES_PER_ELEMENT : 1;
  /** @type {object} */
  const bounded = new Proxy(original, {
    /** @param {new (...args: unknown[]) => object} target @param {unknown[]} args @param {Function} newTarget */
    construct(target, args, newTarget) {
      const [first] = args;
      const bytes = (typeof first === 'number' ? first : 0) * bytesEach;
      if (bytes >= smallBytes) {
        budget.ofPage += bytes;
        if (bytes > job.maxAllocationBytes || budget.ofPage > job.maxPageAllocationBytes) {
          budget.exceeded = true;
          throw new RangeError('this document unfolds to more than may be held');
        }
      }
      /** @type {unknown} */
      const made = Reflect.construct(target, args, newTarget === bounded ? target : newTarget);
      if (typeof made !== 'object' || made === null) throw new TypeError('a constructor has made no object');
      return made;
    },
  });
  Object.defineProperty(globalThis, name, { value: bounded, writable: true, configurable: true });
}

/** @typedef {{ items: { str?: string, hasEOL?: boolean }[] }} TextChunk */
/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof import('unpdf').getDocumentProxy>>['getPage']>>} Page */

/** The text of one page: its lines, as they stand. Null: it is longer than what is left. @param {Page} page @param {number} left */
async function textOf(page, left) {
  /** @type {import('node:stream/web').ReadableStream<TextChunk>} */
  const stream = page.streamTextContent();
  const reader = stream.getReader();
  /** @type {string[]} */
  const pieces = [];
  let length = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return pieces.join('').replaceAll('\f', ' ').trim();
      for (const item of value.items) {
        if (item.str === undefined) continue;
        const piece = item.hasEOL === true ? `${item.str}\n` : item.str;
        pieces.push(piece);
        length += piece.length;
      }
      if (length > left) return null;
    }
  } finally {
    reader.releaseLock();
  }
}

/** @param {unknown} thrown @returns {'encrypted' | 'damaged' | 'too_complex'} */
function codeFrom(thrown) {
  if (budget.exceeded) return 'too_complex';
  return thrown instanceof Error && thrown.name === 'PasswordException' ? 'encrypted' : 'damaged';
}

/** @param {PdfJob} job */
async function read(job) {
  for (const name of /** @type {const} */ (['Uint8Array', 'ArrayBuffer', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'Float32Array'])) bound(name, job);
  // pdf.js unfolds through it what nobody counts; without it, it takes its own way.
  Reflect.deleteProperty(globalThis, 'DecompressionStream');
  const options = { verbosity: 0, isEvalSupported: false, useSystemFonts: false, disableFontFace: true, stopAtErrors: false };
  const pdf = await getDocumentProxy(job.bytes, options);
  const pages = pdf.numPages;
  if (pages < 1) return post({ kind: 'refused', code: 'no_pages', found: 0 });
  if (pages > job.maxPages) return post({ kind: 'refused', code: 'too_many_pages', found: pages });
  /** @type {string[]} */
  const texts = [];
  let left = job.maxCharacters;
  let unreadable = 0;
  for (let number = 1; number <= pages; number += 1) {
    budget.ofPage = 0;
    let text = '';
    try {
      const page = await pdf.getPage(number);
      const found = await textOf(page, left);
      page.cleanup();
      if (found === null) return post({ kind: 'refused', code: 'too_much_text', found: number });
      text = found;
    } catch {
      // One page that cannot be read does not cost the others.
      unreadable += 1;
    }
    if (budget.exceeded) return post({ kind: 'refused', code: 'too_complex', found: number });
    left -= text.length;
    texts.push(text);
  }
  if (unreadable === pages) return post({ kind: 'refused', code: 'damaged', found: pages });
  let passages = 0;
  for (const _passage of passagesOf(texts)) passages += 1;
  const encoded = new TextEncoder().encode(texts.join('\f'));
  const { buffer } = encoded;
  post({ kind: 'read', pages, passages, language: languageOf(texts.join('\n')), text: encoded }, buffer instanceof ArrayBuffer ? [buffer] : []);
}

parentPort?.once('message', (/** @type {PdfJob} */ job) => {
  read(job).catch((/** @type {unknown} */ thrown) => post({ kind: 'refused', code: codeFrom(thrown), found: 0 }));
});
