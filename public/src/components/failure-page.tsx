import { useEffect, useRef } from 'react';
import type { PublicFault, RecordedAnswer } from '../client/session-state.js';
import { faultText } from '../strings/fault-text.js';
import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';

export interface FailurePageProps {
  readonly fault: PublicFault;
  readonly answers: readonly RecordedAnswer[];
  /** Null where there is nothing to try again. */
  readonly onRetry: (() => void) | null;
  readonly onBack: () => void;
}

/** The conversation was there, and is not any more. */
const lostCodes: ReadonlySet<string> = new Set(['SESSION_EXPIRED', 'WS_RECONNECTION_FAILED']);

/** The conversation could not begin or go on: why, and what to do next. */
export function FailurePage({ fault, answers, onRetry, onBack }: FailurePageProps) {
  const strings = useStrings();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);

  return (
    <div className="summary panel">
      <span className="summary-badge summary-error" aria-hidden="true">
        <Icon name="warning" />
      </span>
      <span className="visually-hidden" role="status" data-testid="state" data-state="failed">
        {strings.states.failed}
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {lostCodes.has(fault.errorCode) ? strings.lostTitle : strings.failedTitle}
      </h1>
      <p data-testid="error" role="alert">
        {faultText(fault, strings)}
      </p>
      {fault.detail !== undefined && <p className="quiet">{fault.detail}</p>}
      {answers.length > 0 && (
        <ol className="summary-answers">
          {answers.map((one) => (
            <li key={one.questionId}>
              <span className="answer-question">{one.question}</span>
              <span className="answer-value">{one.answer}</span>
            </li>
          ))}
        </ol>
      )}
      <div className="summary-actions">
        {fault.recoverable && onRetry !== null && (
          <button type="button" className="button button-main" data-testid="retry" onClick={onRetry}>
            {strings.tryAgain}
          </button>
        )}
        <button type="button" className={fault.recoverable && onRetry !== null ? 'button' : 'button button-main'} onClick={onBack}>
          {lostCodes.has(fault.errorCode) ? strings.startNew : strings.backToStart}
        </button>
      </div>
    </div>
  );
}
