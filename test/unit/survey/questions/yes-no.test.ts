import { expect, it } from '@jest/globals';
import { describe as label, normalise } from '../../../../src/survey/questions/index.js';
import { onlyStep } from '../small-questionnaire.js';

const step = onlyStep('yes_no');
const heard = (raw: unknown): unknown => {
  const result = normalise(step, raw);
  return result.ok ? (result.value.value ?? result.value.outcome) : result.error.code;
};

it.each([
  [true], ['yes'], ['Yes please'], ['YES!'], ['yeah, sure'], ['yep'], ['of course'], ['go ahead'], ['true'], [1], ['1'], ['1#'], ['I did'], ['why not'], ['no problem'], ["I don't mind"],
  ['no, sorry, I mean yes'], ["I don't know... yes"], ['ok'], ['uh-huh'], ['y'], ['Y'], ['I think so'], ['I consent'], ['sounds good'], ["let's go"], ['sure, go ahead'], ['no doubt about it'], ['without a doubt'],
])('hears %j as yes', (raw) => {
  expect(heard(raw)).toBe(true);
});

it.each([
  [false], ['no'], ['No thank you'], ['nope'], ['not really'], ["no, I didn't"], ['false'], [2], ['2'], ["I'm not"], ['absolutely not'], ['of course not'], ['nobody did'], ['yes, sorry, I meant no'], ['no no no'], ['not right now'], ["I don't think so"], ['I am busy'], ["I can't"], ["no, I won't"], ['n'], ['N'],
])('hears %j as no', (raw) => {
  expect(heard(raw)).toBe(false);
});

it.each([
  ["I don't know", 'dont_know'],
  ["no, I don't know", 'dont_know'],
  ['not sure', 'dont_know'],
  ["I can't remember", 'dont_know'],
  ["I'd rather not say", 'refused'],
  ['prefer not to say', 'refused'],
  ['yes and no', 'unclear'],
  ['well, yes... no', 'unclear'],
  ['maybe', 'unclear'],
  ['it depends', 'unclear'],
  ['yes, but only if it is short', 'unclear'],
  ['not bad', 'unclear'],
  ["can't complain", 'unclear'],
  ['banana', 'unclear'],
  ["I don't understand", 'unclear'],
  ["I can't hear you", 'unclear'],
  ["sorry, I didn't hear that", 'unclear'],
  ['right now?', 'unclear'],
  ["I can't right now", 'unclear'],
  ["no, I'm fine", 'unclear'],
  ['', 'empty'],
  ['3', 'unclear'],
  [null, 'unclear'],
  [{}, 'unclear'],
  [['yes'], 'unclear'],
])('does not take %j for a yes or a no, but for %j', (raw, expected) => {
  expect(heard(raw)).toBe(expected);
});

it('asks for a yes or a no, not for a summary, when somebody tells a story', () => {
  const result = normalise(step, 'well, it was like this, '.repeat(60));
  expect(result).toEqual({ ok: false, error: { code: 'too_long', say: 'That was a little long. Please answer with yes or no.' } });
});

it('uses the words of the file for its two answers', () => {
  const consent = onlyStep('yes_no', { options: [{ optionId: 'no', optionText: 'Not today' }, { optionId: 'yes', optionText: 'Fine with me' }] });
  expect(consent.options.map(({ optionId, value }) => [optionId, value])).toEqual([['yes', 'true'], ['no', 'false']]);
  expect(label(consent, { outcome: 'answered', value: false })).toBe('Not today');
  expect(normalise(consent, 'fine with me')).toEqual({ ok: true, value: { outcome: 'answered', value: true } });
});
