import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import type { Clock } from '../../kernel/clock.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { UploadedFile } from '../../knowledge/knowledge-base.js';
import { uploadRefusal } from '../../knowledge/upload-refusal.js';

/** An answer that is no success: an HTTP status, what was wrong and what to do next, a word for programs. */
export interface HttpRefusal {
  readonly status: 400 | 403 | 404 | 408 | 413 | 503;
  readonly message: string;
  readonly error: string;
}

export interface ReceiveOptions {
  readonly maxBytes: number;
  /** From the first to the last byte. */
  readonly timeoutMs: number;
  /** Uploads that are received at a time: each may hold `maxBytes`. */
  readonly maxReceiving: number;
}

/** Takes the PDF out of a request. */
export interface PdfReceiver {
  /** Null: the sender has gone, and nobody waits for an answer. */
  receive(request: Request, response: Response): Promise<Result<UploadedFile, HttpRefusal> | null>;
}

/** The form field that every client of source 000 uses. */
const fieldName = 'pdfFile';
/** What a form adds to its file. */
const formBytes = 64 * 1024;

const badForm: HttpRefusal = { status: 400, error: 'bad_form', message: `The upload is not a form with one file. Send multipart/form-data with the PDF in the field "${fieldName}".` };
const busy: HttpRefusal = { status: 503, error: 'busy', message: 'Other documents are being uploaded. Send this one again in a minute.' };
const noFile: HttpRefusal = { status: 400, error: 'no_file', message: `No file was uploaded. Send the PDF in the field "${fieldName}".` };

export function createPdfReceiver(deps: { readonly clock: Clock }, options: ReceiveOptions): PdfReceiver {
  const parse = multer({
    storage: multer.memoryStorage(),
    defParamCharset: 'utf8',
    limits: { fileSize: options.maxBytes, files: 1, fields: 10, parts: 12, fieldSize: 4096, fieldNameSize: 100 },
  }).single(fieldName);
  const words = uploadRefusal('too_large', { maxBytes: options.maxBytes, maxPages: 0, maxCharacters: 0, readTimeoutMs: 0 });
  const tooLarge: HttpRefusal = { status: 413, error: words.code, message: `${words.message} ${words.advice}` };
  let receiving = 0;

  function received(request: Request, response: Response): Promise<Result<UploadedFile, HttpRefusal> | null> {
    return new Promise((resolve) => {
      let settled = false;
      const settle = (result: Result<UploadedFile, HttpRefusal> | null): void => {
        if (settled) return;
        settled = true;
        deadline.cancel();
        resolve(result);
      };
      const deadline = deps.clock.setTimer(options.timeoutMs, () => {
        settle(refuse({ status: 408, error: 'too_slow', message: `The upload did not arrive within ${options.timeoutMs / 1000} seconds. Try again on a faster connection, or send a smaller file.` }));
        ignoreBody(deps.clock, request);
      });
      parse(request, response, (thrown: unknown) => {
        if (thrown === undefined) {
          const { file } = request;
          return settle(file === undefined ? refuse(noFile) : ok({ bytes: file.buffer, name: file.originalname }));
        }
        if (request.destroyed && !request.complete) return settle(null);
        settle(refuse(thrown instanceof MulterError && thrown.code === 'LIMIT_FILE_SIZE' ? tooLarge : badForm));
      });
    });
  }

  return {
    async receive(request, response) {
      const atOnce = receiving >= options.maxReceiving ? busy : Number(request.headers['content-length'] ?? 0) > options.maxBytes + formBytes ? tooLarge : null;
      if (atOnce !== null) {
        ignoreBody(deps.clock, request);
        return refuse(atOnce);
      }
      receiving += 1;
      try {
        return await received(request, response);
      } finally {
        receiving -= 1;
      }
    },
  };
}

/** A page of another site may not upload through the browser of somebody who can reach this server. */
export function isForeign(request: Request, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = request.headers;
  return origin !== undefined && !allowedOrigins.includes(origin) && hostOf(origin) !== host;
}

const ignoreForMs = 5000;

/**
 * Whoever has an answer already may still be sending. Its bytes are thrown away for a while, since a connection that is closed on
 * them takes the answer along; then it is closed all the same.
 */
export function ignoreBody(clock: Clock, request: Request): void {
  if (request.complete || request.destroyed) return;
  const { socket } = request;
  const timer = clock.setTimer(ignoreForMs, () => request.destroy());
  // Once it is answered, a request does not learn that its connection has closed.
  const done = (): void => {
    timer.cancel();
    request.off('end', done);
    socket.off('close', done);
  };
  request.once('end', done);
  socket.once('close', done);
  request.resume();
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);
