import { expect, it } from '@jest/globals';
import { rawConditionFromText } from '../../../../src/survey/loading/condition-parser.js';
import type { RawCondition, RawQuantity } from '../../../../src/survey/loading/raw-condition.js';

/** The tree as text with every bracket written. */
const bracketed = (raw: RawCondition): string => {
  switch (raw.kind) {
    case 'always':
    case 'broken':
      return raw.kind;
    case 'not':
      return `not ${bracketed(raw.of)}`;
    case 'all':
    case 'any':
      return `(${raw.of.map(bracketed).join(raw.kind === 'all' ? ' and ' : ' or ')})`;
    case 'test':
      return `${raw.questionId ?? '?'} ${raw.operator} ${JSON.stringify(raw.values)}`;
    case 'comparison':
      return `${calculation(raw.left)} ${raw.operator} ${calculation(raw.right)}`;
  }
};

const calculation = (raw: RawQuantity): string => {
  switch (raw.kind) {
    case 'number':
      return String(raw.value);
    case 'text':
      return `'${raw.text}'`;
    case 'answer':
      return raw.questionId;
    case 'count':
      return `count(${raw.questionId})`;
    case 'arithmetic':
      return `(${calculation(raw.left)} ${raw.operator} ${calculation(raw.right)})`;
  }
};

const read = (text: string): string => {
  const result = rawConditionFromText(text);
  return result.ok ? bracketed(result.value) : `refused: ${result.error}`;
};

it.each([
  ["q2 <= 2 AND q3 = 'yes'", '(q2 less_or_equal [2] and q3 equals ["yes"])'],
  ['a = 1 or b = 2 and c = 3 or d = 4', '(a equals [1] or (b equals [2] and c equals [3]) or d equals [4])'],
  ['(a = 1 OR b = 2) && !(c = 3)', '((a equals [1] or b equals [2]) and not c equals [3])'],
  ['not a = 1', 'not a equals [1]'],
  ['count(q4) >= 2', 'count(q4) greater_or_equal 2'],
  ['2 <= count({q 4})', '2 less_or_equal count(q 4)'],
  ['a + b * 2 - 1 > 8', '((a + (b * 2)) - 1) greater 8'],
  ['(a + b) / 2 = 3 OR (c = 1)', '(((a + b) / 2) equals 3 or c equals [1])'],
  ['((a + b)) > ((3))', '(a + b) greater 3'],
  ['a -1 > 2', '(a - 1) greater 2'],
  ['a-1 > 2', 'a-1 greater [2]'],
  ['{a} < {b}', 'a less b'],
  ['a < b', 'a less b'],
  ['a = {b}', 'a equals b'],
  ['a = b', 'a equals ["b"]'],
  ["b - a >= 30 and a < '2026-01-31'", '((b - a) greater_or_equal 30 and a less ["2026-01-31"])'],
  ['a + > 3', 'refused: expected an operator at character 3'],
  ['count() > 3', 'refused: expected an operator at character 6'],
  ['(a + b > 3', 'refused: ends where ")" was expected'],
  ['q2<=2', 'q2 less_or_equal [2]'],
  ['q9-follow.up != -1', 'q9-follow.up not_equals [-1]'],
  ['{q 2} == "it\'s"', 'q 2 equals ["it\'s"]'],
  ["q1 = 'a\\'b'", 'q1 equals ["a\'b"]'],
  ['q1 in (a, "b c", 3)', 'q1 any_of ["a","b c",3]'],
  ['q1 NOT IN (18-24)', 'q1 none_of ["18-24"]'],
  ["q4 contains 'x'", 'q4 any_of ["x"]'],
  ["q4 not contains 'x'", 'q4 none_of ["x"]'],
  ['q1 is answered and q2 is not answered', '(q1 answered [] and q2 not_answered [])'],
  ['q1 is refused or q1 is dont_know', '(q1 refused [] or q1 dont_know [])'],
  ['q1 is yes', 'q1 equals ["yes"]'],
  ['q7 between 7 and 8 and q1 = true', '(q7 between [7,8] and q1 equals [true])'],
  ['<= 6', '? less_or_equal [6]'],
  ['0-6', '? between [0,6]'],
  ['10', '? equals [10]'],
  ['always', 'always'],
  ['Straße = ja', 'Straße equals ["ja"]'],
])('reads %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

it.each([
  ['', 'refused: empty'],
  ['q1', 'refused: ends where an operator was expected'],
  ['q1 =', 'refused: ends where a value was expected'],
  ['q1 = 1 q2 = 2', 'refused: expected "AND", "OR" or the end at character 8'],
  ['q1 = 1 AND', 'refused: ends where a question id was expected'],
  ['(q1 = 1', 'refused: ends where ")" was expected'],
  ['q1 ~ 2', 'refused: unexpected "~" at character 4'],
  ["q1 = 'open", 'refused: unexpected "\'" at character 6'],
  ['q1 likes 2', 'refused: expected an operator at character 4'],
  ['q7 between 7 or 8', 'refused: expected "and" at character 14'],
  ['('.repeat(100) + 'a = 1', 'refused: nested deeper than 32 levels'],
  ['a'.repeat(3000), 'refused: longer than 2000 characters'],
])('refuses %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});
