import { z } from 'zod';

/** A time of a doctor that is taken, or about to be. */
export interface Reservation {
  /** The appointment names it too, so that an appointment that has moved, or never came to be, holds nothing. */
  readonly token: string;
  readonly appointmentId: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Until then it counts without its appointment, which is about to be written. Milliseconds since 1970. */
  readonly heldUntilMs: number;
}

/** All reservations of a doctor on one day: one item, so that one conditional write decides between all who want a time. */
export interface DoctorDay {
  /** 0: not stored yet. */
  readonly version: number;
  readonly reservations: readonly Reservation[];
}

export const doctorDayPrefix = 'DOCTORDAY#';
/** @param day YYYY-MM-DD at the service desk */
export const doctorDayKeyOf = (doctorKey: string, day: string): { readonly PK: string; readonly SK: string } => {
  const key = `${doctorDayPrefix}${doctorKey}#${day}`;
  return { PK: key, SK: key };
};

export const doctorDaySchema = z.object({
  version: z.number().int().positive(),
  reservations: z.array(z.object({ token: z.string(), appointmentId: z.string(), startMs: z.number(), endMs: z.number(), heldUntilMs: z.number() })),
});

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** One that begins when the other ends is beside it. */
export const overlaps = (left: Span, right: Span): boolean => left.startMs < right.endMs && right.startMs < left.endMs;

/** The day with one more reservation, and without those that are `dead` or bear its token. */
export const withReservation = (day: DoctorDay, added: Reservation, dead: ReadonlySet<Reservation>): DoctorDay => ({
  version: day.version + 1,
  reservations: [...day.reservations.filter((one) => !dead.has(one) && one.token !== added.token), added],
});

export const withoutReservation = (day: DoctorDay, token: string): DoctorDay => ({ version: day.version + 1, reservations: day.reservations.filter((one) => one.token !== token) });
