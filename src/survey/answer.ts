/** How a question ended. `dont_know`, `refused` and `no_response` are answers of their own, never "missing". */
export type AnswerOutcome = 'answered' | 'dont_know' | 'refused' | 'no_response' | 'played';

/**
 * The typed value of an answered question: rating and nps: whole number; yes_no: boolean; single_choice: option id;
 * multiple_choice: option ids in the questionnaire's order, without repeats; open_ended: trimmed text; numeric: number; date: ISO
 * text (`2024-05-03`, `2024-05` or `2024`).
 */
export type AnswerValue = number | boolean | string | readonly string[];

export interface Answer {
  readonly outcome: AnswerOutcome;
  /** Null exactly when the outcome is not `answered`. */
  readonly value: AnswerValue | null;
  /** The participant's own words for a chosen `other` option. */
  readonly otherText?: string;
  /**
   * The wording that it answers, for questions that have several: under another wording it does not count, and the question is
   * open again. Absent: it counts under any.
   */
  readonly askedText?: string;
}

/** Everything that was stored for one interview, by question id; answers off the path are kept in here and masked. */
export type Answers = Readonly<Record<string, Answer>>;

export type RefusalCode =
  | 'empty'
  | 'no_words'
  | 'unclear'
  | 'ambiguous'
  | 'not_a_number'
  | 'not_whole'
  | 'too_precise'
  | 'not_a_date'
  | 'impossible_date'
  | 'incomplete_date'
  | 'out_of_range'
  | 'unknown_option'
  | 'exclusive_conflict'
  | 'too_few'
  | 'too_many'
  | 'too_long';

/** Why an answer does not count. */
export interface AnswerRefusal {
  readonly code: RefusalCode;
  /** One or two sentences that can be spoken as they are; they say what would be right. */
  readonly say: string;
}

/** True for the value of a multiple choice. */
export const isSelection = (value: AnswerValue | null): value is readonly string[] => typeof value === 'object' && value !== null;

export const answered = (value: AnswerValue): Answer => ({ outcome: 'answered', value });

/** The stored answer of a question, or null. Safe for ids such as `__proto__`. */
export function answerOf(answers: Answers, questionId: string): Answer | null {
  return Object.hasOwn(answers, questionId) ? (answers[questionId] ?? null) : null;
}
