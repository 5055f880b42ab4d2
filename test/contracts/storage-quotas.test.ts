import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock, type Clock } from '../../src/kernel/clock.js';
import { createDatabase } from '../../src/storage/database.js';
import { openEmbeddedDatabase, type EmbeddedDatabase } from '../../src/storage/embedded-database.js';
import { createQuotaItems } from '../../src/storage/quota-items.js';
import type { QuotaItems } from '../../src/storage/quota-state.js';
import { createQuotas, type QuotaOptions, type Quotas } from '../../src/storage/quotas.js';
import { openStorage } from '../../src/storage/storage.js';
import { ensureTables, tables } from '../../src/storage/tables.js';

const minutes = 60_000;
const start = Date.parse('2026-03-01T10:00:00.000Z');
let wallMs = start;
/** Real timers, a wall clock that the test sets. */
const clock: Clock = { ...systemClock, wallMs: () => wallMs };
const log = (): void => undefined;

let directory: string;
let embedded: EmbeddedDatabase;
let database: ReturnType<typeof createDatabase>;
let requests: string[] = [];
let quotas: Quotas;
/** Each test has a questionnaire version of its own. */
let key = '';
let tests = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-quotas-'));
  embedded = await openEmbeddedDatabase({ clock, log }, { directory });
  database = createDatabase({ clock, log }, { tablePrefix: 't-', endpoint: embedded.endpoint, region: 'local', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, tryTimeoutMs: 10_000 });
  await ensureTables({ clock, log, database }, { definitions: tables, timeToLive: false });
});

afterAll(async () => {
  database.close();
  await embedded.close();
  rmSync(directory, { recursive: true });
});

beforeEach(() => {
  wallMs = start;
  tests += 1;
  key = `poll@${tests}`;
  quotas = node();
  requests = [];
});

/** One server's view of the quotas: its own memory, the same table. */
function node(options: QuotaOptions = {}): Quotas {
  const items = createQuotaItems(database);
  const counted: QuotaItems = {
    read: (quotaKey) => (requests.push('read'), items.read(quotaKey)),
    update: (quotaKey, change) => (requests.push('write'), items.update(quotaKey, change)),
    remove: (quotaKey) => items.remove(quotaKey),
  };
  return createQuotas({ clock, log, items: counted }, options);
}

const cell = (cellId: string, limit: number) => ({ cellId, limit });
const held = { ok: true, value: 'held' };
const full = (...cellIds: string[]) => ({ ok: false, error: { code: 'full', cellIds } });
const numbers = async (cellId: string, limit: number) => {
  const [status] = await quotas.status(key, [cell(cellId, limit)]);
  return [status?.completed, status?.reserved, status?.overQuota];
};

