import { daysFromIso } from '../calendar.js';
import type { Comparison, Condition, Quantity } from '../condition.js';
import type { Option, Question } from '../questionnaire.js';
import { quoted, type Report } from './load-problem.js';
import type { RawCondition, RawLiteral, RawQuantity } from './raw-condition.js';

/** What a condition may mention at one place of the questionnaire. */
export interface Scope {
  /** Every id in the file; null where that question itself did not load (its values cannot be checked). */
  readonly questions: ReadonlyMap<string, { readonly index: number; readonly question: Question | null }>;
  /** Questions from this index on come too late to be mentioned. */
  readonly before: number;
  /** The question that a test without a left side is of. */
  readonly subject: string | null;
}

type Test = Extract<RawCondition, { kind: 'test' }>;

/** Types a raw condition, or reports everything that is wrong with it and gives null. `always` becomes an empty `all`. */
export function checkCondition(raw: RawCondition, scope: Scope, report: Report): Condition | null {
  switch (raw.kind) {
    case 'always':
      return { kind: 'all', of: [] };
    case 'broken':
      return null;
    case 'not': {
      const of = checkCondition(raw.of, scope, report);
      return of === null ? null : { kind: 'not', of };
    }
    case 'all':
    case 'any': {
      const of = raw.of.map((part) => checkCondition(part, scope, report));
      return of.every((part) => part !== null) ? { kind: raw.kind, of } : null;
    }
    case 'test':
      return checkTest(raw, scope, report);
    case 'comparison':
      return checkComparison(raw, scope, report);
  }
}

/** The question of an id, when it may be mentioned here; null after reporting, or where the question itself did not load. */
function questionOf(questionId: string, scope: Scope, report: Report): Question | null {
  const found = scope.questions.get(questionId);
  if (found === undefined) {
    report.add(`unknown question ${quoted(questionId)}`, 'the id of a question of this file');
    return null;
  }
  if (found.index >= scope.before) {
    report.add(`question ${quoted(questionId)} is not asked before this point`, 'a question that comes earlier');
    return null;
  }
  return found.question;
}

