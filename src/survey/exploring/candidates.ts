import type { Answer } from '../answer.js';
import { answered } from '../answer.js';
import { daysFromIso, isoFromDays } from '../calendar.js';
import { questionsOfTest, type Quantity, type Test } from '../condition.js';
import { evaluate, type OnPath } from '../evaluate.js';
import { isSubstantive, type MultipleChoiceQuestion, type Option, type Question } from '../questionnaire.js';

/** Answers that stand for all others which no condition can tell from them. */
export interface Candidates {
  readonly answers: readonly Candidate[];
  /** False where not all that can be told apart could be listed. */
  readonly complete: boolean;
}

export interface Candidate {
  readonly answer: Answer;
  /** How likely an answer of this kind is, when everything on offer is equally likely. All of a question add up to 1. */
  readonly share: number;
}

/** Options that conditions name, of a multiple choice: all their combinations are tried up to this many. */
const maxCombined = 10;
const unlikely = 0.01;
const outcomes = ['dont_know', 'refused', 'no_response'] as const;

/** What can be answered to the question, one for each class that the given tests can tell apart. */
export function candidatesOf(question: Question, options: readonly Option[], tests: readonly Test[], isPiped: boolean): Candidates {
  if (question.type === 'voice_prompt') return { answers: [{ answer: { outcome: 'played', value: null }, share: 1 }], complete: true };
  const { values, complete } = valuesOf(question, options, tests);
  const substantive = values.map((answer) => ({ answer, share: (1 - unlikely * outcomes.length) / values.length }));
  const others = outcomes.map((outcome): Candidate => ({ answer: { outcome, value: null }, share: unlikely }));
  return { answers: merged(question.questionId, [...substantive, ...others], tests, isPiped), complete };
}

/** One of each class, with the shares of its class. */
function merged(questionId: string, all: readonly Candidate[], tests: readonly Test[], isPiped: boolean): readonly Candidate[] {
  const classes = new Map<string, Candidate>();
  for (const candidate of all) {
    const key = signature(questionId, candidate.answer, tests, isPiped);
    const first = classes.get(key);
    classes.set(key, first === undefined ? candidate : { ...first, share: first.share + candidate.share });
  }
  return [...classes.values()];
}

function signature(questionId: string, answer: Answer, tests: readonly Test[], isPiped: boolean): string {
  const onPath: OnPath = (id) => (id === questionId ? answer : null);
  const bits = tests.map((test) => (questionsOfTest(test).every((id) => id === questionId) ? (evaluate(test, onPath) ? '1' : '0') : valueKey(answer)));
  return `${isPiped ? String(answer.outcome === 'answered') : ''}:${bits.join(',')}`;
}

export const valueKey = (answer: Answer): string => JSON.stringify([answer.outcome, answer.value]);

function valuesOf(question: Exclude<Question, { type: 'voice_prompt' }>, options: readonly Option[], tests: readonly Test[]): { readonly values: readonly Answer[]; readonly complete: boolean } {
  switch (question.type) {
    case 'yes_no':
      return { values: [answered(true), answered(false)], complete: true };
    case 'rating_scale':
    case 'nps': {
      const { min, max } = question.scale;
      return { values: Array.from({ length: max - min + 1 }, (_, index) => answered(min + index)), complete: true };
    }
    case 'single_choice':
      return { values: options.filter((option) => isSubstantive(option) || option.kind === 'none').map((option) => ({ ...withWords([option]), value: option.optionId })), complete: true };
    case 'multiple_choice':
      return selections(question, options, tests);
    case 'open_ended':
      return { values: [answered('In my own words.')], complete: true };
    case 'numeric': {
      const step = 10 ** -question.decimals;
      const { numbers, complete } = comparedNumbers(question.questionId, tests);
      const around = numbers.flatMap((number) => [number - step, number, number + step]).map((number) => Number((Math.round(number / step) * step).toFixed(question.decimals)));
      const values = inRange([question.min, ...around, question.max].filter((value) => value !== null), question.min, question.max);
      return { values: (values.length > 0 ? values : [question.min ?? question.max ?? 1]).map((value) => answered(value)), complete };
    }
    case 'date': {
      const [min, max] = [question.min, question.max].map((end) => (end === null ? null : daysFromIso(end)));
      const { numbers, complete } = comparedNumbers(question.questionId, tests);
      // A day, a month or a year to each side.
      const width = { day: 1, month: 31, year: 366 }[question.precision];
      const around = numbers.flatMap((number) => [number - width, number, number + width]);
      const values = inRange([min ?? null, ...around, max ?? null, someDay].filter((value) => value !== null), min ?? null, max ?? null);
      return { values: [...new Set(values.map((days) => isoFromDays(days, question.precision)))].map((value) => answered(value)), complete };
    }
  }
}

