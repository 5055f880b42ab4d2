import { expect, it } from '@jest/globals';
import { describe as label } from '../../../../src/survey/questions/index.js';
import { heard, said, spanishStep } from '../spanish-step.js';

/** A Wednesday. */
const today = '2026-05-20';
const visit = spanishStep('date', { configuration: { minDate: '1990-01-01', maxDate: 'today' } });
const booking = spanishStep('date', { configuration: { minDate: 'today', maxDate: '2027-12-31' } }, 'es-AR');
const month = spanishStep('date', { configuration: { datePrecision: 'month', maxDate: 'today' } });
const year = spanishStep('date', { configuration: { datePrecision: 'year', maxDate: 'today' } });

it.each([
  ['2024-05-03', '2024-05-03'], ['03/05/2024', '2024-05-03'], ['3-5-2024', '2024-05-03'], ['05/13/2024', '2024-05-13'], ['3/5/24', '2024-05-03'], ['3.5.2024', '2024-05-03'], ['3/5', '2026-05-03'],
  ['el tres de mayo de 2024', '2024-05-03'], ['tres de mayo del dos mil veinticuatro', '2024-05-03'], ['el 3 de mayo', '2026-05-03'], ['el día 3 de mayo', '2026-05-03'], ['1º de enero', '2026-01-01'], ['1.º de enero', '2026-01-01'], ['primero de enero', '2026-01-01'], ['el uno de enero', '2026-01-01'], ['el treinta y uno de diciembre', '2025-12-31'], ['veintitrés de abril de mil novecientos noventa y nueve', '1999-04-23'], ['el 3 de mayo del 98', '1998-05-03'], ['mayo 3, 2024', '2024-05-03'],
  ['un 3 de mayo', '2026-05-03'], ['3 de mayo de 98', '1998-05-03'], ['cinco de junio del noventa y cinco', '1995-06-05'], ['el tres de mayo del año pasado', '2025-05-03'], ['el 3 de mayo, creo que del 2019', '2019-05-03'], ['domingo 3 de mayo', '2026-05-03'], ['29 de febrero', '2024-02-29'],
  ['hoy', '2026-05-20'], ['esta mañana', '2026-05-20'], ['ayer', '2026-05-19'], ['anoche', '2026-05-19'], ['ayer por la mañana', '2026-05-19'], ['anteayer', '2026-05-18'], ['antes de ayer', '2026-05-18'], ['antier', '2026-05-18'], ['ante ayer', '2026-05-18'], ['no fue ayer, fue anteayer', '2026-05-18'],
  ['hace dos semanas', '2026-05-06'], ['hace una semana', '2026-05-13'], ['hace quince días', '2026-05-05'], ['hace como dos semanas', '2026-05-06'], ['dos semanas atrás', '2026-05-06'], ['hace tres días', '2026-05-17'],
  ['el martes pasado', '2026-05-19'], ['el pasado martes', '2026-05-19'], ['el martes', '2026-05-19'], ['este lunes', '2026-05-18'], ['el martes de la semana pasada', '2026-05-12'], ['el miércoles', '2026-05-13'],
  ['ayer, no, anteayer', '2026-05-18'], ['el tres de mayo, no, perdón, el cuatro', '2026-05-04'], ['el 3 de mayo de 2024, digo 2023', '2023-05-03'], ['no sé, quizás ayer', '2026-05-19'],
  ['no me acuerdo', 'dont_know'], ['no sé', 'dont_know'], ['prefiero no decirlo', 'refused'],
])('hears %j for a visit as %j', (raw, expected) => {
  expect(heard(visit, raw, today)).toBe(expected);
});

