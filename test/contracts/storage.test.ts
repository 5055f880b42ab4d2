import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock, type Clock } from '../../src/kernel/clock.js';
import type { ResponseInput } from '../../src/storage/responses.js';
import { createSessions, type SessionRow } from '../../src/storage/sessions.js';
import { createDatabase } from '../../src/storage/database.js';
import { openStorage, type Storage } from '../../src/storage/storage.js';

let directory: string;
let storage: Storage;
let wallMs = Date.parse('2026-03-01T10:00:00.000Z');
/** Real timers, a wall clock that the test sets. */
const clock: Clock = { ...systemClock, wallMs: () => wallMs };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-storage-'));
  storage = await openStorage({ clock }, { kind: 'embedded', directory, tablePrefix: 'test-' });
});

afterAll(async () => {
  await storage.close();
  rmSync(directory, { recursive: true });
});

const sessionRow = (sessionId: string, changes: Partial<SessionRow> = {}): SessionRow => ({
  sessionId,
  questionnaireId: 'demo-01-csat-nps',
  questionnaireVersion: '1.0.0',
  questionnaireHash: 'a'.repeat(64),
  agent: 'interviewer',
  voiceId: 'matthew',
  language: 'en-US',
  startTime: '2026-03-01T10:00:00.000Z',
  status: 'active',
  streams: 1,
  seed: 42,
  ...changes,
});

const answer = (changes: Partial<ResponseInput> = {}): ResponseInput => ({
  sessionId: 's-answers',
  questionId: 'q2',
  questionType: 'rating_scale',
  questionText: 'From one to five?',
  value: 4,
  outcome: 'answered',
  label: '4',
  heard: 'a four',
  via: 'voice',
  provisional: false,
  optionsShown: [],
  timestamp: '2026-03-01T10:01:00.000Z',
  revision: 1,
  ...changes,
});

describe('sessions', () => {
  it('gives back what was created', async () => {
    const row = sessionRow('s1', { userId: 'u1', consent: { version: '2', agreedAt: '2026-03-01T09:59:00.000Z' } });
    expect(await storage.sessions.create(row)).toEqual({ ok: true, value: undefined });
    expect(await storage.sessions.get('s1')).toEqual(row);
    expect(await storage.sessions.get('nobody')).toBeNull();
  });

  it('takes the same row again, and refuses another one under the same id', async () => {
    await storage.sessions.create(sessionRow('s2'));
    expect(await storage.sessions.create(sessionRow('s2'))).toEqual({ ok: true, value: undefined });
    expect(await storage.sessions.create(sessionRow('s2', { seed: 43 }))).toEqual({ ok: false, error: { code: 'exists' } });
    expect((await storage.sessions.get('s2'))?.seed).toBe(42);
  });

  it('changes only what a patch names', async () => {
    await storage.sessions.create(sessionRow('s3'));
    const end = { status: 'completed', disposition: 'completed', endTime: '2026-03-01T10:04:00.000Z', voiceId: undefined } as const;
    expect(await storage.sessions.update('s3', end)).toEqual({
      ok: true,
      value: sessionRow('s3', { status: 'completed', disposition: 'completed', endTime: '2026-03-01T10:04:00.000Z' }),
    });
    expect(await storage.sessions.update('s3', {})).toMatchObject({ ok: true, value: { status: 'completed' } });
    expect(await storage.sessions.update('nobody', end)).toEqual({ ok: false, error: { code: 'not_found' } });
    expect(await storage.sessions.get('nobody')).toBeNull();
  });

  it('lists the sessions of a questionnaire, newest first', async () => {
    for (const [id, startTime] of [['b', '2026-03-02T00:00:00.000Z'], ['c', '2026-03-03T00:00:00.000Z'], ['a', '2026-03-01T00:00:00.000Z']] as const) {
      await storage.sessions.create(sessionRow(id, { questionnaireId: 'pulse', startTime }));
    }
    expect((await storage.sessions.byQuestionnaire('pulse', 2)).map((row) => row.sessionId)).toEqual(['c', 'b']);
    expect((await storage.sessions.recent(2)).map((row) => row.sessionId)).toEqual(['c', 'b']);
  });

  it('gives all sessions of a questionnaire page by page, oldest first, from a time on', async () => {
    const starts = ['2026-04-03', '2026-04-01', '2026-04-05', '2026-04-02', '2026-04-04'].map((day) => `${day}T00:00:00.000Z`);
    for (const startTime of starts) await storage.sessions.create(sessionRow(`paged-${startTime.slice(8, 10)}`, { questionnaireId: 'paged', startTime }));
    await storage.sessions.create(sessionRow('elsewhere', { questionnaireId: 'paged-too', startTime: '2026-04-02T00:00:00.000Z' }));
    const idsOf = async (options: Parameters<Storage['sessions']['eachOf']>[1]): Promise<readonly string[]> => {
      const ids: string[] = [];
      for await (const row of storage.sessions.eachOf('paged', options)) ids.push(row.sessionId);
      return ids;
    };
    expect(await idsOf({ pageSize: 2 })).toEqual(['paged-01', 'paged-02', 'paged-03', 'paged-04', 'paged-05']);
    expect(await idsOf({ pageSize: 5 })).toEqual(['paged-01', 'paged-02', 'paged-03', 'paged-04', 'paged-05']);
    expect(await idsOf({ pageSize: 2, since: '2026-04-03T00:00:00.000Z' })).toEqual(['paged-03', 'paged-04', 'paged-05']);
    expect(await idsOf({ since: '2026-05-01T00:00:00.000Z' })).toEqual([]);
    for await (const first of storage.sessions.eachOf('paged', { pageSize: 1 })) {
      expect(first.sessionId).toBe('paged-01');
      break;
    }
  });
});

