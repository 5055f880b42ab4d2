import { languageName } from '../strings/language-name.js';
import { useStrings } from '../strings/strings-context.js';

export interface LanguageSelectProps {
  /** BCP-47. */
  readonly languages: readonly string[];
  readonly value: string;
  readonly onChange: (language: string) => void;
}

export function LanguageSelect({ languages, value, onChange }: LanguageSelectProps) {
  const strings = useStrings();
  return (
    <div className="field">
      <label htmlFor="language">{strings.language}</label>
      <select id="language" data-testid="language-select" value={value} onChange={(event) => onChange(event.target.value)}>
        {languages.map((language) => (
          <option key={language} value={language}>
            {languageName(language)}
          </option>
        ))}
      </select>
    </div>
  );
}
