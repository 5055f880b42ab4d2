import { expect, it } from '@jest/globals';
import { describe as label } from '../../../../src/survey/questions/index.js';
import { heard, said, spanishStep } from '../spanish-step.js';

const step = spanishStep('yes_no');

it.each([
  [true], ['sí'], ['Si'], ['¡Sí!'], ['s'], ['S'], ['sí, por favor'], ['sí, claro'], ['claro'], ['claro que sí'], ['por supuesto'], ['desde luego'], ['dale'], ['cómo no'], ['¡Cómo no!'], ['vale'], ['de acuerdo'], ['correcto'], ['así es'], ['exacto'], ['creo que sí'], ['supongo que sí'], ['yo diría que sí'],
  ['sin duda'], ['adelante'], ['órale'], ['sale'], ['simón'], ['acepto'], ['con mucho gusto'], ['no hay problema'], ['sí, no hay problema'], ['no me importa'], ['¿por qué no?'], ['efectivamente'], ['sí, es verdad'], ['no, perdón, sí'], ['no, digo sí'], ['1'], ['sí sí sí'], ['no sé... sí'], ['dale que sí'], ['joya'], ['y sí'], ['re sí'], ['obvio'], ['sí, señora'],
])('hears %j as yes', (raw) => {
  expect(heard(step, raw)).toBe(true);
});

it.each([
  [false], ['no'], ['No, gracias'], ['n'], ['N'], ['para nada'], ['qué va'], ['en absoluto'], ['tampoco'], ['yo tampoco'], ['ni hablar'], ['de ninguna manera'], ['nunca'], ['jamás'], ['claro que no'], ['por supuesto que no'], ['creo que no'], ['me parece que no'], ['la verdad es que no'], ['bueno, no'], ['pues no'],
  ['todavía no'], ['ahora no'], ['ahora no puedo'], ['no quiero'], ['no me interesa'], ['no tengo tiempo'], ['ni loco'], ['nel'], ['ni ahí'], ['y no'], ['sí, perdón, no'], ['sí, digo no'], ['no, no, no'], ['2'], ['no, señor'], ['no acepto'], ['no creo'], ['mejor no'], ['estoy ocupada'], ['no, para nada'], ['¿Cómo? No'], ['no, no estoy de acuerdo'], ['negativo'],
])('hears %j as no', (raw) => {
  expect(heard(step, raw)).toBe(false);
});

it.each([
  ['no sé', 'dont_know'], ['no lo sé', 'dont_know'], ['no, no lo sé', 'dont_know'], ['ni idea', 'dont_know'], ['no tengo ni idea', 'dont_know'], ['no estoy seguro', 'dont_know'], ['no me acuerdo', 'dont_know'], ['no recuerdo', 'dont_know'], ['quién sabe', 'dont_know'],
  ['prefiero no decirlo', 'refused'], ['prefiero no contestar', 'refused'], ['no quiero responder', 'refused'], ['paso', 'refused'], ['eso es privado', 'refused'],
  ['sí y no', 'unclear'], ['bueno, sí... no', 'unclear'], ['depende', 'unclear'], ['quizás', 'unclear'], ['tal vez', 'unclear'], ['más o menos', 'unclear'], ['a veces', 'unclear'], ['sí, pero solo si es corta', 'unclear'], ['no del todo', 'unclear'], ['plátano', 'unclear'], ['no entiendo', 'unclear'], ['no le escucho', 'unclear'], ['¿cómo?', 'unclear'], ['si no me equivoco', 'unclear'],
  ['', 'empty'], ['3', 'unclear'], [null, 'unclear'], [{}, 'unclear'], [['sí'], 'unclear'],
])('does not take %j for a yes or a no, but for %j', (raw, expected) => {
  expect(heard(step, raw)).toBe(expected);
});

it('asks and describes in Spanish', () => {
  expect(said(step, 'plátano')).toBe('Por favor, responda sí o no.');
  expect(said(step, 'es que verá usted, '.repeat(80))).toBe('Fue una respuesta un poco larga. Por favor, responda sí o no.');
  expect([true, false].map((value) => label(step, { outcome: 'answered', value }))).toEqual(['Sí', 'No']);
});
