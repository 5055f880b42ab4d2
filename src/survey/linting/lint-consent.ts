import type { AnswerOutcome } from '../answer.js';
import { evaluate } from '../evaluate.js';
import { factId, type Exploration } from '../exploring/explore.js';
import type { Questionnaire } from '../questionnaire.js';
import type { Add } from './finding.js';

const outcomes: readonly AnswerOutcome[] = ['dont_know', 'refused', 'no_response'];
/** An identity check may come before it, and a word of welcome. */
const latestQuestion = 3;

/** Whoever does not say yes has not agreed, and whoever was not asked has not either. */
export function lintConsent({ consentQuestionId, questions, skips }: Questionnaire, exploration: Exploration, error: Add): void {
  if (consentQuestionId === null) return;
  const place = `question ${consentQuestionId}`;
  const open = outcomes.filter((outcome) => !skips.some(({ afterQuestionId, when, target }) => {
    const ends = afterQuestionId === consentQuestionId && target.kind === 'end';
    return ends && (when === null || evaluate(when, (questionId) => (questionId === consentQuestionId ? { outcome, value: null } : null)));
  }));
  if (open.length > 0) error('consent_not_given', place, `goes on after ${open.join(', ')}, which is no consent`, `a rule that ends on everything but a yes: ${consentQuestionId} != 'yes'; or consent: false where it asks for something else`);
  const before = questions.filter((question) => question.type !== 'voice_prompt').findIndex((question) => question.questionId === consentQuestionId);
  if (before >= latestQuestion) error('consent_late', place, `seems to ask for consent after ${before} answers, of which nothing could be kept until then`, 'consent: true on the question that asks for it, near the beginning');
  if (exploration.witnesses.has(factId.notAsked(consentQuestionId))) error('consent_not_asked', place, 'an interview can complete without it, and nothing of that would be kept', 'consent that everybody is asked for');
}
