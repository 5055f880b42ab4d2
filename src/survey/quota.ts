import type { Condition } from './condition.js';
import type { TextTemplate } from './text-template.js';

/** One cell of a quota: so many interviews of people for whom the condition holds. */
export interface Quota {
  /** E.g. `age=18-24`. */
  readonly quotaId: string;
  /** The quota that the cell belongs to, e.g. `age`. */
  readonly field: string;
  /** The cell's name in reports, e.g. `18-24`. */
  readonly segment: string;
  readonly when: Condition;
  /** Whole number; 0 is always full. */
  readonly limit: number;
  /** The last question that the condition mentions: when the path has passed it, the quota is decided. */
  readonly afterQuestionId: string;
  /** False: counted, but nobody is turned away. */
  readonly enforced: boolean;
  /** Said when the cell is full. */
  readonly closing: TextTemplate;
}

export interface QuotaPolicy {
  /** What happens while seats cannot be counted: go on and flag it, or offer to call back. */
  readonly onFault: 'open' | 'closed';
}

/**
 * `held`: there is a seat. `full`: there is none. `unavailable`: it could not be found out, and nobody may go on without a
 * seat. `unchecked`: it could not be found out, and does not matter.
 */
export type QuotaVerdict = 'held' | 'full' | 'unavailable' | 'unchecked';

/** By quota id; absent: not asked for yet, which turns nobody away. */
export type QuotaVerdicts = Readonly<Record<string, QuotaVerdict>>;
