import { useEffect, useRef } from 'react';
import type { WireQuestion } from '../../../src/transports/dialects/voiceter/wire.js';
import { useStrings } from '../strings/strings-context.js';
import { AnswerForm, type AnswerValue } from './answer-form.jsx';
import { Icon } from './icon.jsx';

export interface QuestionCardProps {
  readonly question: WireQuestion;
  /** An earlier question, open to be answered anew. */
  readonly correcting: boolean;
  readonly submitted: boolean;
  readonly refusal: string | null;
  readonly recorded: string | null;
  readonly disabled: boolean;
  readonly onSubmit: (value: AnswerValue) => void;
  readonly onSkip: () => void;
  readonly onBack: () => void;
}

/** The open question with its touch and keyboard answers. A new question takes the focus and comes into sight, unless something is being typed. */
export function QuestionCard(props: QuestionCardProps) {
  const { question, correcting, submitted, refusal, recorded, disabled, onSubmit, onSkip, onBack } = props;
  const strings = useStrings();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    const active = document.activeElement;
    const typing = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement;
    if (typing) return;
    heading.current?.focus({ preventScroll: true });
    // Whoever tapped the last option of a long list is below the new question.
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, []);

  return (
    <section className="panel question" aria-labelledby="question-heading">
      {(correcting || !question.isRequired || recorded !== null) && (
        <div className="question-meta">
          {correcting && <span>{strings.correctingTitle}</span>}
          {!question.isRequired && <span className="chip">{strings.optional}</span>}
          {recorded !== null && (
            <span className="chip chip-good" data-testid="recorded">
              <Icon name="tick" />
              <span className="chip-text">{correcting ? strings.recordedAs(recorded) : strings.recordedTick}</span>
            </span>
          )}
        </div>
      )}
      <h2 id="question-heading" ref={heading} tabIndex={-1} data-testid="question">
        {question.questionText}
      </h2>
      <AnswerForm question={question} busy={submitted} disabled={disabled || submitted} onSubmit={onSubmit} />
      <p className="field-error" role="alert" data-testid="refusal">
        {refusal ?? ''}
      </p>
      <div className="question-foot">
        {correcting && (
          <button type="button" className="button button-plain button-small" onClick={onBack}>
            {strings.back}
          </button>
        )}
        {!correcting && !question.isRequired && question.questionType !== 'voice_prompt' && (
          <button type="button" className="button button-plain button-small" data-testid="skip" disabled={disabled} onClick={onSkip}>
            {strings.skipQuestion}
          </button>
        )}
      </div>
    </section>
  );
}
