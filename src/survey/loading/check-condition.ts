import type { Comparison, Condition } from '../condition.js';
import type { Option, Question } from '../questionnaire.js';
import { quoted, type Report } from './load-problem.js';
import type { RawCondition, RawLiteral } from './raw-condition.js';

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
  }
}

function checkTest(test: Test, scope: Scope, report: Report): Condition | null {
  const questionId = test.questionId ?? scope.subject;
  if (questionId === null) {
    report.add('a test that names no question', 'a question id on the left side');
    return null;
  }
  const found = scope.questions.get(questionId);
  if (found === undefined) {
    report.add(`unknown question ${quoted(questionId)}`, 'the id of a question of this file');
    return null;
  }
  if (found.index >= scope.before) {
    report.add(`question ${quoted(questionId)} is not asked before this point`, 'a question that comes earlier');
    return null;
  }
  if (found.question === null) return null;
  switch (test.operator) {
    case 'answered':
      return { kind: 'outcome', questionId, outcome: 'answered' };
    case 'not_answered':
      return { kind: 'not', of: { kind: 'outcome', questionId, outcome: 'answered' } };
    case 'dont_know':
    case 'refused':
    case 'no_response':
      return { kind: 'outcome', questionId, outcome: test.operator };
    default:
      return checkValues(test, found.question, report);
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

function checkNumbers(test: Test, questionId: string, scale: { readonly min: number; readonly max: number }, report: Report): Condition | null {
  const numbers: number[] = [];
  for (const value of test.values) {
    const number = typeof value === 'number' ? value : typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : null;
    if (number === null || !Number.isInteger(number) || number < scale.min || number > scale.max) {
      report.add(`${quoted(value)} is no answer of ${quoted(questionId)}`, `a whole number from ${scale.min} to ${scale.max}`);
      return null;
    }
    numbers.push(number);
  }
  const [first, second] = numbers;
  if (first === undefined) return null;
  const equals = (value: number): Condition => ({ kind: 'equals', questionId, value });
  const comparison = comparisons.get(test.operator);
  if (comparison !== undefined) return { kind: 'compare', questionId, operator: comparison, value: first };
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
      return {
        kind: 'all',
        of: [
          { kind: 'compare', questionId, operator: '>=', value: first },
          { kind: 'compare', questionId, operator: '<=', value: second },
        ],
      };
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
  const ids = optionIds(test.values, questionId, options, report, new Map());
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
