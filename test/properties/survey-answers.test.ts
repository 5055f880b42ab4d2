import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadQuestionnaire } from '../../src/survey/load-questionnaire.js';
import { path, type Step } from '../../src/survey/path.js';
import { describe as label, normalise, speak } from '../../src/survey/questions/index.js';
import { englishDates, englishWords, spanishDates, spanishWords } from './spoken-words.js';

const choice = { options: ['Red', 'Dark blue', 'Bread and butter', 'No preference'].map((optionText, index) => ({ optionId: `o${index}`, optionText })), configuration: { addOtherOption: true, addNoneOption: true, randomizeChoices: true } };
const kinds: readonly (readonly [string, Record<string, unknown>])[] = [
  ['voice_prompt', {}],
  ['single_choice', choice],
  ['multiple_choice', choice],
  ['rating_scale', { configuration: { minValueDescription: 'Poor', maxValueDescription: 'Great' } }],
  ['nps', {}],
  ['yes_no', {}],
  ['open_ended', {}],
  ['numeric', { configuration: { minValue: -5, maxValue: 2_000_000, decimals: 1, unit: 'days' } }],
  ['numeric', {}],
  ['date', { configuration: { minDate: '1990-01-01', maxDate: 'today' } }],
  ['date', { configuration: { datePrecision: 'month' } }],
  ['date', { configuration: { datePrecision: 'year', minDate: '1950' } }],
];

const today = '2026-05-20';

function stepOf(questionType: string, more: Record<string, unknown>, language: string): Step {
  const loaded = loadQuestionnaire(
    { questionnaireId: 'x', questionnaireName: 'X', version: '1', language, estimatedDuration: 1, closing: 'Bye.', questions: [{ questionId: 'q', questionType, questionText: 'Well?', ...more }] },
    'x.json',
  );
  const next = loaded.ok ? path(loaded.value, {}, 7).next : null;
  if (next === null) throw new Error(JSON.stringify(loaded));
  return next;
}

const steps: readonly Step[] = kinds.map(([questionType, more]) => stepOf(questionType, more, 'en-US'));
const spanishSteps: readonly Step[] = kinds.map(([questionType, more]) => stepOf(questionType, more, 'es-ES'));
const step = fc.constantFrom(...steps, ...spanishSteps);

const word = fc.constantFrom(
  ...'red blue dark bread butter and or no not yes one two nine ten out of the i dont know sorry actually wait none both all other something else preference , . ? ! - 3 10 9.5 -1 __proto__ constructor maybe half'.split(' '),
  ...'hundred thousand point a twenty and-a-half days weeks ago last next in may third march 2019 yesterday tuesday today of / 03/05/2024 2024-05-03 31 more-than'.replaceAll('-', ' ').split(' '),
  ...'si sí uno un nueve mil cien treinta y coma medio de sobre rojo azul no-sé perdón menos más-o-menos todas ninguna ambas hace dos semanas ayer mañana el martes pasado mayo mes que-viene año por-ciento estrellas'.replaceAll('-', ' ').split(' '),
);
const speech = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));

it('never throws, whatever comes, and refuses in words that can be spoken', () => {
  fc.assert(
    fc.property(step, fc.oneof(fc.anything({ maxDepth: 4 }), fc.string({ unit: 'binary', maxLength: 200 }), speech, fc.array(speech, { maxLength: 4 })), (asked, raw) => {
      const result = normalise(asked, raw, today);
      if (result.ok) expect(label(asked, result.value)).not.toBe('');
      else expect(result.error.say).toMatch(/^[^{}[\]]*[.?]$/s);
    }),
    { numRuns: 5000 },
  );
});

