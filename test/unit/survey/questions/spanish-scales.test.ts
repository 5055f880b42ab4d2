import { expect, it } from '@jest/globals';
import { describe as label, speak } from '../../../../src/survey/questions/index.js';
import { heard, said, spanishStep } from '../spanish-step.js';

const nps = spanishStep('nps', { configuration: { minValueDescription: 'Nada probable', maxValueDescription: 'Muy probable' } });
const rating = spanishStep('rating_scale', { questionText: '¿Cómo fue el servicio?', configuration: { scaleRange: { min: 1, max: 5 }, minValueDescription: 'Muy malo', maxValueDescription: 'Excelente' } });

it.each([
  ['nueve', 9], ['9', 9], ['un nueve', 9], ['Nueve.', 9], ['nueve sobre diez', 9], ['nueve de diez', 9], ['9/10', 9], ['le doy un siete', 7], ['le daría un ocho', 8], ['yo diría que un ocho', 8], ['pues, un siete', 7], ['digo un siete', 7],
  ['un buen siete', 7], ['una nota de ocho', 8], ['le pongo un seis', 6], ['ponele un ocho', 8], ['ponle un diez', 10], ['dale un diez', 10],
  ['diez... no, perdón, nueve', 9], ['diez, no, nueve', 9], ['diez, digo nueve', 9], ['nueve, mejor ocho', 8], ['diez, perdón, quise decir nueve', 9], ['diez, no, espera, nueve', 9], ['siete, bueno no, ocho', 8],
  ['no un diez, más bien un ocho', 8], ['no es un diez, es un ocho', 8], ['no le doy un diez, le doy un ocho', 8], ['no, siete', 7], ['No, yo diría que siete', 7],
  ['en una escala de cero a diez, nueve', 9], ['del uno al diez, un nueve', 9], ['más o menos siete', 7], ['más o menos un siete', 7], ['como un siete', 7], ['no sé, quizás un siete', 7], ['nueve, nueve', 9],
  ['cero', 0], ['uno', 1], ['un uno', 1], ['una', 1], ['diez', 10], ['ocho puntos', 8], ['muy probable', 10], ['nada probable', 0], ['sinco', 5], ['Ｎueve', 9],
  ['no sé', 'dont_know'], ['No lo sé', 'dont_know'], ['ni idea', 'dont_know'], ['no sabría decirle', 'dont_know'], ['NS/NC', 'dont_know'], ['no estoy segura', 'dont_know'], ['no me acuerdo', 'dont_know'],
  ['prefiero no decirlo', 'refused'], ['paso', 'refused'], ['no quiero contestar', 'refused'], ['siguiente pregunta', 'refused'], ['sin comentarios', 'refused'], ['no contesta', 'refused'],
])('hears %j on 0 to 10 as %j', (raw, expected) => {
  expect(heard(nps, raw)).toBe(expected);
});

it.each([
  ['', 'empty'], ['¿...?', 'empty'], ['once', 'out_of_range'], ['cien', 'out_of_range'], ['menos uno', 'out_of_range'], ['veinticinco', 'out_of_range'], ['treinta y uno', 'out_of_range'], ['diez y ocho', 'out_of_range'], ['cuatro de cinco', 'out_of_range'], ['4 sobre 5', 'out_of_range'],
  ['nueve y medio', 'not_whole'], ['siete coma cinco', 'not_whole'], ['siete con cinco', 'not_whole'], ['9.5', 'not_whole'],
  ['ocho o nueve', 'ambiguous'], ['entre siete y ocho', 'ambiguous'], ['diez para el personal pero seis en general', 'ambiguous'], ['diez no nueve', 'ambiguous'], ['diez, no nueve', 'ambiguous'],
  ['nueve, no, espera', 'unclear'], ['probable', 'not_a_number'], ['sí', 'not_a_number'], ['¿cuál?', 'not_a_number'], ['no un diez', 'not_a_number'], ['un poco', 'not_a_number'],
])('refuses %j on 0 to 10 as %j', (raw, expected) => {
  expect(heard(nps, raw)).toBe(expected);
});

it('hears stars on their own scale only', () => {
  expect(['cinco estrellas', 'una estrella', 'cuatro de cinco', 'excelente', 'muy malo', 'seis'].map((words) => heard(rating, words))).toEqual([5, 1, 4, 5, 1, 'out_of_range']);
  expect([heard(nps, 'cinco estrellas'), heard(nps, 'cuatro estrellas de diez')]).toEqual(['out_of_range', 4]);
});

it('speaks Spanish', () => {
  expect(speak(rating)).toBe('¿Cómo fue el servicio? Por favor, responda con un número del 1 al 5, donde 1 significa muy malo y 5 significa excelente.');
  expect(speak({ ...rating, text: 'Del uno al cinco, ¿cómo fue el servicio?' })).toBe('Del uno al cinco, ¿cómo fue el servicio?');
  expect(said(rating, 'siete')).toBe('7 no está en la escala. Por favor, diga un número del 1 al 5.');
  expect(said(rating, 'tres o cuatro')).toBe('Entendí 3 y 4. ¿Cuál de esos números elegiría?');
  expect(said(rating, '')).toBe('No escuché ninguna respuesta. Por favor, diga un solo número entero del 1 al 5.');
  expect(said(nps, 'cinco estrellas')).toBe('Eso parece de otra escala. Por favor, diga un número del 0 al 10.');
  expect(label(rating, { outcome: 'answered', value: 5 })).toBe('5 (Excelente)');
  expect(label(rating, { outcome: 'dont_know', value: null })).toBe('No sabe');
});
