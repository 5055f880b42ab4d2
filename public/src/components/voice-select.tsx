import type { VoiceOffer } from '../client/offers.js';
import { languageName } from '../strings/language-name.js';
import { useStrings } from '../strings/strings-context.js';

export interface VoiceSelectProps {
  readonly voices: readonly VoiceOffer[];
  readonly value: string;
  readonly onChange: (voiceId: string) => void;
}

/** The voices, grouped by language. */
export function VoiceSelect({ voices, value, onChange }: VoiceSelectProps) {
  const strings = useStrings();
  const languages = [...new Set(voices.map((voice) => voice.language))];
  const describe = ({ name, gender, polyglot }: VoiceOffer): string =>
    [name, strings.genders[gender] ?? gender, polyglot ? strings.polyglot : ''].filter((part) => part !== '').join(', ');

  return (
    <div className="field">
      <label htmlFor="voice">{strings.voice}</label>
      <select id="voice" data-testid="voice-select" value={value} onChange={(event) => onChange(event.target.value)}>
        {languages.map((language) => (
          <optgroup key={language} label={languageName(language)}>
            {voices
              .filter((voice) => voice.language === language)
              .map((voice) => (
                <option key={voice.id} value={voice.id}>
                  {describe(voice)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}
