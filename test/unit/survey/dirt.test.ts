import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { answered, type Answers } from '../../../src/survey/answer.js';
import { checkQuestionnaire } from '../../../src/survey/check.js';
import { path } from '../../../src/survey/path.js';
import type { Questionnaire } from '../../../src/survey/questionnaire.js';

const folder = 'test/fixtures/questionnaires';

const check = (name: string) => checkQuestionnaire(readFileSync(`${folder}/${name}`, 'utf8'), name);

/** Why it does not load: place, fault and cure. */
const refusal = (name: string): readonly string[] => check(name).problems.map(({ path: place, problem, expected }) => `${place}: ${problem} (${expected})`);

/** What is said against it although it loads; what is only hard by ear is left out here. */
const warnings = (name: string): readonly string[] =>
  check(name).languages.flatMap(({ findings }) => findings.filter(({ severity }) => severity !== 'voice').map(({ severity, place, problem }) => `${severity} ${place}: ${problem}`));

function loaded(name: string): Questionnaire {
  const [language] = check(name).languages;
  if (language === undefined) throw new Error(refusal(name).join('\n'));
  return language.questionnaire;
}

/** The questions that somebody with these answers has been asked, the open one last. */
const asked = (questionnaire: Questionnaire, answers: Answers): readonly string[] => path(questionnaire, answers, 1).steps.map((step) => step.question.questionId);

const unknownQuestion = 'the id of a question of this file';
const speakable = 'text that can be spoken as it is; earlier answers as {q4|that}';
const earlier = 'the id of an earlier question, or a placeholder of a piping rule';

it.each<[string, readonly string[]]>([
  ['trailing-commas.txt', ['line 8, column 83: a comma with nothing behind it (no comma before } or ])']],
  ['braces-lost.txt', ['line 4, column 18: not JSON: : "q1", "questionTyp was not expected (JSON: double quotes, commas between items, no comments)']],
  ['dangling-ids.json', [
    `surveyLogic.displayLogicRules[0].targetQuestionId: unknown question "q9-ecostride-perception" (${unknownQuestion})`,
    `surveyLogic.skipLogicRules[0].skipToQuestionId: unknown question "q10-closing" (${unknownQuestion}, or END)`,
  ]],
  ['words-for-numbers.json', ['questions[1].displayLogic.conditions: "two" is no answer of "q2" (a whole number from 1 to 5)']],
  ['numbers-as-strings-in-scales.json', [
    'questions[0].configuration.scaleRange.min: does not fit the format (Invalid input: expected number, received string)',
    'questions[0].configuration.scaleRange.max: does not fit the format (Invalid input: expected number, received string)',
  ]],
  ['unknown-operators.json', [
    'questions[1].displayLogic.conditions[0].operator: unknown operator "excludeValue" (equals, not_equals, less_than, greater_than, any_of, answered, …)',
    'questions[2].displayLogic.conditions: condition "q4 resembles \'veja\'": expected an operator at character 4 (a condition such as q2 <= 2 AND q3 = \'yes\')',
  ]],
  ['placeholders.json', [
    `questions[0].questionText: placeholder {CustomerName} names no question (${earlier})`,
    `questions[0].questionText: placeholder in spoken text: "Hello, this is [VoiceName]. Am I speaking with " (${speakable})`,
    `questions[2].questionText: placeholder {npsFollowupQuestion} names no question (${earlier})`,
    `questions[3].questionText: placeholder {specificContext} names no question (${earlier})`,
    `questions[3].questionText: placeholder in spoken text: "Thank you. {" (${speakable})`,
    `questions[3].questionText: placeholder in spoken text: "} What should we do better?" (${speakable})`,
    `intro: placeholder in spoken text: "Hello, \${CustomerName}." (${speakable})`,
  ]],
  ['required-contradicts.json', ['questions[0].required: contradicts isRequired (one of the two)']],
  ['scale-contradicts.json', ['questions[0].configuration.scale: contradicts scaleRange (one of the two)']],
  ['sentiment-contradicts.json', ['questions[0].configuration.sentimentDetection: contradicts sentimentDetectionEnabled (one of the two)']],
  ['conditional-display-in-prose.json', ['questions[1].conditionalDisplay: condition "Only for people who did not like the store": expected an operator at character 6 (a condition such as q2 <= 2 AND q3 = \'yes\')']],
  ['duration-words.json', ['estimatedDuration: does not fit the format (minutes, such as 4 or "3-4 minutes")']],
])('refuses %s, with place, fault and cure', (name, expected) => {
  expect(refusal(name)).toEqual(expected);
});

