import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { Answer, Answers } from '../../../src/survey/answer.js';
import { loadQuestionnaire } from '../../../src/survey/load-questionnaire.js';
import { path } from '../../../src/survey/path.js';
import { progress } from '../../../src/survey/progress.js';
import { describe as describeAnswer, normalise, speak } from '../../../src/survey/questions/index.js';
import type { Questionnaire } from '../../../src/survey/questionnaire.js';

const read = (name: string): Questionnaire => {
  const json: unknown = JSON.parse(readFileSync(`questionnaires/${name}`, 'utf8'));
  const loaded = loadQuestionnaire(json, name);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, null, 2));
  return loaded.value;
};

/** Answers each open question with the next words; gives what was asked, what was understood, and how it ended. */
function interview(questionnaire: Questionnaire, ...words: readonly string[]) {
  let answers: Answers = {};
  const asked: string[] = [];
  const heard: string[] = [];
  for (const word of words) {
    const { next } = path(questionnaire, answers, 1);
    if (next === null) throw new Error(`"${word}" comes after the end`);
    asked.push(next.question.questionId);
    const result = normalise(next, word);
    if (!result.ok) throw new Error(`${next.question.questionId}: ${result.error.code}`);
    heard.push(describeAnswer(next, result.value));
    const answer: Answer = result.value;
    answers = { ...answers, [next.question.questionId]: answer };
  }
  return { asked, heard, answers, now: path(questionnaire, answers, 1) };
}

it('loads every questionnaire that is shipped', () => {
  const names = readdirSync('questionnaires').filter((name) => name.endsWith('.json'));
  expect(names).toEqual(expect.arrayContaining(['demo-01-csat-nps.json', 'quick-pulse.json']));
  for (const name of names) expect(read(name).questionnaireId).toBe(name.replace('.json', ''));
});

it('asks a content visitor no question about problems', () => {
  const { asked, heard, now } = interview(read('demo-01-csat-nps.json'), 'yes please', 'a five', 'no', "I'd say four", 'ten... no, nine', 'The staff were lovely.');
  expect(asked).toEqual(['q1', 'q2', 'q3', 'q4', 'q7', 'q8']);
  expect(heard).toEqual(["Yes, let's start", '5 (Excellent)', 'No', '4', '9', 'The staff were lovely.']);
  expect(now.disposition).toBe('completed');
  expect(now.closing).toBe('That was the last question. Thank you for your time. Your answers help us make our stores better. Have a good day, and goodbye.');
  expect(now.steps.at(-1)?.text).toBe('That is wonderful to hear. What did you like most?');
});

it('asks an unhappy visitor what the trouble was', () => {
  const { asked, heard, now } = interview(read('demo-01-csat-nps.json'), 'sure', '2', 'parking and the queues, and the music was too loud', 'yes', 'one', 'six');
  expect(asked).toEqual(['q1', 'q2', 'q2a', 'q3', 'q4', 'q7']);
  expect(heard[2]).toBe('Long waiting, Parking and Something else: "the music was too loud"');
  expect(now.next?.text).toBe('Thank you for being frank. What went wrong, or what should we do better?');
});

it.each([
  ['It was very dirty and there were too many people', 'It was not clean and Too crowded'],
  ['the queues were long', 'Long waiting'],
  ['I waited for ages', 'Long waiting'],
  ['long wait times', 'Long waiting'],
  ['cleanliness, crowding', 'It was not clean and Too crowded'],
  ['It was crowded, dirty and had no parking', 'It was not clean, Too crowded and Parking'],
  ['I could not find the batteries, and the staff ignored me', 'Hard to find things and Something else: "the staff ignored me"'],
  ['well the parking was terrible and the checkout was slow', 'Long waiting and Parking'],
  ['Staff was rude', 'Something else: "Staff was rude"'],
  ['nothing really', 'None of these'],
  ['no', 'unclear'],
  ['Yes', 'unclear'],
  ['not the parking', 'unclear'],
  ['What are the options?', 'unknown_option'],
])('hears what the trouble in the store was: %s', (words, expected) => {
  const { next } = path(read('demo-01-csat-nps.json'), { q1: { outcome: 'answered', value: true }, q2: { outcome: 'answered', value: 1 } }, 1);
  const result = next === null ? null : normalise(next, words);
  expect(result?.ok === true && next !== null ? describeAnswer(next, result.value) : result?.ok === false ? result.error.code : null).toBe(expected);
});

