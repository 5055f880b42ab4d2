import { unreachable } from '../../kernel/result.js';
import { isSelection } from '../answer.js';
import type { Codebook, InterviewFact, Variable } from './codebook.js';
import { secondsOf, type ExportedAnswer, type ExportedInterview } from './exported-interview.js';

/** What stands in one column; null: blank, for questions that were not asked and values that do not exist. */
export type Cell = string | number | null;

/** The interview's values, one for each variable of the codebook, in its order. */
export function cellsFrom(codebook: Codebook, interview: ExportedInterview): readonly Cell[] {
  const answers = new Map(interview.answers.map((answer) => [answer.step.question.questionId, answer]));
  return codebook.variables.map((variable) => {
    const { source } = variable;
    if (source.kind === 'fact') return factOf(source.fact, interview);
    const given = answers.get(source.questionId);
    return given === undefined ? null : cellOf(codebook, variable, given);
  });
}

function factOf(fact: InterviewFact, interview: ExportedInterview): Cell {
  switch (fact) {
    case 'session_id':
      return interview.sessionId;
    case 'user_id':
      return interview.userId;
    case 'version':
      return interview.version;
    case 'language':
      return interview.language;
    case 'started':
      return interview.startedAt;
    case 'ended':
      return interview.endedAt;
    case 'seconds':
      return secondsOf(interview);
    case 'status':
      return interview.disposition.status;
    case 'aapor':
      return interview.disposition.code;
    default:
      return unreachable(fact);
  }
}

function cellOf(codebook: Codebook, { source, missing }: Variable, { step, answer, notes }: ExportedAnswer): Cell {
  const codes = codebook.optionCodes.get(step.question.questionId);
  const outcome = answer.outcome === 'answered' || answer.outcome === 'played' ? null : (missing?.[answer.outcome].code ?? null);
  switch (source.kind) {
    case 'fact':
      return null;
    case 'order':
      return notes.optionsShown.flatMap((id) => codes?.get(id) ?? []).join(' ');
    case 'other_text':
      return answer.otherText ?? null;
    case 'sentiment':
      return notes.sentiment;
    case 'outcome':
      return answer.outcome === 'answered' ? 1 : outcome;
    case 'option':
      if (answer.outcome !== 'answered') return outcome;
      // Not offered is not the same as not chosen.
      if (!notes.optionsShown.includes(source.optionId)) return null;
      return isSelection(answer.value) && answer.value.includes(source.optionId) ? 1 : 0;
    case 'answer':
      return answer.outcome === 'answered' ? valueOf(step, answer, codes) : outcome;
    default:
      return unreachable(source);
  }
}

function valueOf({ question }: ExportedAnswer['step'], { value }: ExportedAnswer['answer'], codes: ReadonlyMap<string, number> | undefined): Cell {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return typeof value === 'number' ? value : null;
  if (question.type === 'single_choice') return codes?.get(value) ?? null;
  return question.type === 'date' && question.precision === 'year' ? Number(value) : value;
}
