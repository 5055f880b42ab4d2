import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { textFromChecked } from '../../../src/commands/check-report.js';
import { checkQuestionnaire, type Checked } from '../../../src/survey/check.js';
import { loaded, options, question } from './small-questionnaire.js';

const readme = readFileSync('questionnaires/README.md', 'utf8');

/** The fenced blocks with exactly this label, in order. */
const blocks = (label: string): readonly string[] => [...readme.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].flatMap(([, found, text]) => (found === label ? [text ?? ''] : []));

const head = { questionnaireId: 'example', questionnaireName: 'Example', version: '1', estimatedDuration: 5, closing: 'Goodbye.' };

/** A piece of a file gets a head; a whole file is taken as it stands. */
const check = (block: string): Checked => {
  const json = z.looseObject({}).parse(JSON.parse(block));
  return checkQuestionnaire(JSON.stringify('questionnaireId' in json ? json : { ...head, ...json }), 'example.json');
};

const titled = blocks('json').map((block, index) => [`${index + 1}, with ${/"questionId": "(\w+)"/.exec(block)?.[1] ?? 'no question'}`, block] as const);

it('has an example for every part of the format', () => {
  expect(titled).toHaveLength(13);
});

it.each(titled)('example %s loads, and the checker has nothing to say against it', (_, block) => {
  const { problems, languages } = check(block);
  expect(problems).toEqual([]);
  expect(languages.flatMap(({ findings }) => findings)).toEqual([]);
});

it('quotes the checker word for word', () => {
  const [shipped, refused] = blocks('text');
  expect(textFromChecked(checkQuestionnaire(readFileSync('questionnaires/quick-pulse.json', 'utf8'), 'questionnaires/quick-pulse.json'), { witnesses: false })).toContain(shipped);
  expect(blocks('json refused').map((block) => textFromChecked(check(block), { witnesses: false }))).toEqual([refused]);
});

/** What stands in the table of conditions, left column. */
const conditions = [...readme.slice(readme.indexOf('| write | holds when |')).split('\n\n')[0]?.matchAll(/^\| (`.*?`) \|/gm) ?? []].flatMap(([, cell]) => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((code) => code[1] ?? ''));

it('shows conditions of every kind', () => {
  expect(conditions).toHaveLength(15);
});

it.each(conditions)('the condition %s can be written like that', (condition) => {
  const before = [question('service', 'rating_scale'), question('room', 'rating_scale'), question('regular', 'yes_no'), question('drinks', 'multiple_choice', { options: options('Coffee', 'Tea', 'Juice') }), question('why', 'open_ended')];
  expect(loaded([...before, question('last', 'yes_no', { displayLogic: { conditions: condition } })]).questions.at(-1)?.showIf).not.toBeNull();
});
