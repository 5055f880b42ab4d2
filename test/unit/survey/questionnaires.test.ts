import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { Answer, Answers } from '../../../src/survey/answer.js';
import { readQuestionnaires } from '../../../src/sessions/questionnaires.js';
import { checkQuestionnaire } from '../../../src/survey/check.js';
import { loadQuestionnaire } from '../../../src/survey/load-questionnaire.js';
import { path } from '../../../src/survey/path.js';
import { progress } from '../../../src/survey/progress.js';
import { describe as describeAnswer, normalise, speak } from '../../../src/survey/questions/index.js';
import type { Questionnaire } from '../../../src/survey/questionnaire.js';
import { beginInterview } from '../../support/interview-bench.js';

const read = (name: string, language?: string): Questionnaire => {
  const json: unknown = JSON.parse(readFileSync(`questionnaires/${name}`, 'utf8'));
  const loaded = loadQuestionnaire(json, name, language === undefined ? {} : { language });
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
    const result = normalise(next, word, '2026-11-21');
    if (!result.ok) throw new Error(`${next.question.questionId}: ${result.error.code}`);
    heard.push(describeAnswer(next, result.value));
    const answer: Answer = result.value;
    answers = { ...answers, [next.question.questionId]: answer };
  }
  return { asked, heard, answers, now: path(questionnaire, answers, 1) };
}

it('loads every questionnaire that is shipped', () => {
  const names = readdirSync('questionnaires').filter((name) => name.endsWith('.json'));
  expect(names.sort()).toEqual([
    'demo-01-csat-nps.json',
    'demo-01a-electronics-retail-personalized.json',
    'demo-01b-ecommerce-delivery-personalized.json',
    'demo-01c-automotive-service-personalized.json',
    'demo-02-concept-test.json',
    'demo-03-political-polling.json',
    'demo-04-brand-tracker.json',
    'quick-pulse.json',
    'visit-follow-up.json',
  ]);
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

it('has no errors and no warnings to make about any of them, and two remarks about the ear', () => {
  const findings = readdirSync('questionnaires')
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const checked = checkQuestionnaire(readFileSync(`questionnaires/${name}`, 'utf8'), name);
      expect(checked.problems).toEqual([]);
      return checked.languages.flatMap((language) => {
        expect(language.exploration.complete).toBe(true);
        return language.findings.map(({ severity, check, place }) => `${name} ${severity} ${check} ${place}`);
      });
    });
  // Why these two stay is said in questionnaires/README.md.
  expect(findings).toEqual(['demo-01-csat-nps.json voice no_probe question q8', 'demo-02-concept-test.json voice more_options_than_keys question q7']);
});

it('finds each of them by every name that clients ask for', async () => {
  const { find } = await readQuestionnaires('questionnaires');
  const names = [
    'demo-01a-electronics-retail-personalized', 'demo-01b-ecommerce-delivery-personalized', 'demo-01c-automotive-service-personalized', 'demo-02-concept-test', 'demo-03-political-polling', 'demo-04-brand-tracker',
    'demo-01-csat-nps', 'demo1_csat_nps', 'demo2_concept_test', 'demo3_political_polling', 'demo4_brand_tracker',
  ];
  expect(names.map((name) => find(name)?.questionnaireId)).toEqual([
    'demo-01a-electronics-retail-personalized', 'demo-01b-ecommerce-delivery-personalized', 'demo-01c-automotive-service-personalized', 'demo-02-concept-test', 'demo-03-political-polling', 'demo-04-brand-tracker',
    'demo-01-csat-nps', 'demo-01-csat-nps', 'demo-02-concept-test', 'demo-03-political-polling', 'demo-04-brand-tracker',
  ]);
  expect(['es-US', 'es-MX', 'en-GB', 'fr-FR'].map((language) => find('demo4_brand_tracker', language)?.language)).toEqual(['es-US', 'es-US', 'en-US', 'en-US']);
});

