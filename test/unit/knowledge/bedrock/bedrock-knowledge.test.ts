import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { systemClock } from '../../../../src/kernel/clock.js';
import { createBedrockKnowledge } from '../../../../src/knowledge/bedrock/bedrock-knowledge.js';
import { createBedrockService } from '../../../../src/knowledge/bedrock/bedrock-service.js';
import { createS3Files } from '../../../../src/knowledge/files/s3-files.js';
import type { KnowledgeBase } from '../../../../src/knowledge/knowledge-base.js';
import { createPdfReader } from '../../../../src/knowledge/pdf/pdf-reader.js';
import { startBedrockKnowledgeStub, type BedrockKnowledgeStub } from '../../../support/bedrock-knowledge-stub.js';
import { createMemoryRegister, type MemoryRegister } from '../../../support/document-register.js';
import { eventually } from '../../../support/eventually.js';
import { bookletPages, pdfOf } from '../../../support/pdfs.js';
import { startS3Stub, type S3Stub } from '../../../support/s3-stub.js';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
let s3: S3Stub;
let bedrock: BedrockKnowledgeStub;
let register: MemoryRegister;
let knowledge: KnowledgeBase;
const open = (): KnowledgeBase =>
  createBedrockKnowledge(
    {
      clock: systemClock,
      log: () => undefined,
      register,
      reader: createPdfReader({ clock: systemClock }),
      files: createS3Files({ clock: systemClock }, { bucket: 'documents', region: 'us-east-1', endpoint: s3.endpoint, credentials }),
      service: createBedrockService({ clock: systemClock }, { knowledgeBaseId: 'KBID123456', dataSourceId: 'DSID123456', region: 'us-east-1', agentEndpoint: bedrock.endpoint, runtimeEndpoint: bedrock.endpoint, credentials }),
    },
    { pollMs: 10 },
  );

beforeEach(async () => {
  [s3, bedrock] = await Promise.all([startS3Stub(), startBedrockKnowledgeStub()]);
  s3.makeBucket('documents');
  register = createMemoryRegister();
  knowledge = open();
});
afterEach(async () => {
  await knowledge.close();
  await Promise.all([s3.close(), bedrock.close()]);
});

const upload = async (name = 'guia.pdf') => {
  const taken = await knowledge.upload({ bytes: await pdfOf(bookletPages), name });
  if (!taken.ok) throw new Error(taken.error.message);
  return taken.value;
};
const settled = (documentId: string) => eventually(() => knowledge.status(documentId), (row) => row?.state === 'ready' || row?.state === 'failed');
const jobRuns = () => eventually(() => Promise.resolve(bedrock.running), (job) => job !== null);
const finding = (uri: string, score: number, page?: number) => ({
  content: { text: `What stands in ${uri}.` },
  location: { type: 'S3' as const, s3Location: { uri } },
  ...(page === undefined ? {} : { metadata: { 'x-amz-bedrock-kb-document-page-number': page } }),
  score,
});

it('a document goes to the bucket, and a job takes it in', async () => {
  const row = await upload('Guía.pdf');
  expect(row).toMatchObject({ state: 'syncing', key: `uploads/${row.documentId}-Guía.pdf` });
  expect(s3.object('documents', row.key)?.headers).toMatchObject({ 'content-type': 'application/pdf', 'x-amz-server-side-encryption': 'AES256' });
  expect(s3.object('documents', `texts/${row.documentId}.txt`)).toBeNull();
  expect(bedrock.requests[0]).toBe('PUT /knowledgebases/KBID123456/datasources/DSID123456/ingestionjobs/');
  expect(await knowledge.status(row.documentId)).toMatchObject({ state: 'syncing' });
  bedrock.finish('COMPLETE');
  expect(await settled(row.documentId)).toMatchObject({ state: 'ready' });
});

it('documents that come while a job runs share the next one', async () => {
  bedrock.occupy();
  const first = await upload('one.pdf');
  bedrock.finish('COMPLETE');
  await jobRuns();
  const [second, third] = [await upload('two.pdf'), await upload('three.pdf')];
  bedrock.finish('COMPLETE', [`Ignored 1 file: s3://documents/${first.key} is damaged.`]);
  expect(await settled(first.documentId)).toMatchObject({ state: 'failed', failure: `Ignored 1 file: s3://documents/${first.key} is damaged.` });
  await jobRuns();
  expect(bedrock.running).toBe('JOB0000003');
  bedrock.finish('COMPLETE');
  expect([await settled(second.documentId), await settled(third.documentId)]).toMatchObject([{ state: 'ready' }, { state: 'ready' }]);
});

it('a job that fails says why', async () => {
  const { documentId } = await upload();
  bedrock.finish('FAILED', ['The vector store did not answer.']);
  expect(await settled(documentId)).toMatchObject({ state: 'failed', failure: 'The vector store did not answer.' });
});

it.each([
  ['Bedrock', () => (bedrock.nextStart = { status: 403, type: 'AccessDeniedException' }), /AccessDenied/],
  ['S3', () => s3.meet('denied', 1, /^PUT/), /store a document/],
])('nothing is kept when %s refuses', async (_who, meet, message) => {
  meet();
  await expect(upload()).rejects.toThrow(message);
  expect(register.rows.size).toBe(0);
  expect(s3.requests.filter((line) => line.startsWith('PUT')).every((line) => s3.object('documents', decodeURIComponent(line.slice('PUT /documents/'.length).split('?')[0] ?? '')) === null)).toBe(true);
});

it('finds passages with document, page and score, none below the floor, and none of what was deleted', async () => {
  const { documentId, key } = await upload();
  bedrock.finish('COMPLETE');
  await settled(documentId);
  bedrock.findings = [finding(`s3://documents/${key}`, 0.712, 2), finding('s3://documents/others/Plan 2026.pdf', 0.5), finding('s3://documents/others/far.pdf', 0.39)];
  expect(await knowledge.search('¿Cuántas vacaciones?', { language: 'es', limit: 5 })).toEqual({
    passages: [
      { text: `What stands in s3://documents/${key}.`, documentId, document: 'guia.pdf', page: 2, score: 0.71 },
      { text: 'What stands in s3://documents/others/Plan 2026.pdf.', documentId: 'others/Plan 2026.pdf', document: 'Plan 2026.pdf', page: null, score: 0.5 },
    ],
    complete: true,
  });
  expect(bedrock.questions).toEqual([{ retrievalQuery: { text: '¿Cuántas vacaciones?' }, retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 5 } } }]);
  expect(await knowledge.delete(documentId)).toBe(true);
  expect(s3.object('documents', key)).toBeNull();
  expect(bedrock.running).toBe('JOB0000002');
  // Until the job is done, the index still knows it.
  expect((await knowledge.search('vacaciones', { language: 'es', limit: 5 })).passages.map(({ document }) => document)).toEqual(['Plan 2026.pdf']);
  expect(await knowledge.list()).toEqual([]);
});

it('takes up after a restart what was being taken in', async () => {
  const { documentId } = await upload();
  await knowledge.close();
  expect(register.rows.get(documentId)?.state).toBe('syncing');
  bedrock.finish('COMPLETE');
  knowledge = open();
  await jobRuns();
  bedrock.finish('COMPLETE');
  expect(await settled(documentId)).toMatchObject({ state: 'ready' });
});
