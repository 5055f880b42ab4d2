import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { createDirectoryStore } from '../../src/storage/recordings/directory-store.js';
import type { RecordingStore } from '../../src/storage/recordings/recording-store.js';
import { createS3Store } from '../../src/storage/recordings/s3-store.js';
import { createManualClock } from '../support/manual-clock.js';
import { startS3Stub, type S3Stub } from '../support/s3-stub.js';

const directory = mkdtempSync(join(tmpdir(), 'voiceter-store-'));
const versioned = { versioning: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>' };
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
let stub: S3Stub;
const stores = new Map<string, RecordingStore>();

beforeAll(async () => {
  stub = await startS3Stub();
  stub.makeBucket('sound', versioned);
  stores.set('directory', createDirectoryStore({ clock: systemClock }, { directory: join(directory, 'kept') }));
  stores.set('s3', createS3Store({ clock: systemClock }, { bucket: 'sound', region: 'us-east-1', endpoint: stub.endpoint, credentials }));
});
afterAll(async () => {
  for (const store of stores.values()) store.close();
  await stub.close();
  rmSync(directory, { recursive: true });
});

const storeOf = (kind: string): RecordingStore => {
  const store = stores.get(kind);
  if (store === undefined) throw new Error(kind);
  return store;
};
let files = 0;
const fileOf = (content: string | Buffer): string => {
  const file = join(directory, `in-${(files += 1)}.wav`);
  writeFileSync(file, content);
  return file;
};
const facts = (sessionId: string) => ({ sessionId, durationMs: 1500, incomplete: false });

describe.each(['directory', 's3'])('recordings in a %s store', (kind) => {
  it('come back as they were stored, and replace what had their key', async () => {
    const store = storeOf(kind);
    const key = 'back/2026-11-21T09-00-00.000Z.wav';
    await store.put(key, fileOf('first'), facts('back'));
    await store.put(key, fileOf('RIFF and so on'), facts('back'));
    expect(await store.find(key)).toMatchObject({ key, bytes: 14 });
    const out = join(directory, `out-${kind}.wav`);
    expect(await store.get(key, out)).toBe(true);
    expect(readFileSync(out, 'utf8')).toBe('RIFF and so on');
  });
  it('do not overwrite a file that is there', async () => {
    const key = 'over/2026-11-21T09-00-00.000Z.wav';
    await storeOf(kind).put(key, fileOf('new'), facts('over'));
    const mine = fileOf('mine');
    await expect(storeOf(kind).get(key, mine)).rejects.toMatchObject({ code: 'DB_READ_FAILED' });
    expect(readFileSync(mine, 'utf8')).toBe('mine');
  });
  it('are null or false when they do not exist', async () => {
    const store = storeOf(kind);
    const key = 'nobody/2026-11-21T09-00-00.000Z.wav';
    expect(await store.find(key)).toBeNull();
    expect(await store.url(key, { expiresInSeconds: 60 })).toBeNull();
    expect(await store.get(key, join(directory, 'never'))).toBe(false);
    expect(await store.list({ sessionId: 'nobody', limit: 10 })).toEqual([]);
    expect(await store.delete('nobody')).toBe(0);
  });
  it('are refused keys that lead elsewhere', async () => {
    for (const key of ['../secret.wav', 'a/../../b.wav', 'a/b/c.wav', '/etc/passwd', '.spool/1.wav']) await expect(storeOf(kind).find(key)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });
  it('are listed by session and all together, in order, up to a limit', async () => {
    const store = storeOf(kind);
    const keys = ['list-a/2026-11-21T09-00-00.000Z.wav', 'list-a/2026-11-21T10-00-00.000Z.wav', 'list-b/2026-11-21T09-00-00.000Z.wav'];
    for (const key of [...keys].reverse()) await store.put(key, fileOf(key), facts('list'));
    expect((await store.list({ sessionId: 'list-a', limit: 10 })).map(({ key }) => key)).toEqual(keys.slice(0, 2));
    expect((await store.list({ limit: 100 })).map(({ key }) => key).filter((key) => key.startsWith('list-'))).toEqual(keys);
    expect(await store.list({ limit: 2 })).toHaveLength(2);
  });
  it('are deleted with everything of their session, and with nothing of another', async () => {
    const store = storeOf(kind);
    for (const key of ['gone/2026-11-21T09-00-00.000Z.wav', 'gone/2026-11-21T10-00-00.000Z.wav', 'gone-not/2026-11-21T09-00-00.000Z.wav']) await store.put(key, fileOf('x'), facts('gone'));
    expect(await store.delete('gone')).toBe(2);
    expect(await store.list({ sessionId: 'gone', limit: 10 })).toEqual([]);
    expect(await store.list({ sessionId: 'gone-not', limit: 10 })).toHaveLength(1);
  });
  it('tell of a file that cannot be read, and leave nothing', async () => {
    const key = 'unread/2026-11-21T09-00-00.000Z.wav';
    await expect(storeOf(kind).put(key, join(directory, 'missing'), facts('unread'))).rejects.toMatchObject({ name: 'AppError' });
    expect(await storeOf(kind).find(key)).toBeNull();
  });
});

describe('recordings in a directory', () => {
  it('give their path', async () => {
    const key = 'path/2026-11-21T09-00-00.000Z.wav';
    await storeOf('directory').put(key, fileOf('here'), facts('path'));
    const url = await storeOf('directory').url(key, { expiresInSeconds: 1 });
    expect(readFileSync(fileURLToPath(url ?? ''), 'utf8')).toBe('here');
  });
  it('are readable by their user only, and leave no half-written files', async () => {
    const key = 'mode/2026-11-21T09-00-00.000Z.wav';
    await storeOf('directory').put(key, fileOf('x'), facts('mode'));
    expect(statSync(join(directory, 'kept', 'mode')).mode & 0o077).toBe(0);
    expect(readdirSync(join(directory, 'kept', '.incoming'))).toEqual([]);
  });
  it('expire 90 days after they were made', async () => {
    const root = join(directory, 'expiring');
    const store = createDirectoryStore({ clock: createManualClock(Date.UTC(2026, 10, 21, 9)) }, { directory: root });
    for (const key of ['old/2026-08-23T08-00-00.000Z.wav', 'mixed/2026-08-23T08-00-00.000Z.wav', 'mixed/2026-08-24T08-00-00.000Z.wav']) await store.put(key, fileOf(key), facts('expiring'));
    const half = join(root, '.incoming', 'left-by-a-killed-process');
    writeFileSync(half, 'half');
    utimesSync(half, new Date('2026-11-19T09:00:00Z'), new Date('2026-11-19T09:00:00Z'));
    expect(await store.deleteExpired(new AbortController().signal)).toBe(2);
    expect((await store.list({ limit: 10 })).map(({ key }) => key)).toEqual(['mixed/2026-08-24T08-00-00.000Z.wav']);
    expect(readdirSync(root).sort()).toEqual(['.incoming', 'mixed']);
    expect(readdirSync(join(root, '.incoming'))).toEqual([]);
  });
});

describe('recordings in S3', () => {
  const key = (session: string): string => `${session}/2026-11-21T09-00-00.000Z.wav`;

  it('are encrypted, say what they are, and have no ACL', async () => {
    await storeOf('s3').put(key('headers'), fileOf('x'), { sessionId: 'headers', durationMs: 1500.4, incomplete: true });
    expect(stub.object('sound', key('headers'))?.headers).toEqual({
      'content-type': 'audio/wav',
      'x-amz-server-side-encryption': 'AES256',
      'x-amz-meta-session-id': 'headers',
      'x-amz-meta-duration-ms': '1500',
      'x-amz-meta-incomplete': 'true',
    });
  });
  it('are encrypted with a key of ours where one is given', async () => {
    const store = createS3Store({ clock: systemClock }, { bucket: 'sound', region: 'us-east-1', endpoint: stub.endpoint, credentials, kmsKeyId: 'alias/ours' });
    await store.put(key('kms'), fileOf('x'), facts('kms'));
    store.close();
    expect(stub.object('sound', key('kms'))?.headers).toMatchObject({ 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': 'alias/ours' });
  });
  it('go in parts when they are long, and are the same afterwards', async () => {
    const content = bytes(40_000_001);
    await storeOf('s3').put(key('parts'), fileOf(content), facts('parts'));
    expect(stub.requests.filter((line) => line.startsWith(`PUT /sound/${key('parts')}?partNumber`))).toHaveLength(3);
    expect(stub.object('sound', key('parts'))?.body.equals(content)).toBe(true);
    expect(stub.openUploads).toBe(0);
  });
  it.each(['fail', 'denied', 'cut'] as const)('leave no parts behind when one is met by "%s"', async (fault) => {
    stub.meet(fault, 1, /partNumber=?/);
    await expect(storeOf('s3').put(key(`half-${fault}`), fileOf(bytes(40_000_000)), facts('half'))).rejects.toMatchObject({ name: 'AppError' });
    expect(stub.openUploads).toBe(0);
    expect(stub.object('sound', key(`half-${fault}`))).toBeNull();
  });
  it('give up on an S3 that does not answer', async () => {
    const store = createS3Store({ clock: systemClock }, { bucket: 'sound', region: 'us-east-1', endpoint: stub.endpoint, credentials, requestTimeoutMs: 200 });
    stub.meet('stall', 1, /PUT .*stalled/);
    await expect(store.put(key('stalled'), fileOf('x'), facts('stalled'))).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED' });
    stub.meet('stall', 1, /PUT .*stalled/);
    await expect(store.put(key('stalled'), fileOf(bytes(40_000_000)), facts('stalled'))).rejects.toMatchObject({ name: 'AppError' });
    expect(stub.openUploads).toBe(0);
    store.close();
  });
  it('can be heard by whoever has the address, until its time is over', async () => {
    await storeOf('s3').put(key('signed'), fileOf('listen'), facts('signed'));
    const url = (await storeOf('s3').url(key('signed'), { expiresInSeconds: 900 })) ?? '';
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('900');
    expect(await (await fetch(url)).text()).toBe('listen');
    const late = new URL(url);
    late.searchParams.set('X-Amz-Date', '20200101T000000Z');
    expect((await fetch(late)).status).toBe(403);
  });
  it('leave no earlier version behind when they are deleted', async () => {
    await storeOf('s3').put(key('versions'), fileOf('1'), facts('versions'));
    await storeOf('s3').put(key('versions'), fileOf('2'), facts('versions'));
    expect(stub.versions('sound', key('versions'))).toBe(2);
    expect(await storeOf('s3').delete('versions')).toBe(1);
    expect(stub.versions('sound', key('versions'))).toBe(0);
  });
  it('say which bucket does not exist', async () => {
    const store = createS3Store({ clock: systemClock }, { bucket: 'nowhere', region: 'us-east-1', endpoint: stub.endpoint, credentials });
    await expect(store.put(key('x'), fileOf('x'), facts('x'))).rejects.toMatchObject({ code: 'DB_WRITE_FAILED', message: expect.stringContaining('NoSuchBucket') });
    store.close();
  });
});

describe('the S3 that these tests talk to', () => {
  const send = async (headers: Record<string, string>, body: string): Promise<string> => {
    const response = await fetch(`${stub.endpoint}/sound/stub/1.wav`, { method: 'PUT', headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers }, body });
    return `${response.status} ${/<Code>(.*)<\/Code>/.exec(await response.text())?.[1] ?? ''}`.trim();
  };
  const chunked = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '5', 'x-amz-trailer': 'x-amz-checksum-crc32' };

  it('takes streams as the SDK sends them, in chunks with a checksum behind', async () => {
    const client = new S3Client({ endpoint: stub.endpoint, forcePathStyle: true, region: 'us-east-1', credentials });
    const content = bytes(200_000);
    await client.send(new PutObjectCommand({ Bucket: 'sound', Key: 'stub/stream.wav', Body: createReadStream(fileOf(content)), ContentLength: content.length }));
    client.destroy();
    expect(stub.object('sound', 'stub/stream.wav')?.body.equals(content)).toBe(true);
  });
  it.each([
    ['a body in chunks', chunked, '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n', '200'],
    ['a checksum that is wrong', chunked, '5\r\nhallo\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n', '400 BadDigest'],
    ['a checksum that was announced and did not come', chunked, '5\r\nhello\r\n0\r\n\r\n', '400 MalformedTrailerError'],
    ['a chunk that is too short', chunked, '6\r\nhello\r\n0\r\n\r\n', '400 IncompleteBody'],
    ['another length than was said', { ...chunked, 'x-amz-decoded-content-length': '6' }, '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n', '400 IncompleteBody'],
    ['an ACL', { 'x-amz-acl': 'public-read' }, 'hello', '400 AccessControlListNotSupported'],
    ['no signature', { authorization: '' }, 'hello', '403 AccessDenied'],
    ['an unknown encryption', { 'x-amz-server-side-encryption': 'rot13' }, 'hello', '400 InvalidArgument'],
  ] as const)('answers %s', async (_, headers, body, answer) => {
    expect(await send(headers, body)).toBe(answer);
  });
});

const bytes = (length: number): Buffer => Buffer.alloc(length, 'sound');
