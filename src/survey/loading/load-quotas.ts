import { questionsIn, type Condition } from '../condition.js';
import type { Quota, QuotaPolicy } from '../quota.js';
import type { TextTemplate } from '../text-template.js';
import { checkCondition } from './check-condition.js';
import { rawConditionFromFile } from './condition-list.js';
import { quoted, type Report } from './load-problem.js';
import { loadText } from './load-text.js';
import type { QuestionFile, QuotaManagementFile } from './questionnaire-file.js';
import type { Scope } from './scope.js';

interface Targets {
  readonly field: string;
  readonly questionId: string;
  readonly targets: Readonly<Record<string, number>>;
  readonly report: Report;
}

export interface LoadedQuotas {
  readonly quotas: readonly Quota[];
  readonly policy: QuotaPolicy;
}

/**
 * Types the quotas of both sources: `quotaManagement.quotaFields` and `configuration.quotaTracking` of questions. The same field
 * in both must say the same. Percentages become whole seats of `sampleSize`, so that the seats of a field add up.
 */
export function loadQuotas(
  management: QuotaManagementFile | undefined,
  questions: readonly QuestionFile[],
  scope: Scope,
  report: { readonly management: Report; readonly question: (index: number) => Report },
  closing: TextTemplate,
): LoadedQuotas {
  const policy: QuotaPolicy = { onFault: management?.onFault ?? 'open' };
  if (management?.enabled === false) return { quotas: [], policy };
  const fields = fieldsOf(management, questions, report);
  const here = report.management;
  if (management?.unit === 'percent' && management.sampleSize === undefined) here.add('percentages of nothing', 'sampleSize: the number of interviews wanted');
  const closings = closingsOf(management, fields, scope, here, closing);
  const seats = seatsFrom(management);
  const quotas = fields.flatMap((field) => quotasOfField(field, scope, seats(field), closings));
  const cells = (management?.cells ?? []).flatMap((cell, index) => {
    const at = here.at('cells', index);
    const raw = cell.where === undefined ? cell.condition : Object.entries(cell.where).map(([questionId, value]) => ({ questionId, operator: 'any_of', value: [value] }));
    if ((cell.where === undefined) === (cell.condition === undefined)) at.add('where and condition', 'one of the two');
    const condition = raw === undefined ? null : rawConditionFromFile(raw, at);
    if (raw !== undefined && condition === null) at.add('a cell without a condition', 'at least one question and option');
    const when = condition === null ? null : checkCondition(condition, scope, at);
    const [limit] = seats({ field: cell.fieldName ?? 'cells', questionId: '', targets: { cell: cell.target }, report: at }).values();
    return when === null || limit === undefined ? [] : [quotaFrom({ field: cell.fieldName ?? 'cells', segment: cell.cellId, when, limit }, scope, at, closings)].flat();
  });
  for (const cell of cells) {
    const whole = quotas.find((quota) => cell.when.kind === 'all' && cell.when.of.some((part) => JSON.stringify(part) === JSON.stringify(quota.when)) && quota.limit < cell.limit);
    if (whole !== undefined) here.at('cells').add(`${quoted(cell.segment)} wants ${cell.limit} of ${whole.limit} in ${quoted(whole.quotaId)}`, 'a cell no larger than the quota that it is part of');
  }
  const all = [...quotas, ...cells];
  for (const [index, quota] of all.entries()) if (all.findIndex((other) => other.quotaId === quota.quotaId) < index) here.add(`quota ${quoted(quota.quotaId)} twice`, 'one target for each');
  for (const [index, quota] of all.entries()) {
    const same = all.slice(0, index).find((other) => other.field === quota.field && JSON.stringify(other.when) === JSON.stringify(quota.when));
    if (same !== undefined && same.quotaId !== quota.quotaId) here.add(`quotas ${quoted(same.quotaId)} and ${quoted(quota.quotaId)} are of the same people`, 'one target for each');
  }
  return { quotas: all, policy };
}

function fieldsOf(management: QuotaManagementFile | undefined, questions: readonly QuestionFile[], report: Parameters<typeof loadQuotas>[3]): readonly Targets[] {
  const central = (management?.quotaFields ?? []).map((field, index): Targets => ({
    field: field.fieldName,
    questionId: field.questionId,
    targets: field.targets,
    report: report.management.at('quotaFields', index),
  }));
  const own = questions.flatMap((question, index): readonly Targets[] => {
    const tracking = question.configuration?.quotaTracking;
    if (tracking?.enabled !== true) return [];
    return [{ field: tracking.quotaField, questionId: question.questionId, targets: tracking.targetDistribution, report: report.question(index).at('configuration', 'quotaTracking') }];
  });
  for (const field of own) {
    const other = central.find((one) => one.field === field.field);
    const isSame = other === undefined || (other.questionId === field.questionId && JSON.stringify(sorted(other.targets)) === JSON.stringify(sorted(field.targets)));
    if (!isSame) field.report.add(`quota ${quoted(field.field)} has two sources that disagree`, 'the same targets, or one source');
  }
  return [...central, ...own.filter((field) => !central.some((one) => one.field === field.field))];
}

