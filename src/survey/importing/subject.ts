import type { DraftOption } from './draft.js';
import { joinLogic, type Logic } from './logic.js';

/** How a condition may look at a question. */
export type SubjectKind = 'one' | 'many' | 'yes_no' | 'number' | 'date' | 'text' | 'none';

/** What one of the source's values stands for: an option of ours, or an outcome. */
export interface SubjectValue {
  /** As the source spells it. */
  readonly value: string | number | boolean;
  readonly meaning: { readonly kind: 'option'; readonly optionId: string } | { readonly kind: 'outcome'; readonly outcome: 'dont_know' | 'refused' };
}

/** A name of the source that conditions mention, as the question that it became. */
export interface Subject {
  readonly questionId: string;
  /** Place among the questions. */
  readonly index: number;
  readonly kind: SubjectKind;
  readonly values: readonly SubjectValue[];
  /** Always asked, and not passed without an answer. */
  readonly isAlwaysAnswered: boolean;
  /** Stands for some options of the question only. */
  readonly isPart: boolean;
}

/** For yes_no the options are `yes` and `no`. */
export const optionValues = (options: readonly DraftOption[], spelt: ReadonlyMap<string, string | number | boolean>): readonly SubjectValue[] =>
  options.map(({ optionId }) => ({ value: spelt.get(optionId) ?? optionId, meaning: { kind: 'option', optionId } }));

/** Holds when any of the values was chosen. */
export function chosenLogic(subject: Subject, values: readonly SubjectValue[]): Logic {
  const { questionId } = subject;
  const optionIds = values.flatMap(({ meaning }) => (meaning.kind === 'option' ? [meaning.optionId] : []));
  const outcomes = values.flatMap(({ meaning }) => (meaning.kind === 'outcome' ? [meaning.outcome] : []));
  const tests: Logic[] = outcomes.map((outcome) => ({ kind: 'outcome', questionId, outcome }));
  const [only] = optionIds;
  if (subject.kind === 'yes_no' && optionIds.length > 1) tests.unshift({ kind: 'outcome', questionId, outcome: 'answered' });
  else if (only !== undefined) {
    const isSingle = optionIds.length === 1 && subject.kind !== 'many';
    tests.unshift({ kind: 'test', questionId, operator: isSingle ? 'equals' : 'any_of', values: optionIds });
  }
  return joinLogic('any', tests);
}

/** Holds when the source would have a value. */
export function hasValueLogic(subject: Subject): Logic {
  if (subject.isPart) return chosenLogic(subject, subject.values);
  const { questionId } = subject;
  const outcomes = subject.values.flatMap(({ meaning }) => (meaning.kind === 'outcome' ? [meaning.outcome] : []));
  return joinLogic('any', [{ kind: 'outcome', questionId, outcome: 'answered' }, ...outcomes.map((outcome): Logic => ({ kind: 'outcome', questionId, outcome }))]);
}
