/** Words of a questionnaire with places for earlier answers, filled in when the question is asked. */
export type TextTemplate = readonly (string | Pipe)[];

/** The place of an earlier answer: its label, never its id. */
export interface Pipe {
  readonly questionId: string;
  /** Said where there is no substantive answer (not asked, don't know, refused). Null: there always is one here. */
  readonly fallback: string | null;
}

export const isPiped = (template: TextTemplate): boolean => template.some((part) => typeof part !== 'string');

/** One pass: what is filled in is not searched for places again. */
export const textFrom = (template: TextTemplate, answerText: (questionId: string) => string | null): string =>
  template.map((part) => (typeof part === 'string' ? part : (answerText(part.questionId) ?? part.fallback ?? ''))).join('');
