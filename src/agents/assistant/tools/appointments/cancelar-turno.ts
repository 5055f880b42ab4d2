import { defineTool } from '../../../../conversation/define-tool.js';
import type { Tool } from '../../../../conversation/ports.js';
import { ok } from '../../../../kernel/result.js';
import { failed, tolerantTool } from '../desk/tolerant-tool.js';
import { appointmentQuestion, verifiedAppointment, type AppointmentToolDeps } from './appointment-deps.js';

export const cancelarTurno = (deps: AppointmentToolDeps): Tool =>
  tolerantTool(
    defineTool({
      name: 'cancelarTurno',
      description: 'Cancels an appointment, after checking who asks. Needs its number and the full name of the patient. Call it only when the patient clearly wants to cancel.',
      input: appointmentQuestion,
      async run(question) {
        const { phrases } = deps;
        const found = await verifiedAppointment(deps, question);
        if (!found.ok) return failed(found.error);
        const { id } = found.value;
        const cancelled = await deps.appointments.cancel(id);
        if (cancelled.ok) return ok({ success: true, message: phrases.cancelled(id), appointmentId: id });
        switch (cancelled.error.code) {
          case 'not_found':
            return failed(phrases.notFound(id));
          case 'already_cancelled':
            return failed(phrases.alreadyCancelled(id));
          case 'completed':
            return failed(phrases.completed(id));
        }
      },
    }),
    ['appointmentId', 'patientName'],
  );
