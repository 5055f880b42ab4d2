import { questionsIn } from '../condition.js';
import { factId, type Exploration } from '../exploring/explore.js';
import { isSubstantive, type Questionnaire } from '../questionnaire.js';
import type { Add } from './finding.js';

/** Quotas that turn people away after they have done the work, or that somebody can get around. */
export function lintQuotas(questionnaire: Questionnaire, exploration: Exploration, error: Add, warn: Add): void {
  const { questions, quotas } = questionnaire;
  // Who it is and whether they agree has to be asked in any case.
  const begin = questions.findIndex((question) => question.questionId === questionnaire.consentQuestionId) + 1;
  const answerable = questions.slice(begin).filter((question) => question.type !== 'voice_prompt');
  for (const field of new Set(quotas.filter((quota) => quota.enforced).map((quota) => quota.field))) {
    const cells = quotas.filter((quota) => quota.field === field);
    const place = `quota ${field}`;
    const last = Math.max(...cells.map((quota) => answerable.findIndex((question) => question.questionId === quota.afterQuestionId)));
    const after = answerable.length - 1 - last;
    if (after === 0) error('quota_at_the_end', place, 'is decided by the last question, when nothing is left to save', 'its question near the beginning');
    else if (last + 1 > answerable.length / 2) warn('quota_late', place, `is decided after ${last + 1} of ${answerable.length} questions`, 'its question near the beginning');
    for (const questionId of new Set(cells.flatMap((quota) => [...questionsIn(quota.when)]))) {
      if (exploration.witnesses.has(factId.notAsked(questionId))) error('quota_question_skipped', place, `an interview can complete without question ${questionId}`, 'a question that everybody is asked');
    }
  }
  for (const question of questions) {
    if (question.type !== 'single_choice') continue;
    const cells = quotas.filter((quota) => quota.when.kind === 'includes' && quota.when.questionId === question.questionId && quota.enforced);
    const covered = new Set(cells.flatMap((quota) => (quota.when.kind === 'includes' ? quota.when.optionIds : [])));
    const open = question.options.filter((option) => isSubstantive(option) && !covered.has(option.optionId)).map((option) => option.optionId);
    if (cells.length > 0 && open.length > 0) warn('quota_open_options', `question ${question.questionId}`, `has a quota that does not limit ${open.join(', ')}`, 'a target for each option, if they are to be limited');
  }
}
