import { defineTool } from '../../../../conversation/define-tool.js';
import type { Tool } from '../../../../conversation/ports.js';
import { ok } from '../../../../kernel/result.js';
import { failed, tolerantTool } from '../desk/tolerant-tool.js';
import { appointmentFields, appointmentQuestion, verifiedAppointment, type AppointmentToolDeps } from './appointment-deps.js';

export const consultarTurno = (deps: AppointmentToolDeps): Tool =>
  tolerantTool(
    defineTool({
      name: 'consultarTurno',
      description: 'Looks up an appointment by its number, after checking who asks. Needs the number and the full name of the patient.',
      input: appointmentQuestion,
      async run(question) {
        const found = await verifiedAppointment(deps, question);
        return found.ok ? ok({ success: true, appointment: appointmentFields(deps, found.value) }) : failed(found.error);
      },
    }),
    ['appointmentId', 'patientName'],
  );
