import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerOf, type Answer, type Answers } from '../../src/survey/answer.js';
import type { Condition, Quantity } from '../../src/survey/condition.js';
import { evaluate } from '../../src/survey/evaluate.js';
import { path, type Path } from '../../src/survey/path.js';
import { progress } from '../../src/survey/progress.js';
import type { Questionnaire } from '../../src/survey/questionnaire.js';
import { fullAnswers, questionnaires, without } from './survey-questionnaires.js';

const runs = { numRuns: 1000 };
const seed = fc.integer();

interface Case {
  readonly questionnaire: Questionnaire;
  /** What the participant would answer to each question. */
  readonly full: Answers;
  /** The same for a participant who thinks otherwise. */
  readonly changed: Answers;
  readonly seed: number;
}

const cases = (skips: boolean): fc.Arbitrary<Case> =>
  questionnaires({ skips }).chain((questionnaire) =>
    fc.record({ questionnaire: fc.constant(questionnaire), full: fullAnswers(questionnaire), changed: fullAnswers(questionnaire), seed }),
  );

const ids = (found: Path): readonly string[] => found.steps.map((step) => step.question.questionId);

/** Every state of an interview that gives these answers as they are asked for, each to its wording, from the first question to the end. */
function interview({ questionnaire, full, seed: order }: Case, worded = true): readonly { readonly answers: Answers; readonly found: Path }[] {
  const states: { answers: Answers; found: Path }[] = [];
  let answers: Answers = {};
  for (let count = 0; count <= questionnaire.questions.length; count += 1) {
    const found = path(questionnaire, answers, order);
    states.push({ answers, found });
    if (found.next === null) return states;
    const { questionId } = found.next.question;
    const given: Answer = answerOf(full, questionId) ?? { outcome: 'no_response', value: null };
    answers = { ...answers, [questionId]: worded ? { ...given, askedText: found.next.text } : given };
  }
  throw new Error('the interview does not end');
}

it('decides the same for the same answers, whatever form they had in between, and changes nothing it is given', () => {
  fc.assert(
    fc.property(cases(true), ({ questionnaire, full, seed: order }) => {
      const before = JSON.stringify([questionnaire, full]);
      const one = path(questionnaire, full, order);
      const copy: unknown = JSON.parse(before);
      expect(copy).toEqual([questionnaire, full]);
      expect(path(structuredClone(questionnaire), structuredClone(full), order)).toEqual(one);
      expect(JSON.stringify([questionnaire, full])).toBe(before);
    }),
    runs,
  );
});

it('asks every question at most once, in order, and always comes to an end', () => {
  fc.assert(
    fc.property(cases(true), (given) => {
      const order = given.questionnaire.questions.map((question) => question.questionId);
      const last = interview(given).at(-1);
      const asked = last === undefined ? [] : ids(last.found);
      expect(asked).toEqual(order.filter((id) => asked.includes(id)));
      expect(last?.found.disposition).toBe('completed');
    }),
    runs,
  );
});

it('keeps every earlier step when the open question is answered', () => {
  fc.assert(
    fc.property(cases(true), (given) => {
      const states = interview(given);
      for (const [index, { found }] of states.entries()) {
        const after = states[index + 1]?.found;
        if (after === undefined) continue;
        expect(after.steps.slice(0, found.steps.length - 1)).toEqual(found.steps.slice(0, -1));
        expect(after.steps[found.steps.length - 1]).toMatchObject({ question: found.next?.question, text: found.next?.text, options: found.next?.options });
      }
    }),
    runs,
  );
});

it('returns to the same state when an answer is given and taken back', () => {
  fc.assert(
    fc.property(cases(true), (given) => {
      const states = interview(given);
      for (const [index, { answers, found }] of states.entries()) {
        const next = states[index + 1];
        if (next === undefined || found.next === null) continue;
        const id = found.next.question.questionId;
        expect(path(given.questionnaire, without(next.answers, (other) => other === id), given.seed)).toEqual(found);
        expect(answerOf(answers, id)).toBeNull();
      }
    }),
    runs,
  );
});

it('gives everything back when a correction is corrected back', () => {
  fc.assert(
    fc.property(cases(true), fc.nat(), (given, pick) => {
      const last = interview(given, false).at(-1);
      if (last === undefined) return;
      const step = last.found.steps[pick % last.found.steps.length];
      if (step === undefined) return;
      const id = step.question.questionId;
      const other = answerOf(given.changed, id);
      if (other === null) return;
      // The corrected interview goes on for as long as it likes before it is corrected back.
      let answers: Answers = { ...last.answers, [id]: other };
      for (let open = path(given.questionnaire, answers, given.seed).next; open !== null; open = path(given.questionnaire, answers, given.seed).next) {
        answers = { ...answers, [open.question.questionId]: answerOf(given.full, open.question.questionId) ?? other };
      }
      const restored = path(given.questionnaire, { ...answers, [id]: answerOf(last.answers, id) ?? other }, given.seed);
      expect(restored).toEqual(last.found);
    }),
    runs,
  );
});

