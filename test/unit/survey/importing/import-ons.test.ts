import { expect, it } from '@jest/globals';
import { answered } from '../../../../src/survey/answer.js';
import { importOns, readOns } from '../../../../src/survey/importing/import-ons.js';
import { hasNumbersAndDates, openText, questionnaireOf, refusals, walk } from './imported.js';

const answer = (id: string, type: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ id, type, mandatory: true, ...more });
const options = (...values: readonly string[]): readonly unknown[] => values.map((value) => ({ label: value, value }));
const block = (id: string, answers: readonly unknown[], more: Record<string, unknown> = {}, question: Record<string, unknown> = {}): Record<string, unknown> => ({ id: `${id}-block`, type: 'Question', question: { id: `${id}-question`, type: 'General', title: `Text of ${id}?`, answers, ...question }, ...more });
const source = (identifier: string): unknown => ({ source: 'answers', identifier });
const schemaOf = (blocks: readonly unknown[], more: Record<string, unknown> = {}, section: Record<string, unknown> = {}): unknown => ({
  survey_id: '001', schema_version: '0.0.1', title: 'Small business', sections: [{ id: 's', groups: [{ id: 'g', blocks }], ...section }], ...more,
});

const full = {
  survey_id: '001',
  data_version: '0.0.3',
  title: 'Small business',
  theme: 'default',
  sections: [
    {
      id: 'one',
      groups: [
        {
          id: 'about',
          blocks: [
            { id: 'intro', type: 'Introduction', primary_content: [{ id: 'p', contents: [{ title: 'Welcome' }, { description: '<p>This is about your <em>shop</em>.</p>' }] }] },
            block('kind', [answer('kind', 'Radio', { options: [...options('Bakery', 'Butcher'), { label: 'Another', value: 'Other', detail_answer: { id: 'kind-other', type: 'TextField' } }] })], {
              routing_rules: [{ section: 'End', when: { '==': [source('kind'), 'butcher'] } }, { block: 'sells-block' }],
            }),
            block('sells', [answer('sells', 'Checkbox', { options: options('Bread', 'Cake', 'Pie') }), answer('sells-none', 'Checkbox', { options: options('None of these') })], {}, { type: 'MutuallyExclusive' }),
            block('staff', [answer('size', 'Dropdown', { options: options('Few', 'Many'), label: 'How large is it?' }), answer('names', 'TextArea', { label: 'Who are they?', max_length: 50, mandatory: false })], {
              skip_conditions: { when: { or: [{ '!=': [source('sells-none'), null] }, { '==': [source('sells'), null] }] } },
            }),
            {
              id: 'taste-block',
              type: 'Question',
              skip_conditions: { when: { not: [{ 'any-in': [source('sells'), ['Cake', 'Pie']] }] } },
              question_variants: [
                { when: { '==': [source('kind'), 'Bakery'] }, question: { id: 't', type: 'General', title: 'Does your bakery taste good?', answers: [answer('taste', 'TextField')] } },
                { when: { '!=': [source('kind'), 'Bakery'] }, question: { id: 't', type: 'General', title: { text: 'Does {shop} taste good?', placeholders: [{ placeholder: 'shop', value: source('kind') }] }, answers: [answer('taste', 'TextField')] } },
              ],
            },
          ],
        },
      ],
    },
    {
      id: 'two',
      enabled: { when: { in: [source('kind'), ['Bakery', 'Butcher']] } },
      groups: [{ id: 'end', blocks: [block('bye', [answer('bye', 'TextField')]), { id: 'sum', type: 'Summary' }] }],
    },
  ],
};

it.each([
  [{ kind: 'Butcher', bye: 'So.' }, 'intro kind bye END'],
  [{ kind: 'Bakery', sells: ['Bread'], size: 'Few', names: 'Ann', bye: 'So.' }, 'intro kind sells size names bye END'],
  [{ kind: 'Bakery', sells: ['Cake'], size: 'Few', names: 'Ann', taste: 'Yes.', bye: 'So.' }, 'intro kind sells size names taste bye END'],
  [{ kind: 'Other', sells: ['None of these'] }, 'intro kind sells END'],
  [{ kind: 'Bakery', sells: { outcome: 'refused', value: null } as const, bye: 'So.' }, 'intro kind sells bye END'],
])('asks what the schema would ask: %#', (values, ids) => {
  expect(walk(importOns(full), values).join(' ')).toBe(ids);
});