describe('holding', () => {
  it('takes a seat by one write, without a read before it', async () => {
    expect(await quotas.hold(key, 's1', [cell('male', 2)])).toEqual(held);
    expect(requests).toEqual(['write']);
    expect(await numbers('male', 2)).toEqual([0, 1, 0]);
  });

  it('lets exactly ten of a hundred in, and three more when three break off', async () => {
    const nodes = [node(), node(), node()];
    const sessions = Array.from({ length: 100 }, (_, index) => ({ id: `s${index}`, at: nodes[index % 3] ?? quotas }));
    const first = await Promise.all(sessions.map(({ id, at }) => at.hold(key, id, [cell('male', 10)])));
    const inside = sessions.filter((_, index) => first[index]?.ok);
    const outside = sessions.filter((_, index) => first[index]?.ok === false);
    expect([inside.length, outside.length]).toEqual([10, 90]);
    expect(first.filter((result) => !result.ok)).toEqual(Array.from({ length: 90 }, () => full('male')));
    await Promise.all(inside.slice(0, 3).map(({ id, at }) => at.release(key, id)));
    const second = await Promise.all(outside.map(({ id, at }) => at.hold(key, id, [cell('male', 10)])));
    expect(second.filter((result) => result.ok).length).toBe(3);
    expect(await numbers('male', 10)).toEqual([0, 10, 0]);
  });

  it('gives ten expired seats to ten of a hundred at once', async () => {
    for (let n = 0; n < 10; n += 1) await quotas.hold(key, `gone${n}`, [cell('male', 10)]);
    wallMs += 30 * minutes;
    const nodes = [node(), node()];
    const results = await Promise.all(Array.from({ length: 100 }, (_, n) => (nodes[n % 2] ?? quotas).hold(key, `s${n}`, [cell('male', 10)])));
    expect(results.filter((result) => result.ok).length).toBe(10);
    expect(await numbers('male', 10)).toEqual([0, 10, 0]);
  });

  it('takes all cells or none', async () => {
    await quotas.hold(key, 's1', [cell('male', 5), cell('north', 1)]);
    expect(await quotas.hold(key, 's2', [cell('male', 5), cell('north', 1)])).toEqual(full('north'));
    expect(await numbers('male', 5)).toEqual([0, 1, 0]);
    expect(await quotas.hold(key, 's2', [cell('male', 5), cell('south', 0)])).toEqual(full('south'));
    expect(await quotas.hold(key, 's2', [cell('south', 0), cell('north', 1), cell('male', 1)])).toEqual(full('male', 'north', 'south'));
    expect(await quotas.hold(key, 's2', [cell('male', 5), cell('east', 1)])).toEqual(held);
  });

  it('moves the seat when a correction moves the participant, and counts the cells that stay once', async () => {
    await quotas.hold(key, 's1', [cell('male', 1), cell('north', 1)]);
    expect(await quotas.hold(key, 's1', [cell('female', 1), cell('north', 1)])).toEqual(held);
    expect([await numbers('male', 1), await numbers('female', 1), await numbers('north', 1)]).toEqual([[0, 0, 0], [0, 1, 0], [0, 1, 0]]);
    expect(await quotas.hold(key, 's2', [cell('male', 1)])).toEqual(held);
    // Back again there is no room, and the seat that it has stays.
    expect(await quotas.hold(key, 's1', [cell('male', 1), cell('north', 1)])).toEqual(full('male'));
    expect(await numbers('female', 1)).toEqual([0, 1, 0]);
  });

  it('takes cells one after another as they are decided, one write each', async () => {
    await quotas.hold(key, 's1', [cell('male', 1)]);
    await quotas.hold(key, 's1', [cell('north', 1), cell('male', 1)]);
    await quotas.renew(key, 's1');
    wallMs += 1;
    await quotas.renew(key, 's1');
    await quotas.complete(key, 's1', [cell('male', 1), cell('north', 1)]);
    expect(requests).toEqual(['write', 'write', 'read', 'write', 'write']);
    expect([await numbers('male', 1), await numbers('north', 1)]).toEqual([[1, 0, 0], [1, 0, 0]]);
  });

  it('can be repeated, here and on another node', async () => {
    for (const each of [quotas, quotas, node(), node()]) expect(await each.hold(key, 's1', [cell('male', 1), cell('north', 3)])).toEqual(held);
    expect(await numbers('north', 3)).toEqual([0, 1, 0]);
    expect(await quotas.hold(key, 's1', [])).toEqual(held);
    expect(await quotas.hold(key, 's1', [])).toEqual(held);
    expect(await numbers('male', 1)).toEqual([0, 0, 0]);
  });

  it('keeps questionnaire versions apart', async () => {
    await quotas.hold(key, 's1', [cell('male', 1)]);
    expect(await quotas.hold(`${key}.1`, 's2', [cell('male', 1)])).toEqual(held);
  });

  it('refuses more than 40 cells as a mistake', async () => {
    const many = Array.from({ length: 41 }, (_, index) => cell(`c${index}`, 1));
    await expect(quotas.hold(key, 's1', many)).rejects.toThrow('41 quota cells at once; at most 40');
    expect(await quotas.hold(key, 's1', many.slice(1))).toEqual(held);
    expect(await quotas.complete(key, 's1', many.slice(1))).toBe('counted');
  });
});

