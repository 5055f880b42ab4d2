import { expect, it } from '@jest/globals';
import { describe as label, speak } from '../../../../src/survey/questions/index.js';
import { options } from '../small-questionnaire.js';
import { heard, said, spanishStep } from '../spanish-step.js';

const colours = spanishStep('single_choice', { options: options('Rojo', 'Azul oscuro', 'Azul claro', 'Verde') });
const likely = spanishStep('single_choice', { options: options('Muy probable', 'Algo probable', 'Nada probable') });

it.each([
  ['rojo', 'rojo'], ['Rojo.', 'rojo'], ['el rojo por favor', 'rojo'], ['la roja', 'rojo'], ['los rojos', 'rojo'], ['azul oscuro', 'azul-oscuro'], ['el oscuro', 'azul-oscuro'], ['azules claros', 'azul-claro'], ['verdes', 'verde'],
  ['2', 'azul-oscuro'], ['opción tres', 'azul-claro'], ['la segunda', 'azul-oscuro'], ['el segundo', 'azul-oscuro'], ['la primera', 'rojo'], ['la 2ª', 'azul-oscuro'], ['la última', 'verde'], ['la tres', 'azul-claro'], ['la opción número cuatro', 'verde'], ['el uno', 'rojo'], ['la tercera opción', 'azul-claro'],
  ['rojo, no, verde', 'verde'], ['rojo... no, perdón, verde', 'verde'], ['verde, mejor azul oscuro', 'azul-oscuro'], ['no, verde', 'verde'], ['no sé, verde quizás', 'verde'], ['me quedo con el verde', 'verde'], ['diría que el rojo', 'rojo'],
  ['azul', 'ambiguous'], ['rojo o verde', 'ambiguous'], ['los dos', 'ambiguous'], ['las dos primeras', 'ambiguous'], ['ambos', 'ambiguous'], ['rojo, no verde', 'ambiguous'], ['no el rojo', 'unclear'], ['rojo, no, espera', 'unclear'], ['todos menos el rojo', 'unclear'],
  ['ninguno de los dos', 'unknown_option'], ['morado', 'unknown_option'], ['7', 'unknown_option'], ['', 'empty'], [null, 'unclear'], ['sí', 'unclear'],
  ['no sé', 'dont_know'], ['ni idea', 'dont_know'], ['sin comentarios', 'refused'], ['paso', 'refused'],
])('hears %j among colours as %j', (raw, expected) => {
  expect(heard(colours, raw)).toBe(expected);
});

it('prefers whole labels, and does not guess between halves', () => {
  expect(['muy probable', 'nada probable', 'probable', 'algo', 'es algo probable'].map((words) => heard(likely, words))).toEqual(['muy-probable', 'nada-probable', 'ambiguous', 'algo-probable', 'algo-probable']);
});

const trouble = spanishStep('multiple_choice', {
  options: [...options('Largas esperas', 'Estacionamiento', 'Pan y leche', 'Precios'), { optionId: 'sucio', optionText: 'Falta de limpieza', synonyms: ['sucio'] }],
  configuration: { addOtherOption: true, addNoneOption: true },
});
const two = spanishStep('multiple_choice', { options: options('Te', 'Cafe').map((option, index) => ({ ...option, optionText: ['Té', 'Café'][index] })) });

it.each([
  ['estacionamiento', ['estacionamiento']],
  ['el estacionamiento y las esperas', ['largas-esperas', 'estacionamiento']],
  ['el precio', ['precios']],
  ['estaba sucia', ['sucio']],
  ['pan y leche', ['pan-y-leche']],
  ['los precios, pan y leche', ['pan-y-leche', 'precios']],
  ['1 y 2', ['largas-esperas', 'estacionamiento']],
  ['la primera y la segunda', ['largas-esperas', 'estacionamiento']],
  ['estacionamiento y también los precios', ['estacionamiento', 'precios']],
  ['estacionamiento y precios, no, precios no', 'unclear'],
  ['estacionamiento, perdón, precios', ['precios']],
  ['estacionamiento y precios, no, no precios', ['estacionamiento']],
  ['estacionamiento, no, espera, precios', ['precios']],
  ['ninguna', ['none']],
  ['ninguna de las anteriores', ['none']],
  ['ni una ni otra', ['none']],
  ['nada', ['none']],
  ['todas', ['largas-esperas', 'estacionamiento', 'pan-y-leche', 'precios', 'sucio']],
  ['todo menos los precios', 'unclear'],
  ['los precios o la limpieza', 'ambiguous'],
  ['precios no', 'unclear'],
  ['no sé', 'dont_know'],
  ['prefiero no decirlo', 'refused'],
  ['', 'empty'],
  ['¿puede repetir?', 'unknown_option'],
  [['precios', 'none'], 'exclusive_conflict'],
])('hears %j among troubles as %j', (raw, expected) => {
  expect(heard(trouble, raw)).toEqual(expected);
});

it('understands both, all and none where there is no option for none', () => {
  expect(['ambas', 'los dos', 'las dos cosas', 'todas', 'ninguna', 'ninguno de los dos', 'ni uno ni otro', 'té o café', 'leche'].map((words) => heard(two, words))).toEqual([
    ['te', 'cafe'], ['te', 'cafe'], ['te', 'cafe'], ['te', 'cafe'], [], [], [], 'ambiguous', 'unknown_option',
  ]);
});

it('lists in Spanish', () => {
  expect(said(colours, 'azul')).toBe('¿Quiso decir Azul oscuro o Azul claro?');
  expect(speak(two)).toBe('Text of p1. Puede elegir más de una: Té o Café.');
  expect(label(trouble, { outcome: 'answered', value: ['precios', 'other'], otherText: 'la música' })).toBe('Precios y Otra cosa: "la música"');
  expect(said(spanishStep('single_choice', { options: options('Ayer', 'Hoy') }), 'azul')).toBe('Esa no es una de las respuestas. Puede decir Ayer u Hoy.');
  expect(heard(spanishStep('open_ended'), 'No sé')).toBe('dont_know');
  expect(heard(spanishStep('open_ended'), 'No sé, la comida estaba fría')).toBe('No sé, la comida estaba fría');
});
