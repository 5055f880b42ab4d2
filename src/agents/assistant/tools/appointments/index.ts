import type { Clock } from '../../../../kernel/clock.js';
import type { Tool } from '../../../../conversation/ports.js';
import type { Appointments } from '../../../../storage/service-desk/appointments.js';
import type { ToolSetFactory } from '../../tool-set.js';
import type { IdentityChecks } from '../desk/identity.js';
import { deskWordsIn, spokenNow } from '../desk/languages.js';
import { agendarTurno } from './agendar-turno.js';
import type { AppointmentToolDeps } from './appointment-deps.js';
import { cancelarTurno } from './cancelar-turno.js';
import { consultarTurno } from './consultar-turno.js';
import { appointmentPhrasesIn } from './languages.js';
import { modificarTurno } from './modificar-turno.js';

/** The tools for appointments. A new one: a file here, and a row. */
const appointmentTools = (deps: AppointmentToolDeps): readonly Tool[] => [agendarTurno(deps), cancelarTurno(deps), modificarTurno(deps), consultarTurno(deps)];

/** @param deps.checks the same for all tool sets of the server: they count failed checks together */
export function createAppointmentsTools({ clock, appointments, checks }: { readonly clock: Clock; readonly appointments: Appointments; readonly checks: IdentityChecks }): ToolSetFactory {
  return ({ sessionId, language }) => {
    const words = deskWordsIn(language);
    const tools = appointmentTools({ clock, appointments, check: checks.of(sessionId), sessionId, language, words, phrases: appointmentPhrasesIn(language) });
    return { tools, standing: () => spokenNow(words, clock.wallMs()) };
  };
}
