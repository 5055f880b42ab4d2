import type { Outcome, ToolContext } from '../../../conversation/ports.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { Path } from '../../../survey/path.js';
import { describe } from '../../../survey/questions/index.js';
import type { AnswerResult, Interview } from '../interview.js';
import { openQuestion, questionNotice } from '../views.js';

/** What every tool of the interviewer works on. */
export interface InterviewToolDeps {
  readonly interview: Interview;
  /** Ends the interview before its path does. */
  readonly stop: (context: ToolContext) => void;
  readonly onFault: (error: NonNullable<Extract<AnswerResult, { fault?: unknown }>['fault']>) => void;
}

/** The contract with the model: what happened, the exact words to say next, the question that is open now. */
export const toolResult = (status: string, say: string, path: Path): JsonObject => ({ status, say, question: openQuestion(path) });

/** How the path's own ends count for the session. */
const statusOfEnd = { completed: 'completed', screened_out: 'terminated', refused: 'terminated', quota_full: 'terminated', call_back: 'terminated' } as const;

/** How an interview has ended by its path; null while a question is open. */
export const outcomeFrom = ({ disposition }: Path): Outcome | null => (disposition === null ? null : { status: statusOfEnd[disposition], disposition });

type Recorded = Extract<AnswerResult, { status: 'recorded' }>;

/** Tells the client about an answer, recorded or on its way, and what follows from it: the next question, or the end. */
export function announce(interview: Interview, result: Pick<Recorded, 'step' | 'answer' | 'revision' | 'saving'>, context: ToolContext): void {
  const { step, answer, revision, saving } = result;
  const { path } = interview;
  if (interview.consented) {
    const data = { questionId: step.question.questionId, question: step.text, answer: describe(step, answer) };
    context.notify({ kind: saving === null ? 'recorded' : 'saving', data: { ...data, revision } });
    // One that was replaced since has nothing to tell: its successor is told.
    void saving?.then((recorded) => recorded !== null && context.notify({ kind: 'recorded', data: { ...data, revision: recorded } }));
  }
  const next = questionNotice(path);
  if (next !== null) context.notify(next);
  else context.finish(outcomeFrom(path) ?? { status: 'completed', disposition: 'completed' });
}

/** The status that the model reads when the path has ended, or `open` while a question waits. */
export const endStatus = (path: Path): string =>
  path.next !== null ? 'open' : path.disposition === 'completed' ? 'complete' : 'terminated';
