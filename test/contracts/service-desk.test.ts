import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock, type Clock } from '../../src/kernel/clock.js';
import { AppError } from '../../src/kernel/errors.js';
import type { Database } from '../../src/storage/database.js';
import { openDatabase, type OpenDatabase } from '../../src/storage/open-database.js';
import type { AppointmentDraft } from '../../src/storage/service-desk/appointment.js';
import { endMsOf } from '../../src/storage/service-desk/appointment.js';
import type { Creation } from '../../src/storage/service-desk/orders.js';
import type { OrderDraft } from '../../src/storage/service-desk/order.js';
import { createServiceDesk, type ServiceDesk } from '../../src/storage/service-desk/service-desk.js';
import { ensureTables, tables } from '../../src/storage/tables.js';

let directory: string;
let open: OpenDatabase;
let desk: ServiceDesk;
/** Another node on the same database. */
let otherDesk: ServiceDesk;
let other: OpenDatabase;
let wallMs = Date.parse('2026-11-21T12:00:00.000Z');
const clock: Clock = { ...systemClock, wallMs: () => wallMs };
const log = (): void => undefined;
const quiet = { clock, log };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-desk-'));
  const place = { kind: 'embedded', directory, tablePrefix: 'test-', tableNames: { appointments: 'clinic' } } as const;
  open = await openDatabase(quiet, place);
  await ensureTables({ ...quiet, database: open.database }, { definitions: tables, timeToLive: false });
  desk = createServiceDesk({ ...quiet, database: open.database });
  other = await openDatabase(quiet, place);
  otherDesk = createServiceDesk({ ...quiet, database: other.database });
});
afterAll(async () => {
  await other.close();
  await open.close();
  rmSync(directory, { recursive: true });
});

const orderDraft = (changes: Partial<OrderDraft> = {}): OrderDraft => ({
  customerName: 'Juan Pérez',
  customerEmail: 'juan.perez@email.com',
  customerDni: '12345678',
  items: [
    { name: 'Yerba', quantity: 2, priceCents: 2599, description: 'un kilo' },
    { name: 'Bombilla', quantity: 1, priceCents: 1550 },
  ],
  ...changes,
});
const at = (text: string): number => Date.parse(`${text}-03:00`);
const visit = (start: string, changes: Partial<AppointmentDraft> = {}): AppointmentDraft => ({
  patientName: 'Ana Martínez',
  patientEmail: 'ana@email.com',
  doctorName: 'Dr. Rodríguez',
  startMs: at(start),
  durationMinutes: 30,
  type: 'consultation',
  notes: '',
  ...changes,
});
const put = (table: 'orders' | 'appointments', item: Record<string, unknown>) => open.database.run('write', 'put', (documents) => documents.send(new PutCommand({ TableName: open.database.table(table), Item: item })));
const stored = async (table: 'orders' | 'appointments', key: string): Promise<Record<string, unknown> | undefined> =>
  (await open.database.run('read', 'get', (documents) => documents.send(new GetCommand({ TableName: open.database.table(table), Key: { PK: key, SK: key } })))).Item;
const indexed = async (table: 'orders' | 'appointments', index: string, name: string, value: string): Promise<unknown[]> =>
  (await open.database.run('read', 'query', (documents) => documents.send(new QueryCommand({ TableName: open.database.table(table), IndexName: index, KeyConditionExpression: '#n = :v', ExpressionAttributeNames: { '#n': name }, ExpressionAttributeValues: { ':v': value } })))).Items ?? [];
const outcome = async (promise: Promise<{ readonly ok: boolean; readonly error?: { readonly code: string } }>): Promise<string> => {
  const result = await promise;
  return result.ok ? 'ok' : (result.error?.code ?? '');
};
const tally = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

