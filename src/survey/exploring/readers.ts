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

/** Questions of which it matters to the end whether they were asked at all: consent, and those that decide about seats. */
export const screenersOf = ({ quotas, consentQuestionId }: Questionnaire): readonly string[] => [...quotas.flatMap((quota) => [...questionsIn(quota.when)]), ...(consentQuestionId === null ? [] : [consentQuestionId])];

interface Indexed {
  readonly test: Test;
  readonly questionIds: readonly string[];
  /** Index of the last question that it mentions. */
  readonly last: number;
}

/** What is read at or behind each place, by position; and the tests that mention a question. */
export function readersOf(questionnaire: Questionnaire): { readonly behind: readonly Readers[]; readonly testsOf: ReadonlyMap<string, readonly Test[]> } {
  const { questions, skips, quotas } = questionnaire;
  const indexes = new Map(questions.map((question, index) => [question.questionId, index] as const));
  const indexOf = (questionId: string): number => indexes.get(questionId) ?? -1;
  const all: Reader[] = [
    ...questions.map((question, index) => readerOf(question, index)),
    ...skips.map((rule) => reader(indexOf(rule.afterQuestionId), rule.when === null ? [] : [rule.when], [])),
    ...quotas.map((quota) => reader(indexOf(quota.afterQuestionId), [quota.when], [])),
    // Whether a screener was asked at all is looked at when the interview completes.
    ...screenersOf(questionnaire).map((questionId) => reader(questions.length, [{ kind: 'outcome', questionId, outcome: 'asked' }], [])),
  ];
  const behind: Readers[] = [];
  const tests = new Map<string, Indexed>();
  const piped = new Set<string>();
  // From the end: a place reads what all behind it read. A rule is read when its question is left, with its answer just given.
  for (let position = questions.length; position >= 0; position -= 1) {
    for (const one of all) {
      if (one.until !== position) continue;
      for (const test of one.tests) {
        const questionIds = [...new Set(questionsOfTest(test))];
        tests.set(JSON.stringify(test), { test, questionIds, last: Math.max(-1, ...questionIds.map(indexOf)) });
      }
      one.piped.forEach((questionId) => piped.add(questionId));
    }
    behind[position] = readersAt(position, [...tests.values()], piped, indexOf);
  }
  const testsOf = new Map<string, Test[]>();
  for (const { test, questionIds } of tests.values()) for (const questionId of questionIds) testsOf.set(questionId, [...(testsOf.get(questionId) ?? []), test]);
  return { behind, testsOf };
}

function readersAt(position: number, tests: readonly Indexed[], piped: ReadonlySet<string>, indexOf: (questionId: string) => number): Readers {
  const isBefore = (questionId: string): boolean => indexOf(questionId) < position;
  const values = tests.filter(({ last }) => last >= position).flatMap(({ questionIds }) => questionIds.filter(isBefore));
  return { tests: tests.filter(({ last }) => last < position).map(({ test }) => test), values: [...new Set(values)], piped: [...piped].filter(isBefore) };
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
