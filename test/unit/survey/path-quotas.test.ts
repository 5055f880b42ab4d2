import { expect, it } from '@jest/globals';
import { answered, type Answers } from '../../../src/survey/answer.js';
import { loadQuestionnaire } from '../../../src/survey/load-questionnaire.js';
import { path, type Path } from '../../../src/survey/path.js';
import type { QuotaVerdicts } from '../../../src/survey/quota.js';
import { fileOf, loaded, options, question } from './small-questionnaire.js';

const questions = [
  question('age', 'single_choice', { options: options('Young', 'Old') }),
  question('vote', 'yes_no'),
  question('party', 'single_choice', { options: options('Red', 'Blue', 'Green') }),
  question('why', 'open_ended'),
];
const management = {
  enabled: true,
  unit: 'percent',
  sampleSize: 10,
  quotaFields: [
    { fieldName: 'age', questionId: 'age', targets: { young: 33, old: 67 } },
    { fieldName: 'party', questionId: 'party', targets: { red: 50, blue: 25, green: 25 } },
  ],
  cells: [{ cellId: 'young-red', where: { age: 'young', party: 'red' }, target: 20 }],
  quotaEnforcementRules: [
    { ruleId: 'full', condition: 'age', action: 'terminate', terminationMessage: 'We have heard enough people of your age.' },
    { ruleId: 'soft', condition: 'party', action: 'count' },
  ],
};
const poll = loaded(questions, { quotaManagement: management });
const at = (answers: Answers, verdicts: QuotaVerdicts = {}): Path => path(poll, answers, 1, verdicts);

it('turns percentages into whole seats that add up', () => {
  expect(poll.quotas.map(({ quotaId, limit, afterQuestionId, enforced }) => [quotaId, limit, afterQuestionId, enforced])).toEqual([
    ['age=young', 3, 'age', true],
    ['age=old', 7, 'age', true],
    ['party=red', 5, 'party', false],
    ['party=blue', 3, 'party', false],
    ['party=green', 2, 'party', false],
    ['cells=young-red', 2, 'party', true],
  ]);
});

it('names the seats that a participant needs as soon as they are decided', () => {
  expect(at({}).quotas).toEqual([]);
  expect(at({ age: answered('young') }).quotas).toEqual(['age=young']);
  expect(at({ age: answered('young'), vote: answered(true), party: answered('red') }).quotas).toEqual(['age=young', 'party=red', 'cells=young-red']);
  expect(at({ age: { outcome: 'refused', value: null }, vote: answered(true) }).quotas).toEqual([]);
});

it('ends where a full quota is decided, with its words', () => {
  expect(at({ age: answered('young') }, { 'age=young': 'full' })).toMatchObject({ next: null, disposition: 'quota_full', closing: 'We have heard enough people of your age.' });
});

it('turns nobody away for a quota that only counts, nor for the full quota of others', () => {
  const answers = { age: answered('old'), vote: answered(true), party: answered('red') };
  expect(at(answers, { 'party=red': 'full', 'age=young': 'full' }).next?.question.questionId).toBe('why');
});

it('goes on when a correction leads out of the full quota', () => {
  expect(at({ age: answered('old') }, { 'age=young': 'full' }).next?.question.questionId).toBe('vote');
});

it('offers to call back where a seat must be known and cannot be', () => {
  expect(at({ age: answered('young') }, { 'age=young': 'unavailable' })).toMatchObject({ next: null, disposition: 'call_back' });
});

it('decides a quota whose last question is skipped over', () => {
  const skipping = loaded(questions, { quotaManagement: { enabled: true, cells: [{ cellId: 'x', condition: 'age = young and party is not answered', target: 1 }] }, skipLogicRules: [{ ruleId: 's', condition: "vote = 'no'", skipToQuestionId: 'why' }] });
  expect(path(skipping, { age: answered('young'), vote: answered(false) }, 1).quotas).toEqual(['cells=x']);
});

