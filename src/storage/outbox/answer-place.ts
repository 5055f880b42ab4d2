import { isSameAnswer, type ResponseInput, type ResponseRow } from '../responses.js';

/** Where an answer that waited belongs, now that we know what the table holds. */
export type AnswerPlace =
  /** It arrived before, and nobody was told. */
  | { readonly kind: 'there'; readonly revision: number }
  /** Somebody answered later, and that was recorded first: the interview went on elsewhere. */
  | { readonly kind: 'superseded' }
  | { readonly kind: 'next'; readonly revision: number };

/**
 * The answer that was given last counts. Its revision is the one behind the current one, whatever it was meant to be: between
 * may stand an earlier try that had failed for all we knew, or one before it may have been unreadable.
 */
export function answerPlace(current: ResponseRow | null, answer: ResponseInput): AnswerPlace {
  const own = current?.revisions.find((stored) => isSameAnswer(stored, answer) && (stored.revision === answer.revision || stored.timestamp === answer.timestamp));
  if (own !== undefined) return { kind: 'there', revision: own.revision };
  if (current !== null && current.timestamp > answer.timestamp) return { kind: 'superseded' };
  return { kind: 'next', revision: (current?.revision ?? 0) + 1 };
}

/** What the table will hold when these answers have arrived, oldest first. */
export function withWaitingAnswers(rows: readonly ResponseRow[], waiting: readonly ResponseInput[]): readonly ResponseRow[] {
  const byQuestion = new Map(rows.map((row) => [row.questionId, row]));
  for (const answer of waiting) {
    const current = byQuestion.get(answer.questionId) ?? null;
    const place = answerPlace(current, answer);
    if (place.kind !== 'next') continue;
    const { sessionId: _session, questionId: _question, questionType: _type, ...given } = answer;
    const revision = { ...given, revision: place.revision };
    byQuestion.set(answer.questionId, { ...answer, ...revision, revisions: [...(current?.revisions ?? []), revision] });
  }
  return [...byQuestion.values()];
}
