import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { systemClock } from '../../../../src/kernel/clock.js';
import { createS3Files } from '../../../../src/knowledge/files/s3-files.js';
import type { DocumentFiles } from '../../../../src/knowledge/files/document-files.js';
import { knowledgeBench } from '../../../support/knowledge-bench.js';
import { bookletPages, pdfOf } from '../../../support/pdfs.js';
import { startS3Stub, type S3Stub } from '../../../support/s3-stub.js';

let s3: S3Stub;
let files: DocumentFiles;
beforeEach(async () => {
  s3 = await startS3Stub();
  s3.makeBucket('documents');
  files = createS3Files({ clock: systemClock }, { bucket: 'documents', region: 'us-east-1', endpoint: s3.endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, timeoutMs: 3000 });
});
afterEach(() => s3.close());

it('documents that are searched here can be kept in S3, through a request that fails', async () => {
  const bench = knowledgeBench({}, { files });
  s3.meet('fail', 1, /^PUT/);
  const bytes = await pdfOf(bookletPages);
  const taken = await bench.knowledge.upload({ bytes, name: 'guia.pdf' });
  const { documentId, key } = taken.ok ? taken.value : { documentId: '', key: '' };
  expect(s3.object('documents', key)?.body.equals(bytes)).toBe(true);
  expect((await files.readText(documentId))?.toString().split('\f')).toHaveLength(3);
  await bench.ready(documentId);
  expect(await bench.knowledge.delete(documentId)).toBe(true);
  expect([s3.object('documents', key), await files.readText(documentId)]).toEqual([null, null]);
  await bench.stop();
});

it('does not wait for ever, and leads nowhere else', async () => {
  s3.meet('stall', 3, /^GET/);
  const quick = createS3Files({ clock: systemClock }, { bucket: 'documents', region: 'us-east-1', endpoint: s3.endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, timeoutMs: 200 });
  await expect(quick.readText('00000000-0000-4000-8000-000000000001')).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED', message: 'read the text of a document: not done within 200 ms' });
  quick.close();
  await expect(files.put('recordings/call.wav', new Uint8Array(1))).rejects.toThrow('this is not the key of a document');
  await expect(files.put('uploads/00000000-0000-4000-8000-000000000001-../x.pdf', new Uint8Array(1))).rejects.toThrow('this is not the key of a document');
  files.close();
});
