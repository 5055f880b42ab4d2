import type { Condition } from '../condition.js';
import type { Option, Question } from '../questionnaire.js';
import { quoted, type Report } from './load-problem.js';
import type { RawLiteral, RawTest } from './raw-condition.js';

export function checkYesNo(test: RawTest, question: Extract<Question, { type: 'yes_no' }>, report: Report): Condition | null {
  const ids = optionIds(test.values, question.questionId, question.options, report, new Map([['true', 'yes'], ['false', 'no']]));
  const [id] = ids ?? [];
  if (ids === null || id === undefined) return null;
  const equals: Condition = { kind: 'equals', questionId: question.questionId, value: id === 'yes' };
  if (ids.length === 1 && (test.operator === 'equals' || test.operator === 'any_of')) return equals;
  if (ids.length === 1 && (test.operator === 'not_equals' || test.operator === 'none_of')) return { kind: 'not', of: equals };
  report.add(`operator ${quoted(test.operator)} does not fit a yes/no question`, "= 'yes', = 'no', != 'yes' or != 'no'");
  return null;
}

export function checkOptions(test: RawTest, questionId: string, options: readonly Option[], report: Report): Condition | null {
  const named = optionIds(test.values, questionId, options, report, new Map());
  const outcomes = (named ?? []).flatMap((id): readonly Condition[] => {
    const kind = options.find((option) => option.optionId === id)?.kind;
    return kind === 'dont_know' || kind === 'refused' ? [{ kind: 'outcome', questionId, outcome: kind }] : [];
  });
  if (named !== null && outcomes.length > 0) return checkOutcomes(test, questionId, named.length === outcomes.length, outcomes, report);
  return checkOptionIds(test, questionId, named, report);
}

/** Who chose "prefer not to say" has given no answer, but can be asked for all the same. */
function checkOutcomes(test: RawTest, questionId: string, alone: boolean, outcomes: readonly Condition[], report: Report): Condition | null {
  const any: Condition = { kind: 'any', of: outcomes };
  if (alone && (test.operator === 'equals' || test.operator === 'any_of')) return any;
  if (alone && (test.operator === 'not_equals' || test.operator === 'none_of')) return { kind: 'not', of: any };
  report.add(`${quoted(questionId)}: an option that means no answer, together with ${test.operator === 'all_of' ? 'contains_all' : 'others'}`, `${questionId} is refused OR ${questionId} in (…)`);
  return null;
}

function checkOptionIds(test: RawTest, questionId: string, ids: readonly string[] | null, report: Report): Condition | null {
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
      options.find((candidate) => candidate.optionId === String(value).trim()) ??
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
