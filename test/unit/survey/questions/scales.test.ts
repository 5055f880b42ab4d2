import { expect, it } from '@jest/globals';
import { describe as label, normalise, speak } from '../../../../src/survey/questions/index.js';
import { onlyStep } from '../small-questionnaire.js';

const nps = onlyStep('nps', { configuration: { minValueDescription: 'Not at all likely', maxValueDescription: 'Extremely likely' } });
const rating = onlyStep('rating_scale', { configuration: { scaleRange: { min: 1, max: 5 }, minValueDescription: 'Very poor', maxValueDescription: 'Excellent' } });

const heard = (step: typeof nps, raw: unknown): unknown => {
  const result = normalise(step, raw);
  return result.ok ? (result.value.value ?? result.value.outcome) : result.error.code;
};

it.each([
  ['nine', 9],
  ['9', 9],
  [9, 9],
  ['9.', 9],
  ['9#', 9],
  ['a nine out of ten', 9],
  ['9/10', 9],
  ['nine of ten', 9],
  ['four stars out of ten', 4],
  ['a solid 8', 8],
  ['8 for sure', 8],
  ['Um, I think it was pretty good, maybe a four', 4],
  ["I'd say nine", 9],
  ['I would give it a, uh, nine I think', 9],
  ['ten... no, nine', 9],
  ['ten, sorry, I mean nine', 9],
  ['nine, make that eight', 8],
  ["No, I'd say seven", 7],
  ['not nine, eight', 8],
  ['not a ten, more like an eight', 8],
  ["it's not really a ten, an eight", 8],
  ['eight stars', 8],
  ['5 stars out of 10', 5],
  ['on a scale of zero to ten, nine', 9],
  ['from zero to ten, nine', 9],
  ['nine, nine', 9],
  ['maybe seven', 7],
  ["I don't know, maybe seven", 7],
  ['this one is a six', 6],
  ['ONE', 1],
  ['number one', 1],
  ['one out of ten', 1],
  ['zero', 0],
  ['ten', 10],
  ['a perfect ten', 10],
  ['ate', 8],
  ['for', 4],
  ['extremely likely', 10],
  ['Ｎine', 9],
  ["I don't know", 'dont_know'],
  ['not sure', 'dont_know'],
  ['dont_know', 'dont_know'],
  ['I prefer not to say', 'refused'],
  ["I'd rather not answer that", 'refused'],
  ['pass', 'refused'],
])('hears %j on 0 to 10 as %j', (raw, expected) => {
  expect(heard(nps, raw)).toBe(expected);
});

it.each([
  ['', 'empty'],
  ['  ... ', 'empty'],
  ['eleven', 'out_of_range'],
  ['five stars', 'out_of_range'],
  ['4 stars', 'out_of_range'],
  ['not a ten', 'not_a_number'],
  ['a hundred', 'out_of_range'],
  ['-1', 'out_of_range'],
  ['minus one', 'out_of_range'],
  ['twenty five', 'out_of_range'],
  ['4 out of 5', 'out_of_range'],
  [11, 'out_of_range'],
  [9.5, 'not_whole'],
  ['nine and a half', 'not_whole'],
  ['nine point five', 'not_whole'],
  ['9.5', 'not_whole'],
  ['eight or nine', 'ambiguous'],
  ['nine to ten', 'ambiguous'],
  ['ten for the staff but six overall', 'ambiguous'],
  ['4 stars out of 5', 'out_of_range'],
  ['between 7 and 8', 'ambiguous'],
  ['7-8', 'ambiguous'],
  ['nine, no wait', 'unclear'],
  ['likely', 'not_a_number'],
  ['yes', 'not_a_number'],
  ['which one?', 'not_a_number'],
  [Number.NaN, 'not_a_number'],
  [Number.POSITIVE_INFINITY, 'not_a_number'],
  [null, 'not_a_number'],
  [undefined, 'not_a_number'],
  [true, 'not_a_number'],
  [{ value: 9 }, 'not_a_number'],
  [['9'], 'not_a_number'],
  ['__proto__', 'not_a_number'],
  ['9'.repeat(400), 'not_a_number'],
])('refuses %j on 0 to 10 as %j', (raw, expected) => {
  expect(heard(nps, raw)).toBe(expected);
});

it('hears the same on 1 to 5', () => {
  expect(['four', '4 out of 5', 'excellent', 'very poor', "it's excellent, thank you", 'zero', '6', '4 out of 10'].map((words) => heard(rating, words))).toEqual([
    4, 4, 5, 1, 5, 'out_of_range', 'out_of_range', 'out_of_range',
  ]);
});

it('says what would be right', () => {
  const say = (raw: unknown): string => {
    const result = normalise(rating, raw);
    return result.ok ? '' : result.error.say;
  };
  expect(say('seven')).toBe('7 is not on the scale. Please give me a number from 1 to 5.');
  expect(say('three or four')).toBe('I heard 3 and 4. Which one number would you choose?');
  expect(say('good')).toBe('Please give me one whole number from 1 to 5.');
  const stars = normalise(nps, 'five stars');
  expect(stars.ok ? '' : stars.error.say).toBe('That sounds like another scale. Please give me a number from 0 to 10.');
  expect(heard({ ...nps, text: 'How many stars of ten?' }, 'five stars')).toBe(5);
  expect(heard(rating, 'five stars')).toBe(5);
  expect(say('')).toBe('I did not catch an answer. Please give me one whole number from 1 to 5.');
});

it('names the ends of the scale where the text does not', () => {
  expect(speak(rating)).toBe('Text of q1. Please answer with a number from 1 to 5, where 1 means very poor and 5 means excellent.');
  expect(speak({ ...rating, text: 'How was it, from one to five?' })).toBe('How was it, from one to five?');
});

it('describes answers for people', () => {
  expect(label(rating, { outcome: 'answered', value: 5 })).toBe('5 (Excellent)');
  expect(label(rating, { outcome: 'answered', value: 3 })).toBe('3');
  expect(label(rating, { outcome: 'dont_know', value: null })).toBe('Does not know');
  expect(label(rating, { outcome: 'refused', value: null })).toBe('Prefers not to say');
  expect(label(rating, { outcome: 'no_response', value: null })).toBe('No answer');
});
