import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { loadQuestionnaire } from '../../../src/survey/load-questionnaire.js';
import { fileOf, loaded, options, question } from './small-questionnaire.js';

const problemsOf = (json: unknown): readonly string[] => {
  const result = loadQuestionnaire(json, 'f.json');
  return result.ok ? [] : result.error.map((problem) => `${problem.path}: ${problem.problem}`);
};

const three = [question('a', 'yes_no'), question('b', 'nps'), question('c', 'single_choice', { options: options('Red', 'Blue') })];

it('reads a whole file of the shape of source 003', () => {
  const json: unknown = JSON.parse(readFileSync('questionnaires/demo-01-csat-nps.json', 'utf8'));
  const result = loadQuestionnaire(json, 'demo-01-csat-nps.json');
  expect(result).toMatchObject({
    ok: true,
    value: {
      questionnaireId: 'demo-01-csat-nps',
      aliases: ['demo1_csat_nps'],
      language: 'en-US',
      estimatedDurationMinutes: 3,
      audience: 'Adults who visited a TechMart Electronics store in the last two weeks',
      skips: [{ ruleId: 'no-consent', afterQuestionId: 'q1', when: { kind: 'not', of: { kind: 'equals', questionId: 'q1', value: true } }, target: { kind: 'end', disposition: 'refused' } }],
    },
  });
});

it('gives the same hash whatever the order of keys, and another one for other words', () => {
  const one = loaded([question('a', 'yes_no')]);
  const turned = loadQuestionnaire(Object.fromEntries(Object.entries(fileOf([question('a', 'yes_no')])).reverse()), 'x');
  expect(turned.ok ? turned.value.hash : '').toBe(one.hash);
  expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(loaded([question('a', 'yes_no', { questionText: 'Other words.' })]).hash).not.toBe(one.hash);
});

it('reports all problems of a file at once, each with its place', () => {
  const file = fileOf(
    [
      question('a', 'yes_no', { displayLogic: { conditions: [{ questionId: 'b', operator: 'equals', value: 3 }] } }),
      question('a', 'nps', { configuration: { scaleRange: { min: 1, max: 5 } } }),
      question('b', 'single_choice', { options: options('Red') }),
      question('c', 'essay'),
      question('d', 'open_ended', { questionText: 'Dear {CustomerName}', colour: 'red' }),
      question('e', 'nps', { displayLogic: { conditions: [{ questionId: 'zz', operator: 'equals', value: 3 }, { questionId: 'a', operator: 'resembles', value: 1 }] } }),
    ],
    { skipLogicRules: [{ ruleId: 'r', condition: 'a = maybe', skipToQuestionId: 'e' }, { ruleId: 'r', condition: "a = 'yes'", skipToQuestionId: 'nowhere' }] },
  );
  expect(problemsOf({ ...file, version: 3, typo: 1 })).toEqual([
    'version: does not fit the format',
    'typo: unknown key',
    'questions[1].configuration.scaleRange: an NPS scale from 1 to 5',
    'questions[2].options: 1 options',
    'questions[3].questionType: does not fit the format',
    'questions[4].colour: unknown key',
    'questions[1].questionId: question id "a" twice',
    'questions[0].displayLogic.conditions: question "b" is not asked before this point',
    'questions[5].displayLogic.conditions[1].operator: unknown operator "resembles"',
    'questions[5].displayLogic.conditions: unknown question "zz"',
    'surveyLogic.skipLogicRules[0].condition: "maybe" is no option of "a"',
    'surveyLogic.skipLogicRules[1].ruleId: rule id "r" twice',
    'surveyLogic.skipLogicRules[1].skipToQuestionId: unknown question "nowhere"',
  ]);
});

it.each([
  ['later question', { displayLogic: { conditions: 'c = red' } }, 'question "c" is not asked before this point'],
  ['itself', { displayLogic: { conditions: 'b = 3' } }, 'question "b" is not asked before this point'],
  ['unknown question', { displayLogic: { conditions: 'q-gone = 3' } }, 'unknown question "q-gone"'],
  ['unknown option', { displayLogic: { conditions: 'a = maybe' } }, '"maybe" is no option of "a"'],
  ['operator that does not fit', { displayLogic: { conditions: 'a > 3' } }, '"3" is no option of "a"'],
  ['unknown action', { displayLogic: { conditions: "a = 'yes'", action: 'blink' } }, 'unknown action "blink"'],
  ['hide without condition', { displayLogic: { action: 'hide' } }, 'hidden without a condition'],
  ['unreadable text', { displayLogic: { conditions: 'a ==== 1' } }, 'condition "a ==== 1": expected a value at character 6'],
  ['too few values', { displayLogic: { conditions: [{ questionId: 'a', operator: 'equals' }] } }, '0 values for operator "equals"'],
  ['unknown joiner', { displayLogic: { conditions: [{ questionId: 'a', operator: 'answered' }, { questionId: 'a', operator: 'answered', logicalOperator: 'XOR' }] } }, 'unknown logical operator "XOR"'],
  ['options carried to a question without options', { dynamicOptions: { sourceQuestionId: 'c', filterRule: 'selected' } }, '"c" is no earlier question', 'options in a question of type nps'],
  ['placeholder of a later question', { questionText: 'Why {c|that}?' }, 'placeholder {c} names a question that is not asked before'],
  ['placeholder of nothing', { questionText: 'Dear {CustomerName}!' }, 'placeholder {CustomerName} names no question'],
  ['placeholder without words for no answer', { questionText: 'You said {a}. Why?' }, '"a" may have no answer here'],
  ['placeholder', { dynamicQuestionText: { 'a = yes': 'Hello [Name]' } }, 'placeholder in spoken text: "Hello [Name]"'],
])('refuses a reference that cannot hold: %s', (_, more, ...expected) => {
  const result = loadQuestionnaire(fileOf([three[0], { ...three[1], ...more }, three[2]]), 'f.json');
  expect(result.ok ? [] : result.error.map((found) => found.problem)).toEqual(expected);
});

