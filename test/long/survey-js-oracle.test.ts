import { afterAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConditionRunner, Model } from 'survey-core';
import { z } from 'zod';
import type { Answer, Answers } from '../../src/survey/answer.js';
import { evaluate } from '../../src/survey/evaluate.js';
import { loadQuestionnaire } from '../../src/survey/load-questionnaire.js';
import { path } from '../../src/survey/path.js';
import type { Questionnaire } from '../../src/survey/questionnaire.js';

/*
 * SurveyJS decides the same questionnaires. It differs on purpose in what is listed in `deviations`; where one of these comes up,
 * the interview is compared up to there, and counted.
 */

type Type = 'single' | 'multi' | 'nps' | 'yes';

/** A condition in a form that both languages are written from. */
type Expression =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'test'; readonly question: number; readonly ours: string; readonly theirs: string };

interface Spec {
  readonly types: readonly Type[];
  readonly shows: readonly (Expression | null)[];
  readonly skips: readonly { readonly after: number; readonly when: Expression; readonly to: number }[];
}

const optionIds = ['a', 'b', 'c', 'd'];
const list = (ids: readonly string[]): string => `[${ids.map((id) => `'${id}'`).join(', ')}]`;
const someOptions = fc.subarray(optionIds, { minLength: 1, maxLength: 3 });

function test(question: number, type: Type): fc.Arbitrary<Expression> {
  const id = `q${question}`;
  const make = (ours: string, theirs: string): Expression => ({ kind: 'test', question, ours: `${id} ${ours}`, theirs: `{${id}} ${theirs}` });
  const outcome = fc.constantFrom(make('is answered', 'notempty'), make('is not answered', 'empty'));
  const byType = ((): fc.Arbitrary<Expression> => {
    switch (type) {
      case 'single':
        return fc.oneof(
          fc.tuple(fc.constantFrom('=', '!='), fc.constantFrom(...optionIds)).map(([sign, value]) => make(`${sign} ${value}`, `${sign} '${value}'`)),
          someOptions.map((ids) => make(`in (${ids.join(', ')})`, `anyof ${list(ids)}`)),
          someOptions.map((ids) => make(`not in (${ids.join(', ')})`, `noneof ${list(ids)}`)),
        );
      case 'multi':
        return fc.oneof(
          fc.constantFrom(...optionIds).map((value) => make(`contains ${value}`, `contains '${value}'`)),
          fc.constantFrom(...optionIds).map((value) => make(`not in (${value})`, `notcontains '${value}'`)),
          someOptions.map((ids) => make(`in (${ids.join(', ')})`, `anyof ${list(ids)}`)),
          someOptions.map((ids) => make(`contains_all (${ids.join(', ')})`, `allof ${list(ids)}`)),
        );
      case 'nps':
        return fc.tuple(fc.constantFrom('<', '<=', '>', '>=', '=', '!='), fc.integer({ min: 0, max: 10 })).map(([sign, value]) => make(`${sign} ${value}`, `${sign} ${value}`));
      case 'yes':
        return fc.constantFrom(make("= 'yes'", '= true'), make("!= 'yes'", '!= true'), make("= 'no'", '= false'));
    }
  })();
  return fc.oneof({ weight: 5, arbitrary: byType }, { weight: 1, arbitrary: outcome });
}

function expression(types: readonly Type[], before: number, depth = 2): fc.Arbitrary<Expression> {
  const one = fc.integer({ min: 0, max: before - 1 }).chain((index) => test(index, types[index] ?? 'nps'));
  if (depth === 0) return one;
  const inner = expression(types, before, depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: one },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('all', 'any'), of: fc.array(inner, { minLength: 2, maxLength: 3 }) }) },
    { weight: 1, arbitrary: inner.map((of): Expression => ({ kind: 'not', of })) },
  );
}

function ours(one: Expression): string {
  if (one.kind === 'test') return one.ours;
  return one.kind === 'not' ? `not (${ours(one.of)})` : `(${one.of.map(ours).join(one.kind === 'all' ? ' AND ' : ' OR ')})`;
}

function theirs(one: Expression): string {
  if (one.kind === 'test') return one.theirs;
  return one.kind === 'not' ? `!(${theirs(one.of)})` : `(${one.of.map(theirs).join(one.kind === 'all' ? ' and ' : ' or ')})`;
}

const questionsOf = (one: Expression): readonly number[] => (one.kind === 'test' ? [one.question] : one.kind === 'not' ? questionsOf(one.of) : one.of.flatMap(questionsOf));

