import { expect, it } from '@jest/globals';
import { importSurveyJs } from '../../../../src/survey/importing/import-surveyjs.js';
import { questionnaireOf, refusals } from './imported.js';

const elements = [
  { type: 'radiogroup', name: 'one', title: 'One?', choices: ['a', 'b', 'Say "so"'], showDontKnowItem: true },
  { type: 'checkbox', name: 'many', title: 'Many?', choices: ['x', 'y', 'z'], showOtherItem: true },
  { type: 'boolean', name: 'yes', title: 'Yes?' },
  { type: 'rating', name: 'score', title: 'Score?', isRequired: true },
  { type: 'rating', name: 'grade', title: 'Grade?', isRequired: true },
  { type: 'rating', name: 'loose', title: 'Loose?' },
  { type: 'radiogroup', name: 'band', title: 'Band?', choices: [{ value: 1, text: 'low' }, { value: 2, text: 'middle' }, { value: 3, text: 'high' }] },
  { type: 'text', name: 'words', title: 'Words?' },
];
const imported = (visibleIf: string): ReturnType<typeof importSurveyJs> => importSurveyJs({ elements: [...elements, { type: 'text', name: 'end', title: 'End?', visibleIf }] });
const test = (questionId: string, operator: string, value: unknown): unknown => ({ questionId, operator, value });
const outcome = (questionId: string, operator: string): unknown => ({ questionId, operator });

it.each<[string, unknown]>([
  ["{one} = 'a'", test('one', 'equals', 'a')],
  ["{one} == 'A'", test('one', 'equals', 'a')],
  ['{one} equal a', test('one', 'equals', 'a')],
  ["{ONE} = 'a'", test('one', 'equals', 'a')],
  ["'a' = {one}", test('one', 'equals', 'a')],
  ["{one} <> 'a'", { not: test('one', 'equals', 'a') }],
  ["{one} notequal 'a'", { not: test('one', 'equals', 'a') }],
  ["{one} = 'Say \"so\"'", test('one', 'equals', 'Say "so"')],
  ["{one} anyof ['a', 'b']", test('one', 'any_of', ['a', 'b'])],
  ["{one} noneof ['a', 'b']", { not: test('one', 'any_of', ['a', 'b']) }],
  ["{one} = 'dontknow'", outcome('one', 'dont_know')],
  ["{one} anyof ['a', 'dontknow']", { any: [test('one', 'equals', 'a'), outcome('one', 'dont_know')] }],
  ['{one} notempty', { any: [outcome('one', 'answered'), outcome('one', 'dont_know')] }],
  ['{words} empty', { not: outcome('words', 'answered') }],
  ["{words} != ''", outcome('words', 'answered')],
  ["{many} contains 'x'", test('many', 'any_of', ['x'])],
  ["{many} *= 'x'", test('many', 'any_of', ['x'])],
  ["{many} contains ['x', 'y']", test('many', 'all_of', ['x', 'y'])],
  ["{many} notcontains 'x'", { not: test('many', 'any_of', ['x']) }],
  ["{many} allof ['x', 'y']", test('many', 'all_of', ['x', 'y'])],
  ["{many} anyof ['x', 'other']", test('many', 'any_of', ['x', 'other'])],
  ["{many} = ['y', 'x']", { all: [test('many', 'all_of', ['y', 'x']), 'count({many}) = 2'] }],
  ['{yes} = true', test('yes', 'equals', 'yes')],
  ['{yes} != true', { not: test('yes', 'equals', 'yes') }],
  ["{yes} = 'True'", test('yes', 'equals', 'yes')],
  ['{yes} = 0', test('yes', 'equals', 'no')],
  ['{yes}', test('yes', 'equals', 'yes')],
  ['!{yes}', { not: test('yes', 'equals', 'yes') }],
  ['!(!{yes})', test('yes', 'equals', 'yes')],
  ['{score} > 3', '{score} > 3'],
  ["{score} >= '3'", '{score} >= 3'],
  ['3 < {score}', '{score} > 3'],
  ['{score} lessorequal 3', '{score} <= 3'],
  ['{score} != 3', '{score} != 3'],
  ['{score} + {grade} * 2 > 8', '({score} + ({grade} * 2)) > 8'],
  ['({score} + {grade}) / 2 >= 3.5', '(({score} + {grade}) / 2) >= 3.5'],
  ['{score} > {grade}', '{score} > {grade}'],
  ['{score} - {grade} < -1', '({score} - {grade}) < -1'],
  ['{band} >= 2', test('band', 'any_of', ['2', '3'])],
  ["{band} = '2'", test('band', 'equals', '2')],
  ["{one} = 'a' or {score} = 1 and {yes} = true", { any: [test('one', 'equals', 'a'), { all: ['{score} = 1', test('yes', 'equals', 'yes')] }] }],
  ["({one} = 'a' || {score} = 1) && {yes} = true", { all: [{ any: [test('one', 'equals', 'a'), '{score} = 1'] }, test('yes', 'equals', 'yes')] }],
  ["{one} = 'a' AND {one} NOTEMPTY", { all: [test('one', 'equals', 'a'), { any: [outcome('one', 'answered'), outcome('one', 'dont_know')] }] }],
])('understands %s', (visibleIf, conditions) => {
  expect(questionnaireOf(imported(visibleIf)).questions.at(-1)?.['displayLogic']).toEqual({ conditions });
});

