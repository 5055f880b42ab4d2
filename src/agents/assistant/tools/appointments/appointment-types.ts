import type { AppointmentType } from '../../../../storage/service-desk/appointment.js';

const words: readonly (readonly [AppointmentType, RegExp])[] = [
  ['follow-up', /follow|control|seguimiento|revision|return/],
  ['emergency', /emergenc|urgenc|urgent|guardia/],
  ['routine', /routine|rutina|chequeo|check.?up|preventi/],
];

/** The type that a word means, in English or Spanish; a plain consultation where it is none of the others. */
export function appointmentTypeFrom(given: string | undefined): AppointmentType {
  const folded = (given ?? '').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return words.find(([, pattern]) => pattern.test(folded))?.[0] ?? 'consultation';
}
