import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { systemClock } from '../../src/kernel/clock.js';
import { createDatabase, type Database } from '../../src/storage/database.js';
import { openEmbeddedDatabase, type EmbeddedDatabase } from '../../src/storage/embedded-database.js';
import { createQuotaItems } from '../../src/storage/quota-items.js';
import { emptyQuotaState, type QuotaItems, type QuotaState } from '../../src/storage/quota-state.js';
import { createQuotas } from '../../src/storage/quotas.js';
import { ensureTables, tables } from '../../src/storage/tables.js';
import { stateAfter } from '../support/quota-memory.js';

let directory: string;
let embedded: EmbeddedDatabase;
let database: Database;
const log = (): void => undefined;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-quota-counts-'));
  embedded = await openEmbeddedDatabase({ clock: systemClock, log }, { directory });
  database = createDatabase({ clock: systemClock, log }, { tablePrefix: 'p-', endpoint: embedded.endpoint, region: 'local', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, tryTimeoutMs: 10_000 });
  await ensureTables({ clock: systemClock, log, database }, { definitions: tables, timeToLive: false });
});

afterAll(async () => {
  database.close();
  await embedded.close();
  rmSync(directory, { recursive: true });
});

const leaseMs = 100;
const limits = { a: 1, b: 2, c: 3, none: 0 } as const;
type CellId = keyof typeof limits;
const cellsOf = (cellIds: readonly CellId[]) => cellIds.map((cellId) => ({ cellId, limit: limits[cellId] }));
const allCells: readonly CellId[] = ['a', 'b', 'c', 'none'];

/** The rules, said plainly: no writes, no conditions, and an ended lease is gone at once. */
function createModel() {
  const seats = new Map<string, { cells: readonly CellId[]; untilMs: number }>();
  const finished = new Map<string, { cells: readonly CellId[]; outcome: 'counted' | 'over_quota' }>();
  const live = (sessionId: string, nowMs: number) => {
    const seat = seats.get(sessionId);
    return seat !== undefined && seat.untilMs > nowMs ? seat : null;
  };
  const reserved = (cellId: CellId, nowMs: number, except = ''): number => [...seats.keys()].filter((id) => id !== except && live(id, nowMs)?.cells.includes(cellId) === true).length;
  const ended = (cellId: CellId, outcome: string): number => [...finished.values()].filter((each) => each.outcome === outcome && each.cells.includes(cellId)).length;
  const fullFor = (sessionId: string, cells: readonly CellId[], nowMs: number): CellId[] =>
    cells.filter((cellId) => live(sessionId, nowMs)?.cells.includes(cellId) !== true && ended(cellId, 'counted') + reserved(cellId, nowMs, sessionId) >= limits[cellId]).sort();
  return {
    hold(sessionId: string, cells: readonly CellId[], nowMs: number) {
      if (finished.has(sessionId)) return { ok: true, value: 'held' };
      const cellIds = fullFor(sessionId, cells, nowMs);
      if (cellIds.length > 0) return { ok: false, error: { code: 'full', cellIds } };
      seats.set(sessionId, { cells, untilMs: nowMs + leaseMs });
      return { ok: true, value: 'held' };
    },
    renew(sessionId: string, nowMs: number) {
      const seat = live(sessionId, nowMs);
      if (seat === null || seat.cells.length === 0) return 'lost';
      seat.untilMs = nowMs + leaseMs;
      return 'renewed';
    },
    release: (sessionId: string) => void seats.delete(sessionId),
    complete(sessionId: string, cells: readonly CellId[], nowMs: number) {
      const known = finished.get(sessionId);
      if (known !== undefined) return known.outcome;
      const isIn = cells.length === 0 || (live(sessionId, nowMs) !== null && live(sessionId, nowMs)?.cells.length !== 0 && fullFor(sessionId, cells, nowMs).length === 0);
      const outcome = isIn ? 'counted' : 'over_quota';
      finished.set(sessionId, { cells, outcome });
      seats.delete(sessionId);
      return outcome;
    },
    status: (nowMs: number) => allCells.map((cellId) => ({ cellId, completed: ended(cellId, 'counted'), reserved: reserved(cellId, nowMs), overQuota: ended(cellId, 'over_quota') })),
  };
}

const sessionId = fc.constantFrom('s1', 's2', 's3', 's4', 's5');
const cells = fc.oneof({ weight: 9, arbitrary: fc.subarray<CellId>(['a', 'b', 'c']) }, { weight: 1, arbitrary: fc.subarray<CellId>(['none', 'c', 'a']) });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('hold' as const), sessionId, cells }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew' as const), sessionId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), sessionId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('complete' as const), sessionId, cells }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 30, 99, 100) }) },
);
/** Which of two nodes runs the step; each has its own memory of what the sessions hold. */
const program = fc.array(fc.tuple(fc.constantFrom(0, 1), step), { minLength: 1, maxLength: 25 });
type Step = typeof program extends fc.Arbitrary<(infer S)[]> ? S : never;