it.each<[string, string]>([
  ["{one} contains 'a'", 'contains: "contains" looks for a part of the text of "one" there'],
  ["{one} anyof 'a'", 'anyof: "anyof" looks for a part of the text of "one" there'],
  ["{many} = 'x'", '= x: one value is never equal to the list of "many"'],
  ["{many} = ['X']", '= […]: "many" cannot be compared with this list'],
  ["{one} = 'q'", 'q: "q" is no value of "one"'],
  ["{one} > 'a'", '> a: options of "one" have no size'],
  ['{band} > 3', '> 3: no option of "band" ever fits'],
  ["{words} = 'x'", '= x: "words" is answered in words, which cannot be compared'],
  ["{yes} = 'yes'", 'yes: "yes" is no value of "yes"'],
  ["{score} = 'high'", '= high: "score" is a number'],
  ['{loose} + 1 > 3', 'loose: "loose" may be missing here, and the source calculates with 0 then'],
  ['{score} = {loose}', 'loose: "loose" may be missing here, and the source calculates with 0 then'],
  ['{nobody} = 1', 'nobody: "nobody" is no question that was imported'],
  ['{many.length} > 1', 'many.length: "many.length" is no question that was imported'],
  ['today() > {score}', 'today(): the function today has no counterpart'],
  ["iif({score} > 1, 'a', 'b') = 'a'", 'iif(): the function iif has no counterpart'],
  ['isContainerReady("x")', 'isContainerReady(): the function isContainerReady has no counterpart'],
  ['not ({score} > 1)', 'not: SurveyJS has no "not" and takes the whole expression for false'],
  ['{score} ^ 2 > 4', '^: "^" has no counterpart'],
  ['{score} % 2 = 1', '%: "%" has no counterpart'],
  ['{score} = null', 'null: "null" has no counterpart'],
  ['{score}', '{score}: a question alone is taken for a condition'],
  ['1 = 1', 'condition: compares two values'],
  ['{score} > 1 {score}', 'expression: "and", "or" or the end is wanted at character 13'],
  ['({score} > 1', 'expression: ")" is wanted at the end'],
  ['{score} >', 'expression: a value is wanted at the end'],
  ['{score} # 1', '#: "#" at character 9 cannot be read'],
])('refuses %s', (visibleIf, refusal) => {
  expect(refusals(imported(visibleIf))).toEqual([refusal]);
});
