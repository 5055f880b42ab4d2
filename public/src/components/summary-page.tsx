import { useEffect, useRef, useState } from 'react';
import type { Call, Summary } from '../client/session-state.js';
import { durationText, summaryText } from '../client/summary-text.js';
import { faultText } from '../strings/fault-text.js';
import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';
import { Notice } from './notice.jsx';

export interface SummaryPageProps {
  readonly call: Call;
  readonly summary: Summary;
  readonly onBack: () => void;
}

/** Thanks, figures, every recorded answer, and the same as text to take along. */
export function SummaryPage({ call, summary, onBack }: SummaryPageProps) {
  const strings = useStrings();
  const pending = summary.pendingAnswers ?? 0;
  const heading = useRef<HTMLHeadingElement>(null);
  const [copied, setCopied] = useState(false);
  const text = summaryText(
    { questionnaireName: call.questionnaireName, agent: call.assistant?.name ?? strings.agent, isInterview: call.assistant === null, sessionId: call.sessionId, summary, lines: call.captions.lines },
    strings,
  );

  useEffect(() => {
    heading.current?.focus();
  }, []);

  return (
    <div className="summary panel" data-testid="summary">
      <span className={`summary-badge summary-${summary.completionStatus}`} aria-hidden="true">
        <Icon name={summary.completionStatus === 'error' ? 'warning' : 'tick'} />
      </span>
      <span className="visually-hidden" role="status" data-testid="state" data-state="ended">
        {strings.states.ended}
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {strings.summaryTitles[summary.completionStatus]}
      </h1>
      <p className="quiet">{call.questionnaireName}</p>
      {summary.completionStatus === 'error' && call.fault !== null && (
        <p className="field-error" role="alert" data-testid="error">
          {faultText(call.fault, strings)}
        </p>
      )}
      <dl className="figures">
        {call.assistant === null && (
          <div>
            <dt>{strings.answered}</dt>
            <dd>{strings.answeredOf(summary.answeredQuestions, summary.totalQuestions)}</dd>
          </div>
        )}
        <div>
          <dt>{strings.duration}</dt>
          <dd>{durationText(summary.duration, strings)}</dd>
        </div>
        <div>
          <dt>{strings.status}</dt>
          <dd>{strings.statuses[summary.completionStatus]}</dd>
        </div>
      </dl>
      <p>{call.assistant !== null ? strings.assistantSummaryLead : summary.surveyAnswers.length === 0 ? strings.noAnswers : pending > 0 ? strings.summaryLeadPending : strings.summaryLeads[summary.completionStatus]}</p>
      {pending > 0 && (
        <Notice kind="info" icon="clock" testId="pending-answers">
          {strings.stillSaving(pending)}
        </Notice>
      )}
      <ol className="summary-answers">
        {summary.surveyAnswers.map((one) => (
          <li key={one.questionId} data-testid={`summary-answer-${one.questionId}`}>
            <span className="answer-question">{one.question}</span>
            <span className="answer-value">{one.answer}</span>
          </li>
        ))}
      </ol>
      <div className="summary-actions">
        <button type="button" className="button button-main" onClick={onBack}>
          {strings.backToStart}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            void copyText(text).then(setCopied);
          }}
        >
          <Icon name={copied ? 'tick' : 'copy'} />
          <span role="status">{copied ? strings.copied : strings.copy}</span>
        </button>
        <button type="button" className="button" onClick={() => downloadText(text, `voiceter-${call.sessionId ?? 'summary'}.txt`)}>
          <Icon name="download" />
          {strings.download}
        </button>
      </div>
    </div>
  );
}

/** False where the browser forbids it (insecure pages have no clipboard). */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function downloadText(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
