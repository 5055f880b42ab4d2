import { useState } from 'react';
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
  // Where there is room beside the conversation it stands open; on a phone the conversation comes first.
  const [open, setOpen] = useState(() => window.matchMedia('(min-width: 60rem)').matches);
  if (answers.length === 0) return null;
  return (
    <details className="answers" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="answer-tick">
          <Icon name="tick" />
        </span>
        {strings.answersCount(answers.length)}
      </summary>
      <ul>
        {answers.toReversed().map((one) => (
          <li key={one.questionId} data-testid={`answer-${one.questionId}`}>
            {one.saving ? (
              <span className="answer-tick answer-saving" title={strings.saving}>
                <Icon name="clock" />
              </span>
            ) : (
              <span className="answer-tick" title={strings.recordedTick}>
                <Icon name="tick" />
                <span className="visually-hidden">{strings.recordedTick}</span>
              </span>
            )}
            <span className="answer-words">
              <span className="answer-question">{one.question}</span>
              <span className="answer-value">
                {one.answer}
                {one.saving && <span className="quiet"> {strings.saving}</span>}
              </span>
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
    </details>
  );
}
