import { expect, it } from '@jest/globals';
import { checkQuestionnaire } from '../../../src/survey/check.js';
import { answered } from '../../../src/survey/answer.js';
import { explore, factId } from '../../../src/survey/exploring/explore.js';
import { lint } from '../../../src/survey/linting/lint.js';
import { loadQuestionnaire } from '../../../src/survey/load-questionnaire.js';
import { path } from '../../../src/survey/path.js';
import { fileOf, loaded, options, question } from './small-questionnaire.js';

const load = (questions: readonly unknown[], surveyLogic: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => loadQuestionnaire({ ...fileOf(questions, surveyLogic), ...more }, 'small.json');
const checksOf = (file: unknown): readonly string[] => checkQuestionnaire(JSON.stringify(file), 'small.json').languages.flatMap(({ findings }) => findings.map((finding) => `${finding.severity} ${finding.check} ${finding.place}`));

it('decides a quota also where its answer ends the interview', () => {
  const poll = loaded([question('use', 'single_choice', { options: options('Heavy', 'Light') }), question('more', 'yes_no')], {
    skipLogicRules: [{ ruleId: 'short', condition: "use = 'light'", skipToQuestionId: 'END' }],
    quotaManagement: { enabled: true, quotaFields: [{ fieldName: 'use', questionId: 'use', targets: { heavy: 10, light: 10 } }] },
  });
  expect(path(poll, { use: answered('light') }, 1)).toMatchObject({ disposition: 'completed', quotas: ['use=light'] });
});

it('decides at the end the quotas whose questions a skip to END has left out', () => {
  const poll = loaded([question('use', 'single_choice', { options: options('Heavy', 'Light') }), question('go', 'yes_no'), question('more', 'yes_no')], {
    skipLogicRules: [{ ruleId: 'short', condition: "go = 'no'", skipToQuestionId: 'END' }],
    quotaManagement: { enabled: true, cells: [{ cellId: 'c', condition: "use = 'light' AND more != 'yes'", target: 0 }] },
  });
  expect(path(poll, { use: answered('light'), go: answered(false) }, 1).quotas).toEqual(['cells=c']);
});

it('reports an empty condition object instead of falling over it', () => {
  expect(load([question('a', 'yes_no'), question('b', 'yes_no', { displayLogic: { conditions: {} } })]).ok).toBe(false);
  expect(load([question('a', 'yes_no'), question('b', 'yes_no', { displayLogic: { conditions: [{ logicalOperator: 'OR' }] } })]).ok).toBe(false);
});

it('reports a quota cell without a condition instead of dropping it', () => {
  const quota = (cell: Record<string, unknown>) => load([question('a', 'yes_no'), question('b', 'yes_no')], { quotaManagement: { enabled: true, cells: [{ cellId: 'c', target: 5, ...cell }] } });
  expect([quota({ where: {} }).ok, quota({ condition: [] }).ok]).toEqual([false, false]);
});

it('reads an option id as it is written where two differ by case only', () => {
  const survey = loaded([
    question('q1', 'single_choice', { options: [{ optionId: 'A', optionText: 'Apple' }, { optionId: 'a', optionText: 'Ant' }] }),
    question('q2', 'yes_no', { displayLogic: { conditions: "q1 = 'a'" } }),
    question('q3', 'yes_no'),
  ]);
  expect(path(survey, { q1: answered('a') }, 1).next?.question.questionId).toBe('q2');
});

it('does not throw the value of "has_answer" away', () => {
  const result = load([question('q1', 'yes_no'), question('q2', 'yes_no', { displayLogic: { conditions: [{ questionId: 'q1', operator: 'has_answer', value: 'yes' }] } })]);
  const asked = result.ok ? path(result.value, { q1: answered(false) }, 1).next?.question.questionId : 'refused';
  expect(asked === undefined || asked === 'refused').toBe(true);
});

it('wants words for a place whose question may have been answered with nothing', () => {
  const result = load([
    question('q1', 'multiple_choice', { options: options('Bus', 'Tram'), configuration: { minSelections: 0 } }),
    question('q2', 'yes_no', { questionText: 'You chose {q1}. Is that right?', displayLogic: { conditions: 'count(q1) < 2' } }),
  ]);
  const said = result.ok ? path(result.value, { q1: answered([]) }, 1).next?.text : 'refused';
  expect(said).toBe('refused');
});

it('loads quotas of options that are called like the languages of the file', () => {
  const both = (english: string, spanish: string) => ({ en: english, es: spanish });
  const file = {
    ...fileOf([
      question('mother', 'single_choice', { questionText: both('Your mother tongue?', '¿Su lengua materna?'), options: [{ optionId: 'en', optionText: both('English', 'Inglés') }, { optionId: 'es', optionText: both('Spanish', 'Español') }] }),
      question('b', 'yes_no', { questionText: both('Is it good?', '¿Está bien?') }),
    ], { quotaManagement: { enabled: true, quotaFields: [{ fieldName: 'tongue', questionId: 'mother', targets: { en: 50, es: 50 } }] } }),
    questionnaireName: both('Tongues', 'Lenguas'), closing: both('Thanks.', 'Gracias.'), languages: ['en', 'es'], language: 'en',
  };
  expect(checkQuestionnaire(JSON.stringify(file), 'small.json').problems).toEqual([]);
});

it('reports a spoken text that has one language in a file of several', () => {
  const file = {
    ...fileOf([question('a', 'yes_no', { questionText: { 'en-US': 'Is it good?', 'es-ES': '¿Está bien?' } }), question('b', 'yes_no', { questionText: 'Would you come again?' })]),
    closing: { 'en-US': 'Thanks.', 'es-ES': 'Gracias.' }, languages: ['en-US', 'es-ES'],
  };
  const checked = checkQuestionnaire(JSON.stringify(file), 'small.json');
  const said = [...checked.problems.map(({ path: place }) => place), ...checked.languages.flatMap(({ findings }) => findings.map(({ place }) => place))];
  expect(said.some((place) => place.includes('questions[1]') || place.includes('question b'))).toBe(true);
});

it('says that it does not speak the language of a file', () => {
  const file = { ...fileOf([question('a', 'yes_no', { questionText: 'Est-ce bien ?' })]), closing: 'Merci.', language: 'fr-FR' };
  const checked = checkQuestionnaire(JSON.stringify(file), 'small.json');
  const said = [...checked.problems.map(({ problem }) => problem), ...checked.languages.flatMap(({ findings }) => findings.map(({ problem }) => problem))];
  expect(said.some((problem) => problem.includes('fr'))).toBe(true);
});

it('finds an option that is never offered, whatever the ids are called', () => {
  expect(factId.option('a', 'b c')).not.toBe(factId.option('a b', 'c'));
  const never = { conditions: "a = 'yes' AND a = 'no'" };
  const survey = loaded([
    question('a', 'yes_no'),
    question('x', 'single_choice', { options: [{ optionId: 'y z', optionText: 'One' }, { optionId: 'k', optionText: 'Two' }] }),
    question('x y', 'single_choice', { options: [{ optionId: 'z', optionText: 'Three', displayLogic: never }, { optionId: 'm', optionText: 'Four' }] }),
  ]);
  expect(lint(survey, explore(survey)).map(({ check, place }) => `${check} ${place}`)).toContain('option_never_offered question x y, option z');
});

it('explores the same answers as the path: nobody refuses a choice that is taken by itself', () => {
  const survey = loaded([
    question('used', 'single_choice', { options: options('Bus', 'Tram') }),
    question('best', 'single_choice', { dynamicOptions: { sourceQuestionId: 'used', filterRule: 'selected' }, configuration: { autoSelectSingle: true } }),
    question('why', 'yes_no', { displayLogic: { conditions: 'best is refused' } }),
    question('end', 'yes_no'),
  ]);
  expect(explore(survey).witnesses.get(factId.question('why'))?.map(({ questionId, answer }) => [questionId, answer.outcome])).toEqual(undefined);
});

it('warns where the gate of consent is not asked of everybody', () => {
  const file = fileOf([question('eu', 'yes_no'), question('consent', 'yes_no', { displayLogic: { conditions: "eu = 'yes'" } }), question('b', 'open_ended')], {
    skipLogicRules: [{ ruleId: 'no', condition: "consent != 'yes'", skipToQuestionId: 'END', disposition: 'refused' }],
  });
  expect(checksOf(file).some((one) => one.includes('consent') && !one.includes('negated'))).toBe(true);
});

it('reports targets of a quota that are more together than the interviews wanted', () => {
  const file = fileOf([question('use', 'single_choice', { options: options('Heavy', 'Light') }), question('more', 'yes_no'), question('b', 'yes_no')], {
    quotaManagement: { enabled: true, sampleSize: 100, quotaFields: [{ fieldName: 'use', questionId: 'use', targets: { heavy: 90, light: 90 } }] },
  });
  const checked = checkQuestionnaire(JSON.stringify(file), 'small.json');
  const said = [...checked.problems.map(({ path: place }) => place), ...checked.languages.flatMap(({ findings }) => findings.map(({ place }) => place))];
  expect(said.some((place) => place.includes('quota'))).toBe(true);
});
