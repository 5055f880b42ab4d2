import { describe, expect, it } from '@jest/globals';
import { appointmentFindings, orderFindings } from '../../../../src/storage/service-desk/desk-checks.js';
import { keyOf, type DeskItems, type DeskTable } from '../../../../src/storage/service-desk/desk-items.js';
import type { StoredItem } from '../../../../src/storage/service-desk/desk-pages.js';
import { carryOut, contentsAfter, planTransfer, readContents } from '../../../../src/storage/service-desk/transfer.js';
import { contentsFromText, textFromContents, type DeskContents } from '../../../../src/storage/service-desk/transfer-file.js';

const nowMs = Date.parse('2026-11-21T12:00:00Z');
const order = (id: string, changes: StoredItem = {}): StoredItem => ({
  PK: `ORDER#${id}`,
  SK: `ORDER#${id}`,
  id,
  customerName: 'Juan Pérez',
  customerEmail: 'j@email.com',
  items: [{ id: '1', name: 'Yerba', quantity: 2, price: 25.99 }],
  total: 51.98,
  status: 'pending',
  createdAt: '2026-11-20T00:00:00.000Z',
  ...changes,
});
const appointment = (id: string, date: string, changes: StoredItem = {}): StoredItem => ({
  PK: `APPOINTMENT#${id}`,
  SK: `APPOINTMENT#${id}`,
  id,
  patientName: 'Ana Paz',
  patientEmail: 'a@email.com',
  doctorName: 'Dr. Sosa',
  date,
  duration: 30,
  type: 'routine',
  status: 'scheduled',
  ...changes,
});
const counter = (kind: string, last: number): StoredItem => ({ PK: `COUNTER#${kind}`, SK: `COUNTER#${kind}`, last });
const day = (reservations: readonly StoredItem[]): StoredItem => ({ PK: 'DOCTORDAY#sosa#2026-11-27', SK: 'DOCTORDAY#sosa#2026-11-27', version: 3, reservations });
const reservation = (token: string, appointmentId: string, start: string, heldUntilMs = 0): StoredItem => ({ token, appointmentId, startMs: Date.parse(start), endMs: Date.parse(start) + 1_800_000, heldUntilMs });

/** Tables in memory, of which a write may fail. */
function memoryItems(contents: DeskContents): DeskItems & { failAt: number } {
  const tables: Record<DeskTable, Map<string, StoredItem>> = { orders: new Map(contents.orders.map((item) => [keyOf(item), item])), appointments: new Map(contents.appointments.map((item) => [keyOf(item), item])) };
  const items = {
    failAt: Number.POSITIVE_INFINITY,
    all: (table: DeskTable) => Promise.resolve([...tables[table].values()]),
    put: (table: DeskTable, item: StoredItem) => write(() => void tables[table].set(keyOf(item), item)),
    remove: (table: DeskTable, key: string) => write(() => void tables[table].delete(key)),
    set: () => Promise.resolve(),
    async raiseCounter(table: DeskTable, last: number) {
      const kind = table === 'orders' ? 'order' : 'appointment';
      const there = Number(tables[table].get(`COUNTER#${kind}`)?.['last'] ?? 0);
      if (there < last) await write(() => void tables[table].set(`COUNTER#${kind}`, counter(kind, last)));
    },
  };
  async function write(work: () => void): Promise<void> {
    await Promise.resolve();
    items.failAt -= 1;
    if (items.failAt === 0) throw new Error('the database is away');
    work();
  }
  return items;
}
const sorted = (contents: DeskContents): unknown => [contents.orders, contents.appointments].map((items) => [...items].sort((a, b) => keyOf(a).localeCompare(keyOf(b))));

const before: DeskContents = {
  orders: [order('1'), order('2'), counter('order', 2)],
  appointments: [appointment('1', '2026-11-27T13:00:00.000Z', { reservation: 'r1' }), day([reservation('r1', '1', '2026-11-27T13:00:00.000Z')]), counter('appointment', 1)],
};
const coming: DeskContents = { orders: [order('2', { status: 'shipped' }), order('9')], appointments: [appointment('4', '2026-11-27T15:00:00.000Z')] };

