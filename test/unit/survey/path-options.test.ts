import { expect, it } from '@jest/globals';
import { answered, type Answers } from '../../../src/survey/answer.js';
import { explore, factId } from '../../../src/survey/exploring/explore.js';
import { path, type Path } from '../../../src/survey/path.js';
import type { Questionnaire } from '../../../src/survey/questionnaire.js';
import { normalise, speak } from '../../../src/survey/questions/index.js';
import { loaded, options, question } from './small-questionnaire.js';

const known = question('known', 'multiple_choice', {
  options: [...options('Ant', 'Bee', 'Cat'), { optionId: 'other', optionText: 'Another one' }, { optionId: 'none', optionText: 'None of these' }],
});
const carrying = (filterRule: string, more: Record<string, unknown> = {}, type = 'multiple_choice'): Record<string, unknown> =>
  question('liked', type, { dynamicOptions: { sourceQuestionId: 'known', filterRule, ...more } });
const last = question('last', 'yes_no');

const at = (questionnaire: Questionnaire, answers: Answers, seed = 1): Path => path(questionnaire, answers, seed);
const shown = (found: Path): readonly string[] | undefined => found.next?.options.map((option) => option.optionId);
const openId = (found: Path): string | undefined => found.next?.question.questionId;

it.each([
  ['selected', {}, ['ant', 'cat'], ['ant', 'cat']],
  ['selected', { addNoneOption: true }, ['ant'], ['ant', 'none']],
  ['selected', { exclude: ['ant'] }, ['ant', 'cat'], ['cat']],
  ['unselected', {}, ['ant', 'cat'], ['bee', 'other']],
  ['displayed', {}, ['ant'], ['ant', 'bee', 'cat', 'other']],
])('carries %s options forward (%j)', (rule, more, chosen, carried) => {
  expect(shown(at(loaded([known, carrying(rule, more), last]), { known: answered(chosen) }))).toEqual(carried);
});

it('does not carry none, and passes a question with nothing to choose from', () => {
  const questionnaire = loaded([known, carrying('selected', { addNoneOption: true }), last]);
  expect(openId(at(questionnaire, { known: answered(['none']) }))).toBe('last');
  expect(openId(at(questionnaire, { known: { outcome: 'dont_know', value: null } }))).toBe('last');
});

it('carries the words of another option forward as its name', () => {
  const found = at(loaded([known, carrying('selected'), last]), { known: { ...answered(['bee', 'other']), otherText: 'Dragonfly' } });
  expect(found.next?.options.map(({ optionId, text, kind }) => ({ optionId, text, kind }))).toEqual([
    { optionId: 'bee', text: 'Bee', kind: 'plain' },
    { optionId: 'other', text: '“Dragonfly”', kind: 'plain' },
  ]);
});

it('carries what was carried', () => {
  const preferred = question('preferred', 'single_choice', { dynamicOptions: { sourceQuestionId: 'liked', filterRule: 'selected' } });
  const questionnaire = loaded([known, carrying('selected'), preferred, last]);
  expect(shown(at(questionnaire, { known: answered(['ant', 'bee', 'cat']), liked: answered(['bee', 'cat']) }))).toEqual(['bee', 'cat']);
});

it('keeps the order that the source was read in', () => {
  const shuffledSource = { ...known, options: options('A', 'B', 'C', 'D', 'E', 'F'), configuration: { randomizeChoices: true } };
  const questionnaire = loaded([shuffledSource, carrying('selected'), last]);
  for (let seed = 0; seed < 20; seed += 1) {
    const source = shown(at(questionnaire, {}, seed)) ?? [];
    expect(shown(at(questionnaire, { known: answered(['a', 'c', 'd', 'f']) }, seed))).toEqual(source.filter((id) => ['a', 'c', 'd', 'f'].includes(id)));
  }
});

it('does not count a chosen option that is no longer offered, and counts it again when it is', () => {
  const questionnaire = loaded([known, carrying('selected', {}, 'single_choice'), last]);
  const answers = { known: answered(['ant', 'bee']), liked: answered('bee') };
  expect(openId(at(questionnaire, answers))).toBe('last');
  expect(openId(at(questionnaire, { ...answers, known: answered(['ant', 'cat']) }))).toBe('liked');
  expect(openId(at(questionnaire, { ...answers, known: answered(['bee', 'cat']) }))).toBe('last');
});

it('keeps what is still offered of several', () => {
  const questionnaire = loaded([known, carrying('selected'), last]);
  const found = at(questionnaire, { known: answered(['ant', 'cat']), liked: answered(['ant', 'bee']) });
  expect(found.steps[1]?.answer?.value).toEqual(['ant']);
});

