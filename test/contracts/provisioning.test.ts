import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import dynalite from 'dynalite';
import { systemClock } from '../../src/kernel/clock.js';
import { createDatabase } from '../../src/storage/database.js';
import { createBucketSteps } from '../../src/storage/provisioning/bucket-steps.js';
import type { ProvisionStep } from '../../src/storage/provisioning/provision-step.js';
import { tableSteps } from '../../src/storage/provisioning/table-steps.js';
import { ensureTables, tables } from '../../src/storage/tables.js';
import { startS3Stub, type S3Stub } from '../support/s3-stub.js';
import { startTableSettings, type TableSettings } from '../support/table-settings.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function dynamo(): Promise<TableSettings> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  closers.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  const settings = await startTableSettings(typeof address === 'object' && address !== null ? address.port : 0);
  closers.push(() => settings.close());
  return settings;
}

function databaseAt(endpoint: string, tablePrefix = 'demo-') {
  const database = createDatabase({ clock: systemClock, log: () => undefined }, { tablePrefix, endpoint, region: 'us-east-1', credentials });
  closers.push(() => database.close());
  return database;
}

async function s3(): Promise<S3Stub> {
  const stub = await startS3Stub();
  closers.push(() => stub.close());
  return stub;
}

function bucketAt(endpoint: string, options: { readonly kmsKeyId?: string; readonly region?: string } = {}) {
  const steps = createBucketSteps({ bucket: 'sound', region: 'us-east-1', endpoint, credentials, ...options });
  closers.push(() => steps.close());
  return steps;
}

const linesFrom = (steps: readonly ProvisionStep[]): string[] => steps.map(({ state, resource, what, found }) => `${state} ${resource}${what === '' ? '' : ` ${what}`}${state === 'differs' ? ` (${found ?? ''})` : ''}`);
const applyAll = async (steps: readonly ProvisionStep[]): Promise<void> => {
  for (const step of steps) if (step.state !== 'right') await step.apply?.();
};

describe('the tables', () => {
  it('are made with everything that belongs to them, and are right then', async () => {
    const settings = await dynamo();
    const deps = { clock: systemClock, database: databaseAt(settings.endpoint) };
    const before = await tableSteps(deps, { definitions: tables });
    expect(settings.changes).toEqual([]);
    expect(linesFrom(before)).toContain('missing table demo-transcripts expiry');
    expect(before.every(({ state }) => state === 'missing')).toBe(true);
    await applyAll(before);
    expect(settings.changes.filter((change) => change.startsWith('Create'))).toEqual(tables.map(({ name }) => `CreateTable demo-${name}`));
    const count = settings.changes.length;
    const after = await tableSteps(deps, { definitions: tables });
    expect(after.filter(({ state }) => state !== 'right')).toEqual([]);
    await applyAll(after);
    expect(settings.changes).toHaveLength(count);
    // The server finds them as it would have made them.
    await ensureTables({ ...deps, log: () => undefined }, { definitions: tables, timeToLive: true });
    expect(settings.changes).toHaveLength(count);
  });
  it('that the server has made get what they lack', async () => {
    const settings = await dynamo();
    const deps = { clock: systemClock, database: databaseAt(settings.endpoint) };
    await ensureTables({ ...deps, log: () => undefined }, { definitions: tables, timeToLive: false });
    const before = await tableSteps(deps, { definitions: tables });
    expect(linesFrom(before).filter((line) => line.includes('transcripts'))).toEqual([
      'right table demo-transcripts',
      'right table demo-transcripts billing',
      "differs table demo-transcripts encryption (encrypted with AWS's own key)",
      'differs table demo-transcripts point-in-time recovery (off)',
      'differs table demo-transcripts expiry (off)',
    ]);
    await applyAll(before);
    expect((await tableSteps(deps, { definitions: tables })).filter(({ state }) => state !== 'right')).toEqual([]);
  });
  it('are encrypted with a key of ours where one is given', async () => {
    const settings = await dynamo();
    const deps = { clock: systemClock, database: databaseAt(settings.endpoint) };
    await applyAll(await tableSteps(deps, { definitions: tables }));
    const wanted = await tableSteps(deps, { definitions: tables, kmsKeyId: 'ours' });
    expect(linesFrom(wanted).filter((line) => line.startsWith('differs'))).toHaveLength(tables.length);
    await applyAll(wanted);
    expect((await tableSteps(deps, { definitions: tables, kmsKeyId: 'ours' })).filter(({ state }) => state !== 'right')).toEqual([]);
  });
  it('with other keys, or without their index, are left alone and named', async () => {
    const settings = await dynamo();
    const deps = { clock: systemClock, database: databaseAt(settings.endpoint) };
    const foreign = [
      { name: 'sessions', partition: { name: 'sessionId', type: 'S' }, indexes: [] },
      { name: 'quotas', partition: { name: 'id', type: 'N' }, indexes: [] },
    ] as const;
    await ensureTables({ ...deps, log: () => undefined }, { definitions: foreign, timeToLive: false });
    const steps = await tableSteps(deps, { definitions: tables });
    const byHand = steps.filter(({ state, apply }) => state !== 'right' && apply === null);
    expect(linesFrom(byHand)).toEqual(['missing table demo-sessions index questionnaireId-startTime-index', 'differs table demo-quotas (id (N))']);
  });
});

