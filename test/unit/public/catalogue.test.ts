import { expect, it } from '@jest/globals';
import { pageLanguage, stringsIn } from '../../../public/src/strings/catalogue.js';

it('takes the first wanted language that the page has, else English', () => {
  expect(pageLanguage(['es-US', 'en-GB'])).toBe('es');
  expect(pageLanguage(['fr-FR', 'es-MX'])).toBe('es');
  expect(pageLanguage(['fr-FR'])).toBe('en');
  expect(pageLanguage([])).toBe('en');
});

it('has every word in every language', () => {
  const empty = Object.entries(stringsIn('es')).filter(([, words]) => words === '');
  expect(empty).toEqual([]);
  expect(stringsIn('es').stillSaving(1)).toBe('Todavía se está guardando 1 respuesta. No hace falta que espere.');
  expect(stringsIn('en').stillSaving(2)).toBe('2 answers are still being saved. You need not wait for them.');
});
