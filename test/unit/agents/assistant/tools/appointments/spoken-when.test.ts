import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spokenWhen } from '../../../../../../src/agents/assistant/tools/appointments/spoken-when.js';

/** Saturday, 18:10 in Buenos Aires. */
const nowMs = Date.parse('2026-11-21T21:10:00Z');

function heard(text: string, language: string, isTime = false): string {
  const when = spokenWhen(text, { language, nowMs, isTime });
  if (!when.ok) return when.error;
  const { day, time } = when.value;
  const two = (value: number): string => String(value).padStart(2, '0');
  return [day === null ? '' : `${day.year}-${two(day.month)}-${two(day.day)}`, time === null ? '' : `${two(time.hour)}:${two(time.minute)}`].filter((part) => part !== '').join(' ');
}

describe('when, in Spanish', () => {
  it.each([
    ['mañana a las 10', '2026-11-22 10:00'],
    ['Mañana a las diez de la mañana', '2026-11-22 10:00'],
    ['mañana por la mañana a las 9', '2026-11-22 09:00'],
    ['mañana a la mañana, tipo 9', '2026-11-22 09:00'],
    ['el viernes a las 15:00', '2026-11-27 15:00'],
    ['el viernes a las 15:00hs', '2026-11-27 15:00'],
    ['el viernes 27 a las 15 hs', '2026-11-27 15:00'],
    ['viernes 27 de noviembre a las 3 y media', '2026-11-27 15:30'],
    ['pasado mañana a las 3 de la tarde', '2026-11-23 15:00'],
    ['el 3 de diciembre a las 9 y media', '2026-12-03 09:30'],
    ['para el tres de diciembre a las nueve y media de la mañana', '2026-12-03 09:30'],
    ['el 15 a las 11', '2026-12-15 11:00'],
    ['el 30 a las 11', '2026-11-30 11:00'],
    ['el lunes que viene', '2026-11-23'],
    ['el lunes que viene a la una', '2026-11-23 13:00'],
    ['el próximo martes a las 8', '2026-11-24 08:00'],
    ['hoy a las ocho de la noche', '2026-11-21 20:00'],
    ['esta noche a las 9', '2026-11-21 21:00'],
    ['hoy a las cinco y cuarto de la tarde', '2026-11-21 17:15'],
    ['hoy sábado a las 19', '2026-11-21 19:00'],
    ['mañana a las ocho menos cuarto de la mañana', '2026-11-22 07:45'],
    ['mañana al mediodía', '2026-11-22 12:00'],
    ['mañana a las 12 del mediodía', '2026-11-22 12:00'],
    ['mañana a las 12 y media', '2026-11-22 12:30'],
    ['el martes a las veinte y cinco', '2026-11-24 20:05'],
    ['el martes a las diez treinta', '2026-11-24 10:30'],
    ['dentro de tres días a las 16', '2026-11-24 16:00'],
    ['en una semana a las 10', '2026-11-28 10:00'],
    ['3/12 a las 10', '2026-12-03 10:00'],
    ['3/12/2026 10:30', '2026-12-03 10:30'],
    ['mañana a las 3 p.m.', '2026-11-22 15:00'],
    ['mañana a las 3pm', '2026-11-22 15:00'],
    ['mañana al medio día', '2026-11-22 12:00'],
    ['a las 17 horas de mañana', '2026-11-22 17:00'],
    ['este viernes a las 5', '2026-11-27 17:00'],
    ['la semana que viene el martes a las 10', '2026-11-24 10:00'],
    ['el martes de la semana que viene a las 10', '2026-11-24 10:00'],
    ['el 1 de enero a las 10', '2027-01-01 10:00'],
    ['dentro de dos horas', '2026-11-21 20:10'],
    ['en una hora y media', '2026-11-21 19:40'],
    ['en media hora', '2026-11-21 18:40'],
    ['en 43 minutos', '2026-11-21 18:55'],
    ['mañana a las 1530', '2026-11-22 15:30'],
    ['mañana', '2026-11-22'],
    ['el miércoles a la tarde', '2026-11-25'],
    ['a las 10 de la mañana', '10:00'],
  ])('%s: %s', (text, expected) => {
    expect(heard(text, 'es-AR')).toBe(expected);
  });
  it.each([
    ['cuando puedas', 'unclear'],
    ['antes del viernes', 'unclear'],
    ['de hoy en ocho a las 20', 'unclear'],
    ['el 31 de noviembre a las 10', 'no_such_day'],
    ['el lunes o el martes a las 10', 'which_day'],
    ['el martes 27 a las 10', 'which_day'],
    ['mañana a las 10 o a las 11', 'which_time'],
    ['mañana a las 11 de la tarde', 'no_such_time'],
    ['mañana a las 25:00', 'no_such_time'],
    ['mañana a medianoche', 'no_such_time'],
  ])('%s: %s', (text, expected) => {
    expect(heard(text, 'es-AR')).toBe(expected);
  });
  it.each([
    ['15', '15:00'],
    ['3', '15:00'],
    ['9', '09:00'],
    ['09:30', '09:30'],
    ['03:00', '03:00'],
    ['las cuatro y media', '16:30'],
    ['diez y media', '10:30'],
    ['8 de la noche', '20:00'],
  ])('as a time alone, %s: %s', (text, expected) => {
    expect(heard(text, 'es-AR', true)).toBe(expected);
  });
});