describe('orders', () => {
  it('are stored as source 001 writes them, with exact amounts, and read back', async () => {
    const order = await desk.orders.create(orderDraft());
    expect(order).toMatchObject({ id: '1', totalCents: 6748, status: 'pending', createdAt: '2026-11-21T12:00:00.000Z', estimatedDelivery: '2026-11-26T12:00:00.000Z' });
    expect(await stored('orders', 'ORDER#1')).toEqual({
      PK: 'ORDER#1',
      SK: 'ORDER#1',
      id: '1',
      customerName: 'Juan Pérez',
      customerEmail: 'juan.perez@email.com',
      customerDni: '12345678',
      items: [
        { id: '1', name: 'Yerba', quantity: 2, price: 25.99, description: 'un kilo' },
        { id: '2', name: 'Bombilla', quantity: 1, price: 15.5 },
      ],
      total: 67.48,
      status: 'pending',
      createdAt: '2026-11-21T12:00:00.000Z',
      updatedAt: '2026-11-21T12:00:00.000Z',
      estimatedDelivery: '2026-11-26T12:00:00.000Z',
      creationKey: expect.any(String),
    });
    expect(await desk.orders.get('1')).toEqual(order);
    expect(await desk.orders.get('nothing')).toBeNull();
  });

  it('get fifty distinct numbers when fifty are created at once on two nodes, past those that were imported', async () => {
    await put('orders', { PK: 'ORDER#5', SK: 'ORDER#5', id: '5', customerName: 'Old', customerEmail: 'old@email.com', items: [], total: 0, status: 'shipped', createdAt: '2024-01-15T00:00:00.000Z' });
    const created = await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? desk : otherDesk).orders.create(orderDraft({ customerEmail: `c${index}@email.com` }))));
    const ids = new Set(created.map(({ id }) => id));
    expect(ids.size).toBe(50);
    expect(ids.has('5')).toBe(false);
    expect((await desk.orders.get('5'))?.customerName).toBe('Old');
  });

  it('are created once when the first try arrived and its answer did not, and when the wish is repeated', async () => {
    const deaf = createServiceDesk({ ...quiet, database: deafOnce(open.database, PutCommand) });
    const draft = orderDraft({ customerEmail: 'deaf@email.com' });
    const wish: Creation = { key: 'wish-1', number: null };
    const order = await deaf.orders.create(draft, wish);
    expect(await indexed('orders', 'CustomerEmailIndex', 'customerEmail', 'deaf@email.com')).toHaveLength(1);
    expect((await desk.orders.create(draft, wish)).id).toBe(order.id);
    expect((await desk.orders.create(draft, { key: 'wish-2', number: null })).id).not.toBe(order.id);
  });

  it('are created once when a write arrives behind the one that was tried after it', async () => {
    const late = lateOnce(open.database, 'ORDER#');
    const draft = orderDraft({ customerEmail: 'late@email.com' });
    const wish: Creation = { key: 'wish-3', number: null };
    await expect(createServiceDesk({ ...quiet, database: late.database }).orders.create(draft, wish)).rejects.toThrow('no answer');
    const order = await desk.orders.create(draft, wish);
    await expect(late.arrive()).rejects.toThrow('conditional request failed');
    expect(await indexed('orders', 'CustomerEmailIndex', 'customerEmail', 'late@email.com')).toMatchObject([{ id: order.id }]);
  });

  it('are created once when the first try arrived, and nobody can read what it has left', async () => {
    const draft = orderDraft({ customerEmail: 'blind@email.com' });
    const wish: Creation = { key: 'wish-4', number: null };
    const deaf = deafOnce(open.database, PutCommand);
    const blind: Database = { ...deaf, run: (operation, what, request) => (operation === 'read' ? Promise.reject(new AppError('DB_CONNECTION_FAILED', 'away')) : deaf.run(operation, what, request)) };
    await expect(createServiceDesk({ ...quiet, database: blind }).orders.create(draft, wish)).rejects.toThrow('away');
    const order = await desk.orders.create(draft, wish);
    expect(await indexed('orders', 'CustomerEmailIndex', 'customerEmail', 'blind@email.com')).toMatchObject([{ id: order.id }]);
  });

  it('are cancelled once, however many try at once', async () => {
    const { id } = await desk.orders.create(orderDraft());
    expect(tally(await Promise.all(Array.from({ length: 20 }, (_, index) => outcome((index % 2 === 0 ? desk : otherDesk).orders.cancel(id)))))).toEqual({ ok: 1, already_cancelled: 19 });
    expect((await desk.orders.get(id))?.status).toBe('cancelled');
  });

  it('are cancelled by us when the first try arrived and its answer did not', async () => {
    const { id } = await desk.orders.create(orderDraft());
    expect(await outcome(createServiceDesk({ ...quiet, database: deafOnce(open.database, UpdateCommand) }).orders.cancel(id))).toBe('ok');
  });

  it.each(['shipped', 'delivered'])('are not cancelled when they are %s', async (status) => {
    await put('orders', { PK: `ORDER#900${status}`, SK: `ORDER#900${status}`, id: `900${status}`, customerName: 'Old', customerEmail: 'o@email.com', items: [], total: 0, status, createdAt: '2024-01-15T00:00:00.000Z' });
    expect(await outcome(desk.orders.cancel(`900${status}`))).toBe(status);
    expect(await outcome(desk.orders.cancel('none'))).toBe('not_found');
  });

  it('are listed in pages that end, without the counter, and without what cannot be read', async () => {
    await put('orders', { PK: 'ORDER#broken', SK: 'ORDER#broken', id: 'broken', total: 1.234 });
    const whole = await desk.orders.list();
    if (!whole.ok) throw new Error('refused');
    expect(whole.value).toMatchObject({ next: null, unreadable: 1 });
    const ids: string[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < 20; pages += 1) {
      const page = await desk.orders.list({ limit: 10, ...(after === undefined ? {} : { after }) });
      if (!page.ok) throw new Error('refused');
      expect(page.value.entries.length).toBeLessThanOrEqual(10);
      ids.push(...page.value.entries.map(({ id }) => id));
      if (page.value.next === null) break;
      after = page.value.next;
    }
    expect(ids).toEqual(whole.value.entries.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(await desk.orders.list({ after: 'bm9uc2Vuc2U' })).toEqual({ ok: false, error: { code: 'bad_cursor' } });
    expect((await indexed('orders', 'StatusIndex', 'status', 'pending')).length).toBeGreaterThan(50);
  });
});

