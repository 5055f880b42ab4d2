import type { QuestionnaireOffer } from '../client/offers.js';
import { languageName } from '../strings/language-name.js';
import { useStrings } from '../strings/strings-context.js';
import { CardGroup, ChoiceCard } from './choice-card.jsx';
import { Icon } from './icon.jsx';

export interface QuestionnaireCardsProps {
  readonly questionnaires: readonly QuestionnaireOffer[];
  readonly chosenId: string | null;
  readonly onChoose: (questionnaire: QuestionnaireOffer) => void;
}

export function QuestionnaireCards({ questionnaires, chosenId, onChoose }: QuestionnaireCardsProps) {
  const strings = useStrings();
  // Worth a word only where there is a choice.
  const severalLanguages = new Set(questionnaires.map((one) => one.language)).size > 1;
  return (
    <CardGroup titleId="questionnaires-title" title={strings.questionnairesTitle}>
      {questionnaires.map((one) => (
        <ChoiceCard
          key={one.questionnaireId}
          testId={`questionnaire-${one.questionnaireId}`}
          isChosen={one.questionnaireId === chosenId}
          onChoose={() => onChoose(one)}
          kind={one.industry}
          name={one.name}
          text={one.description || one.researchObjective}
        >
          {one.features.length > 0 && (
            <span className="card-features">
              {one.features.slice(0, 3).map((feature) => (
                <span key={feature} className="chip">
                  {feature}
                </span>
              ))}
            </span>
          )}
          <span className="card-facts">
            <span>
              <Icon name="clock" />
              {strings.minutes(one.estimatedDurationMinutes)}
            </span>
            <span>
              <Icon name="list" />
              {strings.questions(one.questionCount)}
            </span>
            {severalLanguages && one.language !== '' && <span>{languageName(one.language)}</span>}
          </span>
        </ChoiceCard>
      ))}
    </CardGroup>
  );
}
