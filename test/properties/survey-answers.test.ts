import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadQuestionnaire } from '../../src/survey/load-questionnaire.js';
import { path, type Step } from '../../src/survey/path.js';
import { describe as label, normalise, speak } from '../../src/survey/questions/index.js';

const choice = { options: ['Red', 'Dark blue', 'Bread and butter', 'No preference'].map((optionText, index) => ({ optionId: `o${index}`, optionText })), configuration: { addOtherOption: true, addNoneOption: true, randomizeChoices: true } };
const kinds: readonly (readonly [string, Record<string, unknown>])[] = [
  ['voice_prompt', {}],
  ['single_choice', choice],
  ['multiple_choice', choice],
  ['rating_scale', { configuration: { minValueDescription: 'Poor', maxValueDescription: 'Great' } }],
  ['nps', {}],
  ['yes_no', {}],
  ['open_ended', {}],
];

const steps: readonly Step[] = kinds.map(([questionType, more]) => {
  const loaded = loadQuestionnaire(
    { questionnaireId: 'x', questionnaireName: 'X', version: '1', estimatedDuration: 1, closing: 'Bye.', questions: [{ questionId: 'q', questionType, questionText: 'Well?', ...more }] },
    'x.json',
  );
  const next = loaded.ok ? path(loaded.value, {}, 7).next : null;
  if (next === null) throw new Error(JSON.stringify(loaded));
  return next;
});
const step = fc.constantFrom(...steps);

const word = fc.constantFrom(
  ...'red blue dark bread butter and or no not yes one two nine ten out of the i dont know sorry actually wait none both all other something else preference , . ? ! - 3 10 9.5 -1 __proto__ constructor maybe half'.split(' '),
);
const speech = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));

it('never throws, whatever comes, and refuses in words that can be spoken', () => {
  fc.assert(
    fc.property(step, fc.oneof(fc.anything({ maxDepth: 4 }), fc.string({ unit: 'binary', maxLength: 200 }), speech, fc.array(speech, { maxLength: 4 })), (asked, raw) => {
      const result = normalise(asked, raw);
      if (result.ok) expect(label(asked, result.value)).not.toBe('');
      else expect(result.error.say).toMatch(/^[^{}[\]]*[.?]$/s);
    }),
    { numRuns: 5000 },
  );
});

it('gives only values of the type of the question', () => {
  fc.assert(
    fc.property(step, fc.oneof(speech, fc.integer(), fc.double(), fc.boolean()), (asked, raw) => {
      const result = normalise(asked, raw);
      if (!result.ok) return;
      const { outcome, value } = result.value;
      expect(outcome === 'answered').toBe(value !== null);
      if (value === null) return;
      const { question } = asked;
      switch (question.type) {
        case 'nps':
        case 'rating_scale':
          expect(Number.isInteger(value) && Number(value) >= question.scale.min && Number(value) <= question.scale.max).toBe(true);
          return;
        case 'yes_no':
          expect(typeof value).toBe('boolean');
          return;
        case 'single_choice':
          expect(question.options.map((option) => option.optionId)).toContain(value);
          return;
        case 'multiple_choice': {
          const order = question.options.map((option) => option.optionId);
          const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
          expect(chosen).toEqual(order.filter((id) => chosen.includes(id)));
          expect(chosen.includes('none') && chosen.length > 1).toBe(false);
          return;
        }
        default:
          expect(String(value).trim()).not.toBe('');
      }
    }),
    { numRuns: 5000 },
  );
});

it('understands its own values and its own labels', () => {
  fc.assert(
    fc.property(step, speech, (asked, raw) => {
      const result = normalise(asked, raw);
      if (!result.ok || result.value.outcome !== 'answered' || result.value.otherText !== undefined || result.value.value === null) return;
      expect(normalise(asked, result.value.value)).toEqual(result);
      if (asked.question.type === 'single_choice') expect(normalise(asked, label(asked, result.value))).toEqual(result);
    }),
    { numRuns: 3000 },
  );
});

it('does not look for an answer in ten megabytes of words', () => {
  const long = 'nine or ten, red and blue, I do not know '.repeat(250_000);
  const codes = steps.map((asked) => {
    const result = normalise(asked, long);
    return result.ok ? result.value.outcome : result.error.code;
  });
  expect(codes).toEqual(['played', 'too_long', 'too_long', 'too_long', 'too_long', 'too_long', 'too_long']);
});

it('always has words to ask with', () => {
  expect(steps.map(speak)).toEqual([
    'Well?',
    'Well?',
    'Well?',
    'Well? Please answer with a number from 1 to 5, where 1 means poor and 5 means great.',
    'Well? Please answer with a number from 0 to 10.',
    'Well?',
    'Well?',
  ]);
});
