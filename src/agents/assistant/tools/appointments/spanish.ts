import type { AppointmentPhrases } from './appointment-phrases.js';

/** As it is said in Argentina, with voseo. `moment` is "viernes 27 de noviembre a las 3 de la tarde". */
export const appointmentSpanish: AppointmentPhrases = {
  missingId: 'Necesito el número del turno. ¿Me lo decís?',
  noIdentity: 'Para verificar tu identidad necesito el nombre y el apellido del paciente.',
  notFound: (id) => `No encontré el turno número ${id}. ¿Podés fijarte si ese es el número?`,
  alreadyCancelled: (id) => `El turno número ${id} ya estaba cancelado.`,
  completed: (id) => `El turno número ${id} ya se realizó, así que no se puede cambiar.`,
  missingData: 'Para agendar el turno necesito el nombre del paciente, su correo electrónico, el doctor y la fecha con la hora.',
  needsFullName: 'Necesito el nombre y el apellido del paciente.',
  badDoctor: '¿Con qué doctor o doctora querés el turno?',
  when: {
    unclear: 'No entendí la fecha. ¿Me decís el día y la hora?',
    no_such_day: 'Ese día no existe en el calendario. ¿Qué día querés?',
    no_such_time: 'No entendí la hora. ¿A qué hora querés el turno?',
    which_day: 'Entendí más de un día. ¿Cuál es?',
    which_time: 'Entendí más de una hora. ¿Cuál es?',
  },
  needsDay: '¿Para qué día querés el turno?',
  needsTime: '¿A qué hora querés el turno?',
  needsChange: '¿Para qué día o a qué hora querés pasar el turno?',
  past: (moment) => `El ${moment} ya pasó. ¿Qué otro día u horario querés?`,
  tooFar: 'Solo puedo agendar turnos dentro de los próximos doce meses. ¿Qué otro día querés?',
  crossesMidnight: 'El turno tiene que terminar antes de la medianoche. ¿Qué otro horario querés?',
  badDuration: 'Un turno puede durar entre 5 minutos y 4 horas. ¿Cuánto tiene que durar?',
  taken: (doctor, moment, free) => `${doctor} ya tiene un turno que se superpone con el ${moment}. ${free === '' ? '¿Qué otro día te sirve?' : `Ese día tiene libre ${free}. ¿Qué horario te sirve?`}`,
  booked: (id, doctor, moment) => `Listo, agendé el turno número ${id} con ${doctor} para el ${moment}.`,
  cancelled: (id) => `Listo, cancelé el turno número ${id}.`,
  moved: (id, moment) => `Listo, pasé el turno número ${id} para el ${moment}.`,
  status: { scheduled: 'agendado', confirmed: 'confirmado', cancelled: 'cancelado', completed: 'realizado' },
  type: { consultation: 'consulta', 'follow-up': 'control', emergency: 'urgencia', routine: 'chequeo de rutina' },
};
