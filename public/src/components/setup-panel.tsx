import { useEffect, useState } from 'react';
import { microphoneObstacle } from '../audio/microphone.js';
import { nameOf, suggestedVoice, type Offer, type VoiceOffer } from '../client/offers.js';
import { remember, remembered } from '../client/preferences.js';
import type { StartChoice } from '../client/voice-session.js';
import { useMicrophonePermission } from '../hooks/use-microphone-permission.js';
import { useStrings } from '../strings/strings-context.js';
import { ConsentBox, CONSENT_VERSION } from './consent-box.jsx';
import { Icon } from './icon.jsx';
import { LanguageSelect } from './language-select.jsx';
import { VoiceSelect } from './voice-select.jsx';

export interface SetupPanelProps {
  readonly offer: Offer | null;
  readonly voices: readonly VoiceOffer[];
  readonly onStart: (choice: StartChoice) => void;
}

/** Voice, the word about the microphone before anybody is asked for it, consent, and the start button. */
export function SetupPanel({ offer, voices, onStart }: SetupPanelProps) {
  const strings = useStrings();
  const permission = useMicrophonePermission();
  const [pickedVoice, setPickedVoice] = useState<string | null>(() => remembered('voice'));
  const [agreedAt, setAgreedAt] = useState<string | null>(null);
  const [consentMissing, setConsentMissing] = useState(false);
  const [pickedLanguage, setPickedLanguage] = useState<string | null>(null);
  const languages = offer?.kind === 'assistant' ? offer.assistant.languages : [];
  const language = languageOf(offer, pickedLanguage);
  const [override, setOverride] = useState<string | null>(null);
  const voiceId = override ?? suggestedVoice(voices, language, pickedVoice);

  // Another one may be in another language: suggest anew.
  useEffect(() => setOverride(null), [offer, language]);

  const obstacle = microphoneObstacle();
  const begin = (useMicrophone: boolean): void => {
    if (offer === null) return;
    if (agreedAt === null) {
      setConsentMissing(true);
      document.getElementById('consent')?.focus();
      return;
    }
    onStart({
      subject: offer.kind === 'questionnaire' ? { kind: 'questionnaire', questionnaireId: offer.questionnaire.questionnaireId } : { kind: 'assistant', personaId: offer.assistant.personaId, language },
      voiceId,
      consent: { version: CONSENT_VERSION, agreedAt },
      useMicrophone,
    });
  };

  return (
    <section className="panel setup" aria-labelledby="setup-title">
      <h2 id="setup-title">{strings.setupTitle}</h2>
      <p className={offer === null ? 'quiet' : 'setup-chosen'}>{offer === null ? strings.chooseFirst : nameOf(offer)}</p>
      {languages.length > 1 && <LanguageSelect languages={languages} value={language} onChange={setPickedLanguage} />}
      <VoiceSelect
        voices={voices}
        value={voiceId}
        onChange={(id) => {
          remember('voice', id);
          setPickedVoice(id);
          setOverride(id);
        }}
      />
      <div className="setup-block">
        <h3>
          <Icon name="microphone" />
          {strings.microphoneTitle}
        </h3>
        {obstacle === null && permission !== 'denied' && (
          <p>
            {strings.microphoneWhy} {strings.headphones}
          </p>
        )}
        {obstacle === null && permission === 'denied' && <p className="notice notice-warn">{strings.microphoneBlocked}</p>}
        {obstacle !== null && <p className="notice notice-warn">{strings.off[obstacle]}</p>}
      </div>
      <ConsentBox
        points={offer?.kind === 'assistant' ? strings.assistantConsentPoints : strings.consentPoints}
        agreed={agreedAt !== null}
        missing={consentMissing}
        onChange={(agreed) => {
          setAgreedAt(agreed ? new Date().toISOString() : null);
          if (agreed) setConsentMissing(false);
        }}
      />
      <button type="button" className="button button-main button-big" data-testid="start" disabled={offer === null} onClick={() => begin(true)}>
        <Icon name="microphone" />
        {strings.start}
      </button>
      <button type="button" className="button button-plain" data-testid="start-without-microphone" disabled={offer === null} onClick={() => begin(false)}>
        {strings.startWithout}
      </button>
    </section>
  );
}

/** Of an assistant with several languages: the one that was picked, else the browser's, else its own. */
function languageOf(offer: Offer | null, picked: string | null): string {
  if (offer === null) return navigator.language;
  if (offer.kind === 'questionnaire') return offer.questionnaire.language || navigator.language;
  const { languages, language } = offer.assistant;
  if (picked !== null && languages.includes(picked)) return picked;
  const primary = (tag: string): string => tag.toLowerCase().split('-')[0] ?? tag;
  return languages.find((one) => primary(one) === primary(navigator.language)) ?? language;
}