function checkComparison(raw: Extract<RawCondition, { kind: 'comparison' }>, scope: Scope, report: Report): Condition | null {
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

function checkTest(test: Test, scope: Scope, report: Report): Condition | null {
  const questionId = test.questionId ?? scope.subject;
  if (questionId === null) {
    report.add('a test that names no question', 'a question id on the left side');
    return null;
  }
  const question = questionOf(questionId, scope, report);
  if (question === null) return null;
  switch (test.operator) {
    case 'answered':
      return { kind: 'outcome', questionId, outcome: 'answered' };
    case 'not_answered':
      return { kind: 'not', of: { kind: 'outcome', questionId, outcome: 'answered' } };
    case 'asked':
    case 'dont_know':
    case 'refused':
    case 'no_response':
      return { kind: 'outcome', questionId, outcome: test.operator };
    default:
      return checkValues(test, question, report);
  }
}

function checkValues(test: Test, question: Question, report: Report): Condition | null {
  switch (question.type) {
    case 'rating_scale':
    case 'nps':
      return checkNumbers(test, question.questionId, question.scale, report);
    case 'yes_no':
      return checkYesNo(test, question, report);
    case 'single_choice':
    case 'multiple_choice':
      return checkOptions(test, question.questionId, question.options, report);
    case 'numeric':
      return checkNumbers(test, question.questionId, question, report);
    case 'date':
      return checkDates(test, question.questionId, report);
    case 'open_ended':
    case 'voice_prompt':
      report.add(`operator ${quoted(test.operator)} does not fit a question of type ${question.type}`, 'answered, not_answered, dont_know or refused');
      return null;
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

function checkNumbers(test: Test, questionId: string, range: Range, report: Report): Condition | null {
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

function checkDates(test: Test, questionId: string, report: Report): Condition | null {
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
function checkQuantities(test: Test, left: Exclude<Quantity, { kind: 'number' | 'arithmetic' }>, numbers: readonly number[], report: Report): Condition | null {
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

function checkYesNo(test: Test, question: Extract<Question, { type: 'yes_no' }>, report: Report): Condition | null {
  const ids = optionIds(test.values, question.questionId, question.options, report, new Map([['true', 'yes'], ['false', 'no']]));
  const [id] = ids ?? [];
  if (ids === null || id === undefined) return null;
  const equals: Condition = { kind: 'equals', questionId: question.questionId, value: id === 'yes' };
  if (ids.length === 1 && (test.operator === 'equals' || test.operator === 'any_of')) return equals;
  if (ids.length === 1 && (test.operator === 'not_equals' || test.operator === 'none_of')) return { kind: 'not', of: equals };
  report.add(`operator ${quoted(test.operator)} does not fit a yes/no question`, "= 'yes', = 'no', != 'yes' or != 'no'");
  return null;
}

function checkOptions(test: Test, questionId: string, options: readonly Option[], report: Report): Condition | null {
  const named = optionIds(test.values, questionId, options, report, new Map());
  const outcomes = (named ?? []).flatMap((id): readonly Condition[] => {
    const kind = options.find((option) => option.optionId === id)?.kind;
    return kind === 'dont_know' || kind === 'refused' ? [{ kind: 'outcome', questionId, outcome: kind }] : [];
  });
  if (named !== null && outcomes.length > 0) return checkOutcomes(test, questionId, named.length === outcomes.length, outcomes, report);
  return checkOptionIds(test, questionId, named, report);
}

/** Who chose "prefer not to say" has given no answer, but can be asked for all the same. */
function checkOutcomes(test: Test, questionId: string, alone: boolean, outcomes: readonly Condition[], report: Report): Condition | null {
  const any: Condition = { kind: 'any', of: outcomes };
  if (alone && (test.operator === 'equals' || test.operator === 'any_of')) return any;
  if (alone && (test.operator === 'not_equals' || test.operator === 'none_of')) return { kind: 'not', of: any };
  report.add(`${quoted(questionId)}: an option that means no answer, together with ${test.operator === 'all_of' ? 'contains_all' : 'others'}`, `${questionId} is refused OR ${questionId} in (…)`);
  return null;
}

function checkOptionIds(test: Test, questionId: string, ids: readonly string[] | null, report: Report): Condition | null {
  const [id] = ids ?? [];
  if (ids === null || id === undefined) return null;
  switch (test.operator) {
    case 'equals':
      return { kind: 'equals', questionId, value: id };
    case 'not_equals':
      return { kind: 'not', of: { kind: 'equals', questionId, value: id } };
    case 'any_of':
      return { kind: 'includes', questionId, mode: 'any', optionIds: ids };
    case 'all_of':
      return { kind: 'includes', questionId, mode: 'all', optionIds: ids };
    case 'none_of':
      return { kind: 'not', of: { kind: 'includes', questionId, mode: 'any', optionIds: ids } };
    default:
      report.add(`operator ${quoted(test.operator)} does not fit a choice`, '=, !=, in, not in, contains_all, answered');
      return null;
  }
}

/** Ids of the options that the values name by id, value or text; conditions compare ids only. */
function optionIds(
  values: readonly RawLiteral[],
  questionId: string,
  options: readonly Option[],
  report: Report,
  aliases: ReadonlyMap<string, string>,
): readonly string[] | null {
  const ids: string[] = [];
  for (const value of values) {
    const text = String(value).trim().toLowerCase();
    const named = aliases.get(text) ?? text;
    const option =
      options.find((candidate) => candidate.optionId.toLowerCase() === named) ??
      options.find((candidate) => candidate.value.toLowerCase() === named || candidate.text.toLowerCase() === named);
    if (option === undefined) {
      report.add(`${quoted(value)} is no option of ${quoted(questionId)}`, `one of ${options.map((candidate) => candidate.optionId).join(', ')}`);
      return null;
    }
    ids.push(option.optionId);
  }
  return ids;
}
