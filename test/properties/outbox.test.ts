import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storeAnswer, type StoredAnswer } from '../../src/agents/interviewer/answer-record.js';
import { withWaitingAnswers } from '../../src/storage/outbox/answer-place.js';
import { createManualClock } from '../support/manual-clock.js';
import { createMemoryDisk, type MemoryDisk } from '../support/memory-disk.js';
import { createMemoryTables, type TableFault } from '../support/memory-tables.js';
import { answerOf, pass, rowOf, startRecording, timed } from '../support/outbox-bench.js';

type Step =
  | { readonly kind: 'answer'; readonly session: number; readonly question: number }
  | { readonly kind: 'database'; readonly fault: TableFault | null }
  | { readonly kind: 'disk'; readonly state: MemoryDisk['state'] }
  | { readonly kind: 'pass'; readonly ms: number }
  /** The process dies, with that many bytes on disk of what was not synced; during an answer, if `midway`. */
  | { readonly kind: 'kill'; readonly unsynced: number; readonly midway: number | null };

const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const step: fc.Arbitrary<Step> = fc.oneof(
  often(8, fc.record({ kind: fc.constant('answer' as const), session: fc.nat(2), question: fc.nat(1) })),
  often(3, fc.record({ kind: fc.constant('database' as const), fault: fc.constantFrom<TableFault | null>(null, 'throttled', 'away', 'slow', 'hanging', 'deaf') })),
  often(1, fc.record({ kind: fc.constant('disk' as const), state: fc.constantFrom<MemoryDisk['state']>('works', 'works', 'full', 'broken', 'hanging') })),
  often(3, fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(100, 1000, 5000, 20_000) })),
  often(1, fc.record({ kind: fc.constant('kill' as const), unsynced: fc.nat(1000), midway: fc.option(fc.constantFrom(0, 400, 810, 2000)) })),
);

/** One thing that was told: which value, as what. */
interface Told {
  readonly value: number;
  /** `unknown`: the process died before anybody was told. */
  readonly as: 'recorded' | 'saving' | 'not_saved' | 'unknown';
}