describe('leases', () => {
  it('gives a seat away from the moment when its lease ends, not before', async () => {
    await quotas.hold(key, 's1', [cell('male', 1)]);
    wallMs += 30 * minutes - 1;
    expect(await quotas.hold(key, 's2', [cell('male', 1)])).toEqual(full('male'));
    wallMs += 1;
    expect(await numbers('male', 1)).toEqual([0, 0, 0]);
    expect(await quotas.hold(key, 's2', [cell('male', 1)])).toEqual(held);
    expect(await quotas.renew(key, 's1')).toBe('lost');
    expect(await quotas.hold(key, 's1', [cell('male', 1)])).toEqual(full('male'));
  });

  it('goes on from each renewal and each hold', async () => {
    const short = node({ leaseMs: 1000 });
    await short.hold(key, 's1', [cell('male', 1)]);
    wallMs += 900;
    expect(await short.renew(key, 's1')).toBe('renewed');
    wallMs += 900;
    expect(await short.hold(key, 's1', [cell('male', 1)])).toEqual(held);
    wallMs += 900;
    expect(await short.hold(key, 's2', [cell('male', 1)])).toEqual(full('male'));
    expect(await node({ leaseMs: 1000 }).renew(key, 's1')).toBe('renewed');
    wallMs += 1000;
    expect(await short.renew(key, 's1')).toBe('lost');
  });

  it('lets a session that lost its lease hold again where there is room, once', async () => {
    await quotas.hold(key, 's1', [cell('male', 1), cell('north', 2)]);
    wallMs += 31 * minutes;
    expect(await quotas.hold(key, 's1', [cell('male', 1), cell('south', 2)])).toEqual(held);
    expect([await numbers('male', 1), await numbers('north', 2), await numbers('south', 2)]).toEqual([[0, 1, 0], [0, 0, 0], [0, 1, 0]]);
    expect(await quotas.complete(key, 's1', [cell('male', 1), cell('south', 2)])).toBe('counted');
  });

  it('clears away many ended leases, also where nobody needs the seats', async () => {
    const wide = Array.from({ length: 30 }, (_, index) => cell(`c${index}`, 1000));
    for (let n = 0; n < 45; n += 1) await quotas.hold(key, `gone${n}`, n % 2 === 0 ? wide : [cell('c1', 1000)]);
    wallMs += 31 * minutes;
    for (let n = 0; n < 12; n += 1) await quotas.hold(key, `s${n}`, [cell('other', 1000)]);
    const state = await createQuotaItems(database).read(key);
    expect(state.seats.size).toBeLessThan(12 + 20);
    expect(state.taken.get('c1')).toBe([...state.seats.values()].filter((seat) => seat.cellIds.includes('c1')).length);
  });
});

describe('completing', () => {
  it('turns the seat into a completion, once, and keeps it taken', async () => {
    await quotas.hold(key, 's1', [cell('male', 1)]);
    for (const each of [quotas, quotas, node()]) expect(await each.complete(key, 's1', [cell('male', 1)])).toBe('counted');
    expect(await numbers('male', 1)).toEqual([1, 0, 0]);
    wallMs += 31 * minutes;
    expect(await quotas.hold(key, 's2', [cell('male', 1)])).toEqual(full('male'));
    await quotas.release(key, 's1');
    for (const limit of [0, 5]) expect(await quotas.hold(key, 's1', [cell('female', limit)])).toEqual(held);
    expect(await numbers('female', 5)).toEqual([0, 0, 0]);
    expect(await numbers('male', 1)).toEqual([1, 0, 0]);
  });

  it('counts a late interview apart, once, whether its seat was given away or not', async () => {
    await quotas.hold(key, 's1', [cell('male', 1)]);
    await quotas.hold(key, 's3', [cell('female', 1)]);
    wallMs += 30 * minutes;
    await quotas.hold(key, 's2', [cell('male', 1)]);
    for (const each of [quotas, node()]) expect(await each.complete(key, 's1', [cell('male', 1)])).toBe('over_quota');
    expect(await quotas.complete(key, 's2', [cell('male', 1)])).toBe('counted');
    expect(await numbers('male', 1)).toEqual([1, 0, 1]);
    expect(await quotas.complete(key, 's3', [cell('female', 1)])).toBe('over_quota');
    expect(await numbers('female', 1)).toEqual([0, 0, 1]);
    expect(await quotas.hold(key, 's4', [cell('female', 1)])).toEqual(held);
  });

  it('counts an interview that never held a seat apart, and one that belongs to no cell nowhere', async () => {
    expect(await quotas.complete(key, 's1', [cell('male', 5), cell('north', 5)])).toBe('over_quota');
    expect([await numbers('male', 5), await numbers('north', 5)]).toEqual([[0, 0, 1], [0, 0, 1]]);
    for (const cells of [[], [], [cell('male', 5)]]) expect(await quotas.complete(key, 's2', cells)).toBe('counted');
    expect(await numbers('male', 5)).toEqual([0, 0, 1]);
  });

  it('moves the seat at the last moment where there is room', async () => {
    await quotas.hold(key, 's1', [cell('male', 1)]);
    expect(await node().complete(key, 's1', [cell('female', 1)])).toBe('counted');
    await quotas.hold(key, 's2', [cell('male', 1)]);
    expect(await node().complete(key, 's2', [cell('female', 1)])).toBe('over_quota');
    expect([await numbers('male', 1), await numbers('female', 1)]).toEqual([[0, 0, 0], [1, 0, 1]]);
  });

  it('remembers a bounded number of finished sessions, the newest', async () => {
    const small = node({ finishedKept: 30 });
    for (let n = 0; n < 120; n += 1) {
      wallMs += 1000;
      await small.hold(key, `s${n}`, [cell('male', 1000)]);
      expect(await small.complete(key, `s${n}`, [cell('male', 1000)])).toBe('counted');
    }
    const { finished } = await createQuotaItems(database).read(key);
    expect(finished.size).toBeLessThan(30 + 20);
    expect(finished.size).toBeGreaterThanOrEqual(30);
    expect(await small.complete(key, 's95', [cell('male', 1000)])).toBe('counted');
    expect(await numbers('male', 1000)).toEqual([120, 0, 0]);
  });
});

