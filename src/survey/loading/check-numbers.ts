import { daysFromIso } from '../calendar.js';
import type { Comparison, Condition, Quantity } from '../condition.js';
import { quoted, type Report } from './load-problem.js';
import type { RawCondition, RawQuantity, RawTest } from './raw-condition.js';
import { questionOf, type Scope } from './scope.js';

export function checkComparison(raw: Extract<RawCondition, { kind: 'comparison' }>, scope: Scope, report: Report): Condition | null {
  const left = checkQuantity(raw.left, scope, report);
  const right = checkQuantity(raw.right, scope, report);
  if (left === null || right === null) return null;
  const operator = raw.operator === 'equals' || raw.operator === 'not_equals' ? '=' : comparisons.get(raw.operator);
  if (operator === undefined) {
    report.add(`operator ${quoted(raw.operator)} does not compare numbers`, '=, !=, <, <=, > or >=');
    return null;
  }
  const compare: Condition = { kind: 'compare', left, operator, right };
  return raw.operator === 'not_equals' ? { kind: 'not', of: compare } : compare;
}

function checkQuantity(raw: RawQuantity, scope: Scope, report: Report): Quantity | null {
  switch (raw.kind) {
    case 'number':
      return raw;
    case 'text': {
      const days = daysFromIso(raw.text);
      if (days === null) report.add(`${quoted(raw.text)} is neither a number nor a date`, 'a number, or a date such as \'2026-01-31\'');
      return days === null ? null : { kind: 'number', value: days };
    }
    case 'arithmetic': {
      const left = checkQuantity(raw.left, scope, report);
      const right = checkQuantity(raw.right, scope, report);
      return left === null || right === null ? null : { kind: 'arithmetic', operator: raw.operator, left, right };
    }
    case 'count': {
      const question = questionOf(raw.questionId, scope, report);
      if (question === null) return null;
      if (question.type === 'single_choice' || question.type === 'multiple_choice') return { kind: 'count', questionId: raw.questionId };
      report.add(`count of ${quoted(raw.questionId)}, a question of type ${question.type}`, 'a choice');
      return null;
    }
    case 'answer': {
      const question = questionOf(raw.questionId, scope, report);
      if (question === null) return null;
      if (question.type === 'rating_scale' || question.type === 'nps' || question.type === 'numeric') return { kind: 'answer', questionId: raw.questionId };
      if (question.type === 'date') return { kind: 'days', questionId: raw.questionId };
      report.add(`${quoted(raw.questionId)} is no number: it is of type ${question.type}`, 'a rating, an nps, a numeric or a date question, or count(…) of a choice');
      return null;
    }
  }
}

const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ['less', '<'],
  ['less_or_equal', '<='],
  ['greater', '>'],
  ['greater_or_equal', '>='],
]);

/** What a number may be; `decimals` absent: whole. */
interface Range {
  readonly min: number | null;
  readonly max: number | null;
  readonly decimals?: number;
}

export function checkNumbers(test: RawTest, questionId: string, range: Range, report: Report): Condition | null {
  const numbers: number[] = [];
  for (const value of test.values) {
    const number = typeof value === 'number' ? value : typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : null;
    if (number === null || !isPossible(number, range)) {
      report.add(`${quoted(value)} is no answer of ${quoted(questionId)}`, possibleText(range));
      return null;
    }
    if (typeof value === 'string') report.warn(`the number ${value} is written as text`, 'a number without quotes');
    numbers.push(number);
  }
  return checkQuantities(test, { kind: 'answer', questionId }, numbers, report);
}

const isPossible = (value: number, { min, max, decimals = 0 }: Range): boolean =>
  (min === null || value >= min) && (max === null || value <= max) && Number(value.toFixed(decimals)) === value;

function possibleText({ min, max, decimals = 0 }: Range): string {
  const ends = [min === null ? '' : ` from ${min}`, max === null ? '' : ` to ${max}`].join('');
  return `${decimals === 0 ? 'a whole number' : `a number with at most ${decimals} decimals`}${ends}`;
}

export function checkDates(test: RawTest, questionId: string, report: Report): Condition | null {
  const days: number[] = [];
  for (const value of test.values) {
    const day = daysFromIso(String(value));
    if (day === null) {
      report.add(`${quoted(value)} is no date`, "a date such as '2026-01-31', '2026-01' or '2026'");
      return null;
    }
    days.push(day);
  }
  return checkQuantities(test, { kind: 'days', questionId }, days, report);
}

/** A test of a number or a date against literals. */
function checkQuantities(test: RawTest, left: Exclude<Quantity, { kind: 'number' | 'arithmetic' }>, numbers: readonly number[], report: Report): Condition | null {
  const [first, second] = numbers;
  if (first === undefined) return null;
  const compare = (operator: Comparison, value: number): Condition => ({ kind: 'compare', left, operator, right: { kind: 'number', value } });
  const equals = (value: number): Condition => (left.kind === 'answer' ? { kind: 'equals', questionId: left.questionId, value } : compare('=', value));
  const comparison = comparisons.get(test.operator);
  if (comparison !== undefined) return compare(comparison, first);
  switch (test.operator) {
    case 'equals':
      return equals(first);
    case 'not_equals':
      return { kind: 'not', of: equals(first) };
    case 'any_of':
      return { kind: 'any', of: numbers.map(equals) };
    case 'none_of':
      return { kind: 'not', of: { kind: 'any', of: numbers.map(equals) } };
    case 'between':
      if (second === undefined || second < first) {
        report.add(`the range ${numbers.join(' to ')} is empty`, 'lowest value first');
        return null;
      }
      return { kind: 'all', of: [compare('>=', first), compare('<=', second)] };
    default:
      report.add(`operator ${quoted(test.operator)} does not fit a number`, '=, !=, <, <=, >, >=, between, in or not in');
      return null;
  }
}