async function runProgram(steps: readonly Step[], items: QuotaItems, quotaKey: string): Promise<Set<string>> {
  let wallMs = 1_772_359_200_000;
  const clock = { ...systemClock, wallMs: () => wallMs };
  const nodes = [0, 1].map(() => createQuotas({ clock, log, items }, { leaseMs }));
  const model = createModel();
  const seen = new Set<string>();
  for (const [at, each] of steps) {
    const quotas = nodes[at];
    if (quotas === undefined) throw new Error('no such node');
    switch (each.kind) {
      case 'hold': {
        const result = await quotas.hold(quotaKey, each.sessionId, cellsOf(each.cells));
        expect(result).toEqual(model.hold(each.sessionId, each.cells, wallMs));
        seen.add(result.ok ? 'held' : 'full');
        break;
      }
      case 'renew': {
        const result = await quotas.renew(quotaKey, each.sessionId);
        expect(result).toBe(model.renew(each.sessionId, wallMs));
        seen.add(result);
        break;
      }
      case 'release':
        await quotas.release(quotaKey, each.sessionId);
        model.release(each.sessionId);
        break;
      case 'complete': {
        const result = await quotas.complete(quotaKey, each.sessionId, cellsOf(each.cells));
        expect(result).toBe(model.complete(each.sessionId, each.cells, wallMs));
        seen.add(result);
        break;
      }
      case 'wait':
        wallMs += each.ms;
        break;
    }
    const status = await quotas.status(quotaKey, cellsOf(allCells));
    expect(status.map(({ cellId, completed, reserved, overQuota }) => ({ cellId, completed, reserved, overQuota }))).toEqual(model.status(wallMs));
    for (const { completed, reserved, limit } of status) expect(completed + reserved).toBeLessThanOrEqual(limit);
    expectBalanced(await items.read(quotaKey));
  }
  return seen;
}

/** What is stored as taken is what is stored as completed and held. */
function expectBalanced(state: QuotaState): void {
  for (const cellId of allCells) {
    const seats = [...state.seats.values()].filter((seat) => seat.cellIds.includes(cellId)).length;
    expect([cellId, state.taken.get(cellId) ?? 0]).toEqual([cellId, (state.completed.get(cellId) ?? 0) + seats]);
  }
}

function createMemoryItems(): QuotaItems {
  const states = new Map<string, QuotaState>();
  return {
    read: (key) => Promise.resolve(states.get(key) ?? emptyQuotaState),
    update(key, change) {
      const after = stateAfter(states.get(key) ?? emptyQuotaState, change);
      if (after !== null) states.set(key, after);
      return Promise.resolve(after);
    },
    remove: (key) => Promise.resolve(void states.delete(key)),
  };
}

it('Property 15: counts stay as the rules say over any program of several sessions, in the database', async () => {
  const items = createQuotaItems(database);
  let runs = 0;
  await fc.assert(fc.asyncProperty(program, async (steps) => {
      await runProgram(steps, items, `poll@${(runs += 1)}`);
    }), { numRuns: 250 });
  expect(runs).toBeGreaterThanOrEqual(250);
});

it('Property 15: and over many more programs in memory, every outcome among them', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(program, async (steps) => {
      for (const outcome of await runProgram(steps, createMemoryItems(), 'poll@1')) seen.add(outcome);
    }),
    { numRuns: 2000 },
  );
  expect([...seen].sort()).toEqual(['counted', 'full', 'held', 'lost', 'over_quota', 'renewed']);
});

it('never overshoots when all sessions act at once', async () => {
  const items = createQuotaItems(database);
  let runs = 0;
  const act = fc.record({ sessionId: fc.nat({ max: 11 }), cells: fc.subarray<CellId>(['a', 'b', 'c'], { minLength: 1 }), end: fc.constantFrom('complete', 'release', 'stay') });
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 16 }), async (acts) => {
      const quotaKey = `crowd@${(runs += 1)}`;
      const nodes = [0, 1, 2].map(() => createQuotas({ clock: systemClock, log, items }, { leaseMs: 60_000 }));
      await Promise.all(
        acts.map(async (each, index) => {
          const quotas = nodes[index % 3];
          if (quotas === undefined) return;
          const result = await quotas.hold(quotaKey, `s${each.sessionId}`, cellsOf(each.cells));
          if (!result.ok || each.end === 'stay') return;
          if (each.end === 'release') await quotas.release(quotaKey, `s${each.sessionId}`);
          else await quotas.complete(quotaKey, `s${each.sessionId}`, cellsOf(each.cells));
        }),
      );
      const state = await items.read(quotaKey);
      expectBalanced(state);
      for (const cellId of allCells) expect(state.taken.get(cellId) ?? 0).toBeLessThanOrEqual(limits[cellId]);
    }),
    { numRuns: 50 },
  );
});
