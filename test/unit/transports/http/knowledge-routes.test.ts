import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, it } from '@jest/globals';
import { systemClock } from '../../../../src/kernel/clock.js';
import { createLog } from '../../../../src/telemetry/log.js';
import { createHttpApp } from '../../../../src/transports/http/http-app.js';
import { createKnowledgeRoutes, type KnowledgeRoutesOptions } from '../../../../src/transports/http/knowledge-routes.js';
import { eventually } from '../../../support/eventually.js';
import { knowledgeBench, type KnowledgeBench } from '../../../support/knowledge-bench.js';
import { bookletPages, handbookPages, pdfOf } from '../../../support/pdfs.js';

let bench: KnowledgeBench;
let server: Server;
let port = 0;

async function open(options: Partial<KnowledgeRoutesOptions> = {}): Promise<string> {
  bench = knowledgeBench();
  const log = createLog({ level: 'silent' });
  const router = createKnowledgeRoutes({ clock: systemClock, log, knowledge: bench.knowledge }, { uploads: true, ...options });
  const health = () => ({ status: 'ok' as const, sessions: 0, uptimeSeconds: 0, timestamp: '2026-11-21T09:00:00.000Z' });
  server = createServer(createHttpApp({ log, health, questionnaires: [], personas: [], tools: [], voices: [], pageDir: bench.directory, routers: [{ path: '/', router }] }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://127.0.0.1:${port}`;
}
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await bench.stop();
});

function formWith(bytes: Uint8Array, name: string, field = 'pdfFile'): FormData {
  const form = new FormData();
  form.append(field, new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), name);
  return form;
}
async function answerOf(answer: Promise<Response>): Promise<readonly [number, unknown]> {
  const response = await answer;
  return [response.status, await response.json()];
}
const uuid = /^[0-9a-f-]{36}$/;

it.each(['/api/upload', '/api/upload/pdf', '/api/pdf', '/pdf'])('takes a PDF at %s, and tells how far it is, lists and deletes it', async (path) => {
  const url = await open();
  const [status, body] = await answerOf(fetch(url + path, { method: 'POST', body: formWith(await pdfOf(bookletPages), 'Guía.pdf') }));
  const jobId = body !== null && typeof body === 'object' && 'syncJobId' in body ? String(body.syncJobId) : '';
  expect(jobId).toMatch(uuid);
  expect([status, body]).toEqual([
    200,
    {
      success: true,
      message: 'PDF uploaded and knowledge base sync started successfully',
      fileName: 'Guía.pdf',
      syncJobId: jobId,
      data: { fileName: 'Guía.pdf', s3Key: `uploads/${jobId}-Guía.pdf`, jobId },
    },
  ]);
  await bench.ready(jobId);
  for (const prefix of ['', '/api']) expect(await answerOf(fetch(`${url}${prefix}/sync-status/${jobId}`))).toEqual([200, { success: true, data: { jobId, status: 'COMPLETE' } }]);
  expect(await answerOf(fetch(`${url}/api/documents`))).toMatchObject([
    200,
    { success: true, uploads: true, documents: [{ documentId: jobId, name: 'Guía.pdf', state: 'ready', pages: 3, passages: 1, language: 'es' }] },
  ]);
  const document = `${url}/api/documents/${jobId}`;
  expect(await answerOf(fetch(document, { method: 'DELETE' }))).toEqual([200, { success: true, message: 'The document is deleted.', data: { documentId: jobId } }]);
  expect(await answerOf(fetch(document, { method: 'DELETE' }))).toEqual([
    404,
    { success: false, message: 'There is no such document. It may have been deleted already.', error: 'not_found' },
  ]);
  expect(await answerOf(fetch(`${url}/sync-status/${jobId}`))).toMatchObject([404, { success: false, error: 'not_found' }]);
});

