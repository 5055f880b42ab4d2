import { testsIn, type Condition } from '../condition.js';
import { factId, type Exploration } from '../exploring/explore.js';
import type { Question, Questionnaire } from '../questionnaire.js';
import type { Add } from './finding.js';

/** So many questions under the same condition are one block, and a skip rule says it once. */
const blockSize = 5;

interface Context {
  readonly questionnaire: Questionnaire;
  readonly exploration: Exploration;
  readonly add: Add;
}

/** What cannot happen, or always happens, although the file treats it as a case. Nothing is said of what was not explored. */
export function lintLogic(context: Context): void {
  const { questionnaire, exploration } = context;
  repeatedConditions(context);
  if (!exploration.complete) {
    context.add('not_exhaustive', 'questionnaire', `more than could be explored (${exploration.states} states)`, 'fewer options in conditions, or questions in fewer combinations');
    return;
  }
  for (const question of questionnaire.questions) {
    lintQuestion(question, context);
    lintOptions(question, context);
  }
  lintRules(context);
  for (const found of exploration.negatedMissing) {
    const [place = '', questionId = ''] = found.split('|');
    context.add('negated_missing', place, `a negation that also holds when ${questionId} was not asked`, `"${questionId} is answered AND …" where that is not meant`);
  }
}

function lintQuestion(question: Question, { exploration, add }: Context): void {
  const { questionId } = question;
  const place = `question ${questionId}`;
  const happens = (fact: string): boolean => exploration.witnesses.has(fact);
  if (!happens(factId.question(questionId))) {
    add('never_asked', place, 'is never asked', 'another condition, or no such question');
    return;
  }
  if (question.showIf !== null && !happens(factId.hidden(questionId))) add('condition_always_true', place, 'has a condition that always holds here', 'no condition');
  for (const index of question.textVariants.keys()) {
    if (!happens(factId.variant(questionId, index))) add('variant_never_said', place, `wording ${index + 1} is never said`, 'another condition or order');
  }
  const isChoice = question.type === 'single_choice' || question.type === 'multiple_choice';
  if (isChoice && question.required && happens(factId.noOptions(questionId))) {
    add('options_may_be_empty', place, 'is required, and passed when nothing is left to choose from', 'isRequired: false, or a condition that says so');
  }
}

function lintOptions(question: Question, { exploration, add }: Context): void {
  if (!('options' in question) || !exploration.witnesses.has(factId.question(question.questionId))) return;
  for (const { optionId, showIf } of question.options) {
    const place = `question ${question.questionId}, option ${optionId}`;
    if (!exploration.witnesses.has(factId.option(question.questionId, optionId))) add('option_never_offered', place, 'is never offered', 'another condition, or no such option');
    else if (showIf !== null && !exploration.witnesses.has(factId.optionHidden(question.questionId, optionId))) add('condition_always_true', place, 'has a condition that always holds here', 'no condition');
  }
}

function lintRules({ questionnaire, exploration, add }: Context): void {
  const happens = (fact: string): boolean => exploration.witnesses.has(fact);
  for (const { ruleId, when } of questionnaire.skips) {
    const place = `rule ${ruleId}`;
    if (!happens(factId.ruleHolds(ruleId))) add('rule_never_holds', place, 'never holds', 'another condition, or no such rule');
    else if (!happens(factId.rule(ruleId))) add('rule_shadowed', place, 'an earlier rule always comes first', 'the special rule before the general one');
    else if (when !== null && !happens(factId.ruleFails(ruleId))) add('condition_always_true', place, 'always holds', 'condition "always"');
  }
  for (const [first, second] of exploration.rivals) add('rules_compete', `rule ${first}`, `can hold together with rule ${second}, which leads elsewhere; the first wins`, 'conditions that exclude each other');
  for (const quota of questionnaire.quotas) {
    if (!happens(factId.quota(quota.quotaId))) add('quota_never_filled', `quota ${quota.quotaId}`, 'nobody can belong to it', 'another condition');
  }
}

function repeatedConditions({ questionnaire, add }: Context): void {
  const places = new Map<string, string[]>();
  const note = (condition: Condition | null, questionId: string): void => {
    if (condition === null || testsIn(condition).length === 0) return;
    const key = JSON.stringify(condition);
    places.set(key, [...(places.get(key) ?? []), questionId]);
  };
  questionnaire.questions.forEach((question) => note(question.showIf, question.questionId));
  for (const questionIds of places.values()) {
    if (questionIds.length >= blockSize) add('condition_repeated', `question ${questionIds[0] ?? ''}`, `the same condition on ${questionIds.length} questions: ${questionIds.join(', ')}`, 'one skip rule over them');
  }
}
