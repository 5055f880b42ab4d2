import { hour12, namesOf, twoDigits } from './calendar-words.js';
import type { DeskWords } from './desk-words.js';

const weekdays = ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo'];
const months = ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'];

const partOfDay = (hour: number): string => (hour < 6 ? 'de la madrugada' : hour < 12 ? 'de la mañana' : hour === 12 ? 'del mediodía' : hour < 20 ? 'de la tarde' : 'de la noche');

/** As it is said in Argentina, with voseo. */
export const deskSpanish: DeskWords = {
  tag: 'es',
  day(local, currentYear) {
    const { weekday, month } = namesOf(local, weekdays, months);
    return `${weekday} ${local.day} de ${month}${local.year === currentYear ? '' : ` de ${local.year}`}`;
  },
  time({ hour, minute }) {
    const spoken = hour12(hour);
    const minutes = minute === 0 ? '' : minute === 15 ? ' y cuarto' : minute === 30 ? ' y media' : ` y ${minute}`;
    return `${spoken === 1 ? 'a la' : 'a las'} ${spoken}${minutes} ${partOfDay(hour)}`;
  },
  now(local) {
    const { weekday, month } = namesOf(local, weekdays, months);
    return `Hoy es ${weekday} ${local.day} de ${month} de ${local.year} y en Buenos Aires ${local.hour === 1 ? 'es la' : 'son las'} ${twoDigits(local.hour)}:${twoDigits(local.minute)}.`;
  },
  notVerified: 'Esos datos no coinciden con los que tenemos, así que no pude verificar tu identidad.',
  tooManyChecks: 'No pude verificar tu identidad después de varios intentos. Por seguridad no puedo revisar más datos en esta conversación. Llamanos por teléfono para seguir.',
  badEmail: 'Ese correo electrónico no parece válido. ¿Me lo repetís?',
};
