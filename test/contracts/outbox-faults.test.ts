import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { AppError } from '../../src/kernel/errors.js';
import { openLogFile } from '../../src/storage/outbox/log-file.js';
import { openOutbox } from '../../src/storage/outbox/outbox.js';
import { openStorage, type Storage } from '../../src/storage/storage.js';
import { startDatabaseProxy, type DatabaseProxy } from '../support/database-proxy.js';
import { eventually } from '../support/eventually.js';
import { answerOf, rowOf } from '../support/outbox-bench.js';
import { compileStorage, startProgram } from './storage-programs.js';

const credentials = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' };

let directory: string;
let programs: string;
let keeper: Storage;
let proxy: DatabaseProxy;
/** The database itself, past all faults. */
let direct: Storage;

beforeAll(async () => {
  Object.assign(process.env, credentials);
  programs = compileStorage('outbox');
  writeFileSync(join(programs, 'writer.js'), writer);
  writeFileSync(join(programs, 'filler.js'), filler);
  directory = mkdtempSync(join(tmpdir(), 'voiceter-outbox-faults-'));
  let endpoint = '';
  keeper = await openStorage(
    { clock: systemClock, log: (event, fields) => event === 'storage_embedded_opened' && (endpoint = String(fields['endpoint'])) },
    { kind: 'embedded', directory: join(directory, 'data'), tablePrefix: 'x-' },
  );
  direct = keeper;
  proxy = await startDatabaseProxy(endpoint);
});

afterAll(async () => {
  await proxy.close();
  await keeper.close();
  rmSync(directory, { recursive: true });
  rmSync(programs, { recursive: true });
});

beforeEach(() => {
  proxy.state = 'works';
  proxy.seen.length = 0;
});

let places = 0;
const placeOf = (place: string): string => join(directory, place);
const freshPlace = (): string => placeOf(`outbox-${(places += 1)}`);
const open = (outbox: string): Promise<Storage> => openStorage({ clock: systemClock }, { kind: 'aws', region: 'us-east-1', endpoint: proxy.endpoint, tablePrefix: 'x-', outbox: { directory: outbox } });
const valuesOf = async (sessionId: string, questionId: string): Promise<unknown> => (await direct.responses.get(sessionId, questionId))?.revisions.map(({ revision, value }) => [revision, value]);

it('a database that takes two seconds for each request gets every answer, once and in order, and the session ends behind them', async () => {
  const storage = await open(freshPlace());
  await storage.recorder.begin(rowOf('slow'));
  proxy.state = 2000;
  const began = performance.now();
  const states: unknown[] = [];
  for (let n = 1; n <= 3; n += 1) {
    const result = await storage.recorder.record(answerOf({ sessionId: 'slow', value: n, revision: n, timestamp: new Date(1772359200000 + n).toISOString() }));
    states.push(result.ok && 'saving' in result.value ? 'saving' : result);
  }
  expect(states).toEqual(['saving', 'saving', 'saving']);
  expect(performance.now() - began).toBeLessThan(1500);
  expect(await storage.recorder.end('slow', { status: 'completed', disposition: 'completed' })).toBe('saving');
  expect((await storage.answersOf('slow')).map(({ value, revision }) => [value, revision])).toEqual([[3, 3]]);
  const row = await eventually(async () => (await direct.sessions.get('slow'))?.status, (status) => status === 'completed', 25_000);
  expect([row, await valuesOf('slow', 'q1')]).toEqual(['completed', [[1, 1], [2, 2], [3, 3]]]);
  await storage.close();
}, 40_000);

it.each([['throttled'], ['away'], ['deaf']] as const)('a database that is %s loses and doubles nothing', async (state) => {
  const storage = await open(freshPlace());
  const sessionId = `s-${state}`;
  await storage.recorder.begin(rowOf(sessionId));
  proxy.state = state;
  for (let n = 1; n <= 10; n += 1) expect(await storage.recorder.record(answerOf({ sessionId, questionId: `q${n}`, value: n }))).toMatchObject({ ok: true, value: { saving: true } });
  for (const content of ['one', 'two', 'three']) expect(await storage.recorder.transcript({ sessionId, role: 'user', content, stage: 'heard', turnNumber: 1, epoch: 0 })).toBe('saving');
  await storage.recorder.end(sessionId, { status: 'completed' });
  // Some tries go wrong before it works again.
  await eventually(() => Promise.resolve(proxy.seen.length), (requests) => requests > 6);
  expect((await direct.sessions.get(sessionId))?.status).toBe('active');
  proxy.state = 'works';
  await eventually(async () => (await direct.sessions.get(sessionId))?.status, (status) => status === 'completed');
  for (let n = 1; n <= 10; n += 1) expect(await valuesOf(sessionId, `q${n}`)).toEqual([[1, n]]);
  expect((await direct.transcripts.list(sessionId)).entries.map(({ content }) => content)).toEqual(['one', 'two', 'three']);
  await storage.close();
}, 40_000);

it('what was said while the database was away stands at the time when it was said, once', async () => {
  const storage = await open(freshPlace());
  const said = (content: string) => storage.recorder.transcript({ sessionId: 'times', role: 'user', content, stage: 'heard', turnNumber: 1, epoch: 0 });
  await said('before');
  proxy.state = 'deaf';
  const atMs = Date.now();
  await said('while it was away');
  proxy.state = 'works';
  await eventually(async () => (await direct.transcripts.list('times')).entries.length, (entries) => entries >= 2);
  await said('after');
  const entries = await eventually(async () => (await direct.transcripts.list('times')).entries, (all) => all.length >= 3);
  expect(entries.map(({ content }) => content)).toEqual(['before', 'while it was away', 'after']);
  expect(Math.abs((entries[1]?.timestamp ?? 0) - atMs)).toBeLessThan(1000);
  await storage.close();
}, 20_000);

