import { negatedIn, type Condition } from '../condition.js';
import { evaluate, type OnPath } from '../evaluate.js';
import type { EndDisposition, Question, SkipRule } from '../questionnaire.js';
import type { Meeting } from '../walk.js';
import { witnessOf, type Move, type State, type Witness } from './state.js';

/** Names of what can happen. */
export const factId = {
  question: (questionId: string): string => `question ${questionId}`,
  /** It was passed although the path came by. */
  hidden: (questionId: string): string => `hidden ${questionId}`,
  noOptions: (questionId: string): string => `no options ${questionId}`,
  option: (questionId: string, optionId: string): string => `option ${questionId} / ${optionId}`,
  optionHidden: (questionId: string, optionId: string): string => `option hidden ${questionId} / ${optionId}`,
  variant: (questionId: string, index: number): string => `variant ${questionId} ${index}`,
  /** It decided where the path goes. */
  rule: (ruleId: string): string => `rule ${ruleId}`,
  ruleHolds: (ruleId: string): string => `rule holds ${ruleId}`,
  ruleFails: (ruleId: string): string => `rule fails ${ruleId}`,
  quota: (quotaId: string): string => `quota ${quotaId}`,
  end: (disposition: EndDisposition): string => `end ${disposition}`,
  /** The interview completes, and the question of consent, or of a quota, was not asked. */
  notAsked: (questionId: string): string => `not asked ${questionId}`,
};

/** A place of the walk: what happened there, on the way from one state to the next. */
export interface Passage {
  readonly state: State;
  /** Null: a question was passed. */
  readonly move: Move | null;
  /** Null: the end. */
  readonly to: State | null;
}

/** What was seen on the walk; of each thing, the first passage. */
export interface FactBook {
  note(fact: string, passage: Passage): void;
  /** How a question was met and left. */
  noteMeeting(question: Question, meeting: Extract<Meeting, { kind: 'asked' }>, passage: Passage): void;
  /** Which of the rules behind a question hold; those that compete. */
  noteRules(rules: readonly SkipRule[], onPath: OnPath, passage: Passage): void;
  /** Negations that a question looks at. */
  noteNegations(question: Question, onPath: OnPath): void;
  witnesses(): ReadonlyMap<string, Witness>;
  readonly rivals: ReadonlyMap<string, readonly [string, string]>;
  readonly negatedMissing: ReadonlySet<string>;
}

export function createFactBook(): FactBook {
  const facts = new Map<string, Passage>();
  const rivals = new Map<string, readonly [string, string]>();
  const negatedMissing = new Set<string>();

  const note = (fact: string, passage: Passage): void => {
    if (!facts.has(fact)) facts.set(fact, passage);
  };
  const noteNegated = (condition: Condition | null, place: string, onPath: OnPath): void => {
    for (const questionId of condition === null ? [] : negatedIn(condition)) if (onPath(questionId) === null) negatedMissing.add(`${place}|${questionId}`);
  };

  return {
    note,
    noteMeeting(question, meeting, passage) {
      const { questionId } = question;
      note(factId.question(questionId), passage);
      const variant = question.textVariants.findIndex((one) => one.text === meeting.template);
      if (variant >= 0) note(factId.variant(questionId, variant), passage);
      for (const { optionId } of 'options' in question ? question.options : []) {
        const isOffered = meeting.options.some((one) => one.optionId === optionId);
        note(isOffered ? factId.option(questionId, optionId) : factId.optionHidden(questionId, optionId), passage);
      }
    },
    noteRules(rules, onPath, passage) {
      const holding = rules.filter((rule) => rule.when === null || evaluate(rule.when, onPath));
      for (const rule of rules) note(holding.includes(rule) ? factId.ruleHolds(rule.ruleId) : factId.ruleFails(rule.ruleId), passage);
      for (const [index, rule] of holding.entries()) {
        const other = holding[index + 1];
        if (other !== undefined && JSON.stringify(other.target) !== JSON.stringify(rule.target)) rivals.set(`${rule.ruleId} ${other.ruleId}`, [rule.ruleId, other.ruleId]);
        noteNegated(rule.when, `rule ${rule.ruleId}`, onPath);
      }
    },
    noteNegations(question, onPath) {
      for (const condition of [question.showIf, ...question.textVariants.map((variant) => variant.when)]) noteNegated(condition, `question ${question.questionId}`, onPath);
    },
    witnesses: () => new Map([...facts].map(([fact, { state, move, to }]) => [fact, witnessOf(state, move, to)])),
    rivals,
    negatedMissing,
  };
}
