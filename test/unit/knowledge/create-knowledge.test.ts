import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { configFromEnvironment, type Environment } from '../../../src/config.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { createKnowledge } from '../../../src/knowledge/create-knowledge.js';
import { startBedrockKnowledgeStub, type BedrockKnowledgeStub } from '../../support/bedrock-knowledge-stub.js';
import { createMemoryRegister } from '../../support/document-register.js';
import { bookletPages, pdfOf } from '../../support/pdfs.js';
import { startS3Stub, type S3Stub } from '../../support/s3-stub.js';

let s3: S3Stub;
let bedrock: BedrockKnowledgeStub;
const directory = mkdtempSync(join(tmpdir(), 'voiceter-documents-'));
const given = { ...process.env };
beforeAll(async () => {
  [s3, bedrock] = await Promise.all([startS3Stub(), startBedrockKnowledgeStub()]);
  s3.makeBucket('documents');
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
});
afterAll(async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
    if (given[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = given[name];
  }
  await Promise.all([s3.close(), bedrock.close()]);
  rmSync(directory, { recursive: true, force: true });
});

function knowledgeFrom(environment: Environment) {
  const config = configFromEnvironment({ MODE: 'local', DATA_DIR: directory, AWS_ENDPOINT_URL_S3: s3.endpoint, AWS_ENDPOINT_URL_BEDROCK_AGENT: bedrock.endpoint, AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: bedrock.endpoint, ...environment });
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return createKnowledge({ clock: systemClock, log: () => undefined, register: createMemoryRegister() }, config.value);
}

it('off is nobody', () => {
  expect(knowledgeFrom({ KNOWLEDGE: 'off' })).toBeNull();
});

it.each<[string, Environment]>([
  ['a directory, searched here', {}],
  ['S3, searched here', { DOCUMENTS: 's3', DOCUMENTS_S3_BUCKET: 'documents' }],
  ['S3, searched by Bedrock', { KNOWLEDGE_BASE_ID: 'KBID123456', DATA_SOURCE_ID: 'DSID123456', DOCUMENTS_S3_BUCKET: 'documents' }],
])('the settings lead to %s', async (name, environment) => {
  const knowledge = knowledgeFrom(environment);
  const taken = await knowledge?.upload({ bytes: await pdfOf(bookletPages), name: 'guia.pdf' });
  const key = taken?.ok === true ? taken.value.key : '';
  expect(key).toMatch(/^uploads\/[0-9a-f-]{36}-guia\.pdf$/);
  expect(s3.object('documents', key) !== null).toBe(name.startsWith('S3'));
  expect(bedrock.running === null).toBe(!name.endsWith('Bedrock'));
  await knowledge?.close();
});