it('ends politely without consent', () => {
  for (const words of ['no thank you', "I'd rather not", "I don't know"]) {
    const { now } = interview(read('demo-01-csat-nps.json'), words);
    expect(now.disposition).toBe('refused');
    expect(now.closing).toBe('That is perfectly fine. Thank you for taking the call, and have a good day. Goodbye.');
  }
});

it('opens the branch when the rating is corrected, then goes on where it was', () => {
  const questionnaire = read('demo-01-csat-nps.json');
  const { answers } = interview(questionnaire, 'yes', '4', 'no', '3');
  const corrected: Answers = { ...answers, q2: { outcome: 'answered', value: 1 } };
  expect(path(questionnaire, corrected, 1).next?.question.questionId).toBe('q2a');
  const branch: Answers = { ...corrected, q2a: { outcome: 'answered', value: ['parking'] } };
  expect(path(questionnaire, branch, 1).next?.question.questionId).toBe('q7');
  const back: Answers = { ...branch, q2: { outcome: 'answered', value: 4 } };
  expect(path(questionnaire, back, 1).steps.map((step) => step.question.questionId)).toEqual(['q1', 'q2', 'q3', 'q4', 'q7']);
});

it('asks for the reason again when a corrected score changes what is asked, and gives the old one back with the old score', () => {
  const questionnaire = read('demo-01-csat-nps.json');
  const { answers } = interview(questionnaire, 'yes', '4', 'no', '3', 'ten', 'The friendly staff.');
  const low = path(questionnaire, { ...answers, q7: { outcome: 'answered', value: 3 } }, 1);
  expect(low.next?.text).toBe('Thank you for being frank. What went wrong, or what should we do better?');
  const stillHigh = path(questionnaire, { ...answers, q7: { outcome: 'answered', value: 9 } }, 1);
  expect(stillHigh.steps.at(-1)).toMatchObject({ status: 'answered', answer: { value: 'The friendly staff.', askedText: 'That is wonderful to hear. What did you like most?' } });
  expect(stillHigh.disposition).toBe('completed');
});

it('reports progress that never falls', () => {
  const questionnaire = read('demo-01-csat-nps.json');
  const seen = ['yes', '4', 'no', '3', '9', 'fine'].map((_, count, all) => progress(interview(questionnaire, ...all.slice(0, count + 1)).now));
  expect(progress(path(questionnaire, {}, 1))).toEqual({ current: 1, total: 7, percentage: 0 });
  expect(seen).toEqual([
    { current: 2, total: 7, percentage: 14 },
    { current: 3, total: 6, percentage: 33 },
    { current: 4, total: 6, percentage: 50 },
    { current: 5, total: 6, percentage: 66 },
    { current: 6, total: 6, percentage: 83 },
    { current: 6, total: 6, percentage: 100 },
  ]);
});

it('speaks scale ends once and options when they are to be read', () => {
  const q2 = path(read('demo-01-csat-nps.json'), { q1: { outcome: 'answered', value: true } }, 1).next;
  expect(q2 === null ? '' : speak(q2)).toBe(
    'Think of the store itself: how it looked, how it felt, how easily you found your way. From one to five, how would you rate it? One is very poor and five is excellent.',
  );
});

it('runs the quick pulse in three answers', () => {
  const { heard, now } = interview(read('quick-pulse.json'), 'yeah', '10', 'Nothing at all');
  expect(heard).toEqual(['Yes', '10 (Extremely likely)', 'Nothing at all']);
  expect(now.disposition).toBe('completed');
});
