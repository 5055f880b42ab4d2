import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineTool } from '../../../../conversation/define-tool.js';
import type { Tool } from '../../../../conversation/ports.js';
import { ok, refuse, type Result } from '../../../../kernel/result.js';
import type { AppointmentDraft } from '../../../../storage/service-desk/appointment.js';
import { doctorKeyFrom, nameTokens } from '../../../../storage/service-desk/names.js';
import { emailFromSpoken } from '../desk/email.js';
import { failed, tolerantTool } from '../desk/tolerant-tool.js';
import { bookableFrom, momentFields, takenAnswer, type AppointmentToolDeps } from './appointment-deps.js';
import { appointmentTypeFrom } from './appointment-types.js';
import { spokenWhen } from './spoken-when.js';

const minDurationMinutes = 5;
const maxDurationMinutes = 240;
const defaultDurationMinutes = 30;

const input = z.object({
  patientName: z.string().max(200).optional().describe('First and last name of the patient.'),
  patientEmail: z.string().max(320).optional().describe('E-mail address of the patient.'),
  doctorName: z.string().max(200).optional().describe('Name of the doctor.'),
  date: z.string().max(300).optional().describe('Date and time, as the patient said it ("mañana a las 10", "next friday at 3 pm") or as ISO 8601 local time of Buenos Aires (2026-11-27T15:00).'),
  duration: z.union([z.number(), z.string().max(20)]).optional().describe('Minutes, 5 to 240. Default 30.'),
  type: z.string().max(60).optional().describe('consultation, follow-up, emergency or routine. Default consultation.'),
  notes: z.string().max(1000).optional().describe('Anything the doctor should know.'),
});

export const agendarTurno = (deps: AppointmentToolDeps): Tool =>
  tolerantTool(
    defineTool({
      name: 'agendarTurno',
      description: 'Books an appointment with a doctor. Needs the full name and e-mail address of the patient, the doctor, and a date with its time. The server works out what the date means.',
      input,
      async run(given) {
        const { phrases } = deps;
        const draft = draftFrom(given, deps);
        if (!draft.ok) return failed(draft.error);
        const booked = await deps.appointments.book(draft.value, wishKey(deps.sessionId, draft.value));
        const moment = momentFields(deps, draft.value.startMs);
        if (!booked.ok) return booked.error.code === 'taken' ? takenAnswer(deps, draft.value) : failed(phrases.crossesMidnight);
        const { id, doctorName } = booked.value;
        return ok({ success: true, message: phrases.booked(id, doctorName, moment.spokenDate), appointmentId: id, ...moment, doctorName });
      },
    }),
    ['patientName', 'patientEmail', 'doctorName', 'date'],
  );

/** The same patient who asks for the same time again, in the same conversation, has not heard that they have it. */
const wishKey = (sessionId: string, { patientName, doctorName, startMs, durationMinutes }: AppointmentDraft): string =>
  createHash('sha256').update(JSON.stringify([sessionId, nameTokens(patientName), doctorKeyFrom(doctorName), startMs, durationMinutes])).digest('hex').slice(0, 32);

/** What is to be booked, or what to say about what is missing or wrong. */
function draftFrom({ patientName, patientEmail, doctorName, date, duration = defaultDurationMinutes, type, notes = '' }: z.output<typeof input>, deps: AppointmentToolDeps): Result<AppointmentDraft, string> {
  const { phrases, words, language, clock } = deps;
  if (patientName === undefined || patientEmail === undefined || doctorName === undefined || date === undefined) return refuse(phrases.missingData);
  if (nameTokens(patientName).length < 2) return refuse(phrases.needsFullName);
  const email = emailFromSpoken(patientEmail);
  if (email === null) return refuse(words.badEmail);
  if (doctorKeyFrom(doctorName) === '') return refuse(phrases.badDoctor);
  const minutes = typeof duration === 'number' ? duration : Number(/^\s*(\d{1,4})\s*(?:min\w*)?\.?\s*$/i.exec(duration)?.[1] ?? Number.NaN);
  if (!Number.isInteger(minutes) || minutes < minDurationMinutes || minutes > maxDurationMinutes) return refuse(phrases.badDuration);
  const when = spokenWhen(date, { language, nowMs: clock.wallMs() });
  if (!when.ok) return refuse(phrases.when[when.error]);
  const start = bookableFrom(deps, when.value);
  if (!start.ok) return start;
  return ok({
    patientName: patientName.trim(),
    patientEmail: email,
    doctorName: doctorName.trim(),
    startMs: start.value,
    durationMinutes: minutes,
    type: appointmentTypeFrom(type),
    notes: notes.trim(),
  });
}
