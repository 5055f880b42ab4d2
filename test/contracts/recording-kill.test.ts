import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { createRecordingRegister } from '../../src/sessions/recording.js';
import { createDirectoryStore } from '../../src/storage/recordings/directory-store.js';
import { openRecordings } from '../../src/storage/recordings/recordings.js';
import { openStorage } from '../../src/storage/storage.js';
import { readRecording } from '../support/recording-file.js';
import { compileStorage, startProgram } from './storage-programs.js';

let programs: string;
let directory: string;

/** Two calls at real time, of which one participant has agreed: a tone for the first second, and so on for ever. Prints each second. */
const caller = `
import { join } from 'node:path';
import { systemClock } from './kernel/clock.js';
import { openStorage } from './storage/storage.js';
import { createDirectoryStore } from './storage/recordings/directory-store.js';
import { openRecordings } from './storage/recordings/recordings.js';
const [directory] = process.argv.slice(2);
const storage = await openStorage({ clock: systemClock }, { kind: 'embedded', directory, tablePrefix: 'voiceter-' });
await storage.sessions.create({ sessionId: 'agreed', questionnaireId: 'demo', questionnaireVersion: '1', questionnaireHash: 'h', agent: 'interviewer',
  voiceId: 'matthew', language: 'en-US', startTime: '2026-03-01T10:00:00.000Z', status: 'active', streams: 1, seed: 7 });
const register = { stored: async () => {}, missing: async () => {}, consented: async () => false };
const store = createDirectoryStore({ clock: systemClock }, { directory: join(directory, 'recordings') });
const recordings = await openRecordings({ clock: systemClock, log: () => {}, store, register }, { spoolDirectory: join(directory, 'recordings', '.spool') });
const rates = { inputSampleRateHz: 16000, outputSampleRateHz: 24000 };
const calls = ['agreed', 'silent'].map((sessionId) => recordings.start({ sessionId, ...rates }));
const begun = performance.now();
let frames = 0;
setInterval(() => {
  for (; frames * 20 < performance.now() - begun; frames += 1) {
    const frame = Buffer.alloc(640);
    for (let n = 0; n < 320; n += 1) frame.writeInt16LE(Math.round(10000 * Math.sin((2 * Math.PI * 500 * (frames * 320 + n)) / 16000)), n * 2);
    for (const call of calls) call.participant(frame.toString('base64'));
    if (frames > 0 && frames % 50 === 0) process.stdout.write(frames / 50 + '\\n');
  }
}, 5);
`;

/** A call of 10 s on a disk that takes files of 128 KiB: a third of it. Prints what is written down of it. */
const crowded = `
import { join } from 'node:path';
import { systemClock } from './kernel/clock.js';
import { createDirectoryStore } from './storage/recordings/directory-store.js';
import { openRecordings } from './storage/recordings/recordings.js';
const [directory] = process.argv.slice(2);
let nowMs = 0;
const clock = { ...systemClock, nowMs: () => nowMs };
const register = { stored: async () => console.log('stored'), missing: async (sessionId) => console.log(sessionId, 'missing'), consented: async () => true };
const store = createDirectoryStore({ clock }, { directory: join(directory, 'crowded') });
const recordings = await openRecordings({ clock, log: (event) => console.log(event), store, register }, { spoolDirectory: join(directory, 'crowded', '.spool') });
const call = recordings.start({ sessionId: 'crowded', inputSampleRateHz: 16000, outputSampleRateHz: 24000 });
for (let frames = 0; frames < 500; frames += 1) {
  nowMs += 20;
  const frame = Buffer.alloc(640);
  for (let n = 0; n < 320; n += 1) frame.writeInt16LE(Math.round(10000 * Math.sin((2 * Math.PI * 500 * (frames * 320 + n)) / 16000)), n * 2);
  call.participant(frame.toString('base64'));
  if (frames % 25 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
}
await call.close(true);
await recordings.settled();
process.exit(0);
`;

beforeAll(() => {
  programs = compileStorage('recording-kill', ['kernel', 'audio', 'storage']);
  writeFileSync(join(programs, 'caller.js'), caller);
  writeFileSync(join(programs, 'crowded.js'), crowded);
  directory = mkdtempSync(join(tmpdir(), 'voiceter-recording-kill-'));
});
afterAll(() => {
  rmSync(programs, { recursive: true });
  rmSync(directory, { recursive: true });
});

it('makes the recording of a call whose server was killed, and forgets the one without consent', async () => {
  const server = startProgram(join(programs, 'caller.js'), [directory]);
  await server.until((output) => output.includes('4\n'));
  server.child.kill('SIGKILL');
  await server.ended;

  const storage = await openStorage({ clock: systemClock }, { kind: 'embedded', directory, tablePrefix: 'voiceter-' });
  const store = createDirectoryStore({ clock: systemClock }, { directory: join(directory, 'recordings') });
  const recordings = await openRecordings(
    { clock: systemClock, log: () => undefined, store, register: createRecordingRegister({ storage }) },
    { spoolDirectory: join(directory, 'recordings', '.spool') },
  );
  await recordings.settled();
  const stored = await store.list({ limit: 10 });
  expect(stored.map(({ key }) => key.split('/')[0])).toEqual(['agreed']);
  const key = stored[0]?.key ?? '';
  const file = readRecording(readFileSync(join(directory, 'recordings', key)));
  // The last second, at most, was not on the disk yet.
  expect(file.durationMs).toBeGreaterThan(2500);
  const [stretch, ...more] = file.heard('left', 500);
  expect(more).toEqual([]);
  expect(stretch?.[0]).toBeLessThanOrEqual(50);
  expect(file.durationMs - (stretch?.[1] ?? 0)).toBeLessThanOrEqual(50);
  expect((await storage.sessions.get('agreed'))?.recording).toEqual({ key, durationMs: Math.round(file.durationMs), bytes: stored[0]?.bytes, incomplete: true });
  await recordings.close();
  await storage.close();
  const spool = join(directory, 'recordings', '.spool');
  expect(existsSync(spool) ? readdirSync(spool) : []).toEqual([]);
});

it('goes on with a call when the disk is full, and makes the recording of what fitted when there is room again', async () => {
  const output = execFileSync('bash', ['-c', `ulimit -f 128; exec "${process.execPath}" "${join(programs, 'crowded.js')}" "${directory}"`], { encoding: 'utf8' });
  expect(output.trim().split('\n')).toEqual(['recording_spool_failed', 'crowded missing', 'recording_not_stored']);

  const rows: string[] = [];
  const register = {
    stored: (sessionId: string, { incomplete }: { readonly incomplete: boolean }) => Promise.resolve(void rows.push(`${sessionId}${incomplete ? ' incomplete' : ''}`)),
    missing: () => Promise.resolve(),
    consented: () => Promise.resolve(true),
  };
  const store = createDirectoryStore({ clock: systemClock }, { directory: join(directory, 'crowded') });
  const recordings = await openRecordings({ clock: systemClock, log: () => undefined, store, register }, { spoolDirectory: join(directory, 'crowded', '.spool') });
  await recordings.settled();
  await recordings.close();
  expect(rows).toEqual(['crowded incomplete']);
  const [stored] = await store.list({ limit: 10 });
  const file = readRecording(readFileSync(join(directory, 'crowded', stored?.key ?? '')));
  const [stretch] = file.heard('left', 500);
  expect(stretch?.[0]).toBeLessThanOrEqual(20);
  // 128 KiB take 198 frames of 20 ms with their headers.
  expect(stretch?.[1]).toBeGreaterThan(3900);
  expect(stretch?.[1]).toBeLessThan(4000);
});
