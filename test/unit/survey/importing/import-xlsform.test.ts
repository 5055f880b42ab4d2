import { expect, it } from '@jest/globals';
import { importXlsform, readXlsform, type SheetRow } from '../../../../src/survey/importing/import-xlsform.js';
import { hasNumbersAndDates, questionnaireOf, refusals, walk } from './imported.js';

const choices: readonly SheetRow[] = [
  { list_name: 'yn', name: 'y', 'label::English (en)': 'Yes', 'label::French (fr)': 'Oui' },
  { list_name: 'yn', name: 'n', 'label::English (en)': 'No', 'label::French (fr)': 'Non' },
  ...['milk', 'meat', 'wool', 'none'].map((name) => ({ list_name: 'use', name, 'label::English (en)': `For ${name}` })),
  { list_name: 'size', name: '1', label: 'Small' }, { list_name: 'size', name: '2', label: 'Middle' }, { list_name: 'size', name: '3', label: 'Large' },
];
const settings: readonly SheetRow[] = [{ form_title: 'Herds', form_id: 'herds', version: '3', default_language: 'English (en)', style: 'pages' }];

const full = importXlsform({
  settings,
  choices,
  survey: [
    { type: 'start', name: 'start' },
    { type: 'note', name: 'hello', 'label::English (en)': 'Hello.', 'label::French (fr)': 'Bonjour.' },
    { type: 'select_one yn', name: 'goats', 'label::English (en)': 'Do you have goats?', 'label::French (fr)': 'Avez-vous des chèvres ?', required: 'yes', appearance: 'minimal' },
    { type: 'begin group', name: 'g', 'label::English (en)': 'Goats', relevant: "${goats} = 'y'" },
    { type: 'select_multiple use', name: 'use', label: 'What are they for?', constraint: "not(selected(., 'none') and count-selected(.) > 1)", parameters: 'randomize=true' },
    { type: 'begin_group', name: 'h', relevant: "not(selected(${use}, 'none'))" },
    { type: 'select_one size', name: 'size', label: 'How large is the herd?', hint: 'A guess will do.' },
    { type: 'text', name: 'why', label: 'Why ${use}?', relevant: '${size} >= 2' },
    { type: 'end_group' },
    { type: 'end group' },
    { type: 'range', name: 'mood', label: 'How do you feel?', parameters: 'start=1 end=7 step=1', relevant: "${use} = 'milk' or ${goats} != 'y'" },
    { type: 'acknowledge', name: 'ok', label: 'Thank you.' },
  ],
});

it.each([
  [{ goats: 'n', mood: 3 }, 'hello goats mood ok END'],
  [{ goats: 'y', use: ['milk'], size: '1', mood: 3 }, 'hello goats use size mood ok END'],
  [{ goats: 'y', use: ['milk', 'meat'], size: '3', why: 'So.' }, 'hello goats use size why ok END'],
  [{ goats: 'y', use: ['none'] }, 'hello goats use ok END'],
])('asks what the form would ask: %#', (values, ids) => {
  expect(walk(full, values).join(' ')).toBe(ids);
});

it('carries over names, languages and limits', () => {
  const { questionnaireId, version, languages, questions } = questionnaireOf(full);
  expect({ questionnaireId, version, languages }).toEqual({ questionnaireId: 'herds', version: '3', languages: ['en', 'fr'] });
  expect(questions[2]).toMatchObject({ questionText: { en: 'What are they for?' }, configuration: { randomizeChoices: true }, options: [{}, {}, {}, { optionId: 'none', kind: 'none' }] });
  expect(questions[3]).toMatchObject({ agentNotes: 'A guess will do.' });
});

const row = (more: SheetRow): ReturnType<typeof importXlsform> =>
  importXlsform({ settings, choices, survey: [{ type: 'select_one size', name: 'a', label: 'A?' }, { type: 'text', name: 'b', label: 'B?', ...more }] });