it.each([
  ['', 'empty'], ['hace tiempo', 'not_a_date'], ['hace poco', 'not_a_date'], ['sí', 'not_a_date'], ['dos semanas', 'not_a_date'], ['en el mar', 'not_a_date'],
  ['31 de abril', 'impossible_date'], ['el treinta de febrero', 'impossible_date'], ['29/02/2025', 'impossible_date'], ['el 32 de mayo', 'impossible_date'],
  ['mayo de 2024', 'incomplete_date'], ['en 2019', 'incomplete_date'], ['la semana pasada', 'incomplete_date'], ['el mes pasado', 'incomplete_date'], ['hace dos meses', 'incomplete_date'], ['el año pasado', 'incomplete_date'],
  ['el 3 o el 4 de mayo', 'unclear'], ['el lunes o el martes', 'ambiguous'], ['antes de 2019', 'unclear'], ['hace una semana y media', 'unclear'], ['el martes antepasado', 'unclear'], ['hace dos martes', 'unclear'], ['del 3 al 5 de mayo', 'unclear'], ['hace unos días', 'not_a_date'], ['después del 3 de mayo', 'unclear'], ['ayer, no, espera', 'unclear'],
  ['mañana', 'out_of_range'], ['pasado mañana', 'out_of_range'], ['el martes que viene', 'out_of_range'], ['dentro de dos semanas', 'out_of_range'], ['3 de mayo de 1930', 'out_of_range'],
])('does not take %j for a visit but for %j', (raw, expected) => {
  expect(heard(visit, raw, today)).toBe(expected);
});

it('looks ahead where the question does', () => {
  expect(['mañana', 'pasado mañana', 'mañana por la mañana', 'el martes que viene', 'el próximo martes', 'el martes', 'en dos semanas', 'dentro de tres días', 'el 24 de diciembre', 'el tres de mayo', 'hoy', 'ayer'].map((words) => heard(booking, words, today))).toEqual([
    '2026-05-21', '2026-05-22', '2026-05-21', '2026-05-26', '2026-05-26', '2026-05-26', '2026-06-03', '2026-05-23', '2026-12-24', '2027-05-03', '2026-05-20', 'out_of_range',
  ]);
});

it('hears months and years', () => {
  expect(['mayo del 2019', 'mayo de 2019', 'en mayo', 'mayo pasado', 'junio', 'el mes pasado', 'hace dos meses', 'este mes', 'mayo del año pasado', 'mayo del 98', 'setiembre de 2020', 'ayer', '05/2024', 'en 2019', 'junio de 2026'].map((words) => heard(month, words, today))).toEqual([
    '2019-05', '2019-05', '2026-05', '2025-05', '2025-06', '2026-04', '2026-03', '2026-05', '2025-05', '1998-05', '2020-09', '2026-05', '2024-05', 'incomplete_date', 'out_of_range',
  ]);
  expect(['en 2019', 'dos mil diecinueve', 'mil novecientos ochenta y cinco', 'el año pasado', 'este año', 'hace dos años', 'hace una década', 'mayo de 2019', 'hace dos meses', 'en mayo', 'desde 2019', 'veinte veinticuatro', 'el año que viene'].map((words) => heard(year, words, today))).toEqual([
    '2019', '2019', '1985', '2025', '2026', '2024', '2016', '2019', '2026', 'incomplete_date', '2019', '2024', 'out_of_range',
  ]);
});

it('speaks Spanish', () => {
  expect(said(visit, 'hace poco', today)).toBe('Por favor, diga el día, el mes y el año.');
  expect(said(visit, '31 de abril', today)).toBe('No existe el 31 de abril. Por favor, diga el día, el mes y el año.');
  expect(said(visit, 'mayo de 2024', today)).toBe('Necesito un poco más. Por favor, diga el día, el mes y el año.');
  expect(said(visit, 'mañana', today)).toBe('Entendí 21 de mayo de 2026. Por favor, diga una fecha entre 1 de enero de 1990 y 20 de mayo de 2026.');
  expect(said(visit, 'el lunes o el martes', today)).toBe('Entendí 18 de mayo de 2026 y 19 de mayo de 2026. ¿Cuál es la correcta?');
  expect(['2024-05-03', '2024-05-01'].map((value) => label(visit, { outcome: 'answered', value }))).toEqual(['3 de mayo de 2024', '1 de mayo de 2024']);
  expect(label(month, { outcome: 'answered', value: '2019-05' })).toBe('mayo de 2019');
});