const withGates = [
  'demo-01a-electronics-retail-personalized', 'demo-01b-ecommerce-delivery-personalized', 'demo-01c-automotive-service-personalized', 'demo-02-concept-test', 'demo-03-political-polling', 'demo-04-brand-tracker', 'visit-follow-up',
];

it.each(withGates)('%s asks nothing of somebody else, nor without consent', (name) => {
  const questionnaire = read(`${name}.json`);
  const endOf = (...words: readonly string[]) => {
    const { asked, now } = interview(questionnaire, ...words);
    return [asked, now.disposition];
  };
  expect(endOf('no')).toEqual([['q0'], 'call_back']);
  expect(endOf("I don't know")).toEqual([['q0'], 'call_back']);
  expect(endOf("I'd rather not say")).toEqual([['q0'], 'refused']);
  expect(endOf('yes', 'no thank you')).toEqual([['q0', 'q1'], 'refused']);
  expect(endOf('yes', "I'd rather not say")).toEqual([['q0', 'q1'], 'refused']);
});

it.each(withGates)('%s stores nothing before consent, and then everything', async (name) => {
  const { answer, rows, interview } = beginInterview(read(`${name}.json`));
  expect((await answer('q0', 'yes')).status).toBe('recorded');
  expect([rows.size, interview.consented]).toEqual([0, false]);
  expect((await answer('q1', 'yes')).status).toBe('recorded');
  expect([[...rows.keys()], interview.consented]).toEqual([['q1', 'q0'], true]);
});

const retail = (...words: readonly string[]) => interview(read('demo-01a-electronics-retail-personalized.json'), 'yes', 'yes', ...words);

