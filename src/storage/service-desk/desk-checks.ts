import { z } from 'zod';
import { appointmentSchema, endMsOf, isActive, type Appointment } from './appointment.js';
import { strangerToken } from './appointments.js';
import { counterKeyOf } from './counter.js';
import { deskKinds, isCounter, isDoctorDay, keyOf, type DeskTable } from './desk-items.js';
import type { StoredItem } from './desk-pages.js';
import { localDayFromMs } from './desk-time.js';
import { doctorDayKeyOf, doctorDaySchema } from './doctor-day.js';
import { decimalFromCents } from './money.js';
import { doctorKeyFrom } from './names.js';
import { orderSchema, totalCentsOf } from './order.js';

/** Something that was found in the stored data. */
export interface Finding {
  /** `problem`: somebody should act. `note`: so it may be, and the desk gets on with it. */
  readonly level: 'problem' | 'note';
  readonly text: string;
}

const problem = (text: string): Finding => ({ level: 'problem', text });
const note = (text: string): Finding => ({ level: 'note', text });
const counterSchema = z.object({ last: z.number().int().nonnegative() });

/** What is wrong with one stored item by itself, or null. */
export function formatProblem(table: DeskTable, item: StoredItem): string | null {
  const key = keyOf(item);
  if (item['SK'] !== item['PK']) return `${key}: SK is not the same as PK`;
  const { prefix } = deskKinds[table];
  const schema = key.startsWith(prefix) ? (table === 'orders' ? orderSchema : appointmentSchema) : isCounter(item) ? counterSchema : isDoctorDay(item) && table === 'appointments' ? doctorDaySchema : null;
  if (schema === null) return `${key}: nothing of the table ${table}`;
  const parsed = schema.safeParse(item);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${key}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  }
  return key.startsWith(prefix) && key !== `${prefix}${String(item['id'])}` ? `${key}: its id is ${String(item['id'])}` : null;
}

/** The highest number among the ids; 0: none is a number. */
export const highestId = (table: DeskTable, items: readonly StoredItem[]): number =>
  Math.max(0, ...items.filter((item) => keyOf(item).startsWith(deskKinds[table].prefix)).flatMap((item) => (/^\d{1,15}$/.test(String(item['id'])) ? [Number(item['id'])] : [])));

function counterFindings(table: DeskTable, items: readonly StoredItem[]): readonly Finding[] {
  const counter = items.find((item) => keyOf(item) === counterKeyOf(deskKinds[table].counter).PK);
  const last = counterSchema.safeParse(counter).data?.last ?? 0;
  const highest = highestId(table, items);
  return highest > last ? [note(`the counter is at ${last} and the highest id is ${highest}: new ones skip the numbers between`)] : [];
}

const formatFindings = (table: DeskTable, items: readonly StoredItem[]): readonly Finding[] => items.flatMap((item) => formatProblem(table, item) ?? []).map(problem);

export function orderFindings(items: readonly StoredItem[]): readonly Finding[] {
  const orders = items.flatMap((item) => orderSchema.safeParse(item).data ?? []);
  const totals = orders.filter((order) => totalCentsOf(order.items) !== order.totalCents);
  return [
    ...formatFindings('orders', items),
    ...totals.map((order) => problem(`ORDER#${order.id}: its total is ${decimalFromCents(order.totalCents)}, its items make ${decimalFromCents(totalCentsOf(order.items))}`)),
    ...counterFindings('orders', items),
  ];
}

/** @param nowMs milliseconds since 1970 */
export function appointmentFindings(items: readonly StoredItem[], nowMs: number): readonly Finding[] {
  const stored = items.flatMap((item) => {
    const appointment = appointmentSchema.safeParse(item).data;
    return appointment === undefined ? [] : [{ appointment, token: typeof item['reservation'] === 'string' ? item['reservation'] : strangerToken(appointment.id) }];
  });
  const active = stored.filter(({ appointment }) => isActive(appointment));
  return [
    ...formatFindings('appointments', items),
    ...overlapFindings(active.map(({ appointment }) => appointment)),
    ...reservationFindings(items, new Map(active.map(({ appointment, token }) => [token, appointment])), nowMs),
    ...counterFindings('appointments', items),
  ];
}

function overlapFindings(active: readonly Appointment[]): readonly Finding[] {
  const byDoctor = new Map<string, Appointment[]>();
  for (const one of active) byDoctor.set(doctorKeyFrom(one.doctorName), [...(byDoctor.get(doctorKeyFrom(one.doctorName)) ?? []), one]);
  return [...byDoctor.values()].flatMap((all) => {
    const sorted = [...all].sort((left, right) => left.startMs - right.startMs);
    let latest: Appointment | null = null;
    const found: Finding[] = [];
    for (const one of sorted) {
      if (latest !== null && endMsOf(latest) > one.startMs) found.push(problem(`APPOINTMENT#${latest.id} and APPOINTMENT#${one.id} overlap: ${one.doctorName} on ${localDayFromMs(one.startMs)}`));
      if (latest === null || endMsOf(one) > endMsOf(latest)) latest = one;
    }
    return found;
  });
}

function reservationFindings(items: readonly StoredItem[], active: ReadonlyMap<string, Appointment>, nowMs: number): readonly Finding[] {
  const days = items.filter(isDoctorDay).flatMap((item) => {
    const day = doctorDaySchema.safeParse(item).data;
    return day === undefined ? [] : [{ key: keyOf(item), reservations: day.reservations }];
  });
  const orphans = days.flatMap(({ key, reservations }) =>
    reservations.filter((one) => active.get(one.token)?.startMs !== one.startMs && one.heldUntilMs <= nowMs).map((one) => note(`${key}: a reservation for appointment ${one.appointmentId} that is not on; it blocks nobody`)),
  );
  const keys = new Map(days.map(({ key, reservations }) => [key, new Set(reservations.map(({ token }) => token))]));
  const unreserved = [...active].filter(([token, { doctorName, startMs }]) => startMs > nowMs && keys.get(doctorDayKeyOf(doctorKeyFrom(doctorName), localDayFromMs(startMs)).PK)?.has(token) === false);
  return [...orphans, ...unreserved.map(([, { id }]) => problem(`APPOINTMENT#${id}: its time is not reserved, and could be given to somebody else; move it, or import it again`))];
}