describe('appointments', () => {
  it('are stored as source 001 writes them, in the table that was named, found by doctor and by patient', async () => {
    const booked = await desk.appointments.book(visit('2026-11-23T10:00:00', { notes: 'ayuno' }));
    expect(booked).toMatchObject({ ok: true, value: { id: '1', status: 'scheduled' } });
    expect(await stored('appointments', 'APPOINTMENT#1')).toEqual({
      PK: 'APPOINTMENT#1',
      SK: 'APPOINTMENT#1',
      id: '1',
      patientName: 'Ana Martínez',
      patientEmail: 'ana@email.com',
      doctorName: 'Dr. Rodríguez',
      date: '2026-11-23T13:00:00.000Z',
      appointmentDate: '2026-11-23T13:00:00.000Z',
      duration: 30,
      type: 'consultation',
      notes: 'ayuno',
      status: 'scheduled',
      createdAt: '2026-11-21T12:00:00.000Z',
      updatedAt: '2026-11-21T12:00:00.000Z',
      reservation: expect.any(String),
    });
    expect(open.database.table('appointments')).toBe('clinic');
    expect(await indexed('appointments', 'DoctorDateIndex', 'doctorName', 'Dr. Rodríguez')).toHaveLength(1);
    expect(await indexed('appointments', 'PatientEmailIndex', 'patientEmail', 'ana@email.com')).toHaveLength(1);
    expect(await indexed('appointments', 'StatusIndex', 'status', 'scheduled')).toHaveLength(1);
  });

  it('of one doctor do not overlap, however the doctor is written; one may begin when another ends', async () => {
    const start = '2026-11-24T10:00:00';
    expect(await outcome(desk.appointments.book(visit(start)))).toBe('ok');
    expect(await outcome(desk.appointments.book(visit('2026-11-24T10:15:00', { doctorName: 'doctora rodriguez' })))).toBe('taken');
    expect(await outcome(desk.appointments.book(visit('2026-11-24T09:45:00', { doctorName: 'RODRÍGUEZ', durationMinutes: 16 })))).toBe('taken');
    expect(await outcome(desk.appointments.book(visit('2026-11-24T10:30:00', { doctorName: 'Rodriguez' })))).toBe('ok');
    expect(await outcome(desk.appointments.book(visit(start, { doctorName: 'Dra. Gómez' })))).toBe('ok');
    expect(await outcome(desk.appointments.book(visit('2026-11-24T23:45:00')))).toBe('crosses_midnight');
    expect(await outcome(desk.appointments.book(visit('2026-11-24T23:30:00')))).toBe('ok');
  });

  it('that fifty people want at once on two nodes: one gets the time, and of fifty different times everybody gets theirs', async () => {
    const same = Array.from({ length: 50 }, (_, index) => outcome((index % 2 === 0 ? desk : otherDesk).appointments.book(visit('2026-11-25T09:00:00', { patientName: `P ${index}` }))));
    expect(tally(await Promise.all(same))).toEqual({ ok: 1, taken: 49 });
    const apart = await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? desk : otherDesk).appointments.book(visit('2026-11-26T08:00:00', { startMs: at('2026-11-26T08:00:00') + index * 600_000, durationMinutes: 10 }))));
    expect(new Set(apart.map((result) => (result.ok ? result.value.id : 'refused'))).size).toBe(50);
    const listed = await desk.appointments.list({ day: '2026-11-26' });
    const spans = listed.ok ? [...listed.value.entries].sort((a, b) => a.startMs - b.startMs) : [];
    expect(spans).toHaveLength(50);
    expect(spans.every((one, index) => index === 0 || endMsOf(spans[index - 1] ?? one) <= one.startMs)).toBe(true);
  }, 20_000);

  it('that fifty people book and move at random never overlap', async () => {
    const starts = Array.from({ length: 50 }, (_, index) => at('2026-11-27T08:00:00') + ((index * 37) % 60) * 5 * 60_000);
    const results = await Promise.all(starts.map((startMs, index) => (index % 2 === 0 ? desk : otherDesk).appointments.book(visit('2026-11-27T08:00:00', { startMs, durationMinutes: 15 + (index % 3) * 10 }))));
    const ids = results.flatMap((result) => (result.ok ? [result.value.id] : []));
    await Promise.all(ids.map((id, index) => (index % 2 === 0 ? desk : otherDesk).appointments.move(id, at('2026-11-27T09:00:00') + ((index * 53) % 60) * 5 * 60_000)));
    const listed = await desk.appointments.list({ day: '2026-11-27' });
    const spans = listed.ok ? [...listed.value.entries].sort((a, b) => a.startMs - b.startMs) : [];
    expect(spans).toHaveLength(ids.length);
    expect(spans.filter((one, index) => index > 0 && endMsOf(spans[index - 1] ?? one) > one.startMs)).toEqual([]);
  }, 20_000);

  it('free their time when they are cancelled, once', async () => {
    const first = await desk.appointments.book(visit('2026-11-28T10:00:00'));
    const id = first.ok ? first.value.id : '';
    expect(tally(await Promise.all([desk, otherDesk, desk, otherDesk].map((one) => outcome(one.appointments.cancel(id)))))).toEqual({ ok: 1, already_cancelled: 3 });
    expect(await outcome(desk.appointments.move(id, at('2026-11-28T11:00:00')))).toBe('cancelled');
    expect(await outcome(desk.appointments.book(visit('2026-11-28T10:00:00')))).toBe('ok');
    expect(await outcome(desk.appointments.cancel('none'))).toBe('not_found');
  });

  it('move to a free time, which may overlap their own, and free the old one', async () => {
    const first = await desk.appointments.book(visit('2026-11-29T10:00:00'));
    await desk.appointments.book(visit('2026-11-29T12:00:00'));
    const id = first.ok ? first.value.id : '';
    expect(await outcome(desk.appointments.move(id, at('2026-11-29T12:15:00')))).toBe('taken');
    expect(await outcome(desk.appointments.move(id, at('2026-11-29T10:15:00')))).toBe('ok');
    expect(await outcome(desk.appointments.book(visit('2026-11-29T10:00:00')))).toBe('taken');
    expect(await outcome(desk.appointments.move(id, at('2026-11-30T09:00:00')))).toBe('ok');
    expect(await outcome(desk.appointments.book(visit('2026-11-29T10:00:00')))).toBe('ok');
    expect(await outcome(desk.appointments.move('none', at('2026-11-30T09:00:00')))).toBe('not_found');
    expect((await stored('appointments', `APPOINTMENT#${id}`))?.['appointmentDate']).toBe('2026-11-30T12:00:00.000Z');
  });

  it('are not changed any more when they are completed', async () => {
    await put('appointments', { PK: 'APPOINTMENT#done', SK: 'APPOINTMENT#done', id: 'done', patientName: 'A B', patientEmail: 'a@b.com', doctorName: 'Dr. Sosa', date: '2026-11-20T13:00:00.000Z', duration: 30, type: 'routine', status: 'completed' });
    expect(await outcome(desk.appointments.cancel('done'))).toBe('completed');
    expect(await outcome(desk.appointments.move('done', at('2026-11-30T09:00:00')))).toBe('completed');
  });

  it('that another system has stored take their time too', async () => {
    await put('appointments', { PK: 'APPOINTMENT#old', SK: 'APPOINTMENT#old', id: 'old', patientName: 'A B', patientEmail: 'a@b.com', doctorName: 'Dra. Vidal', date: '2026-12-01T10:00:00', duration: 45, type: 'routine', status: 'confirmed' });
    expect(await outcome(desk.appointments.book(visit('2026-12-01T10:30:00', { doctorName: 'Vidal' })))).toBe('taken');
    expect(await outcome(desk.appointments.move('old', at('2026-12-01T15:00:00')))).toBe('ok');
    expect(await outcome(desk.appointments.book(visit('2026-12-01T10:30:00', { doctorName: 'Vidal' })))).toBe('ok');
    expect(await outcome(desk.appointments.book(visit('2026-12-01T15:30:00', { doctorName: 'Vidal' })))).toBe('taken');
  });

  it('that were never written hold their time for 90 s and no longer', async () => {
    const dying = createServiceDesk({ ...quiet, database: failing(open.database, (input) => String(input['PK']).startsWith('APPOINTMENT#')) });
    await expect(dying.appointments.book(visit('2026-12-02T10:00:00'))).rejects.toThrow('the process has died');
    expect(await outcome(desk.appointments.book(visit('2026-12-02T10:00:00')))).toBe('taken');
    wallMs += 90_001;
    expect(await outcome(desk.appointments.book(visit('2026-12-02T10:00:00')))).toBe('ok');
  });

  it.each(Array.from({ length: 10 }, (_, index) => index))('that are moved by a process that dies at a request, before (even) or after (odd) it arrived: %i', async (step) => {
    const day = `2027-01-${String(10 + step)}`;
    const [from, to] = [`${day}T10:00:00`, `${day}T11:00:00`];
    const booked = await desk.appointments.book(visit(from));
    const id = booked.ok ? booked.value.id : '';
    let requests = -1;
    const dying = createServiceDesk({
      ...quiet,
      database: listening(open.database, async (_sent, send) => {
        requests += 1;
        const isLast = requests === Math.floor(step / 2);
        const answer = isLast && step % 2 === 0 ? null : await send();
        if (requests >= Math.floor(step / 2)) throw new AppError('DB_READ_FAILED', 'the process has died');
        return answer;
      }),
    });
    await outcome(dying.appointments.move(id, at(to))).catch(() => 'died');
    const kept = (await desk.appointments.get(id))?.startMs;
    expect([at(from), at(to)]).toContain(kept);
    const [held, free] = kept === at(from) ? [from, to] : [to, from];
    expect(await outcome(desk.appointments.book(visit(held)))).toBe('taken');
    wallMs += 90_001;
    expect(await outcome(desk.appointments.book(visit(free)))).toBe('ok');
    expect(await outcome(desk.appointments.book(visit(held)))).toBe('taken');
  });

  it('asked for twice by the same wish are one, and a try whose answer was lost makes no second one', async () => {
    const deaf = createServiceDesk({ ...quiet, database: deafOnce(open.database, PutCommand) });
    const first = await deaf.appointments.book(visit('2026-12-03T10:00:00'), 'wish-1');
    const again = await desk.appointments.book(visit('2026-12-03T10:00:00'), 'wish-1');
    expect(first.ok && again.ok && first.value.id === again.value.id).toBe(true);
    expect(await outcome(desk.appointments.book(visit('2026-12-03T10:00:00'), 'wish-2'))).toBe('taken');
    const listed = await desk.appointments.list({ day: '2026-12-03' });
    expect(listed.ok && listed.value.entries).toHaveLength(1);
  });

  it('asked for again by a wish whose write is still on its way are booked, and once', async () => {
    const late = lateOnce(open.database, 'APPOINTMENT#');
    await expect(createServiceDesk({ ...quiet, database: late.database }).appointments.book(visit('2026-12-06T10:00:00'), 'wish-5')).rejects.toThrow('no answer');
    const again = await desk.appointments.book(visit('2026-12-06T10:00:00'), 'wish-5');
    expect(again.ok).toBe(true);
    await expect(late.arrive()).rejects.toThrow('conditional request failed');
    const listed = await desk.appointments.list({ day: '2026-12-06' });
    expect(listed.ok && listed.value.entries.map(({ id }) => id)).toEqual([again.ok ? again.value.id : '']);
    expect(await outcome(desk.appointments.book(visit('2026-12-06T10:00:00'), 'wish-6'))).toBe('taken');
  });

  it('are booked once when the first try arrived, and nobody can read what it has left', async () => {
    const deaf = deafOnce(open.database, PutCommand, 'APPOINTMENT#');
    const blind: Database = { ...deaf, run: (operation, what, request) => (what.startsWith('get appointment') ? Promise.reject(new AppError('DB_CONNECTION_FAILED', 'away')) : deaf.run(operation, what, request)) };
    await expect(createServiceDesk({ ...quiet, database: blind }).appointments.book(visit('2026-12-07T10:00:00'), 'wish-7')).rejects.toThrow('away');
    expect(await outcome(desk.appointments.book(visit('2026-12-07T10:00:00'), 'wish-7'))).toBe('ok');
    const listed = await desk.appointments.list({ day: '2026-12-07' });
    expect(listed.ok && listed.value.entries).toHaveLength(1);
  });

  it('whose move was reserved by a try that came to nothing can be moved there when they are asked for again', async () => {
    const booked = await desk.appointments.book(visit('2026-12-08T10:00:00'));
    const id = booked.ok ? booked.value.id : '';
    const stuck = listening(open.database, (sent, send) => (sent instanceof UpdateCommand ? Promise.reject(new AppError('DB_CONNECTION_FAILED', 'no answer')) : send()));
    await expect(createServiceDesk({ ...quiet, database: stuck }).appointments.move(id, at('2026-12-08T12:00:00'))).rejects.toThrow('no answer');
    expect(await outcome(desk.appointments.move(id, at('2026-12-08T12:00:00')))).toBe('ok');
    expect(await outcome(desk.appointments.book(visit('2026-12-08T12:00:00')))).toBe('taken');
    expect(await outcome(desk.appointments.book(visit('2026-12-08T10:00:00')))).toBe('ok');
  });

  it('are listed by the day at the desk, not by the day in Greenwich', async () => {
    await desk.appointments.book(visit('2026-12-04T22:00:00'));
    const days = await Promise.all(['2026-12-04', '2026-12-05'].map((day) => desk.appointments.list({ day })));
    expect(days.map((page) => page.ok && page.value.entries.length)).toEqual([1, 0]);
  });

  it('go past numbers that are taken, and keep no time under them', async () => {
    const last = await desk.appointments.book(visit('2026-12-05T08:00:00'));
    const next = String(Number(last.ok ? last.value.id : 0) + 1);
    await put('appointments', { PK: `APPOINTMENT#${next}`, SK: `APPOINTMENT#${next}`, id: next, patientName: 'A B', patientEmail: 'a@b.com', doctorName: 'Dr. Sosa', date: '2026-11-20T13:00:00.000Z', duration: 30, type: 'routine', status: 'completed' });
    expect(await desk.appointments.book(visit('2026-12-05T10:00:00'))).toMatchObject({ ok: true, value: { id: String(Number(next) + 1) } });
    expect(await outcome(desk.appointments.book(visit('2026-12-05T10:00:00')))).toBe('taken');
    await open.database.run('write', 'delete', (documents) => documents.send(new DeleteCommand({ TableName: 'clinic', Key: { PK: `APPOINTMENT#${next}`, SK: `APPOINTMENT#${next}` } })));
  });
});

