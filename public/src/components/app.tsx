import { useEffect, useLayoutEffect, useState } from 'react';
import { exposeDiagnosis } from '../client/diagnosis.js';
import { nameOf, type Offer } from '../client/offers.js';
import { isSameSubject, type Subject } from '../client/subject.js';
import type { KeptInterview } from '../client/interview-memory.js';
import type { StartChoice } from '../client/voice-session.js';
import { useKeptInterview } from '../hooks/use-kept-interview.js';
import { useOffers } from '../hooks/use-offers.js';
import { useTheme } from '../hooks/use-theme.js';
import { useVoiceSession } from '../hooks/use-voice-session.js';
import { pageLanguage, stringsIn } from '../strings/catalogue.js';
import { StringsContext } from '../strings/strings-context.js';
import { CallPage } from './call-page.jsx';
import { ContinueCard } from './continue-card.jsx';
import { ElsewherePage } from './elsewhere-page.jsx';
import { FailurePage } from './failure-page.jsx';
import { Icon } from './icon.jsx';
import { StartPage } from './start-page.jsx';
import { SummaryPage } from './summary-page.jsx';

/** The whole page: choose, talk, read the summary. */
export function App() {
  const { offers, retry } = useOffers();
  const { state, session } = useVoiceSession();
  const { theme, toggle } = useTheme();
  // In an interview the page speaks the language of the interview, if it can.
  const spoken = state.phase === 'idle' || state.call.language === '' ? [] : [state.call.language];
  const language = pageLanguage([...spoken, ...navigator.languages]);
  const strings = stringsIn(language);
  const [chosen, setChosen] = useState<Offer | null>(null);
  const { kept, forget } = useKeptInterview(session, state.phase === 'idle');
  const [again, setAgain] = useState<{ readonly run: () => void } | null>(null);
  const nameOfSubject = (subject: Subject): string => {
    if (offers.kind !== 'ready') return '';
    const questionnaire = offers.questionnaires.find(({ questionnaireId }) => isSameSubject(subject, { kind: 'questionnaire', questionnaireId }));
    const assistant = offers.assistants.find(({ personaId, language }) => isSameSubject(subject, { kind: 'assistant', personaId, language }));
    return questionnaire?.name ?? assistant?.name ?? '';
  };

  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.title = strings.productName;
  }, [language, strings]);
  useEffect(() => exposeDiagnosis(session), [session]);
  useEffect(() => {
    // Braces matter: newer browsers return a promise from here, and React would call it as a clean-up.
    window.scrollTo(0, 0);
  }, [state.phase]);

  const start = (choice: StartChoice): void => {
    // First of all: sound may begin only inside the tap itself.
    session.start(choice);
    setAgain({ run: () => start(choice) });
  };
  const resume = (interview: KeptInterview): void => {
    session.resume(interview);
    setAgain({ run: () => resume(interview) });
  };

  return (
    <StringsContext value={strings}>
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
        {state.phase === 'idle' && kept !== null && (
          <ContinueCard
            name={nameOfSubject(kept.subject)}
            onContinue={() => resume(kept)}
            onStartNew={() => {
              session.discard(kept);
              forget();
            }}
          />
        )}
        {state.phase === 'idle' && kept === null && <StartPage offers={offers} onRetry={retry} chosen={chosen} onChoose={setChosen} onStart={start} />}
        {(state.phase === 'connecting' || state.phase === 'live' || state.phase === 'ending') && (
          <CallPage state={state} session={session} title={state.call.questionnaireName || (chosen !== null ? nameOf(chosen) : kept === null ? '' : nameOfSubject(kept.subject))} />
        )}
        {state.phase === 'elsewhere' && <ElsewherePage name={state.call.questionnaireName} onContinue={() => session.continueHere()} />}
        {state.phase === 'ended' && <SummaryPage call={state.call} summary={state.summary} onBack={() => session.reset()} />}
        {state.phase === 'failed' && (
          <FailurePage
            fault={state.fault}
            answers={state.call.answers}
            onRetry={again?.run ?? null}
            onBack={() => session.reset()}
          />
        )}
      </main>
    </StringsContext>
  );
}
