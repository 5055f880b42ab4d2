import { parseArgs } from 'node:util';
import { configOfProcess, textFromProblems } from '../config.js';
import { systemClock } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import { createDeskItems, deskTables, keyOf, type DeskItems } from '../storage/service-desk/desk-items.js';
import { appointmentKeyPrefix, type Appointment } from '../storage/service-desk/appointment.js';
import { localIsoFromMs } from '../storage/service-desk/desk-time.js';
import { orderKeyPrefix } from '../storage/service-desk/order.js';
import { createServiceDesk, type ServiceDesk } from '../storage/service-desk/service-desk.js';
import { ensureTables, tables } from '../storage/tables.js';
import { runCommand, type CommandResult } from './command.js';
import { explainDatabase, openPlace, placeFrom, placeHelp, placeOptions, textFromPlace } from './desk-place.js';
import { seedAppointments, seedOrders, seedStartMs } from './seed-data.js';

const help = `Fills the service desk with five orders and five appointments to try it with. May be run again: what is there already
stays, and seeded appointments that have passed move to the coming days. Works while the server runs.

  npm run seed
  npm run seed -- --reset --yes    deletes every order and appointment before

  --reset              deletes everything that is in both tables first; asks for --yes
  --yes                with --reset: do it
  --json               print JSON instead of text
${placeHelp}  --help
`;

const read = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: { reset: { type: 'boolean', default: false }, yes: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, ...placeOptions, help: { type: 'boolean', default: false } },
  });

/** One thing that was seeded, or was there. */
interface Seeded {
  readonly what: 'order' | 'appointment';
  readonly id: string;
  readonly who: string;
  readonly details: string;
  readonly state: 'made' | 'there' | 'moved';
}

async function run({ values }: ReturnType<typeof read>): Promise<CommandResult> {
  if (values.help) return { text: help, exitCode: 0 };
  const config = configOfProcess();
  if (!config.ok) return { text: `The configuration has problems:\n${textFromProblems(config.error)}\n`, exitCode: 78 };
  const place = placeFrom(config.value, values);
  if (values.reset && !values.yes) return { text: `This deletes every order and appointment of the ${textFromPlace(place)}. Add --yes to do it.\n`, exitCode: 2 };
  const deps = { clock: systemClock, log: () => undefined };
  const open = await openPlace(place);
  try {
    const { database } = open;
    await ensureTables({ ...deps, database }, { definitions: tables, timeToLive: place.kind === 'aws' });
    const items = createDeskItems(database);
    const deleted = values.reset ? await reset(items) : 0;
    const desk = createServiceDesk({ ...deps, database });
    const seeded = [...(await seedAllOrders(desk, items)), ...(await seedAllAppointments(desk, items))];
    if (values.json) return { text: `${JSON.stringify({ deleted, seeded }, null, 2)}\n`, exitCode: 0 };
    return { text: `${textFromPlace(place)}\n${values.reset ? `${deleted} items deleted\n` : ''}${seeded.map(lineFrom).join('\n')}\n`, exitCode: 0 };
  } finally {
    await open.close();
  }
}

const lineFrom = ({ what, id, who, details, state }: Seeded): string => `${state === 'made' ? 'made ' : state === 'moved' ? 'moved' : 'there'}  ${what} ${id}: ${who}, ${details}`;

async function reset(items: DeskItems): Promise<number> {
  let count = 0;
  for (const table of deskTables) {
    for (const item of await items.all(table)) {
      await items.remove(table, keyOf(item));
      count += 1;
    }
  }
  return count;
}

async function seedAllOrders({ orders }: ServiceDesk, items: DeskItems): Promise<readonly Seeded[]> {
  const listed = await orders.list();
  const there = listed.ok ? listed.value.entries : [];
  const seeded: Seeded[] = [];
  for (const { draft, status, trackingNumber } of seedOrders) {
    const old = there.find(({ customerEmail }) => customerEmail === draft.customerEmail);
    const order = old ?? (await orders.create(draft));
    if (old === undefined) await items.set('orders', `${orderKeyPrefix}${order.id}`, { status, trackingNumber });
    seeded.push({ what: 'order', id: order.id, who: `${draft.customerName}, DNI ${draft.customerDni ?? ''}`, details: old?.status ?? status, state: old === undefined ? 'made' : 'there' });
  }
  return seeded;
}

/** When another appointment is in the way, the next half hours are tried. */
const maxTries = 12;
const halfHourMs = 30 * 60_000;

async function seedAllAppointments({ appointments }: ServiceDesk, items: DeskItems): Promise<readonly Seeded[]> {
  const listed = await appointments.list();
  const there = listed.ok ? listed.value.entries : [];
  const nowMs = systemClock.wallMs();
  const seeded: Seeded[] = [];
  for (const seed of seedAppointments) {
    const { draft, status } = seed;
    const old = there.find(({ patientEmail, doctorName }) => patientEmail === draft.patientEmail && doctorName === draft.doctorName);
    const isPast = old !== undefined && old.startMs <= nowMs && (old.status === 'scheduled' || old.status === 'confirmed');
    const appointment = old === undefined || isPast ? await placed(seedStartMs(seed, nowMs), (startMs) => (old === undefined ? appointments.book({ ...draft, startMs }) : appointments.move(old.id, startMs))) : old;
    if (old === undefined) await items.set('appointments', `${appointmentKeyPrefix}${appointment.id}`, { status });
    seeded.push({ what: 'appointment', id: appointment.id, who: draft.patientName, details: `${draft.doctorName}, ${localIsoFromMs(appointment.startMs).slice(0, 16).replace('T', ' ')}, ${old?.status ?? status}`, state: old === undefined ? 'made' : isPast ? 'moved' : 'there' });
  }
  return seeded;
}

async function placed(startMs: number, at: (startMs: number) => Promise<{ readonly ok: true; readonly value: Appointment } | { readonly ok: false }>): Promise<Appointment> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const result = await at(startMs + tries * halfHourMs);
    if (result.ok) return result.value;
  }
  throw new AppError('DB_WRITE_FAILED', 'the doctors of the seed have no time left on the coming days; use --reset --yes');
}

await runCommand({ read, run, explain: explainDatabase });
