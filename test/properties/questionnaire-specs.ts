import fc from 'fast-check';
import { loadQuestionnaire } from '../../src/survey/load-questionnaire.js';
import type { Questionnaire } from '../../src/survey/questionnaire.js';

/*
 * Questionnaires of every kind of logic, as plain data from which both the file and the expected behaviour follow. Nothing in here
 * knows the engine's types of conditions, texts or options: it is a second opinion.
 */

export type SpecType = 'single' | 'multi' | 'nps' | 'yes' | 'numeric' | 'date' | 'open' | 'prompt';

/** Null: dk, refused or no response; the question was asked, and nothing substantive came. */
export type SpecValue = string | number | boolean | readonly string[] | null;

export type SpecCondition =
  | { readonly all: readonly SpecCondition[] }
  | { readonly any: readonly SpecCondition[] }
  | { readonly not: SpecCondition }
  | { readonly question: number; readonly text: string; readonly test: SpecTest };

export type SpecTest =
  | { readonly kind: 'one_of'; readonly values: readonly (string | number | boolean)[] }
  | { readonly kind: 'has_all'; readonly values: readonly string[] }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'since'; readonly date: string }
  | { readonly kind: 'count_over'; readonly limit: number }
  | { readonly kind: 'answered' };

export interface SpecQuestion {
  readonly type: SpecType;
  readonly show: SpecCondition | null;
  readonly variants: readonly SpecCondition[];
  /** The earlier question whose answer is named in the text. */
  readonly pipes: number | null;
  /** The earlier choice whose options are carried forward. */
  readonly carries: { readonly from: number; readonly mode: 'selected' | 'unselected' | 'displayed'; readonly none: boolean } | null;
  /** A condition on option `c`. */
  readonly optionC: SpecCondition | null;
}

export interface Spec {
  readonly questions: readonly SpecQuestion[];
  /** Behind `after`; `to` may be the number of questions: the end. */
  readonly skips: readonly { readonly after: number; readonly when: SpecCondition; readonly to: number }[];
}

export const ownOptions = ['a', 'b', 'c', 'none'] as const;
const isChoice = (type: SpecType | undefined): boolean => type === 'single' || type === 'multi';
const someOptions = fc.subarray(['a', 'b', 'c'], { minLength: 1, maxLength: 2 });

function testOf(type: SpecType): fc.Arbitrary<{ readonly suffix: string; readonly test: SpecTest }> {
  const answered = fc.constant({ suffix: 'is answered', test: { kind: 'answered' } as const });
  switch (type) {
    case 'single':
      return fc.oneof(answered, someOptions.map((values) => ({ suffix: `in (${values.join(', ')})`, test: { kind: 'one_of', values } as const })));
    case 'multi':
      return fc.oneof(
        someOptions.map((values) => ({ suffix: `contains_any (${values.join(', ')})`, test: { kind: 'one_of', values } as const })),
        someOptions.map((values) => ({ suffix: `contains_all (${values.join(', ')})`, test: { kind: 'has_all', values } as const })),
        fc.integer({ min: 0, max: 2 }).map((limit) => ({ suffix: `count > ${limit}`, test: { kind: 'count_over', limit } as const })),
      );
    case 'nps':
    case 'numeric':
      return fc.oneof(
        answered,
        fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 10 })).map(([x, y]) => ({ suffix: `between ${Math.min(x, y)} and ${Math.max(x, y)}`, test: { kind: 'range', from: Math.min(x, y), to: Math.max(x, y) } as const })),
      );
    case 'yes':
      return fc.boolean().map((value) => ({ suffix: `= '${value ? 'yes' : 'no'}'`, test: { kind: 'one_of', values: [value] } as const }));
    case 'date':
      return fc.constantFrom('2020-01-01', '2024-02-29', '2026-11-21').map((date) => ({ suffix: `>= '${date}'`, test: { kind: 'since', date } as const }));
    case 'open':
    case 'prompt':
      return answered;
  }
}

function condition(types: readonly SpecType[], before: number, depth = 2): fc.Arbitrary<SpecCondition> {
  const one = fc.integer({ min: 0, max: before - 1 }).chain((question) =>
    testOf(types[question] ?? 'nps').map(({ suffix, test }): SpecCondition => ({ question, test, text: suffix.startsWith('count') ? `count(q${question})${suffix.slice(5)}` : `q${question} ${suffix}` })),
  );
  if (depth === 0) return one;
  const inner = condition(types, before, depth - 1);
  const some = fc.array(inner, { minLength: 2, maxLength: 3 });
  return fc.oneof({ weight: 3, arbitrary: one }, some.map((all): SpecCondition => ({ all })), some.map((any): SpecCondition => ({ any })), inner.map((not): SpecCondition => ({ not })));
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 3): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq });

function question(types: readonly SpecType[], index: number): fc.Arbitrary<SpecQuestion> {
  const type = types[index] ?? 'nps';
  const none = { type, show: null, variants: [], pipes: null, carries: null, optionC: null };
  if (index === 0) return fc.constant(none);
  const choices = types.slice(0, index).flatMap((one, at) => (isChoice(one) ? [at] : []));
  const answerable = types.slice(0, index).flatMap((one, at) => (one === 'prompt' ? [] : [at]));
  const when = condition(types, index);
  const carries = choices.length === 0 || !isChoice(type) ? fc.constant(null) : maybe(fc.record({ from: fc.constantFrom(...choices), mode: fc.constantFrom('selected', 'unselected', 'displayed'), none: fc.boolean() }));
  return fc
    .record({ type: fc.constant(type), show: maybe(when), variants: fc.array(when, { maxLength: 2 }), pipes: answerable.length === 0 ? fc.constant(null) : maybe(fc.constantFrom(...answerable)), carries, optionC: isChoice(type) ? maybe(when) : fc.constant(null) })
    .map((one) => (one.carries === null ? one : { ...one, optionC: null }));
}