describe('when, in English', () => {
  it.each([
    ['tomorrow at 10', '2026-11-22 10:00'],
    ['next friday at 3 pm', '2026-11-27 15:00'],
    ['next Friday at 3', '2026-11-27 15:00'],
    ["Monday at nine o'clock", '2026-11-23 09:00'],
    ['Monday at half past nine', '2026-11-23 09:30'],
    ['Monday at a quarter to five', '2026-11-23 16:45'],
    ['the day after tomorrow at ten past three in the afternoon', '2026-11-23 15:10'],
    ['tomorrow morning at 9:15', '2026-11-22 09:15'],
    ['tomorrow at noon', '2026-11-22 12:00'],
    ['tonight at 8', '2026-11-21 20:00'],
    ['this Friday at 5', '2026-11-27 17:00'],
    ['next week, Tuesday at 10', '2026-11-24 10:00'],
    ['in two hours', '2026-11-21 20:10'],
    ['in half an hour', '2026-11-21 18:40'],
    ['in an hour', '2026-11-21 19:10'],
    ['in two days at 4', '2026-11-23 16:00'],
    ['Friday at 1500 hours', '2026-11-27 15:00'],
    ['December 3rd at nine thirty', '2026-12-03 09:30'],
    ['the 3rd of December at 9:30 a.m.', '2026-12-03 09:30'],
    ['on the 15th at 11', '2026-12-15 11:00'],
    ['Friday the 27th, 4 pm', '2026-11-27 16:00'],
    ['2026-11-27T15:00:00', '2026-11-27 15:00'],
    ['2026-11-27T18:00:00Z', '2026-11-27 15:00'],
    ['2026-11-27T15:00:00-03:00', '2026-11-27 15:00'],
    ['2026-11-27 15:00', '2026-11-27 15:00'],
    ['2026-11-27', '2026-11-27'],
    ['2026-11-27T00:00:00Z', '2026-11-27'],
    ['mañana a las 10', '2026-11-22 10:00'],
  ])('%s: %s', (text, expected) => {
    expect(heard(text, 'en-US')).toBe(expected);
  });
  it('a sentence in the other language is understood too', () => {
    expect(heard('tomorrow at 10', 'es-AR')).toBe('2026-11-22 10:00');
    expect(heard('next friday at 3 pm', 'es-AR')).toBe('2026-11-27 15:00');
  });
  it.each([
    ['some time', 'unclear'],
    ['Monday or Tuesday at 10', 'which_day'],
    ['February 30th at 10', 'no_such_day'],
    ['tomorrow at 10 or at 11', 'which_time'],
  ])('%s: %s', (text, expected) => {
    expect(heard(text, 'en-US')).toBe(expected);
  });
});

describe('whatever is said', () => {
  const words = 'mañana pasado hoy el lunes viernes 3 31 15 de diciembre febrero a las la y media cuarto menos tarde noche en que viene at 10 30 15:00 25:99 pm to past half next friday the 27th in two hours 1500 , no o'.split(' ');
  it('is a day of the calendar and a time of the clock, or a reason', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 9 }), fc.constantFrom('es-AR', 'en-US'), fc.boolean(), (said, language, isTime) => {
        const when = spokenWhen(said.join(' '), { language, nowMs, isTime });
        if (!when.ok) return true;
        const { day, time } = when.value;
        const date = day === null ? null : new Date(Date.UTC(day.year, day.month - 1, day.day));
        return (date === null || date.getUTCDate() === day?.day) && (time === null || (time.hour >= 0 && time.hour < 24 && time.minute >= 0 && time.minute < 60));
      }),
      { numRuns: 2000 },
    );
    expect(spokenWhen('x'.repeat(100_000), { language: 'es', nowMs })).toEqual({ ok: false, error: 'unclear' });
  });
});
