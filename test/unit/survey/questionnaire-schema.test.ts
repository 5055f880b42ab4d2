import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { questionnaireJsonSchema } from '../../../src/survey/questionnaire-schema.js';
import { fileOf, question } from './small-questionnaire.js';

const root = new URL('../../../', import.meta.url);
const shipped = readdirSync(new URL('questionnaires/', root)).filter((name) => name.endsWith('.json'));
const schema = z.fromJSONSchema(questionnaireJsonSchema());

it('is published as it is', () => {
  expect(JSON.parse(readFileSync(new URL('docs/questionnaire.schema.json', root), 'utf8'))).toEqual(questionnaireJsonSchema());
});

it.each(shipped)('describes %s', (name) => {
  const json: unknown = JSON.parse(readFileSync(new URL(`questionnaires/${name}`, root), 'utf8'));
  expect(schema.safeParse(json).error?.issues ?? []).toEqual([]);
});

it.each([
  ['a misspelt key', fileOf([question('a', 'yes_no', { displayLogik: {} })])],
  ['an unknown type', fileOf([question('a', 'telepathy')])],
  ['a condition that is none', fileOf([question('a', 'yes_no'), question('b', 'yes_no', { displayLogic: { conditions: { questionId: 'a' } } })])],
  ['no questions', fileOf([])],
])('refuses %s', (_, json) => {
  expect(schema.safeParse(json).success).toBe(false);
});

it('takes a text for each language where a text may stand', () => {
  expect(schema.safeParse(fileOf([question('a', 'yes_no', { questionText: { 'en-US': 'Tea?', 'es-ES': '¿Té?' } })])).success).toBe(true);
});