const specTypes: readonly SpecType[] = ['single', 'multi', 'nps', 'yes', 'numeric', 'date', 'open', 'prompt'];

export const specs: fc.Arbitrary<Spec> = fc.array(fc.constantFrom(...specTypes), { minLength: 2, maxLength: 9 }).chain((types) =>
  fc.record({
    questions: fc.tuple(...types.map((_, index) => question(types, index))),
    skips: fc.array(
      fc.integer({ min: 0, max: types.length - 1 }).chain((after) => fc.record({ after: fc.constant(after), when: condition(types, after + 1), to: fc.integer({ min: after + 1, max: types.length }) })),
      { maxLength: 3 },
    ),
  }),
);

/** As a file of the documents would write it. */
export function textOfCondition(one: SpecCondition): string {
  if ('all' in one) return `(${one.all.map(textOfCondition).join(' AND ')})`;
  if ('any' in one) return `(${one.any.map(textOfCondition).join(' OR ')})`;
  return 'not' in one ? `not (${textOfCondition(one.not)})` : one.text;
}

const fileTypes = { single: 'single_choice', multi: 'multiple_choice', nps: 'nps', yes: 'yes_no', numeric: 'numeric', date: 'date', open: 'open_ended', prompt: 'voice_prompt' } as const;

export const labelOf = (optionId: string): string => (optionId === 'none' ? 'None of these' : `Option ${optionId}`);
export const baseText = (index: number, { pipes }: SpecQuestion): string => `Question ${index}${pipes === null ? '' : `, after {q${pipes}|nothing}`}.`;
export const variantText = (index: number, variant: number): string => `Question ${index} in words ${variant}.`;

export function fileOfSpec(spec: Spec): Record<string, unknown> {
  return {
    questionnaireId: 'spec',
    questionnaireName: 'Spec',
    version: '1',
    estimatedDuration: 1,
    closing: 'Goodbye.',
    questions: spec.questions.map((one, index) => ({
      questionId: `q${index}`,
      questionType: fileTypes[one.type],
      questionText: baseText(index, one),
      ...(isChoice(one.type) && one.carries === null
        ? { options: ownOptions.map((optionId) => ({ optionId, optionText: labelOf(optionId), ...(optionId === 'c' && one.optionC !== null ? { displayLogic: { conditions: textOfCondition(one.optionC) } } : {}) })) }
        : {}),
      ...(one.carries === null ? {} : { dynamicOptions: { sourceQuestionId: `q${one.carries.from}`, filterRule: one.carries.mode, addNoneOption: one.carries.none } }),
      ...(one.type === 'multi' ? { configuration: { minSelections: 0 } } : {}),
      ...(one.show === null && one.variants.length === 0
        ? {}
        : {
            displayLogic: {
              ...(one.show === null ? {} : { conditions: textOfCondition(one.show) }),
              ...(one.variants.length === 0 ? {} : { questionTextDynamic: { rules: one.variants.map((variant, at) => ({ condition: textOfCondition(variant), questionText: variantText(index, at) })) } }),
            },
          }),
    })),
    surveyLogic: {
      skipLogicRules: spec.skips.map(({ after, when, to }, index) => ({ ruleId: `r${index}`, condition: textOfCondition(when), afterQuestionId: `q${after}`, skipToQuestionId: to === spec.questions.length ? 'END' : `q${to}` })),
    },
  };
}

/** Null: the file refuses to load (a carried list with fewer than two options, for example). */
export function questionnaireOfSpec(spec: Spec): Questionnaire | null {
  const loaded = loadQuestionnaire(fileOfSpec(spec), 'spec.json');
  if (loaded.ok) return loaded.value;
  const unexpected = loaded.error.filter(({ problem }) => !/^\d options$/.test(problem) && !/is no option of/.test(problem));
  if (unexpected.length > 0) throw new Error(JSON.stringify(unexpected));
  return null;
}

/** What a participant would say to each question, if asked; choices name options that may not be on offer. */
export const valuesOfSpec = (spec: Spec): fc.Arbitrary<readonly SpecValue[]> =>
  fc.tuple(
    ...spec.questions.map(({ type }): fc.Arbitrary<SpecValue> => {
      const value = ((): fc.Arbitrary<SpecValue> => {
        switch (type) {
          case 'single':
            return fc.constantFrom(...ownOptions);
          case 'multi':
            return fc.oneof(fc.subarray(['a', 'b', 'c']), fc.constant(['none']));
          case 'nps':
          case 'numeric':
            return fc.integer({ min: 0, max: 10 });
          case 'yes':
            return fc.boolean();
          case 'date':
            return fc.constantFrom('2019-12-31', '2020-01-01', '2024-03-01', '2026-11-21');
          case 'open':
            return fc.constantFrom('words', 'other words');
          case 'prompt':
            return fc.constant(null);
        }
      })();
      return fc.option(value, { freq: 7 });
    }),
  );
