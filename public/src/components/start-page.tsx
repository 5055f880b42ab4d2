import type { Offer } from '../client/offers.js';
import type { StartChoice } from '../client/voice-session.js';
import type { Offers } from '../hooks/use-offers.js';
import { useStrings } from '../strings/strings-context.js';
import { AssistantCards } from './assistant-cards.jsx';
import { QuestionnaireCards } from './questionnaire-cards.jsx';
import { SetupPanel } from './setup-panel.jsx';

export interface StartPageProps {
  readonly offers: Offers;
  readonly chosen: Offer | null;
  readonly onRetry: () => void;
  readonly onChoose: (offer: Offer) => void;
  readonly onStart: (choice: StartChoice) => void;
}

/** Choose a questionnaire or an assistant, and a voice, read what happens with the recordings, start. */
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
      {offers.kind === 'ready' && isEmpty(offers) && <p className="quiet">{strings.noQuestionnaires}</p>}
      {offers.kind === 'ready' && !isEmpty(offers) && (
        <div className="start-columns">
          <div className="start-choices">
            {offers.questionnaires.length > 0 && (
              <QuestionnaireCards
                questionnaires={offers.questionnaires}
                chosenId={chosen?.kind === 'questionnaire' ? chosen.questionnaire.questionnaireId : null}
                onChoose={(questionnaire) => onChoose({ kind: 'questionnaire', questionnaire })}
              />
            )}
            {offers.assistants.length > 0 && (
              <AssistantCards
                assistants={offers.assistants}
                chosenId={chosen?.kind === 'assistant' ? chosen.assistant.personaId : null}
                onChoose={(assistant) => onChoose({ kind: 'assistant', assistant })}
              />
            )}
          </div>
          <SetupPanel offer={chosen} voices={offers.voices} onStart={onStart} />
        </div>
      )}
    </div>
  );
}

const isEmpty = ({ questionnaires, assistants }: Extract<Offers, { kind: 'ready' }>): boolean => questionnaires.length === 0 && assistants.length === 0;
