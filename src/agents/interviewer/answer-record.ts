import { isoFromWallMs, type Clock } from '../../kernel/clock.js';
import type { Recorder } from '../../storage/recorder.js';
import type { ResponseInput } from '../../storage/responses.js';
import type { Answer } from '../../survey/answer.js';
import type { Step } from '../../survey/path.js';
import { describe } from '../../survey/questions/index.js';
import { sentimentOf, type Sentiment } from '../../survey/sentiment/sentiment.js';

export type RecordInput = ResponseInput;

/** Where answers are stored. */
export type AnswerRecorder = Pick<Recorder, 'record'>;

/** How an answer reached us. */
export type AnswerVia = 'voice' | 'touch';

/** Where an answer came from. */
export interface Origin {
  /** The words that it came from; empty for touch. */
  readonly heard: string;
  readonly via: AnswerVia | 'imputed';
  readonly provisional: boolean;
  /** What the speech model made of the mood of an open answer. */
  readonly sentiment: Sentiment | null;
}

/** An answer as it is stored. */
export function recordFrom(sessionId: string, step: Step, answer: Answer, revision: number, origin: Origin, clock: Clock): RecordInput {
  return {
    sessionId,
    questionId: step.question.questionId,
    revision,
    questionText: step.text,
    questionType: step.question.type,
    value: typeof answer.value === 'object' && answer.value !== null ? [...answer.value] : answer.value,
    outcome: answer.outcome,
    ...(answer.otherText === undefined ? {} : { otherText: answer.otherText }),
    label: describe(step, answer),
    ...sentimentFrom(step, answer, origin.sentiment),
    heard: origin.heard,
    via: origin.via,
    provisional: origin.provisional,
    optionsShown: step.options.map((option) => option.optionId),
    timestamp: isoFromWallMs(clock.wallMs()),
  };
}

/** The model has heard the voice; where it says nothing, the words alone are judged. No answer is lost over its mood. */
function sentimentFrom({ question, language }: Step, answer: Answer, heard: Sentiment | null): Pick<RecordInput, 'sentiment' | 'sentimentSource'> {
  if (question.type !== 'open_ended' || !question.sentiment || answer.outcome !== 'answered') return {};
  if (heard !== null) return { sentiment: heard, sentimentSource: 'model' };
  try {
    return { sentiment: sentimentOf(String(answer.value), language), sentimentSource: 'lexicon' };
  } catch {
    return {};
  }
}

/** How an answer stands in the record. */
export interface StoredAnswer {
  readonly revision: number;
  /** Null: it is recorded. Else it is kept, and on its way: resolves with the revision that it became, null when another one was recorded since. */
  readonly saving: Promise<number | null> | null;
}

/** Stores an answer, or keeps it until it can be stored; null when this answer was changed too often to be changed once more. */
export async function storeAnswer(recorder: AnswerRecorder, input: RecordInput): Promise<StoredAnswer | null> {
  const first = await recorder.record(input);
  // We alone write this session: what stands there is an earlier try of ours that had failed for all we knew. This answer corrects it.
  const earlier = !first.ok && first.error.code === 'stale' ? first.error.current : null;
  const stored = earlier === null ? first : await recorder.record({ ...input, revision: earlier.revision + 1 });
  if (!stored.ok && stored.error.code === 'too_many_revisions') return null;
  if (!stored.ok) throw new Error(`revision ${input.revision} of ${input.questionId} was refused: ${stored.error.code}`);
  return { revision: stored.value.revision, saving: 'saving' in stored.value ? stored.value.recorded : null };
}
