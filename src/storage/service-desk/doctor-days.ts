import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../kernel/clock.js';
import { AppError } from '../../kernel/errors.js';
import { sleep } from '../../kernel/retry.js';
import type { Database } from '../database.js';
import { rowFromItem } from '../item.js';
import { isConditionFailed } from '../storage-errors.js';
import { doctorDayKeyOf, doctorDaySchema, overlaps, withoutReservation, withReservation, type DoctorDay, type Reservation, type Span } from './doctor-day.js';
import { createTurns } from './turns.js';

export interface DoctorDaysDeps {
  readonly clock: Clock;
  readonly database: Database;
  /** Whether the appointment that this reservation is for exists and is on at this time, or no appointment has it yet. */
  readonly standingOf: (reservation: Reservation) => Promise<'on' | 'off' | 'unknown'>;
  /** Reservations for what is on, for a day of which there is no item. */
  readonly presentOn: (doctorKey: string, day: string) => Promise<readonly Reservation[]>;
}

export type Reserved = { readonly kind: 'reserved' } | { readonly kind: 'taken'; readonly by: Reservation };

/** The times of doctors. Everything rejects with an `AppError` of a `DB_` code when the database does not do its part. */
export interface DoctorDays {
  /**
   * Takes a time, unless one that overlaps is taken; between all who ask, on any node. What is reserved for the same appointment is not
   * in its own way.
   */
  reserve(doctorKey: string, day: string, wanted: Reservation): Promise<Reserved>;
  /** What is taken on a day at this moment. */
  taken(doctorKey: string, day: string): Promise<readonly Span[]>;
  /** Gives a time back. One that stays by a fault blocks nobody: it counts only together with its appointment. */
  release(doctorKey: string, day: string, token: string): Promise<void>;
}

/** A refused write means that somebody else got on. In this process everybody waits for their turn. */
const maxTries = 40;
const maxPauseMs = 60;

export function createDoctorDays({ clock, database, standingOf, presentOn }: DoctorDaysDeps): DoctorDays {
  const table = database.table('appointments');
  const turns = createTurns();

  async function read(doctorKey: string, day: string): Promise<DoctorDay | null> {
    const { Item } = await database.run('read', `get the day ${day} of a doctor`, (documents, abortSignal) =>
      documents.send(new GetCommand({ TableName: table, Key: doctorDayKeyOf(doctorKey, day), ConsistentRead: true }), { abortSignal }),
    );
    return Item === undefined ? null : rowFromItem(doctorDaySchema, Item, `day ${day} of a doctor`);
  }

  /** False: somebody else has written it since it was read. */
  async function write(doctorKey: string, day: string, next: DoctorDay): Promise<boolean> {
    const before = next.version - 1;
    try {
      await database.run('write', `set the day ${day} of a doctor`, (documents, abortSignal) =>
        documents.send(
          new PutCommand({
            TableName: table,
            Item: { ...doctorDayKeyOf(doctorKey, day), ...next },
            ...(before === 0
              ? { ConditionExpression: 'attribute_not_exists(PK)' }
              : { ConditionExpression: '#version = :before', ExpressionAttributeNames: { '#version': 'version' }, ExpressionAttributeValues: { ':before': before } }),
          }),
          { abortSignal },
        ),
      );
      return true;
    } catch (thrown) {
      if (isConditionFailed(thrown)) return false;
      throw thrown;
    }
  }

  async function counts(reservation: Reservation): Promise<boolean> {
    const standing = await standingOf(reservation);
    return standing === 'on' || (standing === 'unknown' && reservation.heldUntilMs > clock.wallMs());
  }

  /** Reads, decides and writes until nobody else was faster. */
  async function change<T>(doctorKey: string, day: string, decide: (found: DoctorDay) => Promise<{ readonly answer: T; readonly next: DoctorDay | null }>): Promise<T> {
    return turns.take(`${doctorKey}#${day}`, async () => {
      for (let tries = 0; tries < maxTries; tries += 1) {
        const found = (await read(doctorKey, day)) ?? { version: 0, reservations: await presentOn(doctorKey, day) };
        const { answer, next } = await decide(found);
        if (next === null || (await write(doctorKey, day, next))) return answer;
        await sleep(clock, Math.random() * maxPauseMs);
      }
      throw new AppError('DB_THROTTLED', `others keep changing the day ${day} of a doctor: ${maxTries} tries were not enough`);
    });
  }

  return {
    reserve: (doctorKey, day, wanted) =>
      change<Reserved>(doctorKey, day, async (found) => {
        // An earlier try of our own write has arrived.
        if (found.reservations.some(({ token, appointmentId, heldUntilMs }) => token === wanted.token && appointmentId === wanted.appointmentId && heldUntilMs === wanted.heldUntilMs)) return { answer: { kind: 'reserved' }, next: null };
        const dead = new Set<Reservation>();
        for (const other of found.reservations.filter((one) => one.appointmentId !== wanted.appointmentId && overlaps(one, wanted))) {
          if (await counts(other)) return { answer: { kind: 'taken', by: other }, next: null };
          dead.add(other);
        }
        return { answer: { kind: 'reserved' }, next: withReservation(found, wanted, dead) };
      }),
    async taken(doctorKey, day) {
      const reservations = (await read(doctorKey, day))?.reservations ?? (await presentOn(doctorKey, day));
      const all = await Promise.all(reservations.map(async (one) => ({ one, isTaken: await counts(one) })));
      return all.filter(({ isTaken }) => isTaken).map(({ one }) => one);
    },
    release: (doctorKey, day, token) =>
      change(doctorKey, day, (found) => Promise.resolve({ answer: undefined, next: found.reservations.some((one) => one.token === token) ? withoutReservation(found, token) : null })),
  };
}
