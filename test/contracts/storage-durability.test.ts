import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { openStorage } from '../../src/storage/storage.js';
import { compileStorage, startProgram } from './storage-programs.js';

let programs: string;
let directory: string;

/** Opens the directory, then records answers for ever, and prints each number only when its answer is acknowledged. */
const writer = `
import { systemClock } from './kernel/clock.js';
import { openStorage } from './storage/storage.js';
const storage = await openStorage({ clock: systemClock }, { kind: 'embedded', directory: process.argv[2], tablePrefix: 'voiceter-' });
await storage.sessions.create({ sessionId: 's1', questionnaireId: 'demo', questionnaireVersion: '1', questionnaireHash: 'hash-of-the-file', agent: 'interviewer',
  voiceId: 'matthew', language: 'en-US', startTime: '2026-03-01T10:00:00.000Z', status: 'active', streams: 1, seed: 7 });
await storage.transcripts.append({ sessionId: 's1', role: 'assistant', content: 'From one to five?', stage: 'spoken', turnNumber: 1, epoch: 1 });
for (let n = 1; ; n += 1) {
  const result = await storage.responses.record({ sessionId: 's1', questionId: 'q' + n, questionType: 'rating_scale', questionText: 'From one to five?', value: n, outcome: 'answered',
    label: String(n), heard: 'well, ' + n, via: 'voice', provisional: false, optionsShown: [], timestamp: new Date(1772359200000 + n * 1000).toISOString(), revision: 1 });
  if (result.ok) process.stdout.write(n + '\\n');
}
`;

beforeAll(() => {
  programs = compileStorage('durability');
  writeFileSync(join(programs, 'writer.js'), writer);
  directory = mkdtempSync(join(tmpdir(), 'voiceter-durability-'));
});

afterAll(() => {
  rmSync(programs, { recursive: true });
  rmSync(directory, { recursive: true });
});

const lastLine = (output: string): number => Number(output.trimEnd().split('\n').at(-1));

it('lets a second process read while the first writes, and loses no acknowledged answer when the first is killed', async () => {
  const server = startProgram(join(programs, 'writer.js'), [directory]);
  await server.until((output) => lastLine(output) >= 20);

  const shown = await startProgram(join(programs, 'storage', 'show-cli.js'), ['s1', '--data-dir', directory]).ended;
  expect(shown.code).toBe(0);
  expect(shown.output).toContain('Session s1\n  questionnaire demo 1 (hash-of-the-)\n');
  expect(shown.output).toContain('  q2      2   [voice]\n          asked: From one to five?\n          heard: well, 2\n');
  expect(shown.output).toMatch(/agent {7}spoken {3}From one to five\?/);

  server.child.kill('SIGKILL');
  const acknowledged = lastLine((await server.ended).output);
  expect(acknowledged).toBeGreaterThanOrEqual(20);

  const storage = await openStorage({ clock: systemClock }, { kind: 'embedded', directory, tablePrefix: 'voiceter-' });
  const kept = new Set((await storage.responses.list('s1')).map((row) => row.value));
  await storage.close();
  const lost = Array.from({ length: acknowledged }, (_, index) => index + 1).filter((value) => !kept.has(value));
  expect(lost).toEqual([]);
});

it('shows sessions without a server, and says what is wrong', async () => {
  const cli = join(programs, 'storage', 'show-cli.js');
  const list = await startProgram(cli, ['--list', '--json', '--data-dir', directory]).ended;
  expect(JSON.parse(list.output)).toMatchObject([{ sessionId: 's1', status: 'active' }]);
  expect(await startProgram(cli, ['nobody', '--data-dir', directory]).ended).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('There is no session "nobody". See them with --list.\n') });
  expect(await startProgram(cli, ['s1', '--data-dir', join(directory, 'missing')]).ended).toMatchObject({ code: 1, errors: expect.stringContaining('Start the server once') });
  expect(await startProgram(cli, []).ended).toMatchObject({ code: 2, errors: expect.stringContaining('Give one session id, or --list.') });
  expect(await startProgram(cli, ['--help']).ended).toMatchObject({ code: 0, output: expect.stringContaining('npm run db:show -- <sessionId>') });
});