it('says what is wrong with an upload, and what to do', async () => {
  const url = await open();
  const post = (body?: FormData | string) => answerOf(fetch(`${url}/api/upload`, { method: 'POST', ...(body === undefined ? {} : { body }) }));
  expect(await post()).toEqual([400, { success: false, message: 'No file was uploaded. Send the PDF in the field "pdfFile".', error: 'no_file' }]);
  expect(await post(formWith(Buffer.from('x'), 'x.pdf', 'file'))).toEqual([
    400,
    { success: false, message: 'The upload is not a form with one file. Send multipart/form-data with the PDF in the field "pdfFile".', error: 'bad_form' },
  ]);
  expect(await post(formWith(Buffer.from('<html>'), 'page.pdf'))).toEqual([
    400,
    { success: false, message: 'The file is not a PDF: its content does not begin as one. Send a PDF document.', error: 'not_pdf' },
  ]);
  expect(await post(formWith(Buffer.alloc(10 * 1024 * 1024 + 1), 'huge.pdf'))).toEqual([
    413,
    { success: false, message: 'The file is larger than 10 MB. Send a PDF of at most 10 MB, for instance in parts.', error: 'too_large' },
  ]);
  bench.register.away = true;
  expect(await post(formWith(await pdfOf(bookletPages), 'guia.pdf'))).toEqual([
    503,
    { success: false, message: 'The document could not be stored, and nothing of it was kept. Try again in a minute.', error: 'DB_CONNECTION_FAILED' },
  ]);
  expect(bench.files()).toEqual([]);
  expect(await answerOf(fetch(`${url}/sync-status/no-uuid`))).toMatchObject([404, { success: false, error: 'not_found' }]);
});

it('takes nothing where uploads are off, and nothing from pages of other sites', async () => {
  const url = await open({ uploads: false, allowedOrigins: ['https://survey.example.org'] });
  const body = formWith(await pdfOf(['A page.']), 'a.pdf');
  expect(await answerOf(fetch(`${url}/pdf`, { method: 'POST', body }))).toMatchObject([403, { success: false, error: 'uploads_off' }]);
  expect(await answerOf(fetch(`${url}/api/documents`))).toEqual([200, { success: true, uploads: false, documents: [] }]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await bench.stop();
  const open2 = await open({ allowedOrigins: ['https://survey.example.org'] });
  const from = (origin: string) => answerOf(fetch(`${open2}/pdf`, { method: 'POST', body, headers: { origin } }));
  expect(await from('https://evil.example')).toMatchObject([403, { success: false, error: 'foreign_origin' }]);
  expect(await from('https://survey.example.org')).toMatchObject([200, { success: true }]);
  expect(await from(open2)).toMatchObject([200, { success: true }]);
});

/** An upload that has begun and does not go on. */
async function stalled(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /api/upload HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 5000\r\n\r\n--b\r\ncontent-disposition: form-data; name="pdfFile"; filename="slow.pdf"\r\n\r\n%PDF-1.4');
  return socket;
}

it('an upload that does not come on ends in time, and others wait for none of it', async () => {
  const url = await open({ timeoutMs: 300, maxReceiving: 2 });
  const slow = await stalled();
  const gone = await stalled();
  const body = formWith(await pdfOf(['A page about parrots.']), 'a.pdf');
  const post = () => answerOf(fetch(`${url}/pdf`, { method: 'POST', body }));
  expect(await eventually(post, ([status]) => status === 503, 250)).toEqual([503, { success: false, message: 'Other documents are being uploaded. Send this one again in a minute.', error: 'busy' }]);
  gone.destroy();
  expect(await eventually(post, ([status]) => status === 200)).toMatchObject([200, { success: true, fileName: 'a.pdf' }]);
  const [head] = (await once(slow, 'data')) as [Buffer];
  expect(head.toString()).toMatch(/^HTTP\/1\.1 408 /);
  expect(head.toString()).toContain('{"success":false,"message":"The upload did not arrive within 0.3 seconds. Try again on a faster connection, or send a smaller file.","error":"too_slow"}');
  slow.destroy();
  expect((await bench.knowledge.list()).every(({ name }) => name === 'a.pdf')).toBe(true);
});

it('of a sender who has gone nothing is stored', async () => {
  const url = await open();
  const gone = new AbortController();
  const begun = fetch(`${url}/pdf`, { method: 'POST', body: formWith(await pdfOf(handbookPages), 'gone.pdf'), signal: gone.signal });
  await eventually(() => Promise.resolve(bench.reader.running), (running) => running === 1);
  gone.abort();
  await expect(begun).rejects.toThrow('aborted');
  // The next one has its turn behind it.
  expect(await answerOf(fetch(`${url}/pdf`, { method: 'POST', body: formWith(await pdfOf(['A page.']), 'next.pdf') }))).toMatchObject([200, { fileName: 'next.pdf' }]);
  expect((await bench.knowledge.list()).map(({ name }) => name)).toEqual(['next.pdf']);
});
