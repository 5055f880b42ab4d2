import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import type { Answer, Answers } from '../../src/survey/answer.js';
import { loadQuestionnaire } from '../../src/survey/load-questionnaire.js';
import { path } from '../../src/survey/path.js';
import { fileOfSpec, questionnaireOfSpec, specs, valuesOfSpec, type Spec, type SpecCondition, type SpecValue } from './questionnaire-specs.js';

/* Changes of a questionnaire that must not change any interview. */

const runs = { numRuns: 1000 };
const cases = specs.filter((spec) => questionnaireOfSpec(spec) !== null).chain((spec) => valuesOfSpec(spec).map((values) => ({ spec, values })));

interface Walk {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly options: readonly (readonly string[])[];
}

/** The interview of somebody who would say `values`, and refuses what is not on offer. */
function walk(file: unknown, valueOf: (questionId: string) => SpecValue): Walk {
  const loaded = loadQuestionnaire(file, 'f.json');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  let answers: Answers = {};
  for (;;) {
    const found = path(loaded.value, answers, 3);
    const { next } = found;
    if (next === null) {
      return { ids: found.steps.map((step) => step.question.questionId), texts: found.steps.map((step) => step.text), options: found.steps.map((step) => step.options.map((option) => option.optionId)) };
    }
    const value = valueOf(next.question.questionId);
    const isOffered = (id: string): boolean => next.options.some((option) => option.optionId === id);
    const fits = Array.isArray(value) ? value.every(isOffered) : next.question.type !== 'single_choice' || isOffered(String(value));
    const answer: Answer = next.question.type === 'voice_prompt' ? { outcome: 'played', value: null } : value === null || !fits ? { outcome: 'refused', value: null } : { outcome: 'answered', value };
    answers = { ...answers, [next.question.questionId]: answer };
  }
}

const byNumber = (values: readonly SpecValue[]) => (questionId: string): SpecValue => values[Number(/\d+/.exec(questionId)?.[0])] ?? null;

/** The questionnaire with each condition rewritten. */
const rewritten = (spec: Spec, change: (one: SpecCondition) => SpecCondition): Spec => ({
  questions: spec.questions.map((one) => ({
    ...one,
    show: one.show === null ? null : change(one.show),
    variants: one.variants.map(change),
    optionC: one.optionC === null ? null : change(one.optionC),
  })),
  skips: spec.skips.map((skip) => ({ ...skip, when: change(skip.when) })),
});

const deMorgan = (one: SpecCondition): SpecCondition => {
  if ('all' in one) return { not: { any: one.all.map((part) => ({ not: deMorgan(part) })) } };
  if ('any' in one) return { not: { all: one.any.map((part) => ({ not: deMorgan(part) })) } };
  return 'not' in one ? { not: deMorgan(one.not) } : { not: { not: one } };
};
const withTruth = (one: SpecCondition): SpecCondition => ({ all: [one, { any: [one, { not: one }] }] });

it.each([
  ['De Morgan', deMorgan],
  ['what is always true', withTruth],
])('comes to the same under %s', (_, change) => {
  fc.assert(fc.property(cases, ({ spec, values }) => expect(walk(fileOfSpec(rewritten(spec, change)), byNumber(values))).toEqual(walk(fileOfSpec(spec), byNumber(values)))), runs);
});

it('comes to the same under other ids', () => {
  fc.assert(
    fc.property(cases, ({ spec, values }) => {
      const renamed: unknown = JSON.parse(JSON.stringify(fileOfSpec(spec)).replace(/\bq(\d)\b/g, 'Frage-$1'));
      const found = walk(renamed, byNumber(values));
      expect({ ...found, ids: found.ids.map((id) => id.replace('Frage-', 'q')) }).toEqual(walk(fileOfSpec(spec), byNumber(values)));
    }),
    runs,
  );
});

it('asks the same whatever the order of the options', () => {
  fc.assert(
    fc.property(cases, ({ spec, values }) => {
      const file = fileOfSpec(spec);
      const turned: unknown = JSON.parse(JSON.stringify(file), (key, value: unknown) => (key === 'options' && Array.isArray(value) ? value.toReversed() : value));
      const [before, after] = [walk(file, byNumber(values)), walk(turned, byNumber(values))];
      expect([after.ids, after.options.map((ids) => [...ids].sort())]).toEqual([before.ids, before.options.map((ids) => [...ids].sort())]);
    }),
    runs,
  );
});

it('comes to the same when a question that cannot be reached is put in', () => {
  fc.assert(
    fc.property(cases, fc.nat(), ({ spec, values }, at) => {
      const file = fileOfSpec(spec);
      const questions = z.array(z.unknown()).parse(file['questions']);
      questions.splice(1 + (at % questions.length), 0, { questionId: 'unreachable', questionType: 'open_ended', questionText: 'Nobody hears this.', displayLogic: { conditions: 'q0 is dont_know AND q0 is refused' } });
      expect(walk({ ...file, questions }, byNumber(values))).toEqual(walk(file, byNumber(values)));
    }),
    runs,
  );
});
