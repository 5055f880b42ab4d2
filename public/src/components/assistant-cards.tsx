import type { AssistantOffer } from '../client/offers.js';
import { languageName } from '../strings/language-name.js';
import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';

export interface AssistantCardsProps {
  readonly assistants: readonly AssistantOffer[];
  readonly chosenId: string | null;
  readonly onChoose: (assistant: AssistantOffer) => void;
}

/** One card each, of the same group of radio buttons as the questionnaires: one thing is chosen. */
export function AssistantCards({ assistants, chosenId, onChoose }: AssistantCardsProps) {
  const strings = useStrings();
  return (
    <section className="cards-section" aria-labelledby="assistants-title">
      <h2 id="assistants-title">{strings.assistantsTitle}</h2>
      <div className="cards" role="radiogroup" aria-labelledby="assistants-title">
        {assistants.map((one) => (
          <label key={one.personaId} className="card" data-testid={`assistant-${one.personaId}`}>
            <input type="radio" name="subject" className="visually-hidden" checked={one.personaId === chosenId} onChange={() => onChoose(one)} />
            <span className="card-top">
              <span className="card-industry">{strings.assistant}</span>
              <span className="card-check">
                <Icon name="tick" />
              </span>
            </span>
            <span className="card-name" lang={one.language}>
              {one.name}
            </span>
            <span className="card-text" lang={one.language}>
              {one.description}
            </span>
            <span className="card-facts">
              {one.languages.map((language) => (
                <span key={language}>{languageName(language)}</span>
              ))}
            </span>
          </label>
        ))}
      </div>
    </section>
  );
}
