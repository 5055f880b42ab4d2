import { expect, it } from '@jest/globals';
import { loadQuestionnaire } from '../../../../src/survey/load-questionnaire.js';
import { fileOf } from '../small-questionnaire.js';

const bilingual = (text: unknown): Record<string, unknown> => ({
  ...fileOf([
    { questionId: 'drink', questionType: 'single_choice', questionText: { 'en-US': 'Tea or coffee?', 'es-ES': '¿Té o café?' }, options: [
      { optionId: 'tea', optionText: { 'en-US': 'Tea', 'es-ES': 'Té' } },
      { optionId: 'coffee', optionText: { 'en-US': 'Coffee', 'es-ES': 'Café' } },
    ] },
    { questionId: 'why', questionType: 'open_ended', questionText: text },
  ]),
  languages: ['en-US', 'es-ES'],
  closing: { 'en-US': 'Thank you.', 'es-ES': 'Gracias.' },
});
const fine = bilingual({ 'en-US': 'Why {drink|that}?', 'es-ES': '¿Por qué {drink|eso}?' });

it('loads one language of a file, under one hash', () => {
  const english = loadQuestionnaire(fine, 'f.json');
  const spanish = loadQuestionnaire(fine, 'f.json', { language: 'es-ES' });
  if (!english.ok || !spanish.ok) throw new Error('does not load');
  expect([english.value.language, english.value.closing, english.value.languages]).toEqual(['en-US', ['Thank you.'], ['en-US', 'es-ES']]);
  expect([spanish.value.language, spanish.value.closing, spanish.value.hash === english.value.hash]).toEqual(['es-ES', ['Gracias.'], true]);
  expect(spanish.value.questions[1]?.text).toEqual(['¿Por qué ', { questionId: 'drink', fallback: 'eso' }, '?']);
});

it.each([
  [{ 'en-US': 'Why?' }, ['questions[1].questionText: no text in es-ES']],
  [{ 'en-US': 'Why {drink|that}?', 'es-ES': '¿Por qué?' }, ['questions[1].questionText: other placeholders in another language']],
])('refuses texts that differ from language to language: %j', (text, problems) => {
  const result = loadQuestionnaire(bilingual(text), 'f.json');
  expect(result.ok ? [] : result.error.map(({ path, problem }) => `${path}: ${problem}`)).toEqual(problems);
});

it('refuses a language that the file does not have', () => {
  const result = loadQuestionnaire(fine, 'f.json', { language: 'fr-FR' });
  expect(result.ok ? [] : result.error.map(({ problem, expected }) => `${problem}: ${expected}`)).toContain('no texts in "fr-FR": one of en-US, es-ES');
});
