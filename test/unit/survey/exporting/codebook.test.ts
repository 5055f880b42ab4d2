import { expect, it } from '@jest/globals';
import { codebookFrom } from '../../../../src/survey/exporting/codebook.js';
import { loaded, options, question } from '../small-questionnaire.js';
import { everyType } from './sample.js';

const columns = (questions: readonly unknown[]) => codebookFrom(loaded(questions)).variables.slice(9);

it('has a variable for what can be answered, and none for voice prompts', () => {
  expect(codebookFrom(everyType).variables.slice(9).map(({ name, type }) => `${name}: ${type.kind}`)).toEqual([
    'came: code', 'how: code', 'how_other: text', 'likes_1: flag', 'likes_2: flag', 'likes_3: flag', 'likes_4: flag', 'likes_order: text', 'score: number', 'nps: number', 'price: number',
    'day: date', 'day_outcome: code', 'born: number', 'why: text', 'why_outcome: code', 'why_sentiment: text',
  ]);
});

it('labels values in the order of the questionnaire, and options that are outcomes as missing', () => {
  const how = codebookFrom(everyType).variables.find(({ name }) => name === 'how');
  expect(how?.values).toEqual([{ code: 1, label: 'By bus <express>' }, { code: 2, label: "It's the tram" }, { code: 3, label: 'Something else' }]);
  expect(how?.missing).toEqual({ dont_know: { code: 97, label: 'Does not know' }, refused: { code: 98, label: 'Rather not say' }, no_response: { code: 99, label: 'No answer' } });
});

it('takes the codes of the author where all options have some', () => {
  const valued = (...values: readonly (string | number)[]) =>
    codebookFrom(loaded([question('q', 'single_choice', { options: options('Red', 'Blue', 'Green').map((option, index) => ({ ...option, optionValue: values[index] })) })])).variables[9]?.values.map(({ code }) => code);
  expect(valued(5, 3, 1)).toEqual([5, 3, 1]);
  expect(valued(5, 3, 97)).toEqual([1, 2, 3]);
  expect(valued(5, 'three', 1)).toEqual([1, 2, 3]);
  expect(valued(0, 1, 2)).toEqual([1, 2, 3]);
});

it('takes missing codes that cannot be answers', () => {
  const numeric = (configuration: Record<string, unknown>) => {
    const missing = columns([question('q', 'numeric', { configuration })])[0]?.missing;
    return missing === null || missing === undefined ? [] : [missing.dont_know.code, missing.refused.code, missing.no_response.code];
  };
  expect(numeric({ minValue: 0, maxValue: 96 })).toEqual([97, 98, 99]);
  expect(numeric({ minValue: 0, maxValue: 97 })).toEqual([997, 998, 999]);
  expect(numeric({ minValue: 1000, maxValue: 2000 })).toEqual([97, 98, 99]);
  expect(numeric({ minValue: 98, maxValue: 2000 })).toEqual([9997, 9998, 9999]);
  expect(numeric({ minValue: 0 })).toEqual([-97, -98, -99]);
  expect(numeric({ minValue: -500 })).toEqual([-997, -998, -999]);
  expect(numeric({})).toEqual([9999999999997, 9999999999998, 9999999999999]);
});

it('makes names legal in SPSS and unique in every case', () => {
  const ids = ['2A', 'status', 'AND', 'q.1', 'q_1', 'Q-1', 'ñandú', '年齢', 'x'.repeat(100), `${'x'.repeat(100)}y`];
  const names = columns(ids.map((id) => question(id, 'nps'))).map(({ name }) => name);
  expect(names).toEqual(['q2A', 'status_2', 'AND_v', 'q_1', 'q_1_2', 'Q_1_3', 'nandu', 'q8', 'x'.repeat(62), `${'x'.repeat(60)}_2`]);
});

it('keeps names of parts apart from questions of that name', () => {
  const names = columns([question('a_1', 'nps'), question('a', 'multiple_choice', { options: options('Red', 'Blue') }), question('a_2', 'nps'), question('b_outcome', 'nps'), question('b', 'open_ended')]).map(({ name }) => name);
  expect(names).toEqual(['a_1', 'a_1_2', 'a_2', 'a_2_2', 'b_outcome', 'b', 'b_outcome_2']);
});

it('puts the id of the question where an earlier answer is filled in', () => {
  const asked = loaded([question('brand', 'single_choice', { options: options('Red', 'Blue') }), question('why', 'open_ended', { questionText: 'Why {brand|that}?' })]);
  expect(codebookFrom(asked).variables.find(({ name }) => name === 'why')?.label).toBe('Why [brand]?');
});
