import type { ResponseRevision, ResponseRow } from '../../storage/responses.js';
import type { Answer, Answers } from '../../survey/answer.js';

/** What was stored of an interview, as the state that `path` decides from. Each answer counts for the words that it was given to. */
export const answersFromRows = (rows: readonly ResponseRow[]): Answers =>
  Object.fromEntries(
    rows.flatMap((row): [string, Answer][] => {
      // What was taken by itself follows from the others again, or does not any more.
      const own = row.revisions.findLast((revision) => revision.via !== 'imputed');
      return own === undefined ? [] : [[row.questionId, answerFrom(own)]];
    }),
  );

function answerFrom({ outcome, value, otherText, questionText }: ResponseRevision): Answer {
  return { outcome, value, ...(otherText === undefined ? {} : { otherText }), askedText: questionText };
}
