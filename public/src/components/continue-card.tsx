import { useEffect, useRef } from 'react';
import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';

export interface ContinueCardProps {
  /** Of the questionnaire; empty while it is not known. */
  readonly name: string;
  readonly onContinue: () => void;
  readonly onStartNew: () => void;
}

/** After a reload: one tap, or Enter, and the interview goes on. The tap is what browsers want before sound and microphone. */
export function ContinueCard({ name, onContinue, onStartNew }: ContinueCardProps) {
  const strings = useStrings();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    button.current?.focus();
  }, []);

  return (
    <section className="summary panel" aria-labelledby="continue-title" data-testid="continue-card">
      <span className="summary-badge" aria-hidden="true">
        <Icon name="microphone" />
      </span>
      <h1 id="continue-title">{strings.continueTitle}</h1>
      {name !== '' && <p className="continue-name">{name}</p>}
      <p>{strings.continueLead}</p>
      <div className="summary-actions">
        <button ref={button} type="button" className="button button-main button-big" data-testid="continue" onClick={onContinue}>
          {strings.continueNow}
        </button>
        <button type="button" className="button" data-testid="start-new" onClick={onStartNew}>
          {strings.startNew}
        </button>
      </div>
    </section>
  );
}
