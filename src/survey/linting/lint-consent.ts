import type { AnswerOutcome } from '../answer.js';
import { evaluate } from '../evaluate.js';
import type { Questionnaire } from '../questionnaire.js';
import type { Add } from './finding.js';

const outcomes: readonly AnswerOutcome[] = ['dont_know', 'refused', 'no_response'];

/** Whoever does not say yes has not agreed: a gate that only a "no" closes lets "I don't know" pass. */
export function lintConsent({ skips }: Questionnaire, error: Add): void {
  const gates = new Set(skips.filter(({ target }) => target.kind === 'end' && target.disposition === 'refused').map((rule) => rule.afterQuestionId));
  for (const gate of gates) {
    const open = outcomes.filter((outcome) => !skips.some(({ afterQuestionId, when, target }) => {
      const ends = afterQuestionId === gate && target.kind === 'end';
      return ends && (when === null || evaluate(when, (questionId) => (questionId === gate ? { outcome, value: null } : null)));
    }));
    if (open.length > 0) error('consent_not_given', `question ${gate}`, `goes on after ${open.join(', ')}, which is no consent`, `a rule that ends on everything but a yes: ${gate} != 'yes'`);
  }
}