it.each<[string, readonly string[]]>([
  ['numbers-as-strings.json', ['warning questions[1].displayLogic.conditions: the number 2 is written as text', 'warning surveyLogic.skipLogicRules[0].condition: the number 5 is written as text']],
  ['overlapping-rules.json', [
    'warning questions[3]: several conditions decide whether it is asked, and all of them must hold',
    'warning rule not-at-all: can hold together with rule not-much, which leads elsewhere; the first wins',
  ]],
  ['conditional-display.json', ['warning questions[2]: several conditions decide whether it is asked, and all of them must hold']],
  ['question-number-2a.json', []],
  ['id-gaps.json', []],
  ['foreign-operators.json', []],
  ['required-spellings.json', []],
  ['scale-spellings.json', []],
  ['sentiment-spellings.json', []],
  ['duration-number.json', []],
  ['duration-text.json', []],
])('loads %s, and says what it thinks of it', (name, expected) => {
  expect(refusal(name)).toEqual([]);
  expect(warnings(name)).toEqual(expected);
});

it('states of every fixture what happens to it', () => {
  const source = readFileSync('test/unit/survey/dirt.test.ts', 'utf8');
  expect(readdirSync(folder).filter((name) => !source.includes(`['${name}',`))).toEqual([]);
});

describe('what was loaded means what was written', () => {
  it('compares with the number in the text', () => {
    const store = (value: number): readonly string[] => asked(loaded('numbers-as-strings.json'), { q2: answered(value) });
    expect([store(2), store(3), store(5)]).toEqual([['q2', 'q2a'], ['q2'], ['q2']]);
  });
  it('takes the first skip that holds, and asks what all its conditions allow', () => {
    const buyer = (value: number): readonly string[] => asked(loaded('overlapping-rules.json'), { q6: answered(value), q7: answered(true), q10: answered('Two.'), q11: answered('The price.') });
    expect([buyer(1), buyer(2), buyer(4)]).toEqual([['q6', 'q11', 'q12'], ['q6', 'q12'], ['q6', 'q7', 'q10', 'q12']]);
  });
  it('keeps "2A" as a label, and gaps between ids as they are', () => {
    expect(loaded('question-number-2a.json').questions.map(({ questionId, label }) => [questionId, label])).toEqual([['q2', '2'], ['q2a', '2A'], ['q3', '3']]);
    expect(loaded('id-gaps.json').questions.map(({ questionId, label }) => [questionId, label])).toEqual([['q3', 'q3'], ['q4', 'q4'], ['q6', 'q6']]);
    expect(asked(loaded('id-gaps.json'), { q3: answered(4) })).toEqual(['q3', 'q6']);
  });
  it('knows the operators of public questionnaires', () => {
    const brands = (answers: Answers): readonly string[] => asked(loaded('foreign-operators.json'), answers);
    expect(brands({ q4: answered(['ecostride', 'veja']) })).toEqual(['q4', 'q5']);
    expect(brands({ q4: answered(['ecostride', 'veja']), q5: answered(['veja']) })).toEqual(['q4', 'q5', 'q6']);
    expect(brands({ q4: answered(['veja']), q5: answered(['none']) })).toEqual(['q4', 'q5']);
    expect(brands({ q4: answered(['none']) })).toEqual(['q4']);
  });
  it('knows both spellings of required, of a scale and of sentiment', () => {
    expect(loaded('required-spellings.json').questions.map(({ required }) => required)).toEqual([false, false, true, true]);
    expect(loaded('scale-spellings.json').questions).toMatchObject([{ scale: { min: 1, max: 7 } }, { scale: { min: 0, max: 10 } }, { scale: { min: 1, max: 5 } }]);
    expect(loaded('sentiment-spellings.json').questions).toMatchObject([{ sentiment: true }, { sentiment: true }, { sentiment: false }]);
  });
  it('shows what conditionalDisplay and displayLogic both allow', () => {
    const store = (value: number): readonly string[] => asked(loaded('conditional-display.json'), { q2: answered(value), q2a: answered(true), q3: answered(true) });
    expect([store(3), store(4), store(5)]).toEqual([['q2', 'q2a'], ['q2', 'q3'], ['q2']]);
  });
  it('counts the longer of two durations', () => {
    expect([loaded('duration-number.json'), loaded('duration-text.json')].map(({ estimatedDurationMinutes }) => estimatedDurationMinutes)).toEqual([4, 4]);
  });
});
