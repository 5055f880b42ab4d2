import type { AssistantOffer } from '../client/offers.js';
import { languageName } from '../strings/language-name.js';
import { useStrings } from '../strings/strings-context.js';
import { CardGroup, ChoiceCard } from './choice-card.jsx';

export interface AssistantCardsProps {
  readonly assistants: readonly AssistantOffer[];
  readonly chosenId: string | null;
  readonly onChoose: (assistant: AssistantOffer) => void;
}

export function AssistantCards({ assistants, chosenId, onChoose }: AssistantCardsProps) {
  const strings = useStrings();
  return (
    <CardGroup titleId="assistants-title" title={strings.assistantsTitle}>
      {assistants.map((one) => (
        <ChoiceCard
          key={one.personaId}
          testId={`assistant-${one.personaId}`}
          isChosen={one.personaId === chosenId}
          onChoose={() => onChoose(one)}
          kind={strings.assistant}
          name={one.name}
          text={one.description}
          language={one.language}
        >
          <span className="card-facts">
            {one.languages.map((language) => (
              <span key={language}>{languageName(language)}</span>
            ))}
          </span>
        </ChoiceCard>
      ))}
    </CardGroup>
  );
}
