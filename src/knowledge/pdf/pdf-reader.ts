import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { TextLanguage } from '../search/stop-words.mjs';
import { documentLimits, uploadRefusal, type DocumentLimits, type UploadRefusal, type UploadRefusalCode } from '../upload-refusal.js';

/** What a PDF says. */
export interface PdfText {
  readonly pages: number;
  /** Into which it is divided for searching. */
  readonly passages: number;
  readonly language: TextLanguage;
  /** UTF-8, with a form feed between pages; lines as they stand on the page. Never blank. */
  readonly text: Buffer;
}

export interface PdfReaderOptions {
  /** Default {@link documentLimits}. */
  readonly limits?: DocumentLimits;
  /** Of the worker's JavaScript heap. Default 256 MB. */
  readonly maxHeapMb?: number;
}

export interface PdfReader {
  /** Never rejects. Runs in a thread of its own that is gone when this resolves; the caller sees to it that there is one at a time. */
  read(bytes: Uint8Array): Promise<Result<PdfText, UploadRefusal>>;
  /** Threads that run. */
  readonly running: number;
  /** Ends what runs: it is refused with `closed`. */
  close(): Promise<void>;
}

/** One array inside the worker, and all the large ones of a page together. A page of text needs a few MB. */
const maxAllocationBytes = 64 * 1024 * 1024;
const maxPageAllocationBytes = 256 * 1024 * 1024;
const defaultMaxHeapMb = 256;
/** Where Acrobat looks for the first and for the last marker, and some more for the last. */
const headBytes = 1024;
const tailBytes = 4096;

const reply = z.discriminatedUnion('kind', [
  // Not `instanceof`: what comes from a worker may belong to another realm, as it does under jest.
  z.object({ kind: z.literal('read'), pages: z.number(), passages: z.number(), language: z.enum(['en', 'es']), text: z.custom<Uint8Array>((value) => ArrayBuffer.isView(value)) }),
  z.object({ kind: z.literal('refused'), code: z.enum(['encrypted', 'damaged', 'no_pages', 'too_many_pages', 'too_much_text', 'too_complex']), found: z.number() }),
]);

/** Reads PDFs that strangers sent. */
export function createPdfReader(deps: { readonly clock: Clock }, options: PdfReaderOptions = {}): PdfReader {
  const limits = options.limits ?? documentLimits;
  const running = new Set<(code: UploadRefusalCode) => Promise<void>>();
  const refusal = (code: UploadRefusalCode, found = 0) => refuse(uploadRefusal(code, limits, found));

  /** Everything that can be said without a parser. */
  function atSight(bytes: Uint8Array): UploadRefusalCode | null {
    if (bytes.length > limits.maxBytes) return 'too_large';
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (!content.subarray(0, headBytes).includes('%PDF-')) return 'not_pdf';
    return content.subarray(-tailBytes).includes('%%EOF') ? null : 'truncated';
  }

  function parse(bytes: Uint8Array): Promise<Result<PdfText, UploadRefusal>> {
    const worker = new Worker(new URL('./pdf-worker.mjs', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb ?? defaultMaxHeapMb, maxYoungGenerationSizeMb: 32 },
      env: {},
      stdout: true,
      stderr: true,
    });
    // Not at once: beginning a thread and copying a large file take some milliseconds each.
    worker.once('online', () => {
      // A copy that moves: the sender's buffer stays whole.
      const copy = new Uint8Array(bytes);
      worker.postMessage({ bytes: copy, maxPages: limits.maxPages, maxCharacters: limits.maxCharacters, maxAllocationBytes, maxPageAllocationBytes }, [copy.buffer]);
    });
    return new Promise((resolve) => {
      let settled = false;
      const end = async (result: Result<PdfText, UploadRefusal>): Promise<void> => {
        if (settled) return;
        settled = true;
        deadline.cancel();
        await worker.terminate();
        running.delete(stop);
        resolve(result);
      };
      const stop = (code: UploadRefusalCode): Promise<void> => end(refusal(code));
      running.add(stop);
      const deadline = deps.clock.setTimer(limits.readTimeoutMs, () => void stop('too_slow'));
      worker.on('error', (error) => void stop('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too_complex' : 'damaged'));
      worker.on('exit', () => void stop('damaged'));
      worker.on('message', (message: unknown) => {
        const answer = reply.safeParse(message);
        if (!answer.success) return void stop('damaged');
        if (answer.data.kind === 'refused') return void end(refusal(answer.data.code, answer.data.found));
        const { pages, passages, language, text } = answer.data;
        const content = Buffer.from(text.buffer, text.byteOffset, text.length);
        return void (passages === 0 ? stop('no_text') : end(ok({ pages, passages, language, text: content })));
      });
    });
  }

  return {
    get running() {
      return running.size;
    },
    async read(bytes) {
      const code = atSight(bytes);
      return code === null ? parse(bytes) : refusal(code, bytes.length);
    },
    async close() {
      await Promise.all([...running].map((stop) => stop('closed')));
    },
  };
}