describe('a transfer', () => {
  it('adds and replaces, raises the counters, and drops the days that the next booking makes again', async () => {
    const items = memoryItems(before);
    const plan = planTransfer(before, coming, 'merge');
    expect(plan.counts).toEqual({ orders: { added: 1, replaced: 1, same: 0, removed: 0 }, appointments: { added: 1, replaced: 0, same: 0, removed: 0 } });
    expect(await carryOut(items, plan, before)).toEqual({ state: 'done' });
    const after = await readContents(items);
    expect(sorted(after)).toEqual(
      sorted({
        orders: [order('1'), order('2', { status: 'shipped' }), order('9'), counter('order', 9)],
        appointments: [before.appointments[0] ?? {}, appointment('4', '2026-11-27T15:00:00.000Z'), counter('appointment', 4)],
      }),
    );
  });
  it('that replaces keeps nothing else, and gives no number twice', async () => {
    const items = memoryItems(before);
    await carryOut(items, planTransfer(before, coming, 'replace'), before);
    expect(sorted(await readContents(items))).toEqual(sorted({ orders: [...coming.orders, counter('order', 9)], appointments: [...coming.appointments, counter('appointment', 4)] }));
  });
  it.each(Array.from({ length: 8 }, (_, index) => index + 1))('that fails at write %i leaves everything as it was', async (failAt) => {
    const items = memoryItems(before);
    items.failAt = failAt;
    const outcome = await carryOut(items, planTransfer(before, coming, 'replace'), before);
    expect(outcome.state).toBe('rolled back');
    expect(sorted(await readContents(items))).toEqual(sorted(before));
  });
  it('says so when it cannot go back', async () => {
    const items = memoryItems(before);
    const away = { ...items, put: () => Promise.reject(new Error('away')) };
    expect(await carryOut({ ...away, all: () => Promise.reject(new Error('away')) }, planTransfer(before, coming, 'merge'), before)).toMatchObject({ state: 'half done' });
  });
  it('can be looked over before', () => {
    const after = contentsAfter(before, planTransfer(before, coming, 'merge'));
    expect(after.orders.map((item) => keyOf(item))).toEqual(['ORDER#1', 'ORDER#2', 'COUNTER#order', 'ORDER#9']);
  });
});

describe('a file of a transfer', () => {
  const text = textFromContents(before, '2026-11-21T12:00:00.000Z');
  it('comes back whole', () => {
    const read = contentsFromText(text);
    expect(read).toEqual({ ok: true, value: { contents: before, exportedAt: '2026-11-21T12:00:00.000Z' } });
  });
  const problemsOf = (changed: string): readonly string[] => {
    const read = contentsFromText(changed);
    return read.ok ? [] : read.error;
  };
  it('that was changed, cut or is something else is not taken', () => {
    expect(problemsOf(text.replace('Juan', 'Ivan'))).toEqual(['the checksum does not fit: the file was changed, or is not whole']);
    expect(problemsOf(text.slice(0, -20))).toEqual(['the checksum does not fit: the file was changed, or is not whole']);
    expect(problemsOf('')).toEqual(['the first line is no header of an export of version 1']);
    expect(problemsOf('{"format":"other"}\n')).toEqual(['the first line is no header of an export of version 1']);
  });
  it('says which items do not fit, all at once', () => {
    const wrong = textFromContents({ orders: [order('1', { total: 1.999 }), order('2', { id: '3' }), { PK: 'X', SK: 'X' }, order('4'), order('4')], appointments: [appointment('1', 'mañana'), appointment('2', '2026-11-27T13:00:00Z', { status: 'lost' })] }, '2026-11-21T12:00:00.000Z');
    expect(problemsOf(wrong)).toEqual([
      'line 2: ORDER#1: total: is no amount with at most two decimals',
      'line 3: ORDER#2: its id is 3',
      'line 4: X: nothing of the table orders',
      'line 6: orders ORDER#4 comes twice',
      'line 7: APPOINTMENT#1: date: is no ISO 8601 date',
      expect.stringMatching(/^line 8: APPOINTMENT#2: status: /),
    ]);
  });
});

describe('a look over the stored data', () => {
  const texts = (findings: readonly { readonly level: string; readonly text: string }[]): string[] => findings.map(({ level, text }) => `${level}: ${text}`);
  it('finds nothing where all is well', () => {
    expect([...orderFindings(before.orders), ...appointmentFindings(before.appointments, nowMs)]).toEqual([]);
  });
  it('finds totals that do not add up, items that cannot be read, and counters that are behind', () => {
    expect(texts(orderFindings([order('1', { total: 50 }), order('7'), { PK: 'ORDER#8', SK: 'ORDER#8', id: '8' }, counter('order', 3)]))).toEqual([
      expect.stringMatching(/^problem: ORDER#8: customerName: /),
      'problem: ORDER#1: its total is 50, its items make 51.98',
      'note: the counter is at 3 and the highest id is 8: new ones skip the numbers between',
    ]);
  });
  it('finds appointments that overlap, reservations of nobody, and times that nobody keeps', () => {
    const found = appointmentFindings(
      [
        appointment('1', '2026-11-27T13:00:00.000Z', { reservation: 'r1' }),
        appointment('2', '2026-11-27T13:15:00.000Z', { doctorName: 'sosa' }),
        appointment('3', '2026-11-27T13:15:00.000Z', { status: 'cancelled', reservation: 'r3' }),
        day([reservation('r1', '1', '2026-11-27T13:00:00.000Z'), reservation('r3', '3', '2026-11-27T13:15:00.000Z'), reservation('r5', '5', '2026-11-27T15:00:00.000Z', nowMs + 1)]),
        counter('appointment', 5),
      ],
      nowMs,
    );
    expect(texts(found)).toEqual([
      'problem: APPOINTMENT#1 and APPOINTMENT#2 overlap: sosa on 2026-11-27',
      'note: DOCTORDAY#sosa#2026-11-27: a reservation for appointment 3 that is not on; it blocks nobody',
      'problem: APPOINTMENT#2: its time is not reserved, and could be given to somebody else; move it, or import it again',
    ]);
  });
});
