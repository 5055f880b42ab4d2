import { z } from 'zod';
import { defineTool } from '../../../../conversation/define-tool.js';
import type { Tool } from '../../../../conversation/ports.js';
import { ok, refuse, type Result } from '../../../../kernel/result.js';
import type { Appointment } from '../../../../storage/service-desk/appointment.js';
import { localTimeFromMs } from '../../../../storage/service-desk/desk-time.js';
import { failed, tolerantTool } from '../desk/tolerant-tool.js';
import { appointmentQuestion, bookableFrom, momentFields, takenAnswer, verifiedAppointment, type AppointmentToolDeps } from './appointment-deps.js';
import { spokenWhen } from './spoken-when.js';

const input = appointmentQuestion.extend({
  newDate: z.string().max(300).optional().describe('The new day, with or without a time, as the patient said it or as ISO 8601. Without a time the appointment keeps its own.'),
  newTime: z.string().max(100).optional().describe('The new time of day, such as "15:00" or "3 de la tarde". Without a new day the appointment keeps its own.'),
});
type Change = Pick<z.output<typeof input>, 'newDate' | 'newTime'>;

export const modificarTurno = (deps: AppointmentToolDeps): Tool =>
  tolerantTool(
    defineTool({
      name: 'modificarTurno',
      description: 'Moves an appointment to another day or time, after checking who asks. Needs its number, the full name of the patient, and a new date, a new time or both.',
      input,
      async run(given) {
        const { phrases } = deps;
        const found = await verifiedAppointment(deps, given);
        if (!found.ok) return failed(found.error);
        const { id, status } = found.value;
        if (status === 'cancelled') return failed(phrases.alreadyCancelled(id));
        if (status === 'completed') return failed(phrases.completed(id));
        const start = newStart(deps, found.value, given);
        if (!start.ok) return failed(start.error);
        const moved = await deps.appointments.move(id, start.value);
        const { date, spokenDate } = momentFields(deps, start.value);
        if (moved.ok) return ok({ success: true, message: phrases.moved(id, spokenDate), appointmentId: id, newDate: date, spokenDate });
        switch (moved.error.code) {
          case 'taken':
            return takenAnswer(deps, { ...found.value, startMs: start.value });
          case 'crosses_midnight':
            return failed(phrases.crossesMidnight);
          case 'not_found':
            return failed(phrases.notFound(id));
          case 'cancelled':
            return failed(phrases.alreadyCancelled(id));
          case 'completed':
            return failed(phrases.completed(id));
        }
      },
    }),
    ['appointmentId', 'patientName'],
  );

/** The day and the time that were given, and the other one as it was. */
function newStart(deps: AppointmentToolDeps, { startMs }: Appointment, { newDate, newTime }: Change): Result<number, string> {
  const { language, phrases, clock } = deps;
  if (newDate === undefined && newTime === undefined) return refuse(phrases.needsChange);
  const nowMs = clock.wallMs();
  const date = newDate === undefined ? null : spokenWhen(newDate, { language, nowMs });
  if (date !== null && !date.ok) return refuse(phrases.when[date.error]);
  const time = newTime === undefined ? null : spokenWhen(newTime, { language, nowMs, isTime: true });
  if (time !== null && !time.ok) return refuse(phrases.when[time.error === 'unclear' ? 'no_such_time' : time.error]);
  const { year, month, day, hour, minute } = localTimeFromMs(startMs);
  // A time that was given for itself is meant before the one beside the day.
  return bookableFrom(deps, {
    day: date?.value.day ?? time?.value.day ?? { year, month, day },
    time: time?.value.time ?? date?.value.time ?? { hour, minute },
  });
}
