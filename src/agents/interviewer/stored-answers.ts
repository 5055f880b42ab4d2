import type { ResponseRow } from '../../storage/responses.js';
import type { Answer, Answers } from '../../survey/answer.js';

/** What was stored of an interview, as the state that `path` decides from. Each answer counts for the words that it was given to. */
export const answersFromRows = (rows: readonly ResponseRow[]): Answers => Object.fromEntries(rows.map((row): [string, Answer] => [row.questionId, answerFromRow(row)]));

function answerFromRow({ outcome, value, otherText, questionText }: ResponseRow): Answer {
  return { outcome, value, ...(otherText === undefined ? {} : { otherText }), askedText: questionText };
}