it.each<[SheetRow, string]>([
  ...['begin_repeat', 'calculate', 'geopoint', 'geotrace', 'image', 'audio', 'video', 'file', 'barcode', 'time', 'dateTime', 'rank', 'hidden', 'xml-external', 'csv-external', 'select_one_from_file'].map((type): [SheetRow, string] => [{ type }, `${type}: rows of type "${type}" have no counterpart`]),
  ...['choice_filter', 'calculation', 'default', 'trigger', 'repeat_count', 'media::image', 'body::x', 'instance::y'].map((column): [SheetRow, string] => [{ [column]: 'x' }, `${column}: the column "${column}" of text has no counterpart`]),
  [{ type: 'select_one nowhere' }, 'nowhere: there is no list of choices "nowhere"'],
  [{ type: 'select_one size or_other' }, 'or_other: own words are asked in a question of their own there'],
  [{ type: 'range', parameters: 'start=0 end=1 step=0.5' }, 'range: is no row of whole numbers'],
  [{ type: 'select_one size', parameters: 'randomize=true seed=3' }, 'seed: the parameter "seed" has no counterpart'],
  [{ required: '${a} = 1' }, 'required: depends on an expression'],
  [{ readonly: 'yes' }, 'readonly: cannot be answered'],
  [{ constraint: 'string-length(.) < 5' }, 'constraint: cannot be said as limits of this kind of question: string-length(.) < 5'],
  [{ relevant: 'coalesce(${a}, 1) = 1' }, 'coalesce(): the function coalesce has no counterpart'],
  [{ relevant: '${a} = 9' }, '9: "9" is no value of "a"'],
  [{ relevant: '${c} = 1' }, 'c: "c" is no question that was imported'],
  [{ label: 'Why ${c}?' }, '{c}: "c" names no question with an answer'],
  [{ label: '' }, 'label: there is nothing to say'],
  [{ 'label::Klingonese': 'nuqneH' }, 'label::Klingonese: names no language'],
  [{ name: '' }, 'text: has no name'],
  [{ name: 'a' }, 'name: "a" is the name of two questions'],
])('refuses by name: %#', (more, refusal) => {
  expect(refusals(row(more))).toContain(refusal);
});

it('refuses groups that do not fit', () => {
  expect(refusals(importXlsform({ settings, choices, survey: [{ type: 'end_group' }, { type: 'begin_group', name: 'g' }, { type: 'text', name: 'b', label: 'B?' }] }))).toEqual(['end_group: there is no group to end', 'begin_group: a group is not ended']);
});

it.each<[string, readonly SheetRow[]]>([
  ['nothing', []],
  ['deep groups', Array.from({ length: 1900 }, (_, index) => ({ type: 'begin_group', name: `g${index}` }))],
  ['very many rows', Array.from({ length: 50_000 }, (_, index) => ({ type: 'text', name: `q${index}`, label: 'Q?' }))],
  ['a huge label', [{ type: 'text', name: 'a', label: 'a'.repeat(10_000_000) }]],
  ['a huge condition', [{ type: 'text', name: 'a', label: 'A?', relevant: '('.repeat(10_000_000) }]],
])('refuses hostile input: %s', (_, survey) => {
  const found = importXlsform({ survey, choices: [], settings: [] });
  expect(found.ok ? 0 : found.error.length).toBeGreaterThan(0);
  expect(JSON.stringify(found).length).toBeLessThan(200_000);
});

const numbers = { settings, choices, survey: [{ type: 'integer', name: 'n', label: 'N?', constraint: '. >= 1 and . < 10' }, { type: 'decimal', name: 'd', label: 'D?', relevant: '${n} + 1 > 5' }, { type: 'date', name: 'w', label: 'W?', relevant: "${d} <= 2.5", constraint: ". >= '2020-01-01'" }] };

it('writes numbers and dates', () => {
  expect(questionnaireOf(readXlsform(numbers)).questions).toMatchObject([
    { questionType: 'numeric', configuration: { decimals: 0, minValue: 1, maxValue: 9 } },
    { questionType: 'numeric', configuration: { decimals: 6 }, displayLogic: { conditions: '({n} + 1) > 5' } },
    { questionType: 'date', configuration: { minDate: '2020-01-01' }, displayLogic: { conditions: '{d} <= 2.5' } },
  ]);
});

(hasNumbersAndDates ? it : it.skip)('asks by numbers and dates', () => {
  expect(walk(importXlsform(numbers), { n: 7, d: 2 })).toEqual(['n', 'd', 'w']);
});
