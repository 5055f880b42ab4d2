import { Router, type Request, type Response } from 'express';
import type { Clock } from '../../kernel/clock.js';
import { AppError, appErrorFrom } from '../../kernel/errors.js';
import type { DocumentRow, DocumentState } from '../../knowledge/document-register.js';
import type { KnowledgeBase } from '../../knowledge/knowledge-base.js';
import { documentLimits, type UploadRefusal } from '../../knowledge/upload-refusal.js';
import type { Log } from '../../telemetry/log.js';
import { createPdfReceiver, ignoreBody, isForeign, type HttpRefusal, type ReceiveOptions } from './receive-pdf.js';

export interface KnowledgeRoutesDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly knowledge: KnowledgeBase;
}

export interface KnowledgeRoutesOptions extends Partial<ReceiveOptions> {
  /** Whether documents may be uploaded and deleted: nobody is asked who they are. */
  readonly uploads: boolean;
  /** Origins other than our own whose pages may. Default: none. */
  readonly allowedOrigins?: readonly string[];
}

const defaultReceive: ReceiveOptions = { maxBytes: documentLimits.maxBytes, timeoutMs: 60_000, maxReceiving: 4 };
const retryAfterSeconds = 30;

/** The words of Bedrock's ingestion jobs: clients of source 000 wait for COMPLETE. */
const jobStatus: Readonly<Record<DocumentState, string>> = { uploaded: 'STARTING', syncing: 'IN_PROGRESS', ready: 'COMPLETE', failed: 'FAILED' };

const uploadsOff: HttpRefusal = { status: 403, error: 'uploads_off', message: 'Documents cannot be changed here. Whoever runs this server can allow it with KNOWLEDGE_UPLOADS=true.' };
const foreign: HttpRefusal = { status: 403, error: 'foreign_origin', message: 'This page may not change documents here. Whoever runs this server can allow its address with ALLOWED_ORIGINS.' };
const noJob: HttpRefusal = { status: 404, error: 'not_found', message: 'There is no such job. Its document may have been deleted; upload it again.' };
const noDocument: HttpRefusal = { status: 404, error: 'not_found', message: 'There is no such document. It may have been deleted already.' };
const fault = (what: string, error: AppError): HttpRefusal => ({ status: 503, error: error.code, message: `${what} Try again in a minute.` });
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Documents over HTTP, in all spellings of source 000's server and of the public one that it comes from. */
export function createKnowledgeRoutes(deps: KnowledgeRoutesDeps, options: KnowledgeRoutesOptions): Router {
  const { log, knowledge } = deps;
  const receiver = createPdfReceiver(deps, { ...defaultReceive, ...options });
  const router = Router();

  const answer = (response: Response, { status, message, error }: HttpRefusal): void => {
    if (status === 503) response.set('retry-after', String(retryAfterSeconds));
    response.status(status).json({ success: false, message, error });
  };

  /** Runs a route; what rejects is answered with `what`, and logged. */
  const route = (what: string, work: (request: Request, response: Response) => Promise<void>) => async (request: Request, response: Response): Promise<void> => {
    try {
      await work(request, response);
    } catch (thrown) {
      const error = appErrorFrom(thrown);
      log.error('knowledge_request_failed', { path: request.path.slice(0, 60) }, thrown);
      if (!response.headersSent) answer(response, fault(what, error));
    }
  };

  const change = (what: string, work: (request: Request, response: Response) => Promise<void>) =>
    route(what, async (request, response) => {
      const refusal = !options.uploads ? uploadsOff : isForeign(request, options.allowedOrigins ?? []) ? foreign : null;
      if (refusal === null) return work(request, response);
      ignoreBody(deps.clock, request);
      answer(response, refusal);
    });

  router.post(
    ['/api/upload', '/api/upload/pdf', '/api/pdf', '/pdf'],
    change('The document could not be stored, and nothing of it was kept.', async (request, response) => {
      const received = await receiver.receive(request, response);
      if (received === null) return;
      if (!received.ok) return answer(response, received.error);
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const taken = await knowledge.upload(received.value, gone.signal);
      if (response.destroyed) return;
      if (!taken.ok) return answer(response, refusalFrom(taken.error));
      const { documentId: jobId, name: fileName, key: s3Key } = taken.value;
      response.json({
        success: true,
        message: 'PDF uploaded and knowledge base sync started successfully',
        fileName,
        syncJobId: jobId,
        data: { fileName, s3Key, jobId },
      });
    }),
  );

  router.get(
    ['/sync-status/:jobId', '/api/sync-status/:jobId'],
    route('The status could not be read.', async (request, response) => {
      const jobId = idFrom(request.params['jobId']);
      const row = jobId === null ? null : await knowledge.status(jobId);
      if (row === null) return answer(response, noJob);
      response.json({ success: true, data: { jobId, status: jobStatus[row.state], ...(row.failure === undefined ? {} : { failure: row.failure }) } });
    }),
  );

  router.get(
    '/api/documents',
    route('The documents could not be listed.', async (_request, response) => {
      response.json({ success: true, uploads: options.uploads, documents: (await knowledge.list()).map(documentView) });
    }),
  );

  router.delete(
    '/api/documents/:id',
    change('The document could not be deleted.', async (request, response) => {
      const documentId = idFrom(request.params['id']);
      if (documentId === null || !(await knowledge.delete(documentId))) return answer(response, noDocument);
      response.json({ success: true, message: 'The document is deleted.', data: { documentId } });
    }),
  );

  return router;
}

const idFrom = (text: unknown): string | null => (typeof text === 'string' && uuid.test(text) ? text : null);

function refusalFrom({ code, message, advice }: UploadRefusal): HttpRefusal {
  const status = code === 'too_large' ? 413 : code === 'busy' || code === 'closed' || code === 'abandoned' || code === 'full' ? 503 : 400;
  return { status, error: code, message: `${message} ${advice}` };
}

/** Where the file is in its store is nobody's business. */
const documentView = ({ documentId, name, state, pages, passages, bytes, language, uploadedAt, failure }: DocumentRow) => ({
  documentId,
  name,
  state,
  pages,
  passages,
  bytes,
  language,
  uploadedAt,
  ...(failure === undefined ? {} : { failure }),
});
