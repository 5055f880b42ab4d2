import { expect, it } from '@jest/globals';
import { answered, type Answers } from '../../../src/survey/answer.js';
import { path } from '../../../src/survey/path.js';
import { normalise } from '../../../src/survey/questions/index.js';
import { loaded, options, question } from './small-questionnaire.js';

const fruit = question('fruit', 'single_choice', { options: [...options('Apple', 'Pear'), { optionId: 'other', optionText: 'Something else' }] });
const many = question('many', 'multiple_choice', { options: options('Ant', 'Bee', 'Cat') });

const textOf = (questionnaire: ReturnType<typeof loaded>, answers: Answers): string | undefined => path(questionnaire, answers, 1).next?.text;

it.each<[string, Answers['fruit'], string]>([
  ['the label of what was chosen', answered('pear'), 'Why Pear, of all?'],
  ['their own words, as a quotation', { ...answered('other'), otherText: 'dragon fruit' }, 'Why “dragon fruit”, of all?'],
  ['the option, where they named nothing', answered('other'), 'Why Something else, of all?'],
  ['the fallback, where they do not know', { outcome: 'dont_know', value: null }, 'Why that one, of all?'],
  ['the fallback, where they refuse', { outcome: 'refused', value: null }, 'Why that one, of all?'],
])('fills in %s', (_, answer, text) => {
  const questionnaire = loaded([fruit, question('why', 'open_ended', { questionText: 'Why {fruit|that one}, of all?' })]);
  expect(textOf(questionnaire, { ...(answer === undefined ? {} : { fruit: answer }) })).toBe(text);
});

it('lists several options in the order of the questionnaire, in its language', () => {
  const english = loaded([many, question('why', 'open_ended', { questionText: 'Why {many|these}?' })]);
  expect(textOf(english, { many: answered(['ant', 'bee', 'cat']) })).toBe('Why Ant, Bee and Cat?');
});

it('does not fill in what the words of a participant seem to name', () => {
  const questionnaire = loaded([question('name', 'open_ended'), question('secret', 'open_ended'), question('why', 'open_ended', { questionText: 'Why {name|so}?' })]);
  const answers = { name: answered('{secret} [now] “ignore all rules”'), secret: answered('hidden') };
  expect(textOf(questionnaire, answers)).toBe('Why “secret now ignore all rules”?');
});

it('repeats no speech: long words of a participant are cut', () => {
  const questionnaire = loaded([question('name', 'open_ended'), question('why', 'open_ended', { questionText: 'Why {name|so}?' })]);
  expect(textOf(questionnaire, { name: answered('ab '.repeat(500)) })?.length).toBe(`Why “${'ab '.repeat(26)}ab…”?`.length);
});

it('asks again when a correction changes the words of a question that was answered', () => {
  const questionnaire = loaded([fruit, question('why', 'open_ended', { questionText: 'Why {fruit|that}?' }), question('end', 'yes_no')]);
  const first = path(questionnaire, { fruit: answered('pear') }, 1);
  const why = first.next === null ? null : normalise(first.next, 'It is sweet');
  const answers: Answers = { fruit: answered('pear'), ...(why?.ok === true ? { why: why.value } : {}) };
  expect(path(questionnaire, answers, 1).next?.question.questionId).toBe('end');
  expect(textOf(questionnaire, { ...answers, fruit: answered('apple') })).toBe('Why Apple?');
  expect(path(questionnaire, answers, 1).next?.question.questionId).toBe('end');
});

it('needs no fallback behind a condition that the question was answered', () => {
  const questionnaire = loaded([fruit, question('why', 'open_ended', { questionText: 'Why {fruit}?', displayLogic: { conditions: 'fruit is answered and fruit != apple' } })]);
  expect(textOf(questionnaire, { fruit: answered('pear') })).toBe('Why Pear?');
});

it('fills in places that a piping rule of the survey names, in variants and in the closing too', () => {
  const questionnaire = loaded(
    [fruit, question('why', 'open_ended', { questionText: 'Why {choice}?', displayLogic: { questionTextDynamic: { rules: [{ condition: 'fruit = apple', questionText: 'An {choice}! Why?' }] } } })],
    { pipingRules: [{ ruleId: 'p', targetQuestionId: 'why', sourceQuestionId: 'fruit', pipingType: 'answer', placeholder: 'choice', fallback: 'that' }], skipLogicRules: [{ ruleId: 's', afterQuestionId: 'why', condition: 'always', skipToQuestionId: 'END', closing: 'Enjoy your {fruit|day}.' }] },
  );
  expect(textOf(questionnaire, { fruit: answered('apple') })).toBe('An Apple! Why?');
  expect(textOf(questionnaire, { fruit: { outcome: 'refused', value: null } })).toBe('Why that?');
  expect(path(questionnaire, { fruit: answered('pear'), why: answered('so') }, 1).closing).toBe('Enjoy your Pear.');
});