type Send = DynamoDBDocumentClient['send'];

/** A database of which the first such command arrives, and its answer is lost. */
function deafOnce(database: Database, command: typeof PutCommand | typeof UpdateCommand, prefix = ''): Database {
  let deaf = true;
  return listening(database, async (sent, send) => {
    const answer = await send();
    if (!deaf || !(sent instanceof command) || !('ConditionExpression' in sent.input)) return answer;
    if (sent instanceof PutCommand && !String(sent.input.Item?.['PK']).startsWith(prefix)) return answer;
    deaf = false;
    throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  });
}

/** A database at which the first item of this kind arrives long after its sender has given up: when it is told to. */
function lateOnce(database: Database, prefix: string): { readonly database: Database; arrive(): Promise<unknown> } {
  let arrive: (() => Promise<unknown>) | null = null;
  return {
    database: listening(database, (sent, send) => {
      if (arrive !== null || !(sent instanceof PutCommand) || !String(sent.input.Item?.['PK']).startsWith(prefix)) return send();
      arrive = send;
      throw new AppError('DB_CONNECTION_FAILED', 'no answer');
    }),
    arrive: () => (arrive === null ? Promise.reject(new Error('nothing was sent')) : arrive()),
  };
}

function failing(database: Database, isOne: (item: Record<string, unknown>) => boolean): Database {
  return listening(database, (sent, send) => {
    if (sent instanceof PutCommand && isOne(sent.input.Item ?? {})) throw new AppError('DB_CONNECTION_FAILED', 'the process has died');
    return send();
  });
}

function listening(database: Database, around: (command: unknown, send: () => Promise<unknown>) => Promise<unknown>): Database {
  return {
    ...database,
    run: (operation, what, request) =>
      database.run(operation, what, (documents, abortSignal) => {
        const send = ((...parameters: unknown[]) => around(parameters[0], () => Reflect.apply(documents.send, documents, parameters) as Promise<unknown>)) as Send;
        return request(Object.assign(Object.create(documents) as DynamoDBDocumentClient, { send }), abortSignal);
      }),
  };
}