it('gives only values of the type of the question', () => {
  fc.assert(
    fc.property(step, fc.oneof(speech, fc.integer(), fc.double(), fc.boolean()), (asked, raw) => {
      const result = normalise(asked, raw, today);
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
        case 'numeric':
          expect(typeof value).toBe('number');
          expect(Number(value) >= (question.min ?? -1e12) && Number(value) <= (question.max ?? 1e12)).toBe(true);
          expect(Number(Number(value).toFixed(question.decimals))).toBe(value);
          return;
        case 'date': {
          const length = { day: 10, month: 7, year: 4 }[question.precision];
          expect(String(value)).toHaveLength(length);
          expect(String(value) >= (question.min ?? '1000')).toBe(true);
          // A day that the calendar does not have would come back as another.
          const iso = `${String(value)}-01-01`.slice(0, 10);
          expect(new Date(`${iso}T00:00:00Z`).toISOString().slice(0, 10)).toBe(iso);
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
      const result = normalise(asked, raw, today);
      if (!result.ok || result.value.outcome !== 'answered' || result.value.otherText !== undefined || result.value.value === null) return;
      expect(normalise(asked, result.value.value, today)).toEqual(result);
      if (['single_choice', 'numeric', 'date'].includes(asked.question.type)) expect(normalise(asked, label(asked, result.value), today)).toEqual(result);
    }),
    { numRuns: 6000 },
  );
});

const counted = { en: stepOf('numeric', {}, 'en-US'), es: stepOf('numeric', {}, 'es-ES') };
const rated = {
  en: stepOf('rating_scale', { configuration: { scaleRange: { min: 0, max: 100 } } }, 'en-US'),
  es: stepOf('rating_scale', { configuration: { scaleRange: { min: 0, max: 100 } } }, 'es-ES'),
};
const valueOf = (asked: Step, raw: unknown): unknown => {
  const result = normalise(asked, raw, today);
  return result.ok ? result.value.value : result.error.code;
};
const around = fc.constantFrom((words: string) => words, (words: string) => `${words}.`, (words: string) => words.toUpperCase());

it('understands every number in words', () => {
  const number = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 999_999_999 }));
  fc.assert(
    fc.property(number, fc.boolean(), around, (value, and, said) => {
      expect(valueOf(counted.en, said(englishWords(value, and)))).toBe(value);
      expect(valueOf(counted.en, said(`I'd say ${englishWords(value, and)}, I think`))).toBe(value);
      if (value < 2_000_000) {
        expect(valueOf(counted.es, said(spanishWords(value)))).toBe(value);
        expect(valueOf(counted.es, said(`más o menos ${spanishWords(value)}, creo`))).toBe(value);
      }
    }),
    { numRuns: 3000 },
  );
});

it('understands every number of a scale to a hundred in words', () => {
  for (let value = 0; value <= 100; value += 1) {
    expect([valueOf(rated.en, `I would give it a ${englishWords(value, true)}`), valueOf(rated.es, `le doy un ${spanishWords(value)}`)]).toEqual([value, value]);
    expect([valueOf(rated.en, `${englishWords(value, false)} out of a hundred`), valueOf(rated.es, `${spanishWords(value)} sobre cien`)]).toEqual([value, value]);
  }
});

it('understands numbers as they are written', () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), (value) => {
      expect(valueOf(counted.en, value.toLocaleString('en-US'))).toBe(value);
      expect(valueOf(counted.es, value.toLocaleString('de-DE'))).toBe(value);
      expect(valueOf(counted.es, String(value))).toBe(value);
    }),
    { numRuns: 2000 },
  );
});

const dated = { us: stepOf('date', {}, 'en-US'), gb: stepOf('date', {}, 'en-GB'), es: stepOf('date', {}, 'es-AR') };

it('understands every day of two centuries in every form', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true }), (date) => {
      const iso = date.toISOString().slice(0, 10);
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      for (const [asked, forms] of [[dated.us, englishDates(year, month, day, true)], [dated.gb, englishDates(year, month, day, false)], [dated.es, spanishDates(year, month, day)]] as const) {
        for (const form of forms) expect([form, valueOf(asked, form)]).toEqual([form, iso]);
      }
    }),
    { numRuns: 1000 },
  );
});

it('counts days and weeks back from today as the calendar does', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2060-12-31T00:00:00Z'), noInvalidDate: true }), fc.integer({ min: 2, max: 60 }), (date, count) => {
      const now = date.toISOString().slice(0, 10);
      const back = (days: number): string => new Date(date.getTime() - days * 86_400_000).toISOString().slice(0, 10);
      const heard = (asked: Step, raw: string): unknown => {
        const result = normalise(asked, raw, now);
        return result.ok ? result.value.value : result.error.code;
      };
      expect([heard(dated.us, `${englishWords(count, false)} days ago`), heard(dated.es, `hace ${spanishWords(count)} días`)]).toEqual([back(count), back(count)]);
      expect([heard(dated.us, `${count} weeks ago`), heard(dated.es, `hace ${count} semanas`)]).toEqual([back(7 * count), back(7 * count)]);
      expect([heard(dated.us, 'yesterday'), heard(dated.es, 'anteayer')]).toEqual([back(1), back(2)]);
    }),
    { numRuns: 1000 },
  );
});

it('does not look for an answer in ten megabytes of words', () => {
  const long = 'nine or ten, red and blue, I do not know '.repeat(250_000);
  const codes = steps.map((asked) => {
    const result = normalise(asked, long);
    return result.ok ? result.value.outcome : result.error.code;
  });
  expect(codes).toEqual(['played', 'too_long', 'too_long', 'too_long', 'too_long', 'too_long', 'too_long', ...Array<string>(5).fill('too_long')]);
});

it('always has words to ask with', () => {
  expect(steps.map(speak)).toEqual([
    'Well?',
    'Well?',
    'Well?',
    'Well? Please answer with a number from 1 to 5, where 1 means poor and 5 means great.',
    'Well? Please answer with a number from 0 to 10.',
    ...Array<string>(7).fill('Well?'),
  ]);
});
