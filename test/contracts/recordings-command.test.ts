import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { createDirectoryStore } from '../../src/storage/recordings/directory-store.js';
import { createS3Store } from '../../src/storage/recordings/s3-store.js';
import { openStorage } from '../../src/storage/storage.js';
import { startS3Stub, type S3Stub } from '../support/s3-stub.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'voiceter-recordings-command-'));
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
const keys = ['one/2026-11-21T09-00-00.000Z.wav', 'two/2026-11-21T09-00-00.000Z.wav', 'two/2026-11-21T10-00-00.000Z.wav'] as const;
let stub: S3Stub;

beforeAll(async () => {
  stub = await startS3Stub();
  stub.makeBucket('sound');
  const file = join(directory, 'a.wav');
  writeFileSync(file, 'RIFF');
  const stores = [
    createDirectoryStore({ clock: systemClock }, { directory: join(directory, 'recordings') }),
    createS3Store({ clock: systemClock }, { bucket: 'sound', region: 'us-east-1', endpoint: stub.endpoint, credentials }),
  ];
  for (const store of stores) {
    for (const key of keys) await store.put(key, file, { sessionId: 's', durationMs: 1, incomplete: false });
    store.close();
  }
});
afterAll(async () => {
  await stub.close();
  rmSync(directory, { recursive: true });
});

const run = (args: readonly string[], environment: Record<string, string> = {}): Promise<{ readonly code: number | null; readonly out: string; readonly errors: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'dist', 'commands', 'recordings.js'), ...args], { cwd: directory, env: { PATH: process.env.PATH ?? '', DATA_DIR: directory, ...environment } });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.once('close', (code) => resolve({ code, out, errors }));
  });
const inS3 = () => ({ RECORDINGS: 's3', S3_BUCKET_NAME: 'sound', AWS_ENDPOINT_URL_S3: stub.endpoint, AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey, MODE: 'local' });

describe('npm run recordings', () => {
  it('lists, by session or all, as text or JSON', async () => {
    expect((await run(['list'])).out.split('\n').map((line) => line.split(' ')[0])).toEqual([...keys, '']);
    const json: unknown = JSON.parse((await run(['list', 'two', '--json'], inS3())).out);
    expect(json).toMatchObject([{ key: keys[1], bytes: 4 }, { key: keys[2], bytes: 4 }]);
    expect(await run(['list', 'nobody'])).toMatchObject({ code: 0, out: 'No recordings.\n' });
  });
  it('gives a path, or an address that anybody can listen at for a while', async () => {
    expect((await run(['url', 'one'])).out).toBe(`file://${join(directory, 'recordings', keys[0])}\n`);
    const { out } = await run(['url', keys[1], '--expires', '60'], inS3());
    expect(new URL(out.trim()).searchParams.get('X-Amz-Expires')).toBe('60');
    expect(await (await fetch(out.trim())).text()).toBe('RIFF');
  });
  it('copies one, and overwrites nothing', async () => {
    expect(await run(['get', 'one'], inS3())).toMatchObject({ code: 0, out: 'one_2026-11-21T09-00-00.000Z.wav\n' });
    expect(readFileSync(join(directory, 'one_2026-11-21T09-00-00.000Z.wav'), 'utf8')).toBe('RIFF');
    expect(await run(['get', 'one'])).toMatchObject({ code: 1, errors: expect.stringContaining('exists already') });
    expect(await run(['get', 'two'])).toMatchObject({ code: 1, errors: expect.stringContaining(keys[2]) });
    expect(await run(['get', 'nobody'])).toMatchObject({ code: 1, errors: expect.stringContaining('no recording of session "nobody"') });
  });
  it('deletes after a yes only: the sound, what waits, and the note in the row', async () => {
    const storage = await openStorage({ clock: systemClock }, { kind: 'embedded', directory, tablePrefix: 'voiceter-' });
    await storage.sessions.create({ sessionId: 'two', questionnaireId: 'q', questionnaireVersion: '1', questionnaireHash: 'h', agent: 'a', voiceId: 'v', language: 'en', startTime: '2026-11-21T09:00:00.000Z', status: 'completed', streams: 1, seed: 1, recording: { key: keys[1], durationMs: 1, bytes: 4 } });
    const waiting = join(directory, 'recordings', '.spool', 'somebody', 'two_2026-11-21T11-00-00.000Z.spool');
    mkdirSync(join(waiting, '..'), { recursive: true });
    writeFileSync(waiting, 'waits');

    expect(await run(['delete', 'two'])).toMatchObject({ code: 2, errors: expect.stringContaining('--yes') });
    expect(existsSync(waiting)).toBe(true);
    expect(await run(['delete', 'two', '--yes'])).toMatchObject({ code: 0, out: '3 deleted.\n' });
    expect(existsSync(waiting)).toBe(false);
    expect((await run(['list'])).out).toMatch(/^one\/\S+ .*\n$/);
    expect((await storage.sessions.get('two'))?.recording).toEqual({ missing: 'deleted' });
    await storage.close();
    expect(await run(['delete', 'two', '--yes'])).toMatchObject({ code: 1 });
  });
  it.each([
    [['--help'], {}, 0, /npm run recordings -- url/],
    [[], {}, 2, /Say what/],
    [['burn'], {}, 2, /no command "burn"/],
    [['url'], {}, 2, /url takes one/],
    [['list', '--limit', 'x'], {}, 2, /--limit/],
    [['list', '--fast'], {}, 2, /--fast/],
    [['list'], { RECORDINGS: 's3' }, 78, /S3_BUCKET_NAME: got "nothing"/],
    [['list', '--bucket', 'nowhere'], { AWS_EC2_METADATA_DISABLED: 'true' }, 1, /Credentials|credentials/],
  ] as const)('says what is wrong with %j', async (args, environment, code, text) => {
    const result = await run(args, { HOME: '/nowhere', ...environment });
    expect(`${result.out}${result.errors}`).toMatch(text);
    expect(result.code).toBe(code);
  });
});
