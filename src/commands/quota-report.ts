import type { QuotaStatus } from '../storage/quotas.js';
import type { Questionnaire } from '../survey/questionnaire.js';

export interface SegmentReport {
  readonly value: string;
  readonly completed: number;
  /** Seats of interviews that are going on. */
  readonly reserved: number;
  /** Completed after their seat was lost; not part of `completed`. */
  readonly overQuota: number;
  /** Null: counted without a limit. */
  readonly target: number | null;
  /** Completed of the target; null without one. */
  readonly percentage: number | null;
  readonly isFilled: boolean;
}

/** The report of source 003, with what is going on at this moment. */
export interface QuotaReport {
  readonly questionnaireId: string;
  readonly version: string;
  readonly quotaFields: readonly { readonly fieldName: string; readonly segments: readonly SegmentReport[] }[];
  /** Percent of all targets that is completed; fields weigh by their targets. */
  readonly overallCompletion: number;
}

export function reportFrom(questionnaire: Questionnaire, statuses: readonly QuotaStatus[]): QuotaReport {
  const byCell = new Map(statuses.map((status) => [status.cellId, status]));
  const segments = questionnaire.quotas.map((quota): SegmentReport & { readonly field: string } => {
    const status = byCell.get(quota.quotaId);
    const target = quota.enforced ? quota.limit : null;
    return {
      field: quota.field,
      value: quota.segment,
      completed: status?.completed ?? 0,
      reserved: status?.reserved ?? 0,
      overQuota: status?.overQuota ?? 0,
      target,
      percentage: target === null ? null : (status?.percentage ?? 0),
      isFilled: target !== null && (status?.isFilled ?? false),
    };
  });
  const fields = [...new Set(segments.map(({ field }) => field))];
  const limited = segments.filter(({ target }) => target !== null);
  const wanted = limited.reduce((sum, { target }) => sum + (target ?? 0), 0);
  const done = limited.reduce((sum, { completed, target }) => sum + Math.min(completed, target ?? 0), 0);
  return {
    questionnaireId: questionnaire.questionnaireId,
    version: questionnaire.version,
    quotaFields: fields.map((fieldName) => ({ fieldName, segments: segments.filter(({ field }) => field === fieldName).map(({ field: _field, ...segment }) => segment) })),
    overallCompletion: wanted === 0 ? 0 : Math.round((1000 * done) / wanted) / 10,
  };
}

export function textFromReport({ questionnaireId, version, quotaFields, overallCompletion }: QuotaReport): string {
  const lines = quotaFields.flatMap(({ fieldName, segments }) => [
    `  ${fieldName}`,
    ...segments.map(({ value, completed, reserved, overQuota, target, percentage, isFilled }) => {
      const of = target === null ? `${completed}, no limit` : `${completed} of ${target} (${percentage ?? 0} %)`;
      const notes = [reserved > 0 ? `${reserved} going on` : '', overQuota > 0 ? `${overQuota} over quota` : '', isFilled ? 'full' : ''].filter((note) => note !== '');
      return `    ${value.padEnd(24)} ${of}${notes.length === 0 ? '' : `, ${notes.join(', ')}`}`;
    }),
  ]);
  return [`${questionnaireId} ${version}: ${overallCompletion} % complete`, ...lines, ''].join('\n');
}
