import { useEffect, useState } from 'react';
import { exposeDiagnosis } from '../client/diagnosis.js';
import type { QuestionnaireOffer } from '../client/offers.js';
import type { StartChoice } from '../client/voice-session.js';
import { useOffers } from '../hooks/use-offers.js';
import { useTheme } from '../hooks/use-theme.js';
import { useVoiceSession } from '../hooks/use-voice-session.js';
import { useStrings } from '../strings/strings-context.js';
import { CallPage } from './call-page.jsx';
import { FailurePage } from './failure-page.jsx';
import { Icon } from './icon.jsx';
import { StartPage } from './start-page.jsx';
import { SummaryPage } from './summary-page.jsx';

/** The whole page: choose, talk, read the summary. */
export function App() {
  const strings = useStrings();
  const { offers, retry } = useOffers();
  const { state, session } = useVoiceSession();
  const { theme, toggle } = useTheme();
  const [chosen, setChosen] = useState<QuestionnaireOffer | null>(null);
  const [lastChoice, setLastChoice] = useState<StartChoice | null>(null);

  useEffect(() => exposeDiagnosis(session), [session]);
  useEffect(() => {
    // Braces matter: newer browsers return a promise from here, and React would call it as a clean-up.
    window.scrollTo(0, 0);
  }, [state.phase]);

  const start = (choice: StartChoice): void => {
    // First of all: sound may begin only inside the tap itself.
    session.start(choice);
    setLastChoice(choice);
  };

  return (
    <>
      <a className="skip-link" href="#content">
        {strings.skipToContent}
      </a>
      <header className="page-header">
        <span className="brand">
          <Icon name="brand" />
          {strings.productName}
        </span>
        <button type="button" className="icon-button" onClick={toggle} aria-label={theme === 'dark' ? strings.themeLight : strings.themeDark}>
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </button>
      </header>
      <main id="content" tabIndex={-1}>
        {state.phase === 'idle' && <StartPage offers={offers} onRetry={retry} chosen={chosen} onChoose={setChosen} onStart={start} />}
        {(state.phase === 'connecting' || state.phase === 'live' || state.phase === 'ending') && (
          <CallPage state={state} session={session} title={state.call.questionnaireName || (chosen?.name ?? '')} />
        )}
        {state.phase === 'ended' && <SummaryPage call={state.call} summary={state.summary} onBack={() => session.reset()} />}
        {state.phase === 'failed' && (
          <FailurePage
            fault={state.fault}
            answers={state.call.answers}
            onRetry={lastChoice === null ? null : () => start(lastChoice)}
            onBack={() => session.reset()}
          />
        )}
      </main>
    </>
  );
}