async function run(steps: readonly Step[]): Promise<void> {
  const clock = createManualClock();
  const tables = createMemoryTables(clock);
  let process = await startRecording({ clock, tables });
  for (const session of [0, 1, 2]) await timed(clock, process.recorder.begin(rowOf(`s${session}`)), 1);
  const told = new Map<string, Told[]>();
  const revisions = new Map<string, number>();
  const recordedLater: { readonly key: string; readonly value: number; readonly revision: number; readonly found: unknown }[] = [];
  let given = 0;

  const keyOf = (session: number, question: number): string => `s${session}/q${question}`;
  const tell = (key: string, one: Told): void => void told.set(key, [...(told.get(key) ?? []), one]);

  async function restart(unsynced: number): Promise<void> {
    const disk = process.kill(unsynced);
    process = await startRecording({ clock, tables, disk });
    // What the next process knows of an interview: what is recorded, and what waits.
    for (const session of [0, 1, 2]) {
      const rows = [0, 1].flatMap((question) => tables.rowOf(`s${session}`, `q${question}`) ?? []);
      const waiting = process.outbox.entriesOf(`s${session}`).flatMap((entry) => (entry.kind === 'answer' ? [entry.answer] : []));
      for (const question of [0, 1]) revisions.delete(keyOf(session, question));
      for (const row of withWaitingAnswers(rows, waiting)) revisions.set(`${row.sessionId}/${row.questionId}`, row.revision);
    }
  }

  /** As an interview does it: one answer after another, the revision behind the last one known. */
  function give(session: number, question: number): { readonly key: string; readonly value: number; readonly storing: Promise<StoredAnswer | null> } {
    given += 1;
    const key = keyOf(session, question);
    const input = answerOf({ sessionId: `s${session}`, questionId: `q${question}`, value: given, revision: (revisions.get(key) ?? 0) + 1, timestamp: new Date(clock.wallMs() + given).toISOString() });
    return { key, value: given, storing: storeAnswer(process.recorder, input) };
  }

  async function conclude({ key, value, storing }: ReturnType<typeof give>): Promise<void> {
    try {
      const { value: stored } = await timed(clock, storing, 50);
      if (stored === null) return;
      revisions.set(key, stored.revision);
      tell(key, { value, as: stored.saving === null ? 'recorded' : 'saving' });
      const [sessionId = '', questionId = ''] = key.split('/');
      void stored.saving?.then((revision) => {
        if (revision === null) return;
        revisions.set(key, Math.max(revision, revisions.get(key) ?? 0));
        recordedLater.push({ key, value, revision, found: tables.rowOf(sessionId, questionId)?.revisions[revision - 1]?.value });
      });
    } catch {
      tell(key, { value, as: 'not_saved' });
    }
  }

  for (const one of steps) {
    if (one.kind === 'answer') await conclude(give(one.session, one.question));
    else if (one.kind === 'database') tables.fail(one.fault);
    else if (one.kind === 'disk') process.disk.state = one.state;
    else if (one.kind === 'pass') await pass(clock, one.ms, 100);
    else if (one.midway === null) await restart(one.unsynced);
    else {
      const { key, value, storing } = give(0, 0);
      storing.catch(() => undefined);
      await pass(clock, one.midway, 100);
      tell(key, { value, as: 'unknown' });
      await restart(one.unsynced);
    }
  }
  // The sessions end while things are as they are; no row may say completed before its answers are there, at any request.
  const early: string[] = [];
  const ended: string[] = [];
  const promisedOf = (key: string): readonly number[] => (told.get(key) ?? []).filter(({ as }) => as === 'recorded' || as === 'saving').map(({ value }) => value);
  for (const session of [0, 1, 2]) {
    await timed(clock, process.recorder.end(`s${session}`, { status: 'completed' }), 50).then(() => ended.push(`s${session}`), () => undefined);
  }
  tables.fail((sessionId) => {
    const missing = [0, 1].flatMap((question) => {
      const there = (tables.rowOf(sessionId, `q${question}`)?.revisions ?? []).map(({ value }) => value);
      return promisedOf(`${sessionId}/q${question}`).filter((value) => !there.includes(value));
    });
    if (tables.sessionOf(sessionId)?.status === 'completed' && missing.length > 0) early.push(`${sessionId} lacks ${missing.join()}`);
    return null;
  });
  process.disk.state = 'works';
  await pass(clock, 60_000, 200);
  expect(early).toEqual([]);
  for (const sessionId of ended) expect(tables.sessionOf(sessionId)?.status).toBe('completed');

  expect(process.outbox.size).toBe(0);
  for (const [key, all] of told) {
    const [sessionId = '', questionId = ''] = key.split('/');
    const stored = tables.rowOf(sessionId, questionId)?.revisions ?? [];
    const values = stored.map(({ value }) => value);
    expect(stored.map(({ revision }) => revision)).toEqual(stored.map((_, index) => index + 1));
    // Everything that was promised is there once, in the order in which it was given; nothing is there that was not given.
    const promised = promisedOf(key);
    expect([key, values.filter((value) => promised.some((one) => one === value))]).toEqual([key, promised]);
    expect(all.map(({ value }) => value)).toEqual(expect.arrayContaining(values));
    expect(new Set(values).size).toBe(values.length);
  }
  for (const { value, found } of recordedLater) expect(found).toBe(value);
}

it('records every answer once that was called recorded or saving, in order and without gaps, whatever fails and whoever dies, and completes no session before', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), run), { numRuns: 1000 });
}, 100_000);

it('starts on any disk that a dead process leaves, whatever was written of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const { outbox } = await startRecording({ disk: createMemoryDisk(Buffer.from(bytes)) });
      expect(outbox.size).toBe(0);
    }),
    { numRuns: 300 },
  );
});