describe('responses', () => {
  it('keeps every revision of an answer', async () => {
    const first = await storage.responses.record(answer({ sentiment: 'positive' }));
    const second = await storage.responses.record(answer({ revision: 2, value: 2, label: '2', heard: 'sorry, two' }));
    expect(first).toMatchObject({ ok: true, value: { value: 4, revision: 1 } });
    expect(second).toMatchObject({ ok: true, value: { value: 2, label: '2', revision: 2 } });
    const [row] = await storage.responses.list('s-answers');
    expect(row?.revisions.map(({ revision, value, heard }) => [revision, value, heard])).toEqual([[1, 4, 'a four'], [2, 2, 'sorry, two']]);
    expect(row?.sentiment).toBeUndefined();
    expect(row?.revisions[0]?.sentiment).toBe('positive');
  });

  it('takes the same key again without another revision', async () => {
    const input = answer({ sessionId: 's-again' });
    await storage.responses.record(input);
    expect(await storage.responses.record({ ...input, timestamp: '2026-03-01T10:01:07.000Z' })).toMatchObject({ ok: true, value: { revision: 1 } });
    await storage.responses.record(answer({ sessionId: 's-again', revision: 2, value: 5 }));
    expect(await storage.responses.record(input)).toMatchObject({ ok: true, value: { revision: 2, value: 5 } });
    expect((await storage.responses.get('s-again', 'q2'))?.revisions.length).toBe(2);
  });

  it('refuses a stale revision and leaves the answer as it is', async () => {
    await storage.responses.record(answer({ sessionId: 's-stale' }));
    expect(await storage.responses.record(answer({ sessionId: 's-stale', value: 1 }))).toMatchObject({ ok: false, error: { code: 'stale', current: { value: 4 } } });
    expect(await storage.responses.record(answer({ sessionId: 's-stale', value: 1, revision: 3 }))).toMatchObject({ ok: false, error: { code: 'stale' } });
    expect(await storage.responses.record(answer({ sessionId: 's-none', revision: 2 }))).toEqual({ ok: false, error: { code: 'stale', current: null } });
    expect(await storage.responses.get('s-stale', 'q2')).toMatchObject({ value: 4, revision: 1 });
  });

  it('lets exactly one of many contradicting writers win', async () => {
    const results = await Promise.all([1, 2, 3, 4, 5].map((value) => storage.responses.record(answer({ sessionId: 's-race', value }))));
    expect(results.filter((result) => result.ok).length).toBe(1);
    expect((await storage.responses.get('s-race', 'q2'))?.revisions.length).toBe(1);
  });

  it('keeps values of every type, and odd ids', async () => {
    const values = [true, 0, 'text', ['a', 'b'], [], null] as const;
    for (const [index, value] of values.entries()) {
      await storage.responses.record(
        answer({ sessionId: 's-types', questionId: `__proto__${index}`, value, timestamp: `2026-03-01T10:01:0${index}.000Z` }),
      );
    }
    expect((await storage.responses.list('s-types')).map((row) => row.value)).toEqual(values);
  });
});

describe('transcripts', () => {
  const entry = (sessionId: string, content: string) => ({ sessionId, role: 'user', content, stage: 'heard', turnNumber: 1, epoch: 0 }) as const;

  it('keeps the order of entries when they come at once, and when the clock jumps back', async () => {
    const words = Array.from({ length: 20 }, (_, index) => `w${index}`);
    await Promise.all(words.map((word) => storage.transcripts.append(entry('s-order', word))));
    wallMs -= 3_600_000;
    await storage.transcripts.append(entry('s-order', 'after the jump'));
    wallMs += 3_600_000;
    const { entries, next } = await storage.transcripts.list('s-order');
    expect(entries.map((row) => row.content)).toEqual([...words, 'after the jump']);
    expect(entries.every((row, index) => index === 0 || row.timestamp > (entries[index - 1]?.timestamp ?? 0))).toBe(true);
    expect(entries[0]?.timestamp).toBe(1772359200000);
    expect(next).toBeNull();
  });

  it('continues a transcript that another process began', async () => {
    await storage.transcripts.append(entry('s-two', 'one'));
    const other = await openStorage({ clock }, { kind: 'embedded', directory, tablePrefix: 'test-' });
    await other.transcripts.append(entry('s-two', 'two'));
    await storage.transcripts.append(entry('s-two', 'three'));
    await other.close();
    expect((await storage.transcripts.list('s-two')).entries.map((row) => row.content)).toEqual(['one', 'two', 'three']);
  });

  it('reads page by page', async () => {
    for (const word of ['a', 'b', 'c', 'd', 'e']) await storage.transcripts.append(entry('s-pages', word));
    const first = await storage.transcripts.list('s-pages', { limit: 2 });
    const second = await storage.transcripts.list('s-pages', { limit: 2, after: first.next ?? 0 });
    const third = await storage.transcripts.list('s-pages', { limit: 2, after: second.next ?? 0 });
    expect([first, second, third].map((page) => page.entries.map((row) => row.content))).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(third.next).toBeNull();
  });

  it('expires entries after 90 days', async () => {
    const row = await storage.transcripts.append(entry('s-old', 'long ago'));
    expect(row.expiresAt).toBe(1772359200 + 90 * 86_400);
    wallMs += 91 * 86_400_000;
    const { entries } = await storage.transcripts.list('s-old');
    wallMs -= 91 * 86_400_000;
    expect(entries).toEqual([]);
  });
});

