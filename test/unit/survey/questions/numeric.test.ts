import { expect, it } from '@jest/globals';
import { loadQuestionnaire } from '../../../../src/survey/load-questionnaire.js';
import { describe as label, hints, normalise, speak } from '../../../../src/survey/questions/index.js';
import { fileOf, onlyStep, question } from '../small-questionnaire.js';

const age = onlyStep('numeric', { questionText: 'How old are you?', configuration: { minValue: 0, maxValue: 120, unit: 'years' } });
const price = onlyStep('numeric', { configuration: { minValue: 0, decimals: 2, unit: 'dollars' } });
const count = onlyStep('numeric', { questionText: 'How many people work there?' });
const children = onlyStep('numeric', { questionText: 'How many children do you have?', configuration: { minValue: 0, maxValue: 20, unit: 'children' } });
const nights = onlyStep('numeric', { questionText: 'How many days did you stay in the last two weeks?', configuration: { minValue: 0, maxValue: 14, unit: 'days' } });
const visits = onlyStep('numeric', { questionText: 'How many times a week do you shop?', configuration: { minValue: 0, maxValue: 50, unit: 'times' } });
const born = onlyStep('numeric', { questionText: 'In which year were you born?', configuration: { minValue: 1900, maxValue: 2026 } });
const heat = onlyStep('numeric', { configuration: { minValue: -40, maxValue: 60, decimals: 1 } });

const heard = (step: typeof age, raw: unknown): unknown => {
  const result = normalise(step, raw);
  return result.ok ? (result.value.value ?? result.value.outcome) : result.error.code;
};
const said = (step: typeof age, raw: unknown): string => {
  const result = normalise(step, raw);
  return result.ok ? '' : result.error.say;
};

it.each([
  [42, 42], ['42', 42], ['42.', 42], ['42#', 42], ['４２', 42],
  ['forty two', 42], ['forty-two', 42], ["I'm forty two years old", 42], ['about fifteen years', 15], ['fifteen or so', 15], ['almost thirty', 30],
  ['a hundred', 100], ['a hundred and three', 103], ['one hundred three', 103], ['zero', 0], ['seventeen', 17], ['ninety nine', 99], ['a dozen', 12], ['two dozen', 24], ['half a dozen', 6],
  ['ten... no, nine', 9], ['ten, sorry, I mean nine', 9], ['not ten, eleven', 11], ['not a ten, more like an eleven', 11], ["I don't know, maybe fifty", 50], ['forty, forty', 40],
  ['18yrs', 18], ['a year', 1], ['one', 1], ['ate', 8],
  ["I don't know", 'dont_know'], ['no idea', 'dont_know'], ['I prefer not to say', 'refused'], ['skip', 'refused'], ["none of your business, I'm fifty", 'refused'],
])('hears %j for an age as %j', (raw, expected) => {
  expect(heard(age, raw)).toBe(expected);
});

it.each([
  ['', 'empty'], ['...', 'empty'], ['old enough', 'not_a_number'], ['yes', 'not_a_number'], [null, 'not_a_number'], [['42'], 'not_a_number'], [{}, 'not_a_number'], [Number.NaN, 'not_a_number'], [Number.POSITIVE_INFINITY, 'not_a_number'],
  ['121', 'out_of_range'], ['-1', 'out_of_range'], ['minus five', 'out_of_range'], ['a thousand', 'out_of_range'], [1e300, 'out_of_range'],
  ['ten to fifteen', 'ambiguous'], ['10-15', 'ambiguous'], ['between ten and fifteen', 'ambiguous'], ['forty or forty one', 'ambiguous'], ['forty, my wife is thirty', 'ambiguous'],
  ['more than fifty', 'ambiguous'], ['over 50', 'ambiguous'], ['at least a hundred', 'ambiguous'], ['under about thirty', 'ambiguous'], ['thirty something', 'ambiguous'], ['fifty plus', 'ambiguous'], ['fifty years or more', 'ambiguous'], ['three out of ten', 'ambiguous'], ['older than fifty', 'ambiguous'], ['not yet thirty', 'ambiguous'], ['ten, less', 'ambiguous'], ['ten, no, more', 'ambiguous'], ['30s', 'ambiguous'], ['18+', 'ambiguous'], ['<18', 'ambiguous'], ['3/4', 'ambiguous'],
  ['two weeks', 'unclear'], ['eighteen months', 'unclear'], ['500 dollars', 'unclear'], ['ten, no wait', 'unclear'],
  ['forty two and a half', 'not_whole'], [42.5, 'not_whole'], ['42.5', 'not_whole'], ['1,2,3', 'ambiguous'], ['1.2.3', 'ambiguous'], ['that one', 'not_a_number'], ['__proto__', 'not_a_number'], ['nineteen eighty five', 'ambiguous'],
])('refuses %j for an age as %j', (raw, expected) => {
  expect(heard(age, raw)).toBe(expected);
});

