import type { WireQuestion } from '../../../src/transports/dialects/voiceter/wire.js';
import type { RecordedAnswer } from '../client/session-state.js';
import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';

export interface AnswerListProps {
  readonly answers: readonly RecordedAnswer[];
  readonly asked: Readonly<Record<string, WireQuestion>>;
  /** Opens an earlier question for another answer; null while that is not possible. */
  readonly onChange: ((questionId: string) => void) | null;
}

/** What has been recorded so far, newest first, each with its tick. */
export function AnswerList({ answers, asked, onChange }: AnswerListProps) {
  const strings = useStrings();
  if (answers.length === 0) return null;
  return (
    <section className="answers" aria-labelledby="answers-title">
      <h2 id="answers-title">{strings.answersTitle}</h2>
      <ul>
        {answers.toReversed().map((one) => (
          <li key={one.questionId} data-testid={`answer-${one.questionId}`}>
            <span className="answer-tick" title={strings.recordedTick}>
              <Icon name="tick" />
              <span className="visually-hidden">{strings.recordedTick}</span>
            </span>
            <span className="answer-words">
              <span className="answer-question">{one.question}</span>
              <span className="answer-value">{one.answer}</span>
            </span>
            {onChange !== null && asked[one.questionId] !== undefined && (
              <button
                type="button"
                className="icon-button"
                aria-label={strings.changeAnswerTo(one.question)}
                title={strings.change}
                onClick={() => onChange(one.questionId)}
              >
                <Icon name="pencil" />
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
