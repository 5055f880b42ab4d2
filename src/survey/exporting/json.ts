import { describe } from '../questions/index.js';
import { secondsOf, type ExportedAnswer, type ExportedInterview } from './exported-interview.js';
import type { RowWriter } from './row-writer.js';

/** One record for each interview, on a line of its own: as one array, or as JSON Lines. Ids and values are those of the questionnaire. */
export function createJsonWriter({ lines }: { readonly lines: boolean }): RowWriter {
  let rows = 0;
  return {
    head: () => (lines ? '' : '['),
    row(interview) {
      const record = JSON.stringify(recordFrom(interview));
      rows += 1;
      return lines ? `${record}\n` : `${rows === 1 ? '' : ','}\n${record}`;
    },
    tail: () => (lines ? '' : '\n]\n'),
    get rows() {
      return rows;
    },
  };
}

function recordFrom(interview: ExportedInterview): Record<string, unknown> {
  const { disposition } = interview;
  return {
    sessionId: interview.sessionId,
    userId: interview.userId,
    version: interview.version,
    language: interview.language,
    startedAt: interview.startedAt,
    endedAt: interview.endedAt,
    seconds: secondsOf(interview),
    status: disposition.status,
    aapor: disposition.code,
    answers: interview.answers.map(answerFrom),
  };
}

function answerFrom({ step, answer, notes }: ExportedAnswer): Record<string, unknown> {
  const { question, text } = step;
  return {
    questionId: question.questionId,
    type: question.type,
    question: text,
    outcome: answer.outcome,
    value: answer.value,
    ...(answer.otherText === undefined ? {} : { otherText: answer.otherText }),
    label: describe(step, answer),
    via: notes.via,
    ...(notes.provisional ? { provisional: true } : {}),
    ...(notes.sentiment === null ? {} : { sentiment: notes.sentiment }),
    ...(notes.optionsShown.length === 0 ? {} : { optionsShown: notes.optionsShown }),
  };
}
