import type { Question } from '../questionnaire.js';
import { quoted, type Report } from './load-problem.js';

/** What a condition may mention at one place of the questionnaire. */
export interface Scope {
  /** Every id in the file; null where that question itself did not load (its values cannot be checked). */
  readonly questions: ReadonlyMap<string, { readonly index: number; readonly question: Question | null }>;
  /** Questions from this index on come too late to be mentioned. */
  readonly before: number;
  /** The question that a test without a left side is of. */
  readonly subject: string | null;
}

/** The question of an id, when it may be mentioned here; null after reporting, or where the question itself did not load. */
export function questionOf(questionId: string, scope: Scope, report: Report): Question | null {
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
