import { expect, it } from '@jest/globals';
import { describe as label, missingOtherText, normalise, speak } from '../../../../src/survey/questions/index.js';
import { onlyStep, options } from '../small-questionnaire.js';

const colours = onlyStep('single_choice', { options: options('Red', 'Dark blue', 'Light blue', 'Green') });
const likely = onlyStep('single_choice', { options: options('Very likely', 'Somewhat likely', 'Not likely') });
const ages = onlyStep('single_choice', { options: options('18 to 24', '25 to 34', '35 or older') });
const shop = onlyStep('single_choice', { options: options('Bakery', 'Fish counter'), configuration: { addOtherOption: true, addNoneOption: true } });

const heard = (step: typeof colours, raw: unknown): unknown => {
  const result = normalise(step, raw);
  return result.ok ? (result.value.value ?? result.value.outcome) : result.error.code;
};

it.each([
  ['red', 'red'], ['Red.', 'red'], ['the red one please', 'red'], ['dark blue', 'dark-blue'], ["I'd go for the dark one", 'dark-blue'], ['light-blue', 'light-blue'],
  ['2', 'dark-blue'], [2, 'dark-blue'], ['option three', 'light-blue'], ['number four', 'green'], ['the second one', 'dark-blue'], ['the last one', 'green'], ['one', 'red'],
  ['red, no, green', 'green'], ['green, actually dark blue', 'dark-blue'], [['red'], 'red'], ['greens', 'green'], ["I don't know, green maybe", 'green'],
  ['blue', 'ambiguous'], ['red or green', 'ambiguous'], ['not the red one', 'unclear'], ['red, no wait', 'unclear'],
  ['option one', 'red'], ['number one please', 'red'], ['that one', 'unknown_option'], ['the cheap one', 'unknown_option'], ['the middle one', 'unknown_option'],
  ['the first two', 'ambiguous'], ['the first 2', 'ambiguous'], ['the last two', 'ambiguous'],
  ['purple', 'unknown_option'], ['7', 'unknown_option'], ['', 'empty'], [null, 'unclear'], [['red', 'green'], 'unclear'], ['constructor', 'unknown_option'],
  ["I don't know", 'dont_know'], ['no comment', 'refused'],
])('hears %j among colours as %j', (raw, expected) => {
  expect(heard(colours, raw)).toBe(expected);
});

it('prefers whole labels, and does not guess between halves', () => {
  expect(['very likely', 'not likely', 'not very likely', 'likely', 'somewhat', 'I am somewhat likely to'].map((words) => heard(likely, words))).toEqual([
    'very-likely', 'not-likely', 'ambiguous', 'ambiguous', 'somewhat-likely', 'somewhat-likely',
  ]);
});

it('reads a number as a label before it reads it as a position', () => {
  expect(['25 to 34', 'twenty five', '24', '1', '35 or older', '25', 'older'].map((words) => heard(ages, words))).toEqual([
    '25-to-34', 'unknown_option', '18-to-24', '18-to-24', '35-or-older', '25-to-34', '35-or-older',
  ]);
});

it('takes other words where the question has room for them', () => {
  expect(normalise(shop, 'the flower stand')).toEqual({ ok: true, value: { outcome: 'answered', value: 'other', otherText: 'the flower stand' } });
  expect(normalise(shop, 'something else: flowers')).toEqual({ ok: true, value: { outcome: 'answered', value: 'other', otherText: 'flowers' } });
  expect(heard(shop, 'What was that?')).toBe('unknown_option');
  expect(heard(shop, 'neither of them')).toBe('none');
  const bare = normalise(shop, 'something else');
  expect(bare).toEqual({ ok: true, value: { outcome: 'answered', value: 'other' } });
  expect(bare.ok ? missingOtherText(shop, bare.value) : null).toBe('What would that be?');
  expect(label(shop, { outcome: 'answered', value: 'other', otherText: 'flowers' })).toBe('Something else: "flowers"');
  expect(missingOtherText(shop, { outcome: 'answered', value: 'bakery' })).toBeNull();
});

it('says which options there are', () => {
  const say = (words: string): string => {
    const result = normalise(colours, words);
    return result.ok ? '' : result.error.say;
  };
  expect(say('blue')).toBe('Did you mean Dark blue or Light blue?');
  expect(say('purple')).toBe('That is not one of the answers. You can say Red, Dark blue, Light blue or Green.');
  expect(speak(colours)).toBe('Text of q1. The answers are: Red, Dark blue, Light blue or Green.');
  expect(speak({ ...colours, text: 'Red, dark blue, light blue or green?' })).toBe('Red, dark blue, light blue or green?');
});

