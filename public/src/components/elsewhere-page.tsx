import { useEffect, useRef } from 'react';
import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';

export interface ElsewherePageProps {
  /** Of the questionnaire. */
  readonly name: string;
  readonly onContinue: () => void;
}

/** Another tab has taken the conversation over: said at once, with the way to have it back. */
export function ElsewherePage({ name, onContinue }: ElsewherePageProps) {
  const strings = useStrings();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);

  return (
    <div className="summary panel" data-testid="elsewhere">
      <span className="summary-badge" aria-hidden="true">
        <Icon name="microphone-off" />
      </span>
      <span className="visually-hidden" role="status" data-testid="state" data-state="elsewhere">
        {strings.states.elsewhere}
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {strings.elsewhereTitle}
      </h1>
      {name !== '' && <p className="continue-name">{name}</p>}
      <p role="alert">{strings.elsewhereLead}</p>
      <div className="summary-actions">
        <button type="button" className="button button-main button-big" data-testid="continue-here" onClick={onContinue}>
          {strings.continueHere}
        </button>
      </div>
    </div>
  );
}