it('deletes expired transcripts of an embedded database when it is opened', async () => {
  const place = mkdtempSync(join(tmpdir(), 'voiceter-storage-'));
  const options = { kind: 'embedded', directory: place, tablePrefix: 'x-' } as const;
  const before = await openStorage({ clock }, options);
  await before.transcripts.append({ sessionId: 'old', role: 'user', content: 'long ago', stage: 'heard', turnNumber: 1, epoch: 0 });
  await before.close();
  wallMs += 91 * 86_400_000;
  let swept: (fields: unknown) => void = () => undefined;
  const told = new Promise((resolve) => (swept = resolve));
  const after = await openStorage({ clock, log: (event, fields) => event === 'storage_transcripts_expired' && swept(fields) }, options);
  expect(await told).toEqual({ deleted: 1 });
  wallMs -= 91 * 86_400_000;
  expect((await after.transcripts.list('old')).entries).toEqual([]);
  await after.close();
  rmSync(place, { recursive: true });
});

it('can be opened by several at the same moment', async () => {
  const place = mkdtempSync(join(tmpdir(), 'voiceter-storage-'));
  const opened = await Promise.all([1, 2, 3].map(() => openStorage({ clock }, { kind: 'embedded', directory: place, tablePrefix: 'x-' })));
  await opened[0]?.sessions.create(sessionRow('shared'));
  expect(await Promise.all(opened.map(async (each) => (await each.sessions.get('shared'))?.sessionId))).toEqual(['shared', 'shared', 'shared']);
  for (const each of opened) await each.close();
  rmSync(place, { recursive: true });
});

it('refuses a port that is taken, and can be opened again', async () => {
  const place = mkdtempSync(join(tmpdir(), 'voiceter-storage-'));
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(openStorage({ clock }, { kind: 'embedded', directory: place, tablePrefix: 'x-', port })).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED' });
  const storage2 = await openStorage({ clock }, { kind: 'embedded', directory: place, tablePrefix: 'x-' });
  expect(await storage2.sessions.get('none')).toBeNull();
  await storage2.close();
  await new Promise((resolve) => taken.close(resolve));
  rmSync(place, { recursive: true });
});

it('reopens what was closed', async () => {
  const place = mkdtempSync(join(tmpdir(), 'voiceter-storage-'));
  const options = { kind: 'embedded', directory: place, tablePrefix: 'x-' } as const;
  const before = await openStorage({ clock }, options);
  await before.sessions.create(sessionRow('kept'));
  await before.close();
  const after = await openStorage({ clock }, options);
  expect((await after.sessions.get('kept'))?.seed).toBe(42);
  await after.close();
  rmSync(place, { recursive: true });
});

it('says with a code of its own that a database cannot be reached', async () => {
  const tries: unknown[] = [];
  const log = (event: string, fields: Readonly<Record<string, unknown>>): void => void tries.push([event, fields['tryNumber'], fields['code']]);
  const database = createDatabase(
    { clock, log },
    { tablePrefix: 'x-', endpoint: 'http://127.0.0.1:1', region: 'local', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
  );
  await expect(createSessions(database).get('s1')).rejects.toMatchObject({ name: 'AppError', code: 'DB_CONNECTION_FAILED' });
  expect(tries).toEqual([1, 2, 3].map((tryNumber) => ['storage_request_failed', tryNumber, 'DB_CONNECTION_FAILED']));
  database.close();
});

describe('lesson progress', () => {
  it('keeps the last word about each step, also of steps that are noted at the same time', async () => {
    const at = '2026-03-01T10:00:00.000Z';
    expect(await storage.lessonProgress.get('ana', 'water-cycle')).toBeNull();
    await Promise.all(['a', 'b', 'c'].map((step) => storage.lessonProgress.note('ana', 'water-cycle', step, { understood: false, at })));
    await storage.lessonProgress.note('ana', 'water-cycle', 'b', { understood: true, at });
    expect(await storage.lessonProgress.get('ana', 'water-cycle')).toEqual({
      studentId: 'ana', courseId: 'water-cycle', steps: { a: { understood: false, at }, b: { understood: true, at }, c: { understood: false, at } },
    });
  });
});
