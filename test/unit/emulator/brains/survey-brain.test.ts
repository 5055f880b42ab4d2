import { expect, it } from '@jest/globals';
import type { Brain, BrainEvent } from '../../../../src/emulator/brains/brain.js';
import { createSurveyBrain } from '../../../../src/emulator/brains/survey-brain.js';
import type { JsonObject } from '../../../../src/kernel/json.js';

const tools = ['get_next_question', 'record_response', 'get_demo_context', 'end_interview'].map((name) => ({ name, description: '', inputSchema: {} }));
const brainWith = (history: { role: 'USER' | 'ASSISTANT'; text: string }[] = []): Brain =>
  createSurveyBrain({ systemPrompt: '', tools, history, voiceId: 'matthew' });

const said = (text: string, overlapped = false): BrainEvent => ({ kind: 'userText', text, source: 'typed', overlapped });
const told = (text: string): BrainEvent => ({ kind: 'serverText', text });
const replied = (result: JsonObject): BrainEvent => ({ kind: 'toolResult', tool: '', toolUseId: '', result });
const say = (text: string): object => ({ kind: 'say', text });
const call = (tool: string, input: object = {}): object => ({ kind: 'call', tool, input });

const first = { questionId: 'q1', questionType: 'yes_no', questionText: 'Did you like it?' };
const second = { questionId: 'q2', questionType: 'nps', questionText: 'How likely?', scale: { min: 0, max: 10 } };

function asked(): Brain {
  const brain = brainWith();
  brain.on(told('call get_next_question'));
  brain.on(replied({ status: 'open', say: 'Did you like it?', question: first }));
  return brain;
}

it('does what the server tells it: exact words, a tool, or nothing', () => {
  const brain = brainWith();
  expect(brain.on(told('Say: "Are you "still" there?"'))).toEqual([say('Are you "still" there?')]);
  expect(brain.on(told('Please call get_next_question now.'))).toEqual([call('get_next_question')]);
  expect(brain.on(told('The participant muted the microphone.'))).toEqual([]);
});

it('speaks the words of a reply as they are, and records what the participant says', () => {
  const brain = asked();
  expect(brain.on(said("Yes, I'd say so"))).toEqual([call('record_response', { questionId: 'q1', response: "Yes, I'd say so" })]);
  expect(brain.on(replied({ status: 'recorded', say: 'Noted. How likely?', question: second }))).toEqual([say('Noted. How likely?')]);
  expect(brain.on(said('nine'))).toEqual([call('record_response', { questionId: 'q2', response: 'nine' })]);
});

it('keeps the question open when an answer is refused', () => {
  const brain = asked();
  brain.on(said('purple'));
  expect(brain.on(replied({ status: 'invalid', say: 'Please say yes or no.', question: null }))).toEqual([say('Please say yes or no.')]);
  expect(brain.on(said('yes'))).toEqual([call('record_response', { questionId: 'q1', response: 'yes' })]);
});

it.each(['Could you repeat that please?', 'say it again', 'Sorry, pardon?', '*'])('says its last words again for %j', (words) => {
  expect(asked().on(said(words))).toEqual([say('Did you like it?')]);
});

it.each(['stop', 'please stop', 'I want to stop.', "let's end the interview", 'Goodbye!'])('ends the interview for %j', (words) => {
  expect(asked().on(said(words))).toEqual([call('end_interview', { reason: 'participant_request' })]);
});

it.each(['They should stop the noise at night', 'I would repeat it', 'bye now means nothing to me'])('records %j, which only sounds like a command', (words) => {
  expect(asked().on(said(words))).toEqual([call('record_response', { questionId: 'q1', response: words })]);
});

it('explains itself by the tool', () => {
  expect(asked().on(said('What is this survey about?'))).toEqual([call('get_demo_context')]);
});

it('does not take as an answer what was said before the question was heard, or while a tool ran', () => {
  const brain = asked();
  expect(brain.on(said('and also', true))).toEqual([]);
  brain.on(said('yes'));
  expect(brain.on(said('and thank you'))).toEqual([]);
});

it('asks which question is open before it records, when the server has spoken in between', () => {
  const brain = asked();
  brain.on(told('The answer came by touch. Say: "How likely?"'));
  expect(brain.on(said('nine'))).toEqual([call('get_next_question')]);
  expect(brain.on(replied({ status: 'open', say: 'How likely?', question: second }))).toEqual([call('record_response', { questionId: 'q2', response: 'nine' })]);
});

it('does the same after a tool failed, which may have recorded the answer all the same', () => {
  const brain = asked();
  brain.on(said('yes'));
  expect(brain.on(replied({ error: 'TOOL_TIMEOUT', say: 'Please say it once more.' }))).toEqual([say('Please say it once more.')]);
  expect(brain.on(said('nine'))).toEqual([call('get_next_question')]);
});

it('does the same on a stream that goes on with a history', () => {
  const brain = brainWith([{ role: 'USER', text: 'hi' }, { role: 'ASSISTANT', text: 'How likely?' }]);
  expect(brain.on(said('nine'))).toEqual([call('get_next_question')]);
  expect(brain.on(replied({ say: 'How likely?', question: second }))).toEqual([call('record_response', { questionId: 'q2', response: 'nine' })]);
});

it('says only goodbyes when the interview is over', () => {
  const brain = asked();
  brain.on(said('yes'));
  expect(brain.on(replied({ status: 'complete', say: 'Thank you.', question: null }))).toEqual([say('Thank you.')]);
  expect(brain.on(said('nine'))).toEqual([say('Thank you again, and goodbye.')]);
});

it('says that it did not hear, and asks again', () => {
  expect(asked().on({ kind: 'notHeard' })).toEqual([say('Sorry, I did not catch that. Did you like it?')]);
});

it('tells the recogniser what the open question allows', () => {
  const brain = asked();
  const yesNo = brain.expectation();
  expect(yesNo.kind === 'phrases' && yesNo.phrases).toEqual(expect.arrayContaining(['yes please', 'no', "i don't know", 'repeat the question', 'stop the interview']));
  expect(yesNo.kind === 'phrases' && yesNo.phrases.filter((phrase) => ['repeat', 'stop', 'skip'].includes(phrase))).toEqual([]);
  brain.on(said('yes'));
  brain.on(replied({ say: '', question: second }));
  const scale = brain.expectation();
  expect(scale.kind === 'phrases' && scale.phrases).toEqual(expect.arrayContaining(['zero', 'ten', 'i would say a nine', 'nine out of ten', 'an eight']));
  brain.on(said('nine'));
  brain.on(replied({ say: '', question: { questionId: 'q3', questionType: 'open_ended', questionText: 'Why?' } }));
  expect(brain.expectation()).toEqual({ kind: 'anything' });
});

it('survives results of any shape', () => {
  const brain = asked();
  for (const result of [{}, { say: 7 }, { question: 'x' }, { error: 'no' }]) expect(brain.on(replied(result))).toEqual([]);
});