it('reads nothing from answers off the path', () => {
  fc.assert(
    fc.property(cases(true), ({ questionnaire, full, changed, seed: order }) => {
      const found = path(questionnaire, full, order);
      const asked = new Set(ids(found));
      expect(path(questionnaire, without(full, (id) => !asked.has(id)), order)).toEqual(found);
      const others: Answers = Object.fromEntries(Object.entries(full).map(([id, answer]): [string, Answer] => [id, asked.has(id) ? answer : (answerOf(changed, id) ?? answer)]));
      expect(path(questionnaire, others, order)).toEqual(found);
    }),
    runs,
  );
});

it('never counts an answer under another wording than its own', () => {
  fc.assert(
    fc.property(cases(true), fc.nat(), (given, pick) => {
      const last = interview(given).at(-1);
      const step = last?.found.steps[pick % last.found.steps.length];
      if (last === undefined || step === undefined) return;
      const corrected = path(given.questionnaire, { ...last.answers, [step.question.questionId]: answerOf(given.changed, step.question.questionId) ?? { outcome: 'refused', value: null } }, given.seed);
      for (const { answer, text } of corrected.steps) expect(answer?.askedText ?? text).toBe(text);
    }),
    runs,
  );
});

it('agrees with the plain definition: a value counts when its own question is relevant', () => {
  fc.assert(
    fc.property(cases(false), ({ questionnaire, full, seed: order }) => {
      const byId = new Map(questionnaire.questions.map((question) => [question.questionId, question]));
      const valueOf = (id: string): Answer | null => (relevant(id) ? answerOf(full, id) : null);
      const relevant = (id: string): boolean => {
        const condition = byId.get(id)?.showIf ?? null;
        return condition === null || holds(condition, valueOf);
      };
      expect(ids(path(questionnaire, full, order))).toEqual(questionnaire.questions.map((question) => question.questionId).filter(relevant));
    }),
    runs,
  );
});

/** The meaning of conditions said once more, straight from the rule book. */
function holds(condition: Condition, valueOf: (id: string) => Answer | null): boolean {
  if (condition.kind === 'all') return condition.of.filter((part) => !holds(part, valueOf)).length === 0;
  if (condition.kind === 'any') return condition.of.filter((part) => holds(part, valueOf)).length > 0;
  if (condition.kind === 'not') return holds(condition.of, valueOf) ? false : true;
  if (condition.kind === 'compare') return comparisonHolds(condition, valueOf);
  const answer = valueOf(condition.questionId);
  const chosen = new Set<unknown>(answer === null || answer.value === null ? [] : Array.isArray(answer.value) ? answer.value : [answer.value]);
  if (condition.kind === 'outcome') return condition.outcome === 'answered' ? answer?.outcome === 'answered' && chosen.size > 0 : answer?.outcome === condition.outcome;
  if (condition.kind === 'equals') return chosen.size === 1 && chosen.has(condition.value);
  const hits = condition.optionIds.filter((id) => chosen.has(id)).length;
  return condition.mode === 'any' ? hits > 0 : hits === condition.optionIds.length;
}

function comparisonHolds({ left, operator, right }: Extract<Condition, { kind: 'compare' }>, valueOf: (id: string) => Answer | null): boolean {
  const [a, b] = [numberOf(left, valueOf), numberOf(right, valueOf)];
  return (operator.startsWith('<') && a < b) || (operator.startsWith('>') && a > b) || (operator.endsWith('=') && a === b);
}

/** NaN where anything is missing: it compares with nothing, as in ODK. */
function numberOf(quantity: Quantity, valueOf: (id: string) => Answer | null): number {
  if (quantity.kind === 'number') return quantity.value;
  if (quantity.kind === 'arithmetic') {
    const [a, b] = [numberOf(quantity.left, valueOf), numberOf(quantity.right, valueOf)];
    const result = { '+': a + b, '-': a - b, '*': a * b, '/': a / b }[quantity.operator];
    return Number.isFinite(result) ? result : NaN;
  }
  const value = valueOf(quantity.questionId)?.value ?? null;
  if (quantity.kind === 'count') return value === null ? NaN : [value].flat().length;
  if (quantity.kind === 'days') return Date.parse(String(value)) / 86_400_000;
  return typeof value === 'number' ? value : NaN;
}

it('lets De Morgan turn every condition', () => {
  fc.assert(
    fc.property(cases(false), ({ questionnaire, full }) => {
      const onPath = (id: string): Answer | null => answerOf(full, id);
      for (const { showIf } of questionnaire.questions) {
        if (showIf?.kind !== 'all' && showIf?.kind !== 'any') continue;
        const turned: Condition = { kind: 'not', of: { kind: showIf.kind === 'all' ? 'any' : 'all', of: showIf.of.map((of): Condition => ({ kind: 'not', of })) } };
        expect(evaluate(turned, onPath)).toBe(evaluate(showIf, onPath));
      }
    }),
    runs,
  );
});

it('shows progress that never falls, and 100 percent only at the end or before closing words', () => {
  fc.assert(
    fc.property(cases(true), (given) => {
      const seen = interview(given).map(({ found }) => progress(found));
      for (const [index, { current, total, percentage }] of seen.entries()) {
        expect(current).toBeLessThanOrEqual(total);
        expect(percentage).toBeGreaterThanOrEqual(seen[index - 1]?.percentage ?? 0);
        expect(total).toBeLessThanOrEqual(seen[index - 1]?.total ?? Number.POSITIVE_INFINITY);
      }
      expect(seen.at(-1)?.percentage).toBe(100);
    }),
    runs,
  );
});