it('words a question by its variants, and says answers in it', () => {
  const before = { intro: { outcome: 'played', value: null }, sells: answered(['Pie']), size: answered('Few'), names: answered('Ann') } as const;
  expect(openText(importOns(full), { ...before, kind: answered('Bakery') })).toBe('Does your bakery taste good?');
  expect(openText(importOns(full), { ...before, kind: { ...answered('Other'), otherText: 'cheese shop' } })).toBe('Does “cheese shop” taste good?');
  expect(openText(importOns(full), { ...before, kind: { outcome: 'dont_know', value: null } })).toBe('Does that taste good?');
});

it('makes one question of an answer and the option that excludes it', () => {
  expect(questionnaireOf(importOns(full)).questions[2]).toMatchObject({ questionType: 'multiple_choice', options: [{ optionId: 'Bread' }, { optionId: 'Cake' }, { optionId: 'Pie' }, { optionId: 'None of these', kind: 'none' }] });
  expect(questionnaireOf(importOns(full)).questions[3]).toMatchObject({ questionText: 'Text of staff? How large is it?' });
});

const first = [block('r', [answer('r', 'Radio', { options: options('Yes', 'No') })]), block('c', [answer('c', 'Checkbox', { options: options('A', 'B') })]), block('t', [answer('t', 'TextField')])];
const when = (condition: unknown): unknown => schemaOf([...first, block('z', [answer('z', 'TextField')], { skip_conditions: { when: condition } })]);
const typed = (type: string, more: Record<string, unknown> = {}): unknown => schemaOf([block('z', [answer('z', type, more)])]);
const routed = (routing_rules: unknown): unknown => schemaOf([...first, block('z', [answer('z', 'TextField')], { routing_rules }), block('end', [answer('end', 'TextField')])]);

it.each<[unknown, string]>([
  ...['ListCollector', 'ListCollectorDrivingQuestion', 'PrimaryPersonListCollector', 'RelationshipCollector', 'CalculatedSummary', 'GrandCalculatedSummary', 'UnrelatedQuestions', 'ConfirmationQuestion'].map((type): [unknown, string] => [schemaOf([{ id: 'b', type }]), `${type}: blocks of type "${type}" have no counterpart`]),
  ...['Duration', 'Address', 'Relationship', 'Signature'].map((type): [unknown, string] => [typed(type), `${type}: answers of type "${type}" have no counterpart`]),
  [schemaOf(first, {}, { repeat: { for_list: 'people' } }), 'repeat: "repeat" of section has no counterpart'],
  [schemaOf(first, { individual_response: {} }), 'individual_response: "individual_response" of the schema has no counterpart'],
  [schemaOf([block('z', [answer('z', 'TextField')], {}, { type: 'Calculated' })]), 'Calculated: questions of type "Calculated" have no counterpart'],
  [schemaOf([block('z', [answer('z', 'TextField')], {}, { calculations: [] })]), 'calculations: "calculations" of question has no counterpart'],
  [schemaOf([block('z', [answer('z', 'Date'), answer('y', 'Checkbox', { options: options('No') })], {}, { type: 'MutuallyExclusive' })]), 'MutuallyExclusive: is no checkbox with one option that excludes the others'],
  [typed('Radio', { dynamic_options: {} }), 'dynamic_options: "dynamic_options" of Radio answer has no counterpart'],
  [typed('Radio', { options: [{ value: 'a', detail_answer: { id: 'd', type: 'Number' } }, { value: 'b' }] }), 'detail_answer: is no text'],
  [typed('TextField', { suggestions: { url: 'x' } }), 'suggestions: "suggestions" of TextField answer has no counterpart'],
  [typed('Number', { maximum: { value: source('r') } }), 'maximum: depends on another value'],
  [typed('Number', { default: 0 }), 'default: "default" of Number answer has no counterpart'],
  [typed('Date', { minimum: { value: 'now', offset_by: { days: -7 } } }), 'minimum: is calculated, or of another precision'],
  [when({ '==': [{ source: 'metadata', identifier: 'm' }, 'x'] }), 'source metadata: values from "metadata" have no counterpart'],
  [when({ '>': [{ source: 'list', identifier: 'p', selector: 'count' }, 1] }), 'source list: values from "list" have no counterpart'],
  [when({ '==': [{ source: 'answers', identifier: 'r', list_item_selector: {} }, 'Yes'] }), 'list_item_selector: "list_item_selector" picks out of a list'],
  [when({ '==': [{ date: ['now'] }, source('r')] }), 'date now: the day of the interview has no counterpart in conditions'],
  [when({ '<': [{ date: [source('t'), { days: 3 }] }, 1] }), 'date: a date is calculated'],
  [when({ '>': [{ sum: [source('r')] }, 1] }), 'sum: the operator "sum" has no counterpart'],
  [when({ xor: [] }), 'xor: the operator "xor" has no counterpart'],
  [when({ '==': [source('c'), 'A'] }), '= A: one value is never equal to the list of "c"'],
  [when({ '==': [source('t'), 'x'] }), '= x: "t" is answered in words, which cannot be compared'],
  [when({ '==': [source('r'), 'Maybe'] }), 'Maybe: "Maybe" is no value of "r"'],
  [when({ '==': [source('z'), null] }), 'z: "z" is not asked before this point'],
  [when([{ id: 'r', condition: 'equals', value: 'Yes' }]), 'when: a list of conditions in the old form of the format'],
  [routed([{ block: 'r-block', when: { '==': [source('r'), 'Yes'] } }, { block: 'end-block' }]), 'block: goes back to "r-block"'],
  [routed([{ block: 'end-block', when: { '==': [source('r'), 'Yes'] } }]), 'routing rule: is the last, and not for all cases'],
  [routed([{ block: 'gone' }]), 'block: "gone" is none that was imported'],
  [schemaOf([block('z', [answer('z', 'TextField')], {}, { title: { text: 'Dear {x}', placeholders: [{ placeholder: 'x', transforms: [] }] } })]), 'transforms: "transforms" of placeholder has no counterpart'],
  [schemaOf([block('z', [answer('z', 'TextField')], {}, { title: { text_plural: {} } })]), 'text_plural: "text_plural" of text has no counterpart'],
  [schemaOf([{ id: 'b', type: 'Question', question_variants: [{ when: { '==': [source('r'), 'Yes'] }, question: { title: 'A', answers: [answer('a', 'TextField')] } }, { when: { '!=': [source('r'), 'Yes'] }, question: { title: 'B', answers: [answer('a', 'TextArea')] } }] }]), 'question_variants: differ in more than their title'],
])('refuses by name: %#', (json, refusal) => {
  expect(refusals(importOns(json))).toContain(refusal);
});

