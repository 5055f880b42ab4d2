import { isoFromWallMs, type Clock } from '../../kernel/clock.js';
import type { Storage } from '../../storage/storage.js';
import type { Answer } from '../../survey/answer.js';
import type { Step } from '../../survey/path.js';
import { describe } from '../../survey/questions/index.js';
import { sentimentOf, type Sentiment } from '../../survey/sentiment/sentiment.js';

export type RecordInput = Parameters<Storage['responses']['record']>[0];

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

/** Stores an answer, and gives the revision that it has become; null when this answer was changed too often to be changed once more. */
export async function storeAnswer(responses: Storage['responses'], input: RecordInput): Promise<number | null> {
  const first = await responses.record(input);
  // We alone write this session: what stands there is an earlier try of ours that had failed for all we knew. This answer corrects it.
  const earlier = !first.ok && first.error.code === 'stale' ? first.error.current : null;
  const stored = earlier === null ? first : await responses.record({ ...input, revision: earlier.revision + 1 });
  if (!stored.ok && stored.error.code === 'too_many_revisions') return null;
  if (!stored.ok) throw new Error(`revision ${input.revision} of ${input.questionId} was refused: ${stored.error.code}`);
  return stored.value.revision;
}
