import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { isoFromWallMs, type Clock } from '../../kernel/clock.js';
import { AppError, messageOf } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Database, StorageLog } from '../database.js';
import { rowFromItem } from '../item.js';
import { isConditionFailed } from '../storage-errors.js';
import { byStatus } from '../tables.js';
import { appointmentKeyOf, appointmentKeyPrefix, appointmentSchema, endMsOf, isActive, itemFromAppointment, type Appointment, type AppointmentDraft } from './appointment.js';
import { createCounter } from './counter.js';
import { deskPage, type DeskPage, type PageWanted } from './desk-pages.js';
import { localDayFromMs, localTimeFromMs, msFromLocalTime } from './desk-time.js';
import { overlaps, type Reservation } from './doctor-day.js';
import { createDoctorDays } from './doctor-days.js';
import { doctorKeyFrom } from './names.js';

export type BookingRefusal = 'taken' | 'crosses_midnight';

/**
 * Appointments in DynamoDB. Those of one doctor never overlap: a time is reserved first, in the one item of that doctor and day, and
 * then the appointment is written. All calls reject with an `AppError` of a `DB_` code when the database does not do its part.
 */
export interface Appointments {
  /**
   * @param creationKey names the wish: asked for again, the appointment that came of it is the answer, while it is on
   */
  book(draft: AppointmentDraft, creationKey?: string): Promise<Result<Appointment, { readonly code: BookingRefusal }>>;
  get(id: string): Promise<Appointment | null>;
  /**
   * Times on the same day, in office hours (8:00 to 20:00, every half hour) and not past, that are free at this moment: the three nearest
   * to the one that is wanted, in their order.
   */
  freeNear(wanted: Pick<AppointmentDraft, 'doctorName' | 'startMs' | 'durationMinutes'>): Promise<readonly number[]>;
  /** To another time with the same doctor. The new time is taken before the old one is given back. */
  move(id: string, startMs: number): Promise<Result<Appointment, { readonly code: BookingRefusal | 'not_found' | 'cancelled' | 'completed' }>>;
  /** Of several who cancel at once, one does. */
  cancel(id: string): Promise<Result<Appointment, { readonly code: 'not_found' | 'already_cancelled' | 'completed' }>>;
  /** @param wanted.day YYYY-MM-DD at the service desk; absent: of all days */
  list(wanted?: PageWanted & { readonly day?: string }): Promise<Result<DeskPage<Appointment>, { readonly code: 'bad_cursor' }>>;
}

/** How long a reservation counts without its appointment; longer than writing it can take with all its tries. */
export const holdMs = 90_000;
/** An appointment is not written any more when its reservation ends this soon. */
const writeMarginMs = 45_000;
const maxNumbers = 1000;
const maxMoves = 5;

const maxSuggested = 3;
const officeHours = { first: 8, last: 20 };

/** Every half hour of the office's day on which an appointment of this length may begin. */
function officeStarts(ms: number, lengthMs: number): readonly number[] {
  const day = localTimeFromMs(ms);
  const closesMs = msFromLocalTime({ ...day, hour: officeHours.last, minute: 0 });
  const starts = Array.from({ length: 2 * (officeHours.last - officeHours.first) }, (_, half) => msFromLocalTime({ ...day, hour: officeHours.first + Math.floor(half / 2), minute: (half % 2) * 30 }));
  return starts.filter((start) => start + lengthMs <= closesMs);
}

const marked = z.object({ reservation: z.string().optional(), changeKey: z.string().optional() });
interface Stored {
  readonly appointment: Appointment;
  /** The token of the reservation that it stands on. */
  readonly reservation: string;
  /** As stored; undefined: another system wrote it. */
  readonly storedReservation: string | undefined;
  readonly changeKey: string | undefined;
}

/** Of appointments that another system wrote, without a reservation. */
export const strangerToken = (id: string): string => `appointment#${id}`;