it('reads answers back that decide about seats, unless the file says otherwise', () => {
  expect(poll.questions.map(({ questionId, confirm }) => [questionId, confirm])).toEqual([['age', 'explicit'], ['vote', 'implicit'], ['party', 'explicit'], ['why', 'implicit']]);
});

const problemsWith = (quotaManagement: unknown, first: Record<string, unknown> = {}): readonly string[] => {
  const result = loadQuestionnaire(fileOf([{ ...questions[0], ...first }, ...questions.slice(1)], { quotaManagement }), 'f.json');
  return result.ok ? [] : result.error.map(({ path: place, problem }) => `${place}: ${problem}`);
};

it.each([
  [{ ...management, quotaFields: [{ fieldName: 'age', questionId: 'gone', targets: { young: 1 } }] }, ['surveyLogic.quotaManagement.quotaEnforcementRules[1].condition: no quota is called "party"', 'surveyLogic.quotaManagement.quotaFields[0].targets.young: unknown question "gone"']],
  [{ enabled: true, quotaFields: [{ fieldName: 'age', questionId: 'age', targets: { ancient: 1 } }] }, ['surveyLogic.quotaManagement.quotaFields[0].targets.ancient: "ancient" is no option of "age"']],
  [{ enabled: true, quotaFields: [{ fieldName: 'age', questionId: 'age', targets: { young: 1.5 } }] }, ['surveyLogic.quotaManagement.quotaFields[0].targets.young: 1.5 interviews']],
  [{ enabled: true, quotaFields: [{ fieldName: 'age', questionId: 'age', targets: { young: -1 } }] }, ['surveyLogic.quotaManagement.quotaFields[0].targets.young: does not fit the format']],
  [{ enabled: true, unit: 'percent', quotaFields: [{ fieldName: 'age', questionId: 'age', targets: { young: 20 } }] }, ['surveyLogic.quotaManagement: percentages of nothing']],
  [{ enabled: true, unit: 'percent', sampleSize: 10, quotaFields: [{ fieldName: 'age', questionId: 'age', targets: { young: 60, old: 60 } }] }, ['surveyLogic.quotaManagement.quotaFields[0].targets: 120 percent in all']],
  [{ enabled: true, sampleSize: 10, quotaFields: [{ fieldName: 'age', questionId: 'age', targets: { young: 60 } }] }, ['surveyLogic.quotaManagement.quotaFields[0].targets: 60 interviews, of 10 wanted in all']],
  [{ ...management, unit: 'count', quotaFields: [{ fieldName: 'age', questionId: 'age', targets: { young: 5 } }, { fieldName: 'party', questionId: 'party', targets: { red: 9 } }], cells: [{ cellId: 'young-red', where: { age: 'young', party: 'red' }, target: 6 }] }, ['surveyLogic.quotaManagement.cells: "young-red" wants 6 of 5 in "age=young"']],
])('refuses quotas that cannot be kept: %#', (quotaManagement, problems) => {
  expect(problemsWith(quotaManagement)).toEqual(problems);
});

it('takes targets from the question too, and refuses two sources that disagree', () => {
  const tracking = (targetDistribution: Record<string, number>): Record<string, unknown> => ({ configuration: { quotaTracking: { enabled: true, quotaField: 'age', targetDistribution } } });
  const field = { fieldName: 'age', questionId: 'age', targets: { young: 3, old: 4 } };
  expect(problemsWith({ enabled: true, quotaFields: [field] }, tracking({ old: 4, young: 3 }))).toEqual([]);
  expect(problemsWith({ enabled: true, quotaFields: [field] }, tracking({ old: 5, young: 3 }))).toEqual(['questions[0].configuration.quotaTracking: quota "age" has two sources that disagree']);
  expect(loaded([{ ...questions[0], ...tracking({ young: 2 }) }]).quotas).toMatchObject([{ quotaId: 'age=young', limit: 2 }]);
});