it('counts 0 options where none was chosen', () => {
  const counted = importOns(schemaOf([...first, block('z', [answer('z', 'TextField')], { skip_conditions: { when: { '<': [{ count: [source('c')] }, 2] } } })]));
  const before = { r: 'Yes', t: 'So.' };
  expect(walk(counted, { ...before, c: { outcome: 'refused', value: null } })).toEqual(['r', 'c', 't', 'END']);
  expect(walk(counted, { ...before, c: ['A'] })).toEqual(['r', 'c', 't', 'END']);
  expect(walk(counted, { ...before, c: ['A', 'B'] })).toEqual(['r', 'c', 't', 'z']);
});

const numbers = schemaOf([block('sales', [answer('sales', 'Currency', { currency: 'GBP', decimal_places: 2, minimum: { value: 0, exclusive: true } })]), block('since', [answer('since', 'MonthYearDate', { maximum: { value: 'now' } })], { skip_conditions: { when: { '<': [source('sales'), 100] } } })]);

it('writes numbers and dates', () => {
  expect(questionnaireOf(readOns(numbers)).questions).toMatchObject([
    { questionType: 'numeric', configuration: { minValue: 0.01, decimals: 2, unit: 'GBP' } },
    { questionType: 'date', configuration: { maxDate: 'today', datePrecision: 'month' }, displayLogic: { conditions: { not: '{sales} < 100' } } },
  ]);
});

(hasNumbersAndDates ? it : it.skip)('asks by numbers and dates', () => {
  expect(walk(importOns(numbers), { sales: 99 })).toEqual(['sales', 'END']);
});

let deep: unknown = { '==': [source('r'), 'Yes'] };
for (let level = 0; level < 5000; level += 1) deep = { not: [deep] };
let content: unknown = 'x';
for (let level = 0; level < 5000; level += 1) content = { contents: [content] };

it.each<[string, unknown]>([
  ['a text', 'x'],
  ['nothing', {}],
  ['deep conditions', when(deep)],
  ['deep content', schemaOf([{ id: 'i', type: 'Interstitial', content }])],
  ['a huge title', schemaOf([block('z', [answer('z', 'TextField')], {}, { title: 'a'.repeat(10_000_000) })])],
  ['very many blocks', schemaOf(Array.from({ length: 1000 }, (_, index) => block(`b${index}`, [answer(`a${index}`, 'TextField')])))],
  ['a prototype', JSON.parse('{"sections": [{"__proto__": {"polluted": 1}}]}')],
])('refuses hostile input: %s', (_, json) => {
  const found = importOns(json);
  expect(found.ok ? 0 : found.error.length).toBeGreaterThan(0);
  expect(JSON.stringify(found).length).toBeLessThan(200_000);
});
