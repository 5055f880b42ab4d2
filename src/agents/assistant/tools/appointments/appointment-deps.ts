import { z } from 'zod';
import type { Clock } from '../../../../kernel/clock.js';
import type { JsonObject } from '../../../../kernel/json.js';
import { ok, refuse, type Result } from '../../../../kernel/result.js';
import type { Appointment } from '../../../../storage/service-desk/appointment.js';
import type { Appointments } from '../../../../storage/service-desk/appointments.js';
import { localIsoFromMs, localTimeFromMs, msFromLocalTime } from '../../../../storage/service-desk/desk-time.js';
import type { DeskWords } from '../desk/desk-words.js';
import type { IdentityCheck } from '../desk/identity.js';
import { spokenMoment } from '../desk/languages.js';
import { idArgument } from '../desk/spoken-id.js';
import { verifiedRecord } from '../desk/verified-record.js';
import type { AppointmentPhrases } from './appointment-phrases.js';
import { isTooFar, type SpokenWhen } from './spoken-when.js';

/** What every tool for appointments works on, in one conversation. */
export interface AppointmentToolDeps {
  readonly clock: Clock;
  readonly appointments: Appointments;
  readonly check: IdentityCheck;
  readonly sessionId: string;
  readonly language: string;
  readonly words: DeskWords;
  readonly phrases: AppointmentPhrases;
}

/** Which appointment, and who asks. */
export const appointmentQuestion = z.object({
  appointmentId: idArgument.optional().describe('Number of the appointment, in digits.'),
  patientName: z.string().max(200).optional().describe('First and last name of the patient: verifies who asks.'),
});

/** The appointment, when the patient is really named; else what to say. */
export const verifiedAppointment = (deps: AppointmentToolDeps, { appointmentId: id, patientName: name }: z.output<typeof appointmentQuestion>): Promise<Result<Appointment, string>> =>
  verifiedRecord(deps, { id, name }, { get: (appointmentId) => deps.appointments.get(appointmentId), ownerOf: ({ patientName }) => ({ name: patientName }) });

/** A time as results state it: with the offset of the desk, so that the hour is the one that people say, and in words. */
export const momentFields = ({ words, clock }: AppointmentToolDeps, ms: number): { readonly date: string; readonly spokenDate: string } => ({
  date: localIsoFromMs(ms),
  spokenDate: spokenMoment(words, ms, clock.wallMs()),
});

/** A whole time in the future, within a year; else what to say. */
export function bookableFrom({ clock, words, phrases }: AppointmentToolDeps, { day, time }: SpokenWhen): Result<number, string> {
  if (day === null) return refuse(phrases.needsDay);
  if (time === null) return refuse(phrases.needsTime);
  const startMs = msFromLocalTime({ ...day, ...time });
  const nowMs = clock.wallMs();
  if (startMs <= nowMs) return refuse(phrases.past(spokenMoment(words, startMs, nowMs)));
  return isTooFar(day, nowMs) ? refuse(phrases.tooFar) : ok(startMs);
}

/** The time is taken: says so, and which ones are free on that day. */
export async function takenAnswer({ appointments, clock, words, phrases }: AppointmentToolDeps, wanted: Pick<Appointment, 'doctorName' | 'startMs' | 'durationMinutes'>): Promise<Result<JsonObject, never>> {
  const free = await appointments.freeNear(wanted);
  const spoken = free.map((ms) => words.time(localTimeFromMs(ms)));
  const joined = new Intl.ListFormat(words.tag, { type: 'disjunction' }).format(spoken);
  return ok({
    success: false,
    error: phrases.taken(wanted.doctorName, spokenMoment(words, wanted.startMs, clock.wallMs()), joined),
    alternatives: free.map((ms) => ({ date: localIsoFromMs(ms), spokenDate: spokenMoment(words, ms, clock.wallMs()) })),
  });
}

/** What the model reads about an appointment, in the words of source 001. */
export const appointmentFields = (deps: AppointmentToolDeps, appointment: Appointment): JsonObject => ({
  id: appointment.id,
  patientName: appointment.patientName,
  patientEmail: appointment.patientEmail,
  doctorName: appointment.doctorName,
  ...momentFields(deps, appointment.startMs),
  status: appointment.status,
  spokenStatus: deps.phrases.status[appointment.status],
  type: appointment.type,
  spokenType: deps.phrases.type[appointment.type],
  duration: appointment.durationMinutes,
  notes: appointment.notes,
});
