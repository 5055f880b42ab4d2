import type { QuestionnaireOffer } from '../client/offers.js';
import type { StartChoice } from '../client/voice-session.js';
import type { Offers } from '../hooks/use-offers.js';
import { useStrings } from '../strings/strings-context.js';
import { QuestionnaireCards } from './questionnaire-cards.jsx';
import { SetupPanel } from './setup-panel.jsx';

export interface StartPageProps {
  readonly offers: Offers;
  readonly chosen: QuestionnaireOffer | null;
  readonly onRetry: () => void;
  readonly onChoose: (questionnaire: QuestionnaireOffer) => void;
  readonly onStart: (choice: StartChoice) => void;
}

/** Choose a questionnaire and a voice, read what happens with the recordings, start. */
export function StartPage({ offers, chosen, onRetry, onChoose, onStart }: StartPageProps) {
  const strings = useStrings();
  return (
    <div className="start-page">
      <div className="hero">
        <h1>{strings.startTitle}</h1>
        <p>{strings.startLead}</p>
      </div>
      {offers.kind === 'loading' && <p className="quiet">{strings.loading}</p>}
      {offers.kind === 'failed' && (
        <div className="notice notice-bad" role="alert" data-testid="error">
          <p>{strings.loadFailed}</p>
          <button type="button" className="button" onClick={onRetry}>
            {strings.tryAgain}
          </button>
        </div>
      )}
      {offers.kind === 'ready' && offers.questionnaires.length === 0 && <p className="quiet">{strings.noQuestionnaires}</p>}
      {offers.kind === 'ready' && offers.questionnaires.length > 0 && (
        <div className="start-columns">
          <QuestionnaireCards questionnaires={offers.questionnaires} chosenId={chosen?.questionnaireId ?? null} onChoose={onChoose} />
          <SetupPanel questionnaire={chosen} voices={offers.voices} onStart={onStart} />
        </div>
      )}
    </div>
  );
}
