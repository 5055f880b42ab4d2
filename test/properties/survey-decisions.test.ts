import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer, Answers } from '../../src/survey/answer.js';
import { path } from '../../src/survey/path.js';
import type { Questionnaire } from '../../src/survey/questionnaire.js';
import { baseText, labelOf, ownOptions, questionnaireOfSpec, specs, valuesOfSpec, variantText, type Spec, type SpecCondition, type SpecValue } from './questionnaire-specs.js';

const runs = { numRuns: 1000 };

/** What the rules say of one interview: which question is asked when, in which words, with which options. */
interface Expected {
  readonly id: string;
  readonly text: string;
  readonly options: readonly string[];
}

/** Everything that a participant has answered so far, by the rule book: only what was asked counts. */
interface Known {
  readonly asked: Map<number, SpecValue>;
  readonly offered: Map<number, readonly string[]>;
}

function holds(one: SpecCondition, known: Known): boolean {
  if ('all' in one) return one.all.every((part) => holds(part, known));
  if ('any' in one) return one.any.some((part) => holds(part, known));
  if ('not' in one) return !holds(one.not, known);
  const value = known.asked.get(one.question) ?? null;
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [value];
  const { test } = one;
  switch (test.kind) {
    case 'answered':
      return value !== null && !(Array.isArray(value) && value.length === 0);
    case 'one_of':
      return test.values.some((wanted) => chosen.includes(wanted));
    case 'has_all':
      return test.values.every((wanted) => chosen.includes(wanted));
    case 'range':
      return typeof value === 'number' && value >= test.from && value <= test.to;
    case 'since':
      return typeof value === 'string' && value >= test.date;
    case 'count_over':
      return Array.isArray(value) && value.length > test.limit;
  }
}

function offeredOptions(spec: Spec, index: number, known: Known): readonly string[] {
  const question = spec.questions[index];
  if (question === undefined || (question.type !== 'single' && question.type !== 'multi')) return [];
  if (question.carries === null) return ownOptions.filter((id) => id !== 'c' || question.optionC === null || holds(question.optionC, known));
  const { from, mode, none } = question.carries;
  const source = (known.offered.get(from) ?? []).filter((id) => id !== 'none');
  const value = known.asked.get(from) ?? null;
  const chosen: readonly unknown[] = value === null ? [] : [value].flat();
  const carried = { selected: source.filter((id) => chosen.includes(id)), unselected: value === null ? [] : source.filter((id) => !chosen.includes(id)), displayed: source }[mode];
  return [...carried, ...(none ? ['none'] : [])];
}

const labels = (value: SpecValue): string => {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const texts = [value].flat().map((id) => labelOf(String(id)));
  return texts.length < 2 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
};

function pipedWords(spec: Spec, from: number, known: Known): string {
  const value = known.asked.get(from) ?? null;
  const type = spec.questions[from]?.type;
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'nothing';
  if (type === 'open') return `“${String(value)}”`;
  if (type === 'nps' || type === 'numeric') return String(value);
  return type === 'date' ? longDate(String(value)) : labels(value);
}

const longDate = (iso: string): string => new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'long' }).format(new Date(iso));

/** The interview of this participant, walked by the rule book. */
function interview(spec: Spec, values: readonly SpecValue[]): { readonly steps: readonly Expected[]; readonly given: Answers } {
  const known: Known = { asked: new Map(), offered: new Map() };
  const steps: Expected[] = [];
  const given: Record<string, Answer> = {};
  for (let index = 0; index < spec.questions.length; ) {
    const question = spec.questions[index];
    if (question === undefined) break;
    const options = offeredOptions(spec, index, known);
    const isChoice = question.type === 'single' || question.type === 'multi';
    if ((question.show !== null && !holds(question.show, known)) || (isChoice && options.every((id) => id === 'none'))) {
      index += 1;
      continue;
    }
    const variant = question.variants.findIndex((when) => holds(when, known));
    const base = baseText(index, question).replace(/\{[^}]*\}/, () => (question.pipes === null ? '' : pipedWords(spec, question.pipes, known)));
    steps.push({ id: `q${index}`, text: variant < 0 ? base : variantText(index, variant), options });
    const value = answerable(question.type, values[index] ?? null, options);
    known.asked.set(index, value);
    known.offered.set(index, options);
    given[`q${index}`] = question.type === 'prompt' ? { outcome: 'played', value: null } : value === null ? { outcome: 'refused', value: null } : { outcome: 'answered', value };
    const skip = spec.skips.find(({ after, when }) => after === index && holds(when, known));
    index = skip?.to ?? index + 1;
  }
  return { steps, given };
}

/** Nobody can choose what is not offered: these refuse instead, or choose what is. */
function answerable(type: string, value: SpecValue, options: readonly string[]): SpecValue {
  if (type === 'single') return typeof value === 'string' && options.includes(value) ? value : null;
  if (type !== 'multi' || !Array.isArray(value)) return value;
  const left = value.filter((id: string) => options.includes(id));
  return left.length === 0 && value.length > 0 ? null : left;
}

const cases = specs
  .map((spec) => ({ spec, questionnaire: questionnaireOfSpec(spec) }))
  .filter((one): one is { spec: Spec; questionnaire: Questionnaire } => one.questionnaire !== null)
  .chain((one) => valuesOfSpec(one.spec).map((values) => ({ ...one, ...interview(one.spec, values) })));

/** Walks the engine answer by answer, as `get_next_question` does, and hands each open question over. */
function walked({ questionnaire, given }: { readonly questionnaire: Questionnaire; readonly given: Answers }): readonly Expected[] {
  const met: Expected[] = [];
  let answers: Answers = {};
  for (;;) {
    const { next } = path(questionnaire, answers, 7);
    if (next === null) return met;
    const id = next.question.questionId;
    const answer = given[id];
    met.push({ id, text: next.text, options: next.question.type === 'yes_no' ? [] : next.options.map((option) => option.optionId) });
    if (answer === undefined) return met;
    answers = { ...answers, [id]: answer };
  }
}

it('property 8: asks the next question that logic and answers ask for', () => {
  fc.assert(fc.property(cases, (one) => expect(walked(one).map(({ id }) => id)).toEqual(one.steps.map(({ id }) => id))), runs);
});

it('properties 10 and 11: shows, hides and skips as the conditions say, also when everything is known at once', () => {
  fc.assert(
    fc.property(cases, ({ questionnaire, given, steps }) => {
      const found = path(questionnaire, given, 7);
      expect([found.next, found.steps.map((step) => step.question.questionId)]).toEqual([null, steps.map(({ id }) => id)]);
    }),
    runs,
  );
});

it('property 12: words each question by the first variant that applies, with earlier answers filled in', () => {
  fc.assert(fc.property(cases, (one) => expect(walked(one).map(({ text }) => text)).toEqual(one.steps.map(({ text }) => text))), runs);
});

it('property 13: offers the options that follow from earlier selections', () => {
  fc.assert(fc.property(cases, (one) => expect(walked(one).map(({ options }) => options)).toEqual(one.steps.map(({ options }) => options))), runs);
});