describe('the bucket', () => {
  it('is made private, versioned, encrypted, for TLS only and for 90 days, and is right then', async () => {
    const stub = await s3();
    const bucket = bucketAt(stub.endpoint);
    const before = await bucket.steps();
    expect(linesFrom(before)).toEqual(['', ' public access', ' versioning', ' encryption', ' lifecycle', ' policy'].map((what) => `missing bucket sound${what}`));
    expect(stub.settingsOf('sound')).toBeNull();
    await applyAll(before);
    const settings = stub.settingsOf('sound');
    expect(settings?.get('publicAccessBlock')?.match(/true/g)).toHaveLength(4);
    expect(settings?.get('versioning')).toContain('<Status>Enabled</Status>');
    expect(settings?.get('encryption')).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');
    expect(settings?.get('lifecycle')).toMatch(/<Days>90<\/Days>[\s\S]*<NoncurrentDays>7<\/NoncurrentDays>[\s\S]*<DaysAfterInitiation>1<\/DaysAfterInitiation>/);
    const policy: unknown = JSON.parse(settings?.get('policy') ?? '');
    expect(policy).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'VoiceterTlsOnly', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::sound', 'arn:aws:s3:::sound/*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    });
    const after = await bucket.steps();
    expect(after.filter(({ state }) => state !== 'right')).toEqual([]);
    const count = stub.requests.filter((line) => line.startsWith('PUT')).length;
    await applyAll(after);
    expect(stub.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(count);
  });
  it('keeps rules and statements of others', async () => {
    const stub = await s3();
    const theirs = { Sid: 'Theirs', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::sound/*' };
    stub.makeBucket('sound', {
      policy: JSON.stringify({ Version: '2012-10-17', Statement: [theirs] }),
      lifecycle: '<LifecycleConfiguration><Rule><ID>theirs</ID><Status>Enabled</Status><Filter><Prefix>x/</Prefix></Filter><Expiration><Days>7</Days></Expiration></Rule></LifecycleConfiguration>',
      versioning: '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>',
    });
    const steps = await bucketAt(stub.endpoint, { kmsKeyId: 'alias/ours' }).steps();
    expect(linesFrom(steps)).toEqual([
      'right bucket sound',
      'differs bucket sound public access (open to public ACLs, old ACLs, policies, old policies)',
      'differs bucket sound versioning (suspended)',
      'differs bucket sound encryption (off)',
      'differs bucket sound lifecycle (1 other rule(s), kept beside ours)',
      'differs bucket sound policy (1 other statement(s), kept beside ours)',
    ]);
    await applyAll(steps);
    expect(stub.settingsOf('sound')?.get('lifecycle')).toContain('<ID>theirs</ID>');
    expect(stub.settingsOf('sound')?.get('policy')).toContain('"Sid":"Theirs"');
    expect((await bucketAt(stub.endpoint, { kmsKeyId: 'alias/ours' }).steps()).filter(({ state }) => state !== 'right')).toEqual([]);
  });
  it('of somebody else is said to be so', async () => {
    const stub = await s3();
    stub.makeBucket('sound');
    stub.meet('denied', 1, /^HEAD/);
    await expect(bucketAt(stub.endpoint).steps()).rejects.toThrow(/taken by another account/);
  });
});

describe('npm run aws:provision', () => {
  const run = (args: readonly string[], environment: Record<string, string>): Promise<{ readonly code: number | null; readonly text: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [join(root, 'dist', 'commands', 'provision.js'), ...args], { cwd: root, env: { PATH: process.env.PATH ?? '', AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nowhere', ...environment } });
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
      child.once('close', (code) => resolve({ code, text }));
    });
  const keys = { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey };

  it('changes nothing in a dry run, then makes everything, then has nothing to do', async () => {
    const [settings, stub] = [await dynamo(), await s3()];
    const environment = { ...keys, AWS_REGION: 'eu-north-1', AWS_ENDPOINT_URL_DYNAMODB: settings.endpoint, AWS_ENDPOINT_URL_S3: stub.endpoint, S3_BUCKET_NAME: 'sound' };
    const dry = await run(['--dry-run'], environment);
    expect([dry.code, settings.changes, stub.settingsOf('sound')]).toEqual([0, [], null]);
    expect(dry.text).toMatch(/table voiceter-sessions\n {2}make .*questionnaireId-startTime-index[\s\S]*bucket sound\n {2}make {6}in eu-north-1[\s\S]*this was a dry run/);
    const wet = await run([], environment);
    expect([wet.code, wet.text.includes('BY HAND')]).toEqual([0, false]);
    const again = await run([], environment);
    expect(again.code).toBe(0);
    expect(again.text).toContain('Nothing to do.');
  });
  it.each([
    ['no Region', [], keys, 2, /Say in which Region/],
    ['no credentials', ['--region', 'us-east-1'], {}, 1, /There are no AWS credentials/],
    ['an unknown option', ['--force'], keys, 2, /--force/],
    ['a wrong setting', ['--dry-run'], { ...keys, AWS_REGION: 'mars' }, 78, /AWS_REGION/],
    ['a bucket of documents', ['--bucket', 'papers'], { ...keys, AWS_REGION: 'us-east-1', DOCUMENTS_S3_BUCKET: 'papers' }, 2, /papers holds documents: .* gone after 90 days/],
    ['a wish for help', ['--help'], {}, 0, /npm run aws:provision/],
  ] as const)('with %s, says so and how to go on', async (_, args, environment, code, text) => {
    const result = await run(args, environment);
    expect(result.text).toMatch(text);
    expect(result.code).toBe(code);
  });
});