const sorted = (targets: Readonly<Record<string, number>>): readonly (readonly [string, number])[] => Object.entries(targets).sort(([a], [b]) => (a < b ? -1 : 1));

/** Whole seats of each target. Percentages are rounded by largest remainder. */
function seatsFrom(management: QuotaManagementFile | undefined): (field: Targets) => ReadonlyMap<string, number> {
  const sampleSize = management?.sampleSize;
  return ({ targets, report }) => {
    const entries = Object.entries(targets);
    const total = entries.reduce((sum, [, target]) => sum + target, 0);
    if (management?.unit !== 'percent') {
      for (const [segment, target] of entries) if (!Number.isInteger(target)) report.at('targets', segment).add(`${target} interviews`, 'a whole number, or unit "percent"');
      if (sampleSize !== undefined && total > sampleSize) report.at('targets').add(`${total} interviews, of ${sampleSize} wanted in all`, `at most ${sampleSize} together`);
      return new Map(entries);
    }
    if (total > 100.5) report.at('targets').add(`${total} percent in all`, 'at most 100');
    const exact = entries.map(([segment, percent]) => ({ segment, seats: (percent * (sampleSize ?? 0)) / 100 }));
    const left = Math.round(exact.reduce((sum, { seats }) => sum + seats, 0)) - exact.reduce((sum, { seats }) => sum + Math.floor(seats), 0);
    const largest = [...exact].sort((a, b) => (b.seats % 1) - (a.seats % 1)).slice(0, Math.max(0, left));
    return new Map(exact.map((one) => [one.segment, Math.floor(one.seats) + (largest.includes(one) ? 1 : 0)]));
  };
}

interface Closings {
  of(field: string): { readonly enforced: boolean; readonly closing: TextTemplate };
}

function closingsOf(management: QuotaManagementFile | undefined, fields: readonly Targets[], scope: Scope, report: Report, closing: TextTemplate): Closings {
  const names = new Set([...fields.map(({ field }) => field), ...(management?.cells ?? []).map((cell) => cell.fieldName ?? 'cells'), 'any']);
  const rules = (management?.quotaEnforcementRules ?? []).map((rule, index) => {
    const here = report.at('quotaEnforcementRules', index);
    const about = (rule.condition ?? 'any').trim();
    // "ageGroup", or "any"; older files write "ageGroup quota full".
    const field = names.has(about) ? about : (about.split(/\s+/)[0] ?? '');
    if (!names.has(field)) here.at('condition').add(`no quota is called ${quoted(about)}`, [...names].join(', '));
    const action = rule.action.trim().toLowerCase();
    if (!['terminate', 'end', 'end_survey', 'count'].includes(action)) here.at('action').add(`unknown action ${quoted(rule.action)}`, 'terminate or count');
    const words = rule.terminationMessage;
    return { field, enforced: action !== 'count', closing: words === undefined ? closing : loadText(words, { scope, places: [], given: [] }, here.at('terminationMessage')) };
  });
  return {
    of: (field) => rules.find((rule) => rule.field === field) ?? rules.find((rule) => rule.field === 'any') ?? { enforced: true, closing },
  };
}

function quotasOfField(field: Targets, scope: Scope, seats: ReadonlyMap<string, number>, closings: Closings): readonly Quota[] {
  return [...seats].flatMap(([segment, limit]) => {
    const raw = rawConditionFromFile({ questionId: field.questionId, operator: 'any_of', value: [segment] }, field.report);
    const when = raw === null ? null : checkCondition(raw, scope, field.report.at('targets', segment));
    return when === null ? [] : quotaFrom({ field: field.field, segment, when, limit }, scope, field.report, closings);
  });
}

function quotaFrom(cell: { field: string; segment: string; when: Condition; limit: number }, scope: Scope, report: Report, closings: Closings): readonly Quota[] {
  const indexOf = (questionId: string): number => scope.questions.get(questionId)?.index ?? -1;
  const mentioned = [...questionsIn(cell.when)].sort((a, b) => indexOf(a) - indexOf(b)).at(-1);
  if (mentioned === undefined) {
    report.add('a quota that mentions no question', 'a condition on answers');
    return [];
  }
  return [{ quotaId: `${cell.field}=${cell.segment}`, ...cell, afterQuestionId: mentioned, ...closings.of(cell.field) }];
}

/** The questions whose answers decide about seats. */
export const quotaQuestions = (quotas: readonly Quota[]): ReadonlySet<string> => new Set(quotas.flatMap((quota) => [...questionsIn(quota.when)]));