const trouble = onlyStep('multiple_choice', {
  options: [...options('Long waiting', 'Parking', 'Bread and butter'), { optionId: 'dirt', optionText: 'Not clean', synonyms: ['dirty', 'messy'] }],
  configuration: { addOtherOption: true, addNoneOption: true },
});
const two = onlyStep('multiple_choice', { options: options('Tea', 'Coffee') });
const few = onlyStep('multiple_choice', { options: options('A1', 'B2', 'C3', 'D4'), configuration: { minSelections: 2, maxSelections: 3 } });

it.each([
  ['parking', ['parking']],
  ['parking and waiting', ['long-waiting', 'parking']],
  ['the parking, it was dirty, and long waiting too', ['long-waiting', 'parking', 'dirt']],
  ['bread and butter', ['bread-and-butter']],
  ['parking, bread and butter', ['parking', 'bread-and-butter']],
  [['parking', 'dirt', 'parking'], ['parking', 'dirt']],
  ['["parking", "long-waiting"]', ['long-waiting', 'parking']],
  ['2', ['parking']],
  ['1 and 2', ['long-waiting', 'parking']],
  ['the first and the second', ['long-waiting', 'parking']],
  ['none of them', ['none']],
  ['nothing', ['none']],
  ["I don't know", 'dont_know'],
  ["I'd rather not say", 'refused'],
  ['', 'empty'],
  [[], 'too_few'],
  [['parking', 'none'], 'exclusive_conflict'],
  ['everything except parking', 'unclear'],
  ['parking, no wait, dirty', ['dirt']],
  ['parking, no wait, dirty and waiting', ['long-waiting', 'dirt']],
  ['parking, no, waiting', ['long-waiting']],
  ['parking and waiting, no, not waiting', ['parking']],
  ['parking, waiting and dirty, no, not waiting and dirty', ['parking']],
  ['parking, sorry, I mean waiting', ['long-waiting']],
  ['parking, no wait, waiting, no wait, dirty', ['dirt']],
  ['no, parking', ['parking']],
  ['parking and waiting, no wait, dirty', 'unclear'],
  ['parking and waiting, no, not dirty', 'unclear'],
  ['parking, no, not parking', 'unclear'],
  ['parking, no wait', 'unclear'],
  ['parking, no', 'unclear'],
  ['parking no', 'unclear'],
  ['waiting or parking', 'ambiguous'],
  [['parking', {}], 'unclear'],
  [{}, 'unclear'],
  [null, 'unclear'],
  ['could you repeat that?', 'unknown_option'],
])('hears %j among troubles as %j', (raw, expected) => {
  expect(heard(trouble, raw)).toEqual(expected);
});

it('keeps what fits no option as other, in the words that were said', () => {
  expect(normalise(trouble, 'The café was closed')).toEqual({ ok: true, value: { outcome: 'answered', value: ['other'], otherText: 'The café was closed' } });
  expect(normalise(trouble, ['parking', 'the music'])).toEqual({ ok: true, value: { outcome: 'answered', value: ['parking', 'other'], otherText: 'the music' } });
});

it('understands both, all and none where there is no option for none', () => {
  expect([heard(two, 'both'), heard(two, 'both of them please'), heard(two, 'neither'), heard(two, 'tea or coffee'), heard(trouble, 'both'), heard(two, 'milk')]).toEqual([
    ['tea', 'coffee'], ['tea', 'coffee'], [], 'ambiguous', 'unclear', 'unknown_option',
  ]);
});

it('counts selections', () => {
  expect([heard(few, 'a1'), heard(few, ['a1', 'b2']), heard(few, 'all of them'), heard(few, ['a1', 'a1'])]).toEqual(['too_few', ['a1', 'b2'], 'too_many', 'too_few']);
});

it('describes selections for people', () => {
  expect(label(trouble, { outcome: 'answered', value: ['long-waiting', 'parking', 'other'], otherText: 'the music' })).toBe('Long waiting, Parking and Something else: "the music"');
  expect(label(two, { outcome: 'answered', value: [] })).toBe('Nothing chosen');
});

it('does not search a list that is longer than any answer', () => {
  const troubles = onlyStep('multiple_choice', { options: options('Queues', 'Prices', 'Parking') });
  expect(heard(troubles, Array.from({ length: 50 }, () => 'queues and prices, '.repeat(10)))).toBe('too_long');
  expect(heard(troubles, Array.from({ length: 50 }, () => 'queues'))).toEqual(['queues']);
});