it.each([
  ['backwards', { condition: 'b = 3', skipToQuestionId: 'a' }, 'a skip from "b" back to "a"'],
  ['to itself', { condition: 'b = 3', skipToQuestionId: 'b' }, 'a skip from "b" back to "b"'],
  ['unknown target', { condition: 'b = 3', skipToQuestionId: 'q10-closing' }, 'unknown question "q10-closing"'],
  ['no anchor', { condition: 'always', skipToQuestionId: 'END' }, 'a rule that mentions no question'],
  ['condition asked later than the anchor', { condition: 'c = red', afterQuestionId: 'b', skipToQuestionId: 'END' }, 'question "c" is not asked before this point'],
  ['number out of range', { condition: 'b = 11', skipToQuestionId: 'END' }, '"11" is no answer of "b"'],
  ['word for a number', { condition: "b = 'nine'", skipToQuestionId: 'END' }, '"nine" is no answer of "b"'],
  ['disposition without END', { condition: 'a = yes', skipToQuestionId: 'c', disposition: 'refused' }, 'disposition or closing without END'],
  ['unknown disposition', { condition: 'a = yes', skipToQuestionId: 'END', disposition: 'bored' }, 'does not fit the format'],
])('refuses a skip that cannot work: %s', (_, rule, problem) => {
  const result = loadQuestionnaire(fileOf(three, { skipLogicRules: [{ ruleId: 'r', ...rule }] }), 'f.json');
  expect(result.ok ? [] : result.error.map((found) => found.problem)).toEqual([problem]);
});

it('refuses options that one word could name twice', () => {
  const two = (first: object, second: object) => problemsOf(fileOf([question('c', 'single_choice', { options: [{ optionId: 'a', optionText: 'A', ...first }, { optionId: 'b', optionText: 'B', ...second }] })]));
  expect(two({}, { optionValue: 'a' })).toEqual(['questions[0].options[1]: option value "a" twice', 'questions[0].options[1]: option value "a" is the id of another option']);
  expect(two({}, { optionText: 'a!' })).toEqual(['questions[0].options[1]: option text "a!" twice']);
  expect(two({ kind: 'none' }, { kind: 'none' })).toEqual(['questions[0].options[1]: a second option of kind none']);
});

it('takes the spellings of public questionnaires', () => {
  const questionnaire = loaded([
    question('a', 'rating_scale', { required: false, questionNumber: '2A', configuration: { scale: { min: 1, max: 7 } } }),
    question('b', 'open_ended', { configuration: { sentimentDetection: true } }),
    question('c', 'yes_no', { displayLogic: { conditions: [{ questionId: 'a', operator: '<=', value: '2' }] } }),
  ]);
  expect(questionnaire.questions[0]).toMatchObject({ required: false, label: '2A', scale: { min: 1, max: 7 } });
  expect(questionnaire.questions[1]).toMatchObject({ required: true, sentiment: true, maxLength: 2000 });
  expect(questionnaire.questions[2]?.showIf).toEqual({ kind: 'compare', left: { kind: 'answer', questionId: 'a' }, operator: '<=', right: { kind: 'number', value: 2 } });
});

it('anchors a skip to the last question that its condition mentions', () => {
  const { skips } = loaded(three, { skipLogicRules: [{ ruleId: 'r', condition: "b >= 9 and a = 'yes'", skipToQuestionId: 'END' }] });
  expect(skips).toMatchObject([{ afterQuestionId: 'b', target: { kind: 'end', disposition: 'completed', closing: null } }]);
});

it('turns the bands of dynamic text into conditions on the score before it', () => {
  const { questions } = loaded([...three, question('d', 'open_ended', { dynamicQuestionText: { detractors: 'Why so low?', '7-8': 'What is missing?', 'b >= 9': 'What was best?' } })]);
  expect(questions[3]?.textVariants.map((variant) => variant.text)).toEqual([['Why so low?'], ['What is missing?'], ['What was best?']]);
  expect(questions[3]?.textVariants[2]?.when).toEqual({ kind: 'compare', left: { kind: 'answer', questionId: 'b' }, operator: '>=', right: { kind: 'number', value: 9 } });
});

it.each([[null], [[]], ['text'], [3], [{}], [{ questions: 'many' }], [{ questions: [null, 3, [], { questionId: {} }] }]])('refuses %j without throwing', (json) => {
  expect(problemsOf(json).length).toBeGreaterThan(0);
});

it('refuses a file that is nested without end', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 20_000; level += 1) deep = [deep];
  expect(problemsOf({ ...fileOf([question('a', 'yes_no')]), metadata: { deep } })).toEqual([': nested too deeply']);
});
