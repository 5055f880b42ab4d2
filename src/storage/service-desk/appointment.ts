import { z } from 'zod';
import { isoFromWallMs } from '../../kernel/clock.js';
import { writtenTimeFrom } from './desk-time.js';

export const appointmentTypes = ['consultation', 'follow-up', 'emergency', 'routine'] as const;
export type AppointmentType = (typeof appointmentTypes)[number];
export const appointmentStatuses = ['scheduled', 'confirmed', 'cancelled', 'completed'] as const;
export type AppointmentStatus = (typeof appointmentStatuses)[number];

export interface Appointment {
  /** A short number as text: "3". */
  readonly id: string;
  readonly patientName: string;
  readonly patientEmail: string;
  readonly doctorName: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly durationMinutes: number;
  readonly type: AppointmentType;
  readonly notes: string;
  readonly status: AppointmentStatus;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type AppointmentDraft = Omit<Appointment, 'id' | 'status' | 'createdAt' | 'updatedAt'>;

/** As source 001 sends it. */
export interface AppointmentView extends Omit<Appointment, 'startMs' | 'durationMinutes'> {
  /** ISO 8601, UTC. */
  readonly date: string;
  /** Minutes. */
  readonly duration: number;
}

const text = z.string().max(2000);
const storedTime = z.string().transform((value, context) => {
  const time = writtenTimeFrom(value);
  if (time !== null) return time.ms;
  context.addIssue({ code: 'custom', message: 'is no ISO 8601 date' });
  return z.NEVER;
});

/** As it is stored; what the original system leaves out may be missing. */
const storedAppointment = z.object({
  id: z.union([z.string().min(1).max(100), z.number()]).transform(String),
  patientName: text,
  patientEmail: text,
  doctorName: text,
  date: storedTime,
  duration: z.number().positive().max(24 * 60).default(30),
  type: z.enum(appointmentTypes).default('consultation'),
  notes: z.string().max(10_000).nullish(),
  status: z.enum(appointmentStatuses),
  createdAt: text.nullish(),
  updatedAt: text.nullish(),
});

export const appointmentKeyPrefix = 'APPOINTMENT#';
export const appointmentKeyOf = (id: string): { readonly PK: string; readonly SK: string } => ({ PK: `${appointmentKeyPrefix}${id}`, SK: `${appointmentKeyPrefix}${id}` });

export const appointmentSchema = storedAppointment.transform(({ date, duration, notes, createdAt, updatedAt, ...rest }): Appointment => {
  const created = createdAt ?? isoFromWallMs(date);
  return { ...rest, startMs: date, durationMinutes: duration, notes: notes ?? '', createdAt: created, updatedAt: updatedAt ?? created };
});

export const appointmentViewFrom = ({ startMs, durationMinutes, ...rest }: Appointment): AppointmentView => ({ ...rest, date: isoFromWallMs(startMs), duration: durationMinutes });

/** The item that is stored for an appointment; `appointmentDate` is the key of its index. */
export const itemFromAppointment = (appointment: Appointment): Record<string, unknown> => {
  const view = appointmentViewFrom(appointment);
  return { ...appointmentKeyOf(appointment.id), ...view, appointmentDate: view.date };
};

/** Scheduled or confirmed: its time is taken. */
export const isActive = ({ status }: Pick<Appointment, 'status'>): boolean => status === 'scheduled' || status === 'confirmed';

export const endMsOf = ({ startMs, durationMinutes }: Pick<Appointment, 'startMs' | 'durationMinutes'>): number => startMs + durationMinutes * 60_000;
