import { useEffect, useState } from 'react';
import { microphoneObstacle } from '../audio/microphone.js';
import { suggestedVoice, type QuestionnaireOffer, type VoiceOffer } from '../client/offers.js';
import { remember, remembered } from '../client/preferences.js';
import type { StartChoice } from '../client/voice-session.js';
import { useMicrophonePermission } from '../hooks/use-microphone-permission.js';
import { useStrings } from '../strings/strings-context.js';
import { ConsentBox, CONSENT_VERSION } from './consent-box.jsx';
import { Icon } from './icon.jsx';
import { VoiceSelect } from './voice-select.jsx';

export interface SetupPanelProps {
  readonly questionnaire: QuestionnaireOffer | null;
  readonly voices: readonly VoiceOffer[];
  readonly onStart: (choice: StartChoice) => void;
}

/** Voice, the word about the microphone before anybody is asked for it, consent, and the start button. */
export function SetupPanel({ questionnaire, voices, onStart }: SetupPanelProps) {
  const strings = useStrings();
  const permission = useMicrophonePermission();
  const [pickedVoice, setPickedVoice] = useState<string | null>(() => remembered('voice'));
  const [agreedAt, setAgreedAt] = useState<string | null>(null);
  const [consentMissing, setConsentMissing] = useState(false);
  const language = questionnaire?.language || navigator.language;
  const [override, setOverride] = useState<string | null>(null);
  const voiceId = override ?? suggestedVoice(voices, language, pickedVoice);

  // Another questionnaire may be in another language: suggest anew.
  useEffect(() => setOverride(null), [questionnaire?.questionnaireId]);

  const obstacle = microphoneObstacle();
  const begin = (useMicrophone: boolean): void => {
    if (questionnaire === null) return;
    if (agreedAt === null) {
      setConsentMissing(true);
      document.getElementById('consent')?.focus();
      return;
    }
    onStart({
      questionnaireId: questionnaire.questionnaireId,
      voiceId,
      consent: { version: CONSENT_VERSION, agreedAt },
      useMicrophone,
    });
  };

  return (
    <section className="panel setup" aria-labelledby="setup-title">
      <h2 id="setup-title">{strings.setupTitle}</h2>
      <p className={questionnaire === null ? 'quiet' : 'setup-chosen'}>{questionnaire?.name ?? strings.chooseFirst}</p>
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
        agreed={agreedAt !== null}
        missing={consentMissing}
        onChange={(agreed) => {
          setAgreedAt(agreed ? new Date().toISOString() : null);
          if (agreed) setConsentMissing(false);
        }}
      />
      <button type="button" className="button button-main button-big" data-testid="start" disabled={questionnaire === null} onClick={() => begin(true)}>
        <Icon name="microphone" />
        {strings.start}
      </button>
      <button type="button" className="button button-plain" data-testid="start-without-microphone" disabled={questionnaire === null} onClick={() => begin(false)}>
        {strings.startWithout}
      </button>
    </section>
  );
}