it('asks about a single remaining option, unless it is to be taken', () => {
  const asked = loaded([known, carrying('selected'), last]);
  expect(shown(at(asked, { known: answered(['bee']) }))).toEqual(['bee']);
  const taken = loaded([known, { ...carrying('selected', {}, 'single_choice'), configuration: { autoSelectSingle: true } }, last]);
  const found = at(taken, { known: answered(['bee']) });
  expect(openId(found)).toBe('last');
  expect(found.steps[1]).toMatchObject({ status: 'imputed', answer: { outcome: 'answered', value: 'bee' } });
});

it('knows, when it is explored, that what is taken without asking is never refused', () => {
  const liked = { ...carrying('selected', {}, 'single_choice'), configuration: { autoSelectSingle: true } };
  const one = { ...known, configuration: { maxSelections: 1 } };
  const { witnesses } = explore(loaded([one, liked, question('why', 'open_ended', { displayLogic: { conditions: 'liked is refused' } }), last]));
  expect([witnesses.has(factId.question('liked')), witnesses.has(factId.question('why'))]).toEqual([true, false]);
});

it('offers an option under a condition of its own', () => {
  const car = question('car', 'yes_no');
  const way = question('way', 'single_choice', { options: [...options('Bus', 'Bike'), { optionId: 'car', optionText: 'By car', displayLogic: { conditions: "car = 'yes'" } }] });
  const questionnaire = loaded([car, way]);
  expect(shown(at(questionnaire, { car: answered(true) }))).toEqual(['bus', 'bike', 'car']);
  expect(shown(at(questionnaire, { car: answered(false) }))).toEqual(['bus', 'bike']);
});

it('reads an ordered scale from the other end for some, and mixes it for nobody', () => {
  const scale = question('scale', 'single_choice', { options: [...options('Bad', 'Fair', 'Good'), { optionId: 'unsure', optionText: 'Cannot judge', anchored: true }], configuration: { randomizeChoices: 'reverse' } });
  const questionnaire = loaded([scale]);
  const orders = new Set(Array.from({ length: 30 }, (_, seed) => shown(at(questionnaire, {}, seed))?.join(' ')));
  expect([...orders].sort()).toEqual(['bad fair good unsure', 'good fair bad unsure']);
});

it('takes "prefer not to say", shown as an option, for a refusal, in conditions too', () => {
  const age = question('age', 'single_choice', { options: [...options('Young', 'Old'), { optionId: 'refused', optionText: 'Prefer not to say' }, { optionId: 'unsure', optionText: 'Cannot tell', kind: 'dont_know' }] });
  const questionnaire = loaded([age, question('why', 'open_ended', { displayLogic: { conditions: 'age = refused' } }), question('guess', 'open_ended', { displayLogic: { conditions: 'age != unsure' } })]);
  const { next } = at(questionnaire, {});
  if (next === null) throw new Error('nothing is asked');
  expect(normalise(next, 'refused')).toEqual({ ok: true, value: { outcome: 'refused', value: null } });
  expect(normalise(next, 'Cannot tell')).toEqual({ ok: true, value: { outcome: 'dont_know', value: null } });
  expect(speak(next)).toBe('Text of age. The answers are: Young or Old.');
  expect(openId(at(questionnaire, { age: { outcome: 'refused', value: null } }))).toBe('why');
  expect(openId(at(questionnaire, { age: answered('old') }))).toBe('guess');
  expect(openId(at(questionnaire, { age: { outcome: 'dont_know', value: null } }))).toBeUndefined();
});

it('lets no answer stand together with "don\'t know", and carries none of it forward', () => {
  const seen = question('known', 'multiple_choice', { options: [...options('Ant', 'Bee'), { optionId: 'dont_know', optionText: 'I cannot say' }] });
  const questionnaire = loaded([seen, carrying('displayed')]);
  const { next } = at(questionnaire, {});
  if (next === null) throw new Error('nothing is asked');
  expect(normalise(next, ['ant', 'dont_know'])).toMatchObject({ ok: false, error: { code: 'exclusive_conflict' } });
  expect(normalise(next, ['dont_know'])).toEqual({ ok: true, value: { outcome: 'dont_know', value: null } });
  expect(shown(at(questionnaire, { known: answered(['ant']) }))).toEqual(['ant', 'bee']);
});

it('is content with fewer selections where fewer are offered', () => {
  const two = { ...carrying('selected'), configuration: { minSelections: 2 } };
  const { next } = at(loaded([known, two]), { known: answered(['bee']) });
  if (next === null) throw new Error('nothing is asked');
  expect(normalise(next, ['bee'])).toMatchObject({ ok: true });
  expect(normalise(next, [])).toMatchObject({ ok: false, error: { code: 'too_few' } });
});
