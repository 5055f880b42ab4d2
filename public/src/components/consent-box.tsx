import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';

/** Version of the text below; change it with the text. It is stored with each session. */
export const CONSENT_VERSION = 'voice-survey-1';

export interface ConsentBoxProps {
  /** What is agreed to. */
  readonly points: readonly string[];
  readonly agreed: boolean;
  /** The participant tried to start without agreeing. */
  readonly missing: boolean;
  readonly onChange: (agreed: boolean) => void;
}

/** What is recorded, for how long, and that the voice is artificial; with the box to agree. */
export function ConsentBox({ points, agreed, missing, onChange }: ConsentBoxProps) {
  const strings = useStrings();
  return (
    <div className="setup-block">
      <h3>
        <Icon name="shield" />
        {strings.consentTitle}
      </h3>
      <ul className="consent-points" id="consent-points">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <label className={missing ? 'check check-missing' : 'check'}>
        <input
          id="consent"
          type="checkbox"
          data-testid="consent"
          required
          checked={agreed}
          aria-describedby="consent-points consent-missing"
          aria-invalid={missing}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>{strings.consentLabel}</span>
      </label>
      <p id="consent-missing" className="field-error" role="alert">
        {missing ? strings.consentRequired : ''}
      </p>
    </div>
  );
}
