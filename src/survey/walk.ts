import { isSubstantive, type EndDisposition, type Option, type Question, type Questionnaire } from './questionnaire.js';
import { answered, type Answer } from './answer.js';
import { evaluate, type OnPath } from './evaluate.js';
import { quotedWords } from './piping.js';
import type { Quota, QuotaVerdicts } from './quota.js';
import { orderedOptions } from './shuffle.js';
import type { TextTemplate } from './text-template.js';

/** How a participant with these answers meets a question. */
export type Meeting =
  | { readonly kind: 'asked'; readonly template: TextTemplate; readonly options: readonly Option[] }
  /** Its condition does not hold, or nothing is left to choose from. */
  | { readonly kind: 'passed'; readonly reason: 'condition' | 'no_options' };

/** Decides whether and how the question is asked, from the answers before it. */
export function meet(question: Question, onPath: OnPath, seed: number): Meeting {
  if (question.showIf !== null && !evaluate(question.showIf, onPath)) return { kind: 'passed', reason: 'condition' };
  const options = optionsShown(question, onPath, seed);
  // "None of these" alone is nothing to choose from.
  if (isChoice(question) && !options.some(isSubstantive)) return { kind: 'passed', reason: 'no_options' };
  const template = question.textVariants.find((variant) => evaluate(variant.when, onPath))?.text ?? question.text;
  return { kind: 'asked', template, options };
}

const isChoice = (question: Question): boolean => question.type === 'single_choice' || question.type === 'multiple_choice';

function optionsShown(question: Question, onPath: OnPath, seed: number): readonly Option[] {
  switch (question.type) {
    case 'single_choice':
    case 'multiple_choice': {
      // The whole list is ordered, so that a carried list keeps the order of its source.
      const ordered = orderedOptions(question.options, question.order, seed, question.orderOf);
      return ordered.filter((option) => option.showIf === null || evaluate(option.showIf, onPath)).map((option) => named(option, onPath));
    }
    case 'yes_no':
      return question.options;
    default:
      return [];
  }
}

function named(option: Option, onPath: OnPath): Option {
  const words = option.namedBy === null ? undefined : onPath(option.namedBy)?.otherText;
  return words === undefined ? option : { ...option, text: quotedWords(words) };
}

/** The answer that is taken without asking, where the questionnaire wants that and one option is left; else null. */
export function imputedAnswer(question: Question, options: readonly Option[]): Answer | null {
  const [only, ...others] = options;
  if (only === undefined || others.length > 0 || !('autoSelectSingle' in question) || !question.autoSelectSingle) return null;
  return answered(question.type === 'multiple_choice' ? [only.optionId] : only.optionId);
}

/** Where the path goes from a question that was answered. */
export type Exit =
  | { readonly kind: 'on'; readonly position: number; readonly ruleId: string | null }
  | { readonly kind: 'end'; readonly disposition: EndDisposition; readonly closing: TextTemplate; readonly ruleId: string | null };

/** The first skip rule behind the question that holds decides; without one, the next question follows. */
export function leave(questionnaire: Questionnaire, position: number, onPath: OnPath): Exit {
  const questionId = questionnaire.questions[position]?.questionId;
  const rule = questionnaire.skips.find((one) => one.afterQuestionId === questionId && (one.when === null || evaluate(one.when, onPath)));
  if (rule === undefined) return { kind: 'on', position: position + 1, ruleId: null };
  const { target, ruleId } = rule;
  if (target.kind === 'end') return { kind: 'end', disposition: target.disposition, closing: target.closing ?? questionnaire.closing, ruleId };
  const index = questionnaire.questions.findIndex((question) => question.questionId === target.questionId);
  // The loader lets skips point forward only; should one not, the interview goes on with the next question and cannot loop.
  return { kind: 'on', position: index > position ? index : position + 1, ruleId };
}

/** The quotas that are decided when the path goes from one position to a later one, and hold. */
export function quotasMatched(questionnaire: Questionnaire, from: number, to: number, onPath: OnPath): readonly Quota[] {
  if (questionnaire.quotas.length === 0) return [];
  const passed = new Set(questionnaire.questions.slice(from, to).map((question) => question.questionId));
  return questionnaire.quotas.filter((quota) => passed.has(quota.afterQuestionId) && evaluate(quota.when, onPath));
}

/** The end that a quota brings, if one of these does. */
export function quotaEnd(questionnaire: Questionnaire, matched: readonly Quota[], verdicts: QuotaVerdicts): Exit | null {
  const full = matched.find((quota) => quota.enforced && verdicts[quota.quotaId] === 'full');
  if (full !== undefined) return { kind: 'end', disposition: 'quota_full', closing: full.closing, ruleId: null };
  const unknown = matched.find((quota) => quota.enforced && verdicts[quota.quotaId] === 'unavailable');
  return unknown === undefined ? null : { kind: 'end', disposition: 'call_back', closing: questionnaire.closing, ruleId: null };
}
