import type { Answer, Answers } from '../answer.js';
import type { Disposition } from '../disposition.js';
import { path, type Step } from '../path.js';
import type { Questionnaire } from '../questionnaire.js';

/** One interview as it is exported: what is known of the session, and the answers on its path. */
export interface ExportedInterview {
  readonly sessionId: string;
  readonly userId: string | null;
  readonly version: string;
  readonly language: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Null while it goes on. */
  readonly endedAt: string | null;
  readonly disposition: Disposition;
  readonly answers: readonly ExportedAnswer[];
}

export interface ExportedAnswer {
  readonly step: Step;
  readonly answer: Answer;
  readonly notes: AnswerNotes;
}

/** What was stored beside an answer. */
export interface AnswerNotes {
  /** Ids of the options in the order in which they were offered; empty for questions without. */
  readonly optionsShown: readonly string[];
  /** How it was given: voice, touch, … */
  readonly via: string;
  /** Taken from the transcript, because the model did not record it. */
  readonly provisional: boolean;
  readonly sentiment: 'positive' | 'neutral' | 'negative' | null;
}

/** From start to end; null while it goes on, or where the times make no sense. */
export function secondsOf({ startedAt, endedAt }: ExportedInterview): number | null {
  const seconds = endedAt === null ? Number.NaN : Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

/**
 * The recorded answers that are on the path: what was said before a correction led elsewhere is left out, as are voice prompts.
 *
 * @param stored every answer of the interview, on the path or not
 * @param notes by question id; without, the options are in the order of the seed
 */
export function answersOnPath(questionnaire: Questionnaire, stored: Answers, seed: number, notes: ReadonlyMap<string, AnswerNotes>): readonly ExportedAnswer[] {
  return path(questionnaire, withPrompts(questionnaire, stored), seed).steps.flatMap((step): readonly ExportedAnswer[] => {
    const { question, answer, options, status } = step;
    // A choice that is taken without asking is recorded, too: where it is not, the interview had ended before (by a full quota, say).
    if (answer === null || question.type === 'voice_prompt' || status === 'imputed') return [];
    const unknown: AnswerNotes = { optionsShown: options.map(({ optionId }) => optionId), via: 'unknown', provisional: false, sentiment: null };
    return [{ step, answer, notes: notes.get(question.questionId) ?? unknown }];
  });
}

/** Prompts that wait for nothing leave no answer in the record; behind them the interview went on. */
const withPrompts = ({ questions }: Questionnaire, stored: Answers): Answers => ({
  ...Object.fromEntries(
    questions
      .filter((question) => question.type === 'voice_prompt' && question.acknowledge === null)
      .map(({ questionId }): [string, Answer] => [questionId, { outcome: 'played', value: null }]),
  ),
  ...stored,
});
