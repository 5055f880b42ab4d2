import { negatedIn, questionsIn, questionsOfTest, testsIn, type Condition, type Test } from '../condition.js';
import type { Question, Questionnaire } from '../questionnaire.js';
import type { TextTemplate } from '../text-template.js';

/** What is looked at behind a place of the questionnaire: of the answers before it, nothing else matters any more. */
export interface Readers {
  /** Tests of which every question lies before the place. */
  readonly tests: readonly Test[];
  /** Questions before the place whose very value is compared with that of a question behind it. */
  readonly values: readonly string[];
  /** Questions whose label is put into a text: it matters whether there is one. */
  readonly piped: readonly string[];
}

interface Reader {
  /** Index of the last question at whose asking, or leaving, it is read. */
  readonly until: number;
  readonly tests: readonly Test[];
  readonly piped: readonly string[];
}

/** What is read at each place, and what is read at or behind each place: arrays by position. */
export function readersOf(questionnaire: Questionnaire): { readonly behind: readonly Readers[]; readonly testsOf: ReadonlyMap<string, readonly Test[]> } {
  const { questions, skips, quotas } = questionnaire;
  const indexOf = new Map(questions.map((question, index) => [question.questionId, index] as const));
  const all: Reader[] = [
    ...questions.map((question, index) => readerOf(question, index)),
    ...skips.map((rule) => reader(indexOf.get(rule.afterQuestionId) ?? -1, rule.when === null ? [] : [rule.when], [])),
    ...quotas.map((quota) => reader(indexOf.get(quota.afterQuestionId) ?? -1, [quota.when], [])),
    // Whether a quota's question was asked at all is looked at when the interview completes.
    ...quotas.flatMap((quota) => [...questionsIn(quota.when)]).map((questionId) => reader(questions.length, [{ kind: 'outcome', questionId, outcome: 'asked' }], [])),
  ];
  const behind = Array.from({ length: questions.length + 1 }, (_, position) => readersBehind(all, position, indexOf));
  const testsOf = new Map<string, Test[]>();
  for (const test of distinct(all.flatMap((one) => one.tests))) {
    for (const questionId of new Set(questionsOfTest(test))) testsOf.set(questionId, [...(testsOf.get(questionId) ?? []), test]);
  }
  return { behind, testsOf };
}

function readersBehind(all: readonly Reader[], position: number, indexOf: ReadonlyMap<string, number>): Readers {
  // A rule or quota is read when its question is left: at the position behind it, its answer has just been given.
  const live = all.filter((one) => one.until >= position);
  const isBefore = (questionId: string): boolean => (indexOf.get(questionId) ?? -1) < position;
  const tests = distinct(live.flatMap((one) => one.tests));
  const known = tests.filter((test) => questionsOfTest(test).every(isBefore));
  const values = tests.filter((test) => !known.includes(test)).flatMap(questionsOfTest).filter(isBefore);
  return { tests: known, values: [...new Set(values)], piped: [...new Set(live.flatMap((one) => one.piped))].filter(isBefore) };
}

function readerOf(question: Question, until: number): Reader {
  const options = 'options' in question ? question.options : [];
  const conditions = [question.showIf, ...question.textVariants.map((variant) => variant.when), ...options.map((option) => option.showIf)];
  const named = options.flatMap((option) => option.namedBy ?? []);
  return reader(until, conditions.filter((condition) => condition !== null), [...[question.text, ...question.textVariants.map((variant) => variant.text)].flatMap(pipedIn), ...named]);
}

const reader = (until: number, conditions: readonly Condition[], piped: readonly string[]): Reader => ({
  until,
  // Whether a negated question was asked makes no difference to the path, but it does to the author.
  tests: conditions.flatMap((condition) => [...testsIn(condition), ...negatedIn(condition).map((questionId): Test => ({ kind: 'outcome', questionId, outcome: 'asked' }))]),
  piped,
});

const pipedIn = (template: TextTemplate): readonly string[] => template.flatMap((part) => (typeof part === 'string' ? [] : [part.questionId]));

/** The same test may be written at many places. */
function distinct(tests: readonly Test[]): readonly Test[] {
  return [...new Map(tests.map((test) => [JSON.stringify(test), test])).values()];
}