it('cannot answer for the answers of a session when the database cannot be read', async () => {
  const storage = await open(freshPlace());
  proxy.state = 'away';
  await expect(storage.answersOf('s1')).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED' });
  await storage.close();
});

/** Answers for ever in two sessions, one revision after another, and prints what was told of each. */
const writer = `
import { systemClock } from './kernel/clock.js';
import { openStorage } from './storage/storage.js';
const [, , endpoint, outbox, run] = process.argv;
const storage = await openStorage({ clock: systemClock }, { kind: 'aws', region: 'us-east-1', endpoint, tablePrefix: 'x-', outbox: { directory: outbox } });
for (let n = 20; ; n += 1) {
  const answer = { sessionId: 'killed-' + run + '-' + (n % 2), questionId: 'q' + Math.floor(n / 20), questionType: 'numeric', questionText: 'How many?', value: n, outcome: 'answered', label: String(n), heard: String(n),
    via: 'voice', provisional: false, optionsShown: [], timestamp: new Date(1772359200000 + n * 1000).toISOString(), revision: Math.floor((n % 20) / 2) + 1 };
  const result = await storage.recorder.record(answer);
  process.stdout.write((result.ok && 'saving' in result.value ? 's ' : result.ok ? 'r ' : 'x ') + n + '\\n');
}
`;

it('a process that is killed between outbox and database, and again while it drains, loses and doubles no answer that it has told of', async () => {
  const outbox = freshPlace();
  const promised = new Map<string, readonly number[]>();
  for (const run of ['1', '2', '3']) {
    proxy.state = 'works';
    const program = startProgram(join(programs, 'writer.js'), [proxy.endpoint, outbox, run], credentials);
    // From the second one on, they drain what their dead predecessor left.
    await program.until((output) => (output.match(/r /g) ?? []).length >= 10);
    proxy.state = run === '2' ? 'deaf' : 'away';
    await program.until((output) => (output.match(/s /g) ?? []).length >= 60);
    program.child.kill('SIGKILL');
    const { output } = await program.ended;
    expect(output).not.toContain('x ');
    const whole = output.slice(0, output.lastIndexOf('\n') + 1);
    promised.set(run, [...whole.matchAll(/[rs] (\d+)\n/g)].map((match) => Number(match[1])));
  }
  proxy.state = 'works';
  const storage = await open(outbox);
  for (const [run, numbers] of promised) {
    expect(numbers.length).toBeGreaterThanOrEqual(70);
    const stored = await eventually(
      async () => (await Promise.all([0, 1].map((which) => direct.responses.list(`killed-${run}-${which}`)))).flat().flatMap(({ revisions }) => revisions.map(({ value }) => Number(value))),
      (values) => numbers.every((number) => values.includes(number)),
    );
    expect(numbers.filter((number) => !stored.includes(number))).toEqual([]);
    expect(new Set(stored).size).toBe(stored.length);
    // One more may be there than was told: the one that was under way.
    expect(stored.length - numbers.length).toBeLessThanOrEqual(1);
    for (const which of [0, 1]) {
      for (const { revisions } of await direct.responses.list(`killed-${run}-${which}`)) expect(revisions.map(({ revision }) => revision)).toEqual(revisions.map((_, index) => index + 1));
    }
  }
  await storage.close();
}, 60_000);

/** Puts entries of growing size until the disk takes no more, prints which were taken, and dies without closing anything. */
const filler = `
import { systemClock } from './kernel/clock.js';
import { openLogFile } from './storage/outbox/log-file.js';
import { openOutbox } from './storage/outbox/outbox.js';
const file = await openLogFile(process.argv[2]);
const outbox = await openOutbox({ clock: systemClock, log: () => undefined, file, deliver: () => new Promise(() => undefined) }, { minFreeBytes: 0 });
for (let n = 1; n <= 200; n += 1) {
  const row = { sessionId: 's1', questionnaireId: 'q' + n, questionnaireVersion: 'x'.repeat(7 * n), questionnaireHash: 'h', agent: 'a', voiceId: 'v', language: 'en', startTime: 't', status: 'active', streams: 1, seed: n };
  const said = await outbox.put({ kind: 'begin', row }).then(() => 'taken', (fault) => fault.code);
  process.stdout.write(n + ' ' + said + '\\n');
}
process.stdout.write(JSON.stringify(outbox.ready()) + '\\n');
process.exit(0);
`;

it('a disk that the system itself says is full takes whole entries only, and the outbox says so', async () => {
  const place = freshPlace();
  // The limit of a file is the one full disk that every machine has: the kernel writes what fits, and refuses the rest.
  const { output, errors } = await startProgram(join(programs, 'filler.js'), [place], {}, 'ulimit -f 64').ended;
  const said = output.trimEnd().split('\n');
  expect([errors, said.at(-1)]).toEqual(['', '{"ready":false,"reason":"the outbox cannot be written: EFBIG"}']);
  const taken = said.flatMap((line) => / taken$/.exec(line) === null ? [] : [`q${Number.parseInt(line, 10)}`]);
  expect([taken.length > 50, said.filter((line) => line.endsWith(' DB_WRITE_FAILED')).length]).toEqual([true, 200 - taken.length]);
  const found = await openOutbox({ clock: systemClock, log: () => undefined, file: await openLogFile(place), deliver: () => Promise.reject(new AppError('DB_CONNECTION_FAILED', 'away')) });
  expect(found.entriesOf('s1').map((entry) => (entry.kind === 'begin' ? entry.row.questionnaireId : entry.kind))).toEqual(taken);
  await found.close(0);
}, 30_000);
