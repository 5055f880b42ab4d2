import { expect, it } from '@jest/globals';
import { describe as label } from '../../../../src/survey/questions/index.js';
import { heard, said, spanishStep } from '../spanish-step.js';

const age = spanishStep('numeric', { questionText: '¿Qué edad tiene?', configuration: { minValue: 0, maxValue: 120, unit: 'años' } });
const price = spanishStep('numeric', { configuration: { minValue: 0, decimals: 2, unit: 'euros' } });
const pesos = spanishStep('numeric', { configuration: { minValue: 0, decimals: 2, unit: 'pesos' } }, 'es-MX');
const children = spanishStep('numeric', { questionText: '¿Cuántos hijos tiene?', configuration: { minValue: 0, maxValue: 20, unit: 'hijos' } });
const times = spanishStep('numeric', { questionText: '¿Cuántas veces por semana compra?', configuration: { minValue: 0, maxValue: 50, unit: 'veces' } });
const percent = spanishStep('numeric', { configuration: { minValue: 0, maxValue: 100, unit: 'por ciento' } });
const half = spanishStep('numeric', { configuration: { minValue: 0, maxValue: 50, decimals: 1, unit: 'años' } });
const count = spanishStep('numeric');

it.each([
  [42, 42], ['42', 42], ['cuarenta y dos', 42], ['tengo cuarenta y dos años', 42], ['treinta y uno', 31], ['treinta y un años', 31], ['treintaiuno', 31], ['veintiuno', 21], ['veintiún años', 21], ['veintidós', 22], ['dieciséis', 16], ['diez y ocho', 18], ['cien', 100], ['ciento tres', 103], ['ciento veinte', 120], ['cero', 0],
  ['más o menos quince', 15], ['quince más o menos', 15], ['unos cincuenta años', 50], ['casi treinta', 30], ['alrededor de cuarenta', 40], ['una docena', 12], ['dos docenas', 24], ['media docena', 6],
  ['diez... no, perdón, nueve', 9], ['diez, no, nueve', 9], ['diez, digo nueve', 9], ['no diez, once', 11], ['no sé, quizás cincuenta', 50], ['cuarenta, cuarenta', 40], ['un año', 1], ['uno', 1], ['sinco', 5],
  ['no sé', 'dont_know'], ['ni idea', 'dont_know'], ['no me acuerdo', 'dont_know'], ['prefiero no decirlo', 'refused'], ['eso es personal', 'refused'], ['paso', 'refused'],
])('hears %j for an age as %j', (raw, expected) => {
  expect(heard(age, raw)).toBe(expected);
});

it.each([
  ['', 'empty'], ['bastantes', 'not_a_number'], ['sí', 'not_a_number'], [null, 'not_a_number'], ['121', 'out_of_range'], ['menos cinco', 'out_of_range'], ['mil', 'out_of_range'],
  ['de diez a quince', 'ambiguous'], ['10-15', 'ambiguous'], ['entre diez y quince', 'ambiguous'], ['cuarenta o cuarenta y uno', 'ambiguous'], ['diez no nueve', 'ambiguous'],
  ['más de cincuenta', 'ambiguous'], ['menos de treinta', 'ambiguous'], ['por lo menos treinta', 'ambiguous'], ['al menos treinta', 'ambiguous'], ['treinta y pico', 'ambiguous'], ['treinta y tantos años', 'ambiguous'], ['cincuenta o más', 'ambiguous'], ['como mucho diez', 'ambiguous'],
  ['dos semanas', 'unclear'], ['dieciocho meses', 'unclear'], ['diez, no, espera', 'unclear'], ['cuarenta y dos y medio', 'not_whole'], ['42,5', 'not_whole'], ['42.5', 'not_whole'],
])('refuses %j for an age as %j', (raw, expected) => {
  expect(heard(age, raw)).toBe(expected);
});