it('asks about problems in the store from a three downwards, and keeps seven kinds and their own words apart', () => {
  expect(retail('4', 'no', '5', '5', '5', '9', 'The staff', 'thanks')).toMatchObject({
    asked: ['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'q8', 'q9'],
    now: { disposition: 'completed', closing: 'Have a good day, and goodbye.' },
  });
  expect(retail('3', 'it was packed, there was no parking, and the lights were too bright').heard.at(-1)).toBe('Too crowded, Parking and Something else: "the lights were too bright"');
});

it.each([
  // store, staff, value, recommendation
  ['5', '2', '2', '6', 'Thank you for being frank. You also were not happy with our staff. What went wrong, and what should we do better?'],
  ['5', '4', '1', '0', 'Thank you for being frank. You also found the value for money poor. What should we do better?'],
  ['5', '3', '3', '4', 'Thank you for being frank. What went wrong, or what should we do better?'],
  ['5', '1', '5', '7', 'Thank you. You were not happy with our staff. What would have made it a nine or a ten?'],
  ['4', '4', '2', '8', 'Thank you. You found the value for money poor. What would have made it a nine or a ten?'],
  ['4', '4', '4', '8', 'Thank you. What would have made it a nine or a ten?'],
  ['4', '2', '4', '10', 'That is a high score, although you were not happy with our staff. What do you like most about us?'],
  ['4', "I don't know", '5', '9', 'That is wonderful to hear. What did you like most?'],
  ['4', '1', '1', "I don't know", 'What is the main reason for the score that you gave?'],
])('remembers in the last question what went wrong: store %s, staff %s, value %s, recommendation %s', (store, staff, value, score, text) => {
  expect(retail(store, 'yes', staff, value, '4', score).now.next?.text).toBe(text);
});

it('remembers the store where it was the only thing that went wrong', () => {
  const last = (score: string) => retail('2', 'noise', 'yes', '4', '4', '4', score).now.next?.text;
  expect(['3', '7', '9'].map(last)).toEqual([
    'Thank you for being frank. You also did not like the store itself. What should we do better?',
    'Thank you. You did not like the store itself. What would have made it a nine or a ten?',
    'That is a high score, although you did not like the store itself. What do you like most about us?',
  ]);
});

it('asks whether something was damaged where the package was rated three or worse', () => {
  const delivery = (condition: string, ...more: readonly string[]) => interview(read('demo-01b-ecommerce-delivery-personalized.json'), 'yes', 'ok', '4', condition, ...more);
  expect(delivery('3').now.next?.question.questionId).toBe('q4');
  expect(delivery('4').now.next?.question.questionId).toBe('q6');
  expect(delivery("I don't know").now.next?.question.questionId).toBe('q6');
  const { asked, heard, now } = delivery('1', 'yes, a cup was broken', 'five', 'they left it on the porch', '8', 'Faster.', 'bye');
  expect(asked).toEqual(['q0', 'q1', 'q2', 'q3', 'q4', 'q6', 'q7', 'q8', 'q9', 'q10']);
  expect(heard.slice(4, 7)).toEqual(['Yes', '5 (Very well)', 'Left at the door']);
  expect(now.disposition).toBe('completed');
  expect(now.steps.at(-2)?.text).toBe('Thank you. What would have made it a nine or a ten?');
});

it('asks a driver about the advisor and about problems since where the ratings are three or worse', () => {
  const service = (...words: readonly string[]) => interview(read('demo-01c-automotive-service-personalized.json'), 'yes', 'ok', ...words);
  expect(service('5', '4', '5', '5', '5', '9', 'Quick.', 'bye').asked).toEqual(['q0', 'q1', 'q2', 'q3', 'q6', 'q7', 'q8', 'q9', 'q10', 'q11']);
  const unhappy = service('2', 'he was rude and never called me', '3', 'yes', '4', '4', '4', '5');
  expect(unhappy.asked).toEqual(['q0', 'q1', 'q2', 'q2a', 'q3', 'q4', 'q6', 'q7', 'q8', 'q9']);
  expect(unhappy.heard[3]).toBe('Not friendly and Did not keep me informed');
  expect(unhappy.now.next?.text).toBe('Thank you for being frank. You said that the car has had problems since. What should we have done better?');
  expect(service('5', '2', 'no', '4', '4', '4', '5').now.next?.text).toBe('Thank you for being frank. What should we have done better?');
});

const concept = (...words: readonly string[]) => interview(read('demo-02-concept-test.json'), 'yes', 'yes', 'just locks and a dog', 'burglars and my cat', 'yes, clear', '4', ...words);

it('asks buyers for a number, doubters for the barrier, and passes over details for who would certainly not buy', () => {
  const buyer = concept('3', 'privacy, night vision and the price', 'a subscription', 'somewhat better', 'two', 'no', 'bye');
  expect(buyer.asked).toEqual(['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'q8', 'q9', 'q10', 'q12', 'q13']);
  expect(buyer.heard.slice(7, 11)).toEqual(['Pictures stay at home, Sees in the dark and The price', 'Pay less now and a monthly fee', 'Somewhat better', 'Two cameras']);
  expect(concept('2', 'the price', 'rent', 'the same').now.next?.question.questionId).toBe('q11');
  expect(concept('1', 'Too expensive.', 'no', 'bye').asked.slice(6)).toEqual(['q6', 'q11', 'q12', 'q13']);
  expect(concept("I don't know", 'the price', 'rent', 'the same').now.next?.question.questionId).toBe('q12');
});

it('reads the concept again, twice at most, until it was understood, and takes three features at most', () => {
  const { next } = interview(read('demo-02-concept-test.json'), 'yes', 'yes', 'nothing special', 'nothing').now;
  expect(next?.question).toMatchObject({ questionId: 'q4', acknowledge: { maxRepeats: 2 } });
  const again = next === null ? null : normalise(next, 'sorry, what?');
  expect(again).toMatchObject({ ok: false, error: { code: 'unclear', say: next?.text } });
  const features = concept('5').now.next;
  const four = features === null ? null : normalise(features, 'the price, the app, parcels and false alarms');
  expect(four).toMatchObject({ ok: false, error: { code: 'too_many', say: 'Please choose at most 3.' } });
});

const poll = read('demo-03-political-polling.json');
const voter = (...words: readonly string[]) => interview(poll, 'yes', 'yes', ...words);

it('has 400 seats for the poll, by age and by affiliation, and counts registration', () => {
  expect(poll.quotas.map(({ quotaId, limit, enforced }) => [quotaId, limit, enforced])).toEqual([
    ['age=18_24', 60, true], ['age=25_34', 72, true], ['age=35_44', 68, true], ['age=45_54', 68, true], ['age=55_64', 64, true], ['age=65_plus', 68, true],
    ['affiliation=democrat', 132, true], ['affiliation=republican', 132, true], ['affiliation=independent', 112, true], ['affiliation=other', 12, true], ['affiliation=none', 12, true],
    ['registration=registered', 280, false], ['registration=not_registered', 80, false], ['registration=not_sure', 40, false],
  ]);
});

it('takes the seats that a voter needs, and ends politely where there is none', () => {
  const { asked, now } = voter('thirty-five to forty-four', 'yes', '5', 'libertarian', 'the economy', '1', 'fairly bad', 'no', 'bye');
  expect(asked).toEqual(['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'q8', 'q9', 'q10']);
  expect(now).toMatchObject({ disposition: 'completed', quotas: ['age=35_44', 'registration=registered', 'affiliation=other'] });
  expect(path(poll, voter('65 or older').answers, 1, { 'age=65_plus': 'full' })).toMatchObject({
    next: null,
    disposition: 'quota_full',
    closing: 'Thank you very much. We have already heard from enough people of your age, so we have no more questions. Have a good day, and goodbye.',
  });
  const registered = voter('65 or older', 'no, I am not').answers;
  expect(path(poll, registered, 1, { 'registration=not_registered': 'full' }).next?.question.questionId).toBe('q4');
});

it('offers the parties in any order, and takes "prefer not" without ever offering it', () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 40; seed += 1) {
    const step = path(poll, voter('18 to 24', 'yes', '3').answers, seed).next;
    const ids = step?.options.map((option) => option.optionId) ?? [];
    expect([...ids].sort()).toEqual(['democrat', 'independent', 'none', 'other', 'prefer_not', 'republican']);
    expect(ids.slice(3)).toEqual(['other', 'none', 'prefer_not']);
    expect(step === null ? '' : speak(step)).not.toMatch(/prefer/i);
    orders.add(ids.slice(0, 3).join(' '));
  }
  expect(orders.size).toBe(6);
  expect(voter('prefer not to say', 'prefer not to say', '3', 'prefer not to say').now).toMatchObject({ quotas: [], next: { question: { questionId: 'q6' } } });
  expect(voter("I'd rather not tell you").answers).toMatchObject({ q2: { outcome: 'refused' } });
});

it('reads nothing of "prefer not" in any question of the poll', () => {
  const { now } = voter('18 to 24', 'yes', '5', 'independent', 'health', '3', 'very good', 'no');
  expect(now.steps.map(speak).join(' ')).not.toMatch(/prefer|rather not/i);
});

const tracker = (language: string, ...words: readonly string[]) => interview(read('demo-04-brand-tracker.json', language), ...words);
const shown = (now: ReturnType<typeof path>) => now.next?.options.map((option) => option.optionId);

it('carries the brands that were named forward, in the order in which they were read', () => {
  const start = ['yes', 'yes', 'twice a year', 'Nike, I think'];
  const read4 = shown(tracker('en-US', ...start).now) ?? [];
  expect([...read4].sort()).toEqual(['allbirds', 'ecostride', 'greenstep', 'naturrun', 'none', 'veja']);
  const known = tracker('en-US', ...start, 'all birds, Veja and eco stride').now;
  expect(known.next?.question.questionId).toBe('q5');
  expect(shown(known)).toEqual(read4.filter((id) => ['allbirds', 'ecostride', 'veja', 'none'].includes(id)));
  const considered = tracker('en-US', ...start, 'all birds, Veja and eco stride', 'Allbirds and EcoStride').now;
  expect(considered.next?.question.questionId).toBe('q6');
  expect(shown(considered)).toEqual(read4.filter((id) => ['allbirds', 'ecostride'].includes(id)));
});

it('passes over consideration and preference without a brand, and takes the only one without asking', () => {
  const asked = (...words: readonly string[]) => tracker('en-US', 'yes', 'yes', 'rarely', 'none', ...words).asked.slice(4);
  expect(asked('none of them', 'no', 'bye')).toEqual(['q4', 'q7', 'q9']);
  expect(asked("I don't know", 'no', 'bye')).toEqual(['q4', 'q7', 'q9']);
  expect(asked('Veja', 'none of them', 'yes', 'bye')).toEqual(['q4', 'q5', 'q7', 'q9']);
  expect(asked('Veja and EcoStride', 'just Veja', 'yes', 'Comfortable.', 'bye')).toEqual(['q4', 'q5', 'q7', 'q8', 'q9']);
  const { now } = tracker('en-US', 'yes', 'yes', 'rarely', 'none', 'Veja and EcoStride', 'just Veja');
  expect(now.steps.find((step) => step.question.questionId === 'q6')).toMatchObject({ status: 'imputed', answer: { value: 'veja' } });
});

it('tracks brands in Spanish', () => {
  const { asked, heard, now } = tracker('es-US', 'sí', 'claro', 'dos veces al año', 'Nike', 'Veja y EcoStride', 'ninguna', 'sí', 'Son caros.', 'adiós');
  expect(asked).toEqual(['q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q7', 'q8', 'q9']);
  expect(heard.slice(0, 7)).toEqual(['Sí, yo lo compro', 'Sí, empecemos', 'Unas dos veces al año', 'Nike', 'EcoStride y Veja', 'Ninguna de ellas', 'Sí']);
  expect(now).toMatchObject({ disposition: 'completed', closing: 'Que tenga un buen día. Hasta luego.' });
});

it.each(['demo-04-brand-tracker', 'quick-pulse'])('%s is the same interview in both languages', (name) => {
  const { languages } = checkQuestionnaire(readFileSync(`questionnaires/${name}.json`, 'utf8'), name);
  expect(languages.map(({ questionnaire }) => questionnaire.language)).toEqual(['en-US', 'es-US']);
  const [english, spanish] = languages.map(({ exploration }) => [...exploration.witnesses].map(([fact, witness]) => [fact, witness]));
  expect(spanish).toEqual(english);
  expect(english?.length).toBeGreaterThan(5);
});

it('follows a museum visit up with numbers, dates and what was named', () => {
  const visit = (...words: readonly string[]) => interview(read('visit-follow-up.json'), 'yes', 'yes', ...words);
  const group = visit('last Saturday', 'twelve', 'by coach', 'the ships, the lighthouse and the fish', 'yes', 'the lighthouse', 'The view.', 'about fifty dollars', '5');
  expect(group.asked).toEqual(['q0', 'q1', 'visit_date', 'party_size', 'arrival', 'seen', 'enough_time', 'favorite', 'why', 'spent', 'again']);
  expect(group.heard.slice(2)).toEqual(['November 14, 2026', '12 people', 'By hired coach', 'Old ships, Lighthouse and Aquarium', 'Yes', 'Lighthouse', 'The view.', '50 dollars', '5 (Very likely)']);
  expect(group.now.steps.find((step) => step.question.questionId === 'why')?.text).toBe('What did you like about the Lighthouse?');
  // Two people come in no coach; the only part that was seen is the favorite one; and who saw nothing is asked about the visit.
  expect(shown(visit('the third of May', '2').now)).toEqual(['on_foot', 'bicycle', 'transit', 'car', 'other']);
  expect(visit('the third of May', '2', 'walked', 'the map room').now).toMatchObject({ next: { text: 'What did you like about the Map room?' } });
  expect(visit('the third of May', '2', 'walked', 'nothing').now).toMatchObject({ next: { text: 'What did you like about the visit?' } });
});
