import { it } from '@jest/globals';
import fc from 'fast-check';
import type { Import } from '../../../../src/survey/importing/import.js';
import { importOns } from '../../../../src/survey/importing/import-ons.js';
import { importSurveyJs } from '../../../../src/survey/importing/import-surveyjs.js';
import { importXform } from '../../../../src/survey/importing/import-xform.js';
import { importXlsform } from '../../../../src/survey/importing/import-xlsform.js';
import { loadQuestionnaire } from '../../../../src/survey/load-questionnaire.js';

/** A result loads; all else is told with reasons. */
const isSound = (imported: Import): boolean => (imported.ok ? loadQuestionnaire(imported.value.questionnaire, 'imported.json').ok : imported.error.length > 0);

const json = fc.jsonValue({ maxDepth: 4 });
const name = fc.constantFrom('a', 'b', 'c', 'END', '__proto__', 'other', '');
const word = fc.constantFrom('and', 'or', 'not', '!', '(', ')', '[', ']', ',', '=', '<', 'contains', 'anyof', 'empty', '{a}', '{b}', '{c}', "'x'", '1', '+', '${a}', '/data/a', 'selected', '.', "selected(${a}, 'x')");
const expression = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
const text = fc.constantFrom('Why?', 'Why {a}?', 'Why ${a}?', '<b>Why</b>', '', '{');
const element = fc.record(
  {
    type: fc.constantFrom('radiogroup', 'checkbox', 'dropdown', 'boolean', 'rating', 'text', 'comment', 'html', 'panel', 'matrix'),
    name, title: fc.oneof(text, json), visibleIf: fc.oneof(expression, expression, json), choices: fc.oneof(fc.constant(['x', 'y']), json), html: text, isRequired: fc.boolean(), choicesFromQuestion: name, elements: json,
  },
  { requiredKeys: ['type', 'name'] },
);

it('takes any JSON for a SurveyJS survey', () => {
  fc.assert(fc.property(fc.oneof(json, fc.record({ elements: fc.array(element, { maxLength: 5 }) }), fc.record({ pages: json, triggers: json })), (survey) => isSound(importSurveyJs(survey))), { numRuns: 1500 });
});

it('takes any JSON for an ONS schema', () => {
  const answer = fc.record({ id: name, type: fc.constantFrom('Radio', 'Checkbox', 'TextField', 'Nothing'), options: fc.oneof(fc.constant([{ value: 'x' }, { value: 'y' }]), json) });
  const when = fc.oneof(json, fc.record({ '==': fc.tuple(fc.record({ source: fc.constant('answers'), identifier: name }), fc.oneof(fc.constant('x'), json)) }));
  const block = fc.record({ id: name, type: fc.constantFrom('Question', 'Question', 'Interstitial', 'Summary'), content: json, question: fc.oneof(fc.record({ title: text, type: fc.constantFrom('General', 'MutuallyExclusive'), answers: fc.array(answer, { maxLength: 3 }) }), json), skip_conditions: fc.record({ when }), routing_rules: fc.oneof(json, fc.array(fc.record({ block: name, when }))) }, { requiredKeys: ['id', 'type'] });
  const schema = fc.record({ sections: fc.array(fc.record({ id: name, groups: fc.array(fc.record({ id: name, blocks: fc.array(block, { maxLength: 4 }) }), { maxLength: 2 }) }), { maxLength: 2 }) });
  fc.assert(fc.property(fc.oneof(json, schema), (one) => isSound(importOns(one))), { numRuns: 1500 });
});

it('takes any rows for an XLSForm, and any text for an XForm', () => {
  const row = fc.record({ type: fc.constantFrom('text', 'select_one x', 'note', 'begin_group', 'end_group', 'range', 'rank'), name, label: text, relevant: expression, constraint: expression, required: name }, { requiredKeys: ['type'] });
  const choices = [{ list_name: 'x', name: 'x', label: 'X' }, { list_name: 'x', name: 'y', label: 'Y' }];
  fc.assert(fc.property(fc.array(row, { maxLength: 6 }), (survey) => isSound(importXlsform({ survey, choices, settings: [] }))), { numRuns: 1500 });
  const piece = fc.constantFrom('<h:html>', '</h:html>', '<h:head>', '</h:head>', '<model>', '</model>', '<h:body>', '</h:body>', '<input ref="/data/a">', '</input>', '<label>A?</label>', '<bind nodeset="/data/a"/>', '&amp;', '&#0;', '<!--', '-->', ']]>', '<![CDATA[');
  fc.assert(fc.property(fc.array(piece, { maxLength: 15 }), (pieces) => isSound(importXform(pieces.join('')))), { numRuns: 1500 });
});