it.each([
  ['dos mil quinientos', 2500], ['mil doscientos cincuenta', 1250], ['1.250', 1250], ['1.250,50', 1250.5], ['1250,5', 1250.5], ['1,250.50', 1250.5], ['tres coma cinco', 3.5], ['tres con cincuenta', 3.5], ['tres euros y medio', 3.5], ['dos y medio', 2.5], ['dos y cuarto', 2.25],
  ['cien mil', 100000], ['ciento veinte mil', 120000], ['un millón', 1e6], ['medio millón', 500000], ['un millón y medio', 1500000], ['gratis', 0], ['tres cuartos', 'ambiguous'], ['un par de docenas', 'ambiguous'], ['un millón quinientos mil', 1500000], ['doscientas mil', 200000], ['novecientos noventa y nueve mil novecientos noventa y nueve', 999999], ['mil', 1000], ['dos mil uno', 2001], ['veintiún mil', 21000], ['treinta y un mil', 31000],
  ['€20', 20], ['20€', 20], ['20 euros', 20], ['20 pesos', 'unclear'], ['20 dólares', 'unclear'], ['20%', 'unclear'], ['tres euros y cincuenta céntimos', 'ambiguous'], ['1,255', 'too_precise'],
])('hears %j for a price as %j', (raw, expected) => {
  expect(heard(price, raw)).toBe(expected);
});

it('reads marks as the country writes them', () => {
  expect(['1,250', '1,250.50', '1.250', '3.5', '$1,250'].map((words) => heard(pesos, words))).toEqual([1250, 1250.5, 1.25, 3.5, 1250]);
});

it('takes none and never for zero, and the article for one where nothing else is said', () => {
  expect(['ninguno', 'no tengo', 'no tengo hijos', 'ningún hijo', 'nada', 'un hijo', 'tengo un hijo', 'una', 'dos hijos', 'un par', 'no tengo ni idea', 'dos niños y una niña', 'diría que dos', 'no son dos, son tres'].map((words) => heard(children, words))).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 2, 'not_a_number', 'dont_know', 'ambiguous', 2, 3]);
  expect(['una vez', 'una vez a la semana', 'dos veces por semana', 'tres veces', 'dos veces al mes', 'nunca', 'una vez al año'].map((words) => heard(times, words))).toEqual([1, 1, 2, 3, 'unclear', 0, 'unclear']);
  expect(['veinte por ciento', '20%', 'el veinte', 'cien por cien', 'un diez por ciento'].map((words) => heard(percent, words))).toEqual([20, 20, 20, 100, 10]);
  expect(['dos años y medio', 'medio año', 'un año y medio', 'año y medio'].map((words) => heard(half, words))).toEqual([2.5, 0.5, 1.5, 'not_a_number']);
  expect(['menos cinco', 'cinco bajo cero', 'cinco más o menos'].map((words) => heard(count, words))).toEqual([-5, 'ambiguous', 5]);
});

it('speaks Spanish', () => {
  expect(said(age, 'bastantes')).toBe('Por favor, diga un solo número entero de años.');
  expect(said(age, '130')).toBe('Entendí 130. Por favor, diga un número del 0 al 120.');
  expect(said(price, '-3')).toBe('Entendí -3. Por favor, diga un número de 0 como mínimo.');
  expect(said(price, '1,255')).toBe('Por favor, diga un número con 2 decimales como máximo.');
  expect(said(price, 'dos o tres y medio')).toBe('Entendí 2 y 3,5. ¿Cuál de esos números elegiría?');
  expect([42, 1].map((value) => label(age, { outcome: 'answered', value }))).toEqual(['42 años', '1 año']);
  expect([label(times, { outcome: 'answered', value: 1 }), label(price, { outcome: 'answered', value: 3.5 }), label(children, { outcome: 'answered', value: 1 })]).toEqual(['1 vez', '3,5 euros', '1 hijo']);
  expect(['meses', 'clases', 'noches', 'personas', 'viajes', 'mujeres', 'veces al mes', 'coches'].map((unit) => label(spanishStep('numeric', { configuration: { unit } }), { outcome: 'answered', value: 1 }))).toEqual([
    '1 mes', '1 clase', '1 noche', '1 persona', '1 viaje', '1 mujer', '1 vez al mes', '1 coche',
  ]);
});