const specs: fc.Arbitrary<Spec> = fc.array(fc.constantFrom<Type>('single', 'multi', 'nps', 'yes'), { minLength: 4, maxLength: 9 }).chain((types) =>
  fc.record({
    types: fc.constant(types),
    shows: fc.tuple(...types.map((_, index) => (index === 0 ? fc.constant(null) : fc.option(expression(types, index))))),
    skips: fc
      .array(
        fc
          .integer({ min: 0, max: types.length - 3 })
          .chain((last) => fc.record({ when: expression(types, last + 1), to: fc.integer({ min: last + 2, max: types.length - 1 }) })),
        { maxLength: 2 },
      )
      .map((skips) => skips.map((skip) => ({ ...skip, after: Math.max(...questionsOf(skip.when)) })).filter((skip, index, all) => all.findIndex((other) => other.after === skip.after) === index)),
  }),
);

const ourTypes = { single: 'single_choice', multi: 'multiple_choice', nps: 'nps', yes: 'yes_no' } as const;

function ourQuestionnaire({ types, shows, skips }: Spec): Questionnaire {
  const loaded = loadQuestionnaire(
    {
      questionnaireId: 'spec',
      questionnaireName: 'Spec',
      version: '1',
      estimatedDuration: 1,
      closing: 'Goodbye.',
      questions: types.map((type, index) => {
        const show = shows[index] ?? null;
        return {
          questionId: `q${index}`,
          questionType: ourTypes[type],
          questionText: `Question ${index}.`,
          ...(type === 'single' || type === 'multi' ? { options: optionIds.map((optionId) => ({ optionId, optionText: `Option ${optionId}` })) } : {}),
          ...(show === null ? {} : { displayLogic: { conditions: ours(show) } }),
        };
      }),
      surveyLogic: { skipLogicRules: skips.map(({ when, to }, index) => ({ ruleId: `r${index}`, condition: ours(when), skipToQuestionId: `q${to}` })) },
    },
    'spec.json',
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

const theirTypes = { single: 'radiogroup', multi: 'checkbox', nps: 'rating', yes: 'boolean' } as const;

function theirModel({ types, shows, skips }: Spec): Model {
  return new Model({
    clearInvisibleValues: 'onHidden',
    questionsOnPageMode: 'questionPerPage',
    elements: types.map((type, index) => {
      const show = shows[index] ?? null;
      return {
        name: `q${index}`,
        type: theirTypes[type],
        ...(type === 'single' || type === 'multi' ? { choices: optionIds } : {}),
        ...(type === 'nps' ? { rateMin: 0, rateMax: 10 } : {}),
        ...(show === null ? {} : { visibleIf: theirs(show) }),
      };
    }),
    triggers: skips.map(({ when, to }) => ({ type: 'skip', expression: theirs(when), gotoName: `q${to}` })),
  });
}

type Value = string | number | boolean | readonly string[];

const valueOf = (type: Type): fc.Arbitrary<Value> => {
  switch (type) {
    case 'single':
      return fc.constantFrom(...optionIds);
    case 'multi':
      return fc.subarray(optionIds, { minLength: 1 });
    case 'nps':
      return fc.integer({ min: 0, max: 10 });
    case 'yes':
      return fc.boolean();
  }
};
/** Null: the question is left without an answer. */
const valuesFor = (types: readonly Type[]): fc.Arbitrary<readonly (Value | null)[]> => fc.tuple(...types.map((type) => fc.option(valueOf(type), { freq: 8 })));
const answerFrom = (value: Value | null): Answer => (value === null ? { outcome: 'refused', value: null } : { outcome: 'answered', value });

const deviations = {
  'a skip to a hidden question: they ignore it, we go on from there': 0,
  'a rule that holds before its last question is answered: they skip at once, we where it belongs': 0,
  'a rule that holds for a question left without an answer: they look at it only when a value changes': 0,
};
type Deviation = keyof typeof deviations;
let interviews = 0;
let steps = 0;

const where = (model: Model): string => (model.state === 'completed' ? 'END' : model.currentSingleQuestion.name);

/** Gives an answer; a skip of theirs moves by itself. */
function answerTheirs(model: Model, value: Value | null): void {
  const before = where(model);
  if (value !== null) model.setValue(before, value);
  if (where(model) !== before) return;
  model.performNext();
  if (where(model) === before) model.tryComplete();
}

/** Which of the known differences the answer that is being given brings up. */
function deviationAt({ skips, shows }: Spec, index: number, value: Value | null, holds: (one: Expression) => boolean): Deviation | null {
  for (const { when, after, to } of skips) {
    if (!questionsOf(when).includes(index) || !holds(when)) continue;
    if (value === null) return 'a rule that holds for a question left without an answer: they look at it only when a value changes';
    if (after !== index) return 'a rule that holds before its last question is answered: they skip at once, we where it belongs';
    const show = shows[to] ?? null;
    if (show !== null && !holds(show)) return 'a skip to a hidden question: they ignore it, we go on from there';
  }
  return null;
}

it('goes the way that SurveyJS goes, through 3000 questionnaires', () => {
  fc.assert(
    fc.property(specs.chain((spec) => valuesFor(spec.types).map((values) => ({ spec, values }))), ({ spec, values }) => {
      const questionnaire = ourQuestionnaire(spec);
      const model = theirModel(spec);
      let answers: Answers = {};
      interviews += 1;
      for (;;) {
        const { next } = path(questionnaire, answers, 0);
        expect(next?.question.questionId ?? 'END').toBe(where(model));
        steps += 1;
        if (next === null) return;
        const { questionId } = next.question;
        const index = Number(questionId.slice(1));
        const value = values[index] ?? null;
        answers = { ...answers, [questionId]: answerFrom(value) };
        const data: Record<string, unknown> = { ...z.record(z.string(), z.unknown()).parse(model.data), ...(value === null ? {} : { [questionId]: value }) };
        const known = deviationAt(spec, index, value, (one) => new ConditionRunner(theirs(one)).runValues(data));
        if (known !== null) {
          deviations[known] += 1;
          return;
        }
        answerTheirs(model, value);
      }
    }),
    { numRuns: 3000 },
  );
});

it('finds the same of 3000 conditions as their ConditionRunner', () => {
  const cases = fc.array(fc.constantFrom<Type>('single', 'multi', 'nps', 'yes'), { minLength: 3, maxLength: 6 }).chain((types) => fc.record({ types: fc.constant(types), one: expression(types, types.length, 3), values: valuesFor(types) }));
  fc.assert(
    fc.property(cases, ({ types, one, values }) => {
      const questionnaire = ourQuestionnaire({ types: [...types, 'yes'], shows: [...types.map(() => null), one], skips: [] });
      const condition = questionnaire.questions.at(-1)?.showIf ?? null;
      if (condition === null) throw new Error('no condition');
      const holds = evaluate(condition, (id) => answerFrom(values[Number(id.slice(1))] ?? null));
      const data = Object.fromEntries(values.flatMap((value, index) => (value === null ? [] : [[`q${index}`, value]])));
      expect(holds).toBe(new ConditionRunner(theirs(one)).runValues(data));
    }),
    { numRuns: 3000 },
  );
});

it('calculates as they do, where nothing is missing', () => {
  const number = fc.integer({ min: 0, max: 10 });
  const sign = fc.constantFrom('+', '-', '*');
  const comparison = fc.constantFrom('<', '<=', '>', '>=', '=', '!=');
  const questionnaireOf = (condition: string): Questionnaire => {
    const loaded = loadQuestionnaire(
      {
        questionnaireId: 'sum', questionnaireName: 'Sum', version: '1', estimatedDuration: 1, closing: 'Goodbye.',
        questions: [...['q0', 'q1', 'q2'].map((questionId) => ({ questionId, questionType: 'nps', questionText: `${questionId}.` })), { questionId: 'x', questionType: 'yes_no', questionText: 'X.', displayLogic: { conditions: condition } }],
      },
      'sum.json',
    );
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    return loaded.value;
  };
  fc.assert(
    fc.property(fc.tuple(number, number, number), sign, sign, comparison, number, fc.boolean(), (values, first, second, compare, limit, grouped) => {
      const text = grouped ? `({q0} ${first} {q1}) ${second} {q2} ${compare} ${limit}` : `{q0} ${first} {q1} ${second} {q2} ${compare} ${limit}`;
      const condition = questionnaireOf(text).questions[3]?.showIf ?? null;
      if (condition === null) throw new Error('no condition');
      const data = Object.fromEntries(values.map((value, index) => [`q${index}`, value]));
      const holds = evaluate(condition, (id) => ({ outcome: 'answered', value: data[id] ?? 0 }));
      expect(`${text}: ${String(holds)}`).toBe(`${text}: ${String(new ConditionRunner(text).runValues(data))}`);
    }),
    { numRuns: 1000 },
  );
});

afterAll(() => {
  process.stdout.write(`SurveyJS: ${interviews} interviews, ${steps} steps compared; ended early by ${JSON.stringify(deviations)}\n`);
});
