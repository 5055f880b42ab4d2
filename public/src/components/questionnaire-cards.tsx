import type { QuestionnaireOffer } from '../client/offers.js';
import { languageName } from '../strings/language-name.js';
import { useStrings } from '../strings/strings-context.js';
import { Icon } from './icon.jsx';

export interface QuestionnaireCardsProps {
  readonly questionnaires: readonly QuestionnaireOffer[];
  readonly chosenId: string | null;
  readonly onChoose: (questionnaire: QuestionnaireOffer) => void;
}

/** One card each; radio buttons underneath, so that arrow keys and screen readers know them. */
export function QuestionnaireCards({ questionnaires, chosenId, onChoose }: QuestionnaireCardsProps) {
  const strings = useStrings();
  // Worth a word only where there is a choice.
  const severalLanguages = new Set(questionnaires.map((one) => one.language)).size > 1;
  return (
    <section className="cards-section" aria-labelledby="questionnaires-title">
      <h2 id="questionnaires-title">{strings.questionnairesTitle}</h2>
      <div className="cards" role="radiogroup" aria-labelledby="questionnaires-title">
        {questionnaires.map((one) => (
          <label key={one.questionnaireId} className="card" data-testid={`questionnaire-${one.questionnaireId}`}>
            <input
              type="radio"
              name="subject"
              className="visually-hidden"
              checked={one.questionnaireId === chosenId}
              onChange={() => onChoose(one)}
            />
            <span className="card-top">
              <span className="card-industry">{one.industry}</span>
              <span className="card-check">
                <Icon name="tick" />
              </span>
            </span>
            <span className="card-name">{one.name}</span>
            <span className="card-text">{one.description || one.researchObjective}</span>
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
          </label>
        ))}
      </div>
    </section>
  );
}