/** 2020-06-15: a day like any other. */
const someDay = 18_428;

const inRange = (values: readonly number[], min: number | null, max: number | null): readonly number[] =>
  [...new Set(values)].filter((value) => (min === null || value >= min) && (max === null || value <= max));

/** The numbers that a question's answer is compared with; not complete where it is compared with other answers. */
function comparedNumbers(questionId: string, tests: readonly Test[]): { readonly numbers: readonly number[]; readonly complete: boolean } {
  const numbers: number[] = [];
  let complete = true;
  for (const test of tests) {
    if (test.kind === 'equals' && typeof test.value === 'number') numbers.push(test.value);
    if (test.kind !== 'compare') continue;
    const [left, right] = isOwn(test.left, questionId) ? [test.left, test.right] : [test.right, test.left];
    if (isOwn(left, questionId) && right.kind === 'number') numbers.push(right.value);
    else complete = false;
  }
  return { numbers, complete };
}

const isOwn = (quantity: Quantity, questionId: string): boolean => (quantity.kind === 'answer' || quantity.kind === 'days') && quantity.questionId === questionId;

function withWords(chosen: readonly Option[]): Answer {
  const answer = answered(chosen.map((option) => option.optionId));
  return chosen.some((option) => option.kind === 'other') ? { ...answer, otherText: 'something of my own' } : answer;
}

function selections(question: MultipleChoiceQuestion, options: readonly Option[], tests: readonly Test[]): { readonly values: readonly Answer[]; readonly complete: boolean } {
  const plain = options.filter(isSubstantive);
  const named = new Set(tests.flatMap(namedOptions));
  const isCounted = tests.some((test) => test.kind === 'compare' && [test.left, test.right].some((side) => counts(side, question.questionId)));
  const telling = plain.filter((option) => isCounted || named.has(option.optionId));
  const fillers = plain.filter((option) => !telling.includes(option));
  const combinations = telling.length <= maxCombined ? subsets(telling) : [[], telling, ...telling.map((option) => [option]), ...telling.map((option) => telling.filter((other) => other !== option))];
  const least = Math.min(question.minSelections, plain.length);
  const values = combinations.flatMap((chosen) => {
    // Those that no condition names make up the number; one of them is tried also where it need not be.
    const needed = Math.max(0, least - chosen.length);
    const amounts = chosen.length === 0 ? [...new Set([needed, Math.max(1, needed)])] : [needed];
    return amounts
      .filter((amount) => amount <= fillers.length && chosen.length + amount <= question.maxSelections)
      .map((amount) => inOrder(question, [...chosen, ...fillers.slice(0, amount)]));
  });
  // Everything that is offered is chosen by somebody.
  const rare = fillers.slice(1).filter(() => least <= 1).map((option) => withWords([option]));
  const none = options.filter((option) => option.kind === 'none').map((option) => withWords([option]));
  return { values: [...values, ...rare, ...none], complete: telling.length <= maxCombined };
}

const inOrder = (question: MultipleChoiceQuestion, chosen: readonly Option[]): Answer =>
  withWords(question.options.flatMap((option) => chosen.find((one) => one.optionId === option.optionId) ?? []));

function namedOptions(test: Test): readonly string[] {
  if (test.kind === 'includes') return test.optionIds;
  return test.kind === 'equals' ? [String(test.value)] : [];
}

function counts(quantity: Quantity, questionId: string): boolean {
  if (quantity.kind === 'arithmetic') return counts(quantity.left, questionId) || counts(quantity.right, questionId);
  return quantity.kind === 'count' && quantity.questionId === questionId;
}

function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.reduce<readonly (readonly T[])[]>((all, item) => [...all, ...all.map((one) => [...one, item])], [[]]);
}
