import type { Answer } from './answer.js';
import type { Option, Question } from './questionnaire.js';

/** One question on the path, as this participant meets it. */
export interface Step {
  readonly question: Question;
  /** Position on the path, from 1. */
  readonly number: number;
  /** The question's words for this participant: the base text or the variant that applies, earlier answers filled in. */
  readonly text: string;
  /** Those offered, in the order shown; empty for questions without options. */
  readonly options: readonly Option[];
  /** BCP-47 of the words above. */
  readonly language: string;
  /** `imputed`: one option was left, and it was taken without asking. */
  readonly status: 'answered' | 'open' | 'played' | 'imputed';
  /** Null exactly when the status is `open`. */
  readonly answer: Answer | null;
}