it.each([
  ['a hundred and twenty three', 123], ['two thousand five hundred', 2500], ['1,250', 1250], ['1,250.5', 1250.5], ['1.250,50', 1250.5], ['three point five', 3.5], ['two and a half', 2.5], ['fifteen hundred', 1500],
  ['twelve hundred and fifty', 1250], ['three point two five', 3.25], ['three point twenty five', 3.25], ['zero point oh five', 0.05], ['$3.50', 3.5], ['$ 1,250', 1250], ['20 bucks', 20], ['20$', 20],
  ['half a million', 500000], ['two and a half million', 2500000], ['2.5 million', 2500000], ['10k', 10000], ['2.5k', 2500], ['one million two hundred thousand and five', 1200005], ['ten thousand and one', 10001],
  ["1'250", 1250], ['1,25', 1.25], ['a quarter', 'unclear'], ['2½', 2.5], ['$.50', 0.5], ['.5', 0.5], ['point five', 0.5], ['$2k', 2000], ['a million and a half', 1500000], ['a couple hundred', 'ambiguous'], ['it was free', 0], ['two thirds', 'ambiguous'], ['½', 0.5],
  ['€20', 'unclear'], ['20 euros', 'unclear'], ['20%', 'unclear'], ['three dollars and fifty cents', 'ambiguous'], ['1.255', 'too_precise'], [0.125, 'too_precise'],
])('hears %j for a price as %j', (raw, expected) => {
  expect(heard(price, raw)).toBe(expected);
});

it('takes none and never for zero, where it is asked how many', () => {
  expect(['none', 'none at all', 'no children', 'not any', "I don't have any", 'two', 'three children', 'just the one', 'no comment', 'no cars', 'two boys and a girl', 'two boys and two girls', 'two, two'].map((words) => heard(children, words))).toEqual([
    0, 0, 0, 0, 0, 2, 3, 'not_a_number', 'refused', 'not_a_number', 'ambiguous', 'ambiguous', 2,
  ]);
});

it('converts no units, and lets those pass that were asked for', () => {
  expect(['three days', 'two weeks', 'three nights', 'a day', 'half a day', 'the whole two weeks', '3 days a week'].map((words) => heard(nights, words))).toEqual([3, 'unclear', 'unclear', 1, 'not_whole', 'unclear', 3]);
  expect(['twice', 'once a week', 'three times', 'three times a week', 'twice a month', 'five times per year', 'every day'].map((words) => heard(visits, words))).toEqual([2, 1, 3, 3, 'unclear', 'unclear', 'not_a_number']);
  expect(said(nights, 'two weeks')).toBe('Please give me one whole number of days.');
});

it('hears a year as one number where only years fit', () => {
  expect(['1985', 'nineteen eighty five', 'two thousand and four', 'twenty oh five', 'twenty twenty', 'nineteen hundred', 'in 1899'].map((words) => heard(born, words))).toEqual([1985, 1985, 2004, 2005, 2020, 1900, 'out_of_range']);
});

it('hears numbers below zero', () => {
  expect(['minus five', 'negative three point five', '-12', '-12.5', 'five below zero', 'five below'].map((words) => heard(heat, words))).toEqual([-5, -3.5, -12, -12.5, 'ambiguous', 'ambiguous']);
});

it('has no limits where the file has none', () => {
  expect([heard(count, '-3'), heard(count, '250,000 people'), heard(count, 'a billion'), heard(count, '9'.repeat(20))]).toEqual([-3, 250000, 1e9, 'out_of_range']);
});

it('says what would be right', () => {
  expect(said(age, 'old')).toBe('Please give me one whole number of years.');
  expect(said(age, '')).toBe('I did not catch an answer. Please give me one whole number of years.');
  expect(said(age, '130')).toBe('I heard 130. Please give me a number from 0 to 120.');
  expect(said(price, '-3')).toBe('I heard -3. Please give me a number of at least 0.');
  expect(said(age, 'ten to fifteen')).toBe('I heard 10 and 15. Which one number would you choose?');
  expect(said(price, '1.255')).toBe('Please give me a number with at most 2 digits after the point.');
});

it('asks by the text alone, and describes with the unit', () => {
  expect(speak(age)).toBe('How old are you?');
  expect([42, 1, 0].map((value) => label(age, { outcome: 'answered', value }))).toEqual(['42 years', '1 year', '0 years']);
  expect(label(children, { outcome: 'answered', value: 1 })).toBe('1 child');
  expect(label(price, { outcome: 'answered', value: 3.5 })).toBe('3.5 dollars');
  expect(label(count, { outcome: 'answered', value: 7 })).toBe('7');
  expect(label(age, { outcome: 'dont_know', value: null })).toBe('Does not know');
  expect(hints(nights)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14']);
  expect([hints(price), hints(age)]).toEqual([[], []]);
});

const problems = (configuration: Record<string, unknown>): unknown => {
  const result = loadQuestionnaire(fileOf([question('q1', 'numeric', { configuration })]), 'small.json');
  return result.ok ? [] : result.error.map(({ path, problem }) => [path, problem]);
};

it('refuses limits that nobody could keep', () => {
  expect(problems({ minValue: 5, maxValue: 4 })).toEqual([['questions[0].configuration.minValue', 'a range from 5 to 4']]);
  expect(problems({ maxValue: 4.5 })).toEqual([['questions[0].configuration.maxValue', '4.5 has more than 0 decimals']]);
  expect(problems({ unit: '%' })).toEqual([['questions[0].configuration.unit', 'unit "%" cannot be spoken']]);
  expect(problems({ minValue: 0.5, maxValue: 0.5, decimals: 1 })).toEqual([]);
});
