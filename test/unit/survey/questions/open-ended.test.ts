import { expect, it } from '@jest/globals';
import { hints, normalise, speak } from '../../../../src/survey/questions/index.js';
import { onlyStep } from '../small-questionnaire.js';

const step = onlyStep('open_ended', { configuration: { maxResponseLength: 60 } });
const heard = (raw: unknown): unknown => {
  const result = normalise(step, raw);
  return result.ok ? (result.value.value ?? result.value.outcome) : result.error.code;
};

it.each([
  ['  The   staff\n were kind. ', 'The staff were kind.'],
  ['Nothing', 'Nothing'],
  ['no', 'no'],
  [5, '5'],
  ['日本語でも', '日本語でも'],
  ["I don't know", 'dont_know'],
  ["Um, I don't know, sorry", 'dont_know'],
  ["I don't know why they were so slow", "I don't know why they were so slow"],
  ['No comment.', 'refused'],
  ["I'd rather not say", 'refused'],
  ['skip', 'refused'],
  ['I would rather not answer this question.', 'refused'],
  ['Skip this question, please', 'refused'],
  ['', 'empty'],
  ['...', 'no_words'],
  ['um, uh', 'no_words'],
  ['x'.repeat(61), 'too_long'],
  ['x'.repeat(5_000_000), 'too_long'],
  [null, 'no_words'],
  [['words'], 'no_words'],
])('hears %j as %j', (raw, expected) => {
  expect(heard(raw)).toBe(expected);
});

it('drops what would steer a terminal or a prompt', () => {
  expect(heard('a\u0000b\u001b[31mc\u200bd')).toBe('a b [31mc d');
});

it('keeps the joiners that Hindi, Persian and emoji are written with', () => {
  expect(heard('क्‍ष, می‌خواهم, 👩‍👧')).toBe('क्‍ष, می‌خواهم, 👩‍👧');
  expect(heard('\u200d \u200c')).toBe('no_words');
});

it('counts a voice prompt as played, whatever was said', () => {
  const prompt = onlyStep('voice_prompt');
  expect(normalise(prompt, 'okay')).toEqual({ ok: true, value: { outcome: 'played', value: null } });
  expect(speak(prompt)).toBe('Text of q1.');
  expect(hints(prompt)).toEqual([]);
});

it.each([
  ['en-US', 'I would rather not answer this question.'],
  ['en-US', 'I do not want to answer this one'],
  ['es-ES', 'Prefiero no contestar.'],
  ['es-ES', 'Preferiría no responder esta'],
  ['es-US', 'No quiero contestar esa pregunta.'],
  ['es-US', 'Prefiero no decirlo'],
])('takes "%s: %s" for a refusal', (language, words) => {
  expect(normalise({ ...onlyStep('open_ended'), language }, words)).toEqual({ ok: true, value: { outcome: 'refused', value: null } });
});

it.each([
  ['en-US', 'I would rather not have waited so long'],
  ['es-US', 'Prefiero no esperar tanto en la caja'],
])('keeps "%s: %s" as an answer', (language, words) => {
  expect(normalise({ ...onlyStep('open_ended'), language }, words)).toMatchObject({ ok: true, value: { outcome: 'answered' } });
});
