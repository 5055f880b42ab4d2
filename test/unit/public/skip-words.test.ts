import { expect, it } from '@jest/globals';
import { skipWordsIn } from '../../../public/src/strings/skip-words.js';
import { normalise } from '../../../src/survey/questions/index.js';
import { onlyStep } from '../survey/small-questionnaire.js';

it.each([
  ['en-US', 'I would rather not answer this question.'],
  ['es-US', 'No quiero contestar esta pregunta.'],
  ['es', 'No quiero contestar esta pregunta.'],
  ['fr-FR', 'I would rather not answer this question.'],
  ['', 'I would rather not answer this question.'],
])('says in %s: %s', (language, words) => {
  expect(skipWordsIn(language)).toBe(words);
});

it.each(['en-US', 'es-US'])('is understood in %s as no answer, also where own words are asked for', (language) => {
  for (const type of ['open_ended', 'yes_no'] as const) {
    const understood = normalise({ ...onlyStep(type), language }, skipWordsIn(language));
    expect(understood.ok && understood.value.outcome).toBe('refused');
  }
});