export function createAppointments({ clock, log, database }: { readonly clock: Clock; readonly log: StorageLog; readonly database: Database }): Appointments {
  const table = database.table('appointments');
  const counter = createCounter(database, table, 'appointment');

  async function itemOf(id: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await database.run('read', `get appointment ${id}`, (documents, abortSignal) =>
      documents.send(new GetCommand({ TableName: table, Key: appointmentKeyOf(id), ConsistentRead: true }), { abortSignal }),
    );
    return Item;
  }

  async function read(id: string): Promise<Stored | null> {
    const item = await itemOf(id);
    return item === undefined ? null : storedFrom(item, `appointment ${id}`);
  }

  /** What is on a doctor's day of which there is no item yet: imported, or written by another system. Read from the index by status, of what is on. */
  async function presentOn(doctorKey: string, day: string): Promise<readonly Reservation[]> {
    const found: Reservation[] = [];
    for (const status of ['scheduled', 'confirmed']) {
      let from: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await database.run('read', `find appointments that are ${status}`, (documents, abortSignal) =>
          documents.send(
            new QueryCommand({
              TableName: table,
              IndexName: byStatus,
              KeyConditionExpression: '#status = :status',
              ExpressionAttributeNames: { '#status': 'status' },
              ExpressionAttributeValues: { ':status': status },
              ...(from === undefined ? {} : { ExclusiveStartKey: from }),
            }),
            { abortSignal },
          ),
        );
        for (const item of Items) {
          const { data } = appointmentSchema.safeParse(item);
          if (data === undefined || doctorKeyFrom(data.doctorName) !== doctorKey || localDayFromMs(data.startMs) !== day) continue;
          found.push({ token: marked.parse(item).reservation ?? strangerToken(data.id), appointmentId: data.id, startMs: data.startMs, endMs: endMsOf(data), heldUntilMs: 0 });
        }
        from = LastEvaluatedKey;
      } while (from !== undefined);
    }
    return found;
  }

  const days = createDoctorDays({
    clock,
    database,
    presentOn,
    async standingOf({ appointmentId, token }) {
      const found = await read(appointmentId);
      if (found === null || found.reservation !== token) return 'unknown';
      return isActive(found.appointment) ? 'on' : 'off';
    },
  });

  /** It may stay: it counts for nothing any more. */
  async function letGo({ doctorName, startMs }: Pick<Appointment, 'doctorName' | 'startMs'>, token: string): Promise<void> {
    await days.release(doctorKeyFrom(doctorName), localDayFromMs(startMs), token).catch((thrown: unknown) => log('storage_reservation_left', { message: messageOf(thrown) }));
  }

  function assertStillHeld(heldUntilMs: number): void {
    if (clock.wallMs() > heldUntilMs - writeMarginMs) throw new AppError('DB_THROTTLED', 'reserving a time took too long');
  }

  /** Writes it, unless its number is taken: then undefined. */
  async function put(appointment: Appointment, token: string): Promise<Appointment | undefined> {
    try {
      await database.run('write', `create appointment ${appointment.id}`, (documents, abortSignal) =>
        documents.send(new PutCommand({ TableName: table, Item: { ...itemFromAppointment(appointment), reservation: token }, ConditionExpression: 'attribute_not_exists(PK)' }), { abortSignal }),
      );
      return appointment;
    } catch (thrown) {
      if (!isConditionFailed(thrown)) throw thrown;
      // An earlier try has arrived, or an imported appointment has this number. When nobody can tell, the time stays reserved.
      const there = await itemOf(appointment.id);
      return marked.safeParse(there).data?.reservation === token ? storedFrom(there, `appointment ${appointment.id}`).appointment : undefined;
    }
  }

  return {
    async book(draft, creationKey = newId()) {
      const endMs = endMsOf(draft);
      if (localDayFromMs(endMs - 1) !== localDayFromMs(draft.startMs)) return refuse({ code: 'crosses_midnight' });
      const [doctorKey, day] = [doctorKeyFrom(draft.doctorName), localDayFromMs(draft.startMs)];
      /** A time that an earlier try of this wish has reserved, without its appointment: that may still arrive, under this number only. */
      let begun: Pick<Reservation, 'token' | 'appointmentId'> | null = null;
      for (let numbers = 0; numbers < maxNumbers; numbers += 1) {
        const id: string = begun?.appointmentId ?? (await counter.next());
        const now = clock.wallMs();
        const token: string = begun?.token ?? (numbers === 0 ? creationKey : `${creationKey}#${numbers}`);
        begun = null;
        const wanted: Reservation = { token, appointmentId: id, startMs: draft.startMs, endMs, heldUntilMs: now + holdMs };
        const reserved = await days.reserve(doctorKey, day, wanted);
        if (reserved.kind === 'taken') {
          const { token: by, appointmentId } = reserved.by;
          if (by !== creationKey && !by.startsWith(`${creationKey}#`)) return refuse({ code: 'taken' });
          const mine = await read(appointmentId);
          if (mine !== null) return mine.reservation === by ? ok(mine.appointment) : refuse({ code: 'taken' });
          begun = { token: by, appointmentId };
          continue;
        }
        assertStillHeld(wanted.heldUntilMs);
        const createdAt = isoFromWallMs(now);
        const written = await put({ ...draft, id, status: 'scheduled', createdAt, updatedAt: createdAt }, token);
        if (written !== undefined) return ok(written);
        await days.release(doctorKey, day, token);
      }
      throw new AppError('DB_WRITE_FAILED', `the counter of appointments is ${maxNumbers} numbers or more behind; run db:diagnose`);
    },

    get: async (id) => (await read(id))?.appointment ?? null,

    async freeNear({ doctorName, startMs, durationMinutes }) {
      const taken = await days.taken(doctorKeyFrom(doctorName), localDayFromMs(startMs));
      const lengthMs = endMsOf({ startMs, durationMinutes }) - startMs;
      const free = officeStarts(startMs, lengthMs).filter((start) => start > clock.wallMs() && !taken.some((one) => overlaps(one, { startMs: start, endMs: start + lengthMs })));
      const nearest = [...free].sort((left, right) => Math.abs(left - startMs) - Math.abs(right - startMs)).slice(0, maxSuggested);
      return nearest.sort((left, right) => left - right);
    },

    async move(id, startMs) {
      const token = newId();
      for (let moves = 0; moves < maxMoves; moves += 1) {
        const found = await read(id);
        if (found === null) return refuse({ code: 'not_found' });
        const { appointment } = found;
        if (appointment.status === 'cancelled' || appointment.status === 'completed') return refuse({ code: appointment.status });
        if (found.reservation === token) return ok(appointment);
        const moved = { ...appointment, startMs };
        const endMs = endMsOf(moved);
        const day = localDayFromMs(startMs);
        if (localDayFromMs(endMs - 1) !== day) return refuse({ code: 'crosses_midnight' });
        const heldUntilMs = clock.wallMs() + holdMs;
        const reserved = await days.reserve(doctorKeyFrom(appointment.doctorName), day, { token, appointmentId: id, startMs, endMs, heldUntilMs });
        if (reserved.kind === 'taken') return refuse({ code: 'taken' });
        assertStillHeld(heldUntilMs);
        const updated = await setTime(id, found, { startMs, token });
        if (updated !== null) {
          await letGo(appointment, found.reservation);
          return ok(updated);
        }
        // Somebody has changed it meanwhile, or an earlier try of ours has arrived: what is there says which.
        if ((await read(id))?.reservation !== token) await letGo(moved, token);
      }
      throw new AppError('DB_THROTTLED', `others keep changing appointment ${id}`);
    },

    async cancel(id) {
      const changeKey = newId();
      try {
        const { Attributes } = await database.run('write', `cancel appointment ${id}`, (documents, abortSignal) =>
          documents.send(
            new UpdateCommand({
              TableName: table,
              Key: appointmentKeyOf(id),
              UpdateExpression: 'SET #status = :cancelled, #updated = :now, #change = :change',
              ConditionExpression: '#status IN (:scheduled, :confirmed)',
              ExpressionAttributeNames: { '#status': 'status', '#updated': 'updatedAt', '#change': 'changeKey' },
              ExpressionAttributeValues: { ':cancelled': 'cancelled', ':scheduled': 'scheduled', ':confirmed': 'confirmed', ':now': isoFromWallMs(clock.wallMs()), ':change': changeKey },
              ReturnValues: 'ALL_NEW',
            }),
            { abortSignal },
          ),
        );
        const { appointment, reservation } = storedFrom(Attributes, `appointment ${id}`);
        await letGo(appointment, reservation);
        return ok(appointment);
      } catch (thrown) {
        if (!isConditionFailed(thrown)) throw thrown;
        const found = await read(id);
        if (found === null) return refuse({ code: 'not_found' });
        if (found.changeKey === changeKey) return ok(found.appointment);
        return refuse({ code: found.appointment.status === 'completed' ? 'completed' : 'already_cancelled' });
      }
    },

    list: ({ day, ...wanted } = {}) =>
      deskPage(database, table, appointmentKeyPrefix, wanted, (item) => {
        const { data } = appointmentSchema.safeParse(item);
        if (data === undefined) return null;
        return day === undefined || localDayFromMs(data.startMs) === day ? data : undefined;
      }),
  };

  /** Null: it is no longer what was found. */
  async function setTime(id: string, found: Stored, { startMs, token }: { readonly startMs: number; readonly token: string }): Promise<Appointment | null> {
    const date = isoFromWallMs(startMs);
    try {
      const { Attributes } = await database.run('write', `move appointment ${id}`, (documents, abortSignal) =>
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: appointmentKeyOf(id),
            UpdateExpression: 'SET #date = :date, #indexed = :date, #reservation = :token, #updated = :now',
            ConditionExpression: `#status IN (:scheduled, :confirmed) AND ${found.storedReservation === undefined ? 'attribute_not_exists(#reservation)' : '#reservation = :before'}`,
            ExpressionAttributeNames: { '#date': 'date', '#indexed': 'appointmentDate', '#reservation': 'reservation', '#updated': 'updatedAt', '#status': 'status' },
            ExpressionAttributeValues: {
              ':date': date,
              ':token': token,
              ':now': isoFromWallMs(clock.wallMs()),
              ':scheduled': 'scheduled',
              ':confirmed': 'confirmed',
              ...(found.storedReservation === undefined ? {} : { ':before': found.storedReservation }),
            },
            ReturnValues: 'ALL_NEW',
          }),
          { abortSignal },
        ),
      );
      return storedFrom(Attributes, `appointment ${id}`).appointment;
    } catch (thrown) {
      if (isConditionFailed(thrown)) return null;
      throw thrown;
    }
  }
}

function storedFrom(item: unknown, what: string): Stored {
  const appointment = rowFromItem(appointmentSchema, item, what);
  const { reservation, changeKey } = marked.parse(item);
  return { appointment, reservation: reservation ?? strangerToken(appointment.id), storedReservation: reservation, changeKey };
}