describe('the rest', () => {
  it('shows every cell in the order asked for', async () => {
    for (const id of ['s1', 's2', 's3']) await quotas.hold(key, id, [cell('male', 3)]);
    await quotas.complete(key, 's1', [cell('male', 3)]);
    await quotas.complete(key, 'late', [cell('male', 3)]);
    expect(await quotas.status(key, [cell('nobody', 0), cell('male', 3), cell('female', 4)])).toEqual([
      { cellId: 'nobody', limit: 0, completed: 0, reserved: 0, overQuota: 0, isFilled: true, percentage: 100 },
      { cellId: 'male', limit: 3, completed: 1, reserved: 2, overQuota: 1, isFilled: true, percentage: 33.3 },
      { cellId: 'female', limit: 4, completed: 0, reserved: 0, overQuota: 0, isFilled: false, percentage: 0 },
    ]);
    await quotas.release(key, 's2');
    expect((await quotas.status(key, [cell('male', 3)]))[0]?.isFilled).toBe(false);
  });

  it('forgets everything on reset, and what was held is lost', async () => {
    await quotas.hold(key, 's1', [cell('male', 2)]);
    await quotas.hold(key, 's2', [cell('male', 2)]);
    await quotas.complete(key, 's2', [cell('male', 2)]);
    await quotas.reset(key);
    await quotas.reset(key);
    expect(await numbers('male', 2)).toEqual([0, 0, 0]);
    expect(await quotas.renew(key, 's1')).toBe('lost');
    await quotas.release(key, 's1');
    expect(await numbers('male', 2)).toEqual([0, 0, 0]);
    expect(await quotas.complete(key, 's1', [cell('male', 2)])).toBe('over_quota');
    expect(await quotas.hold(key, 's2', [cell('male', 2)])).toEqual(held);
  });

  it('takes ids of any characters', async () => {
    const ids = ['', 'a.b', '#0', ':0', 'seat:s1', '__proto__', 'constructor', 'größe ≥ 1,80 m', '"quoted" \\ [0]', 'line\nbreak', '🙂', ' ', 'x'.repeat(300)];
    const cells = ids.map((cellId) => cell(cellId, 1));
    for (const sessionId of ['__proto__', 'a:b', 's1']) {
      expect(await quotas.hold(key, sessionId, cells)).toEqual(held);
      expect(await node().hold(key, 'another', [cell('__proto__', 1)])).toEqual(full('__proto__'));
      expect(await node().renew(key, sessionId)).toBe('renewed');
      await node().release(key, sessionId);
    }
    await quotas.hold(key, 'toString', cells);
    expect(await quotas.complete(key, 'toString', cells)).toBe('counted');
    expect((await quotas.status(key, cells)).map(({ completed, reserved }) => [completed, reserved])).toEqual(ids.map(() => [1, 0]));
  });

  it('is part of the storage, survives a restart, and takes its lease from the options', async () => {
    const place = mkdtempSync(join(tmpdir(), 'voiceter-quotas-'));
    const options = { kind: 'embedded', directory: place, tablePrefix: 'x-', quotaLeaseMs: 1000 } as const;
    const before = await openStorage({ clock }, options);
    await before.quotas.hold(key, 's1', [cell('male', 2)]);
    await before.quotas.hold(key, 's2', [cell('male', 2)]);
    await before.quotas.complete(key, 's2', [cell('male', 2)]);
    await before.close();
    const after = await openStorage({ clock }, options);
    expect(await after.quotas.hold(key, 's3', [cell('male', 2)])).toEqual(full('male'));
    wallMs += 1000;
    expect(await after.quotas.hold(key, 's3', [cell('male', 2)])).toEqual(held);
    expect(await after.quotas.status(key, [cell('male', 2)])).toMatchObject([{ completed: 1, reserved: 1 }]);
    await after.close();
    rmSync(place, { recursive: true });
  });
});
