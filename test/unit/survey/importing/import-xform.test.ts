import { expect, it } from '@jest/globals';
import { answered } from '../../../../src/survey/answer.js';
import { importXform, readXform } from '../../../../src/survey/importing/import-xform.js';
import { hasNumbersAndDates, openText, questionnaireOf, refusals, walk } from './imported.js';

const formOf = (binds: string, body: string, model = ''): string => `<?xml version="1.0"?>
<!-- a form -->
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
  <h:head><h:title>Water &amp; wells</h:title>
    <model>${model}<instance><data id="wells" version="7"><a/><b/><meta><instanceID/></meta></data></instance>
      ${binds}<bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/>
    </model>
  </h:head>
  <h:body>${body}</h:body>
</h:html>`;
const items = (...values: readonly string[]): string => values.map((value) => `<item><label>Label of ${value}</label><value>${value}</value></item>`).join('');

const itext = `<itext>
  <translation lang="English (en)" default="true()"><text id="well"><value>Do you have a well?</value></text><text id="why"><value>Why <output value="/data/well"/>?</value></text><text id="yes"><value>Yes</value></text></translation>
  <translation lang="Español (es)"><text id="well"><value>¿Tiene un pozo?</value></text><text id="why"><value>¿Por qué <output value=" /data/well "/>?</value></text><text id="yes"><value>Sí</value></text></translation>
</itext>`;
const full = importXform(
  formOf(
    `<bind nodeset="/data/hello" readonly="true()" type="string"/>
     <bind nodeset="/data/well" type="select1" required="true()"/>
     <bind nodeset="/data/g" relevant="/data/well = 'yes'"/>
     <bind nodeset="/data/g/uses" type="select" constraint="not(selected(., 'nothing') and count-selected(.) &gt; 1) and count-selected(.) &lt;= 2" jr:constraintMsg="Two"/>
     <bind nodeset="/data/g/why" type="string" relevant="selected(../uses, 'drink') or count-selected(../uses) = 2"/>
     <bind nodeset="/data/g/taste" relevant="not(selected(/data/g/uses, 'nothing')) and /data/g/uses != ''"/>
     <bind nodeset="/data/last" type="string" relevant="/data/g/taste &gt;= 4 or /data/well = 'no'"/>`,
    `<input ref="/data/hello"><label>Hello.</label></input>
     <select1 ref="/data/well"><label ref="jr:itext('well')"/><item><label ref="jr:itext('yes')"/><value>yes</value></item>${items('no')}</select1>
     <group ref="/data/g"><label>Uses</label>
       <select ref="/data/g/uses"><label>What for?</label><hint>All of them.</hint>${items('drink', 'wash', 'nothing')}</select>
       <input ref="/data/g/why"><label ref="jr:itext('why')"/></input>
       <range ref="/data/g/taste" start="1" end="5" step="1"><label>How does it taste?</label></range>
     </group>
     <input ref="/data/last"><label><![CDATA[Anything <else>?]]></label></input>`,
    itext,
  ),
);

it.each([
  [{ well: 'no' }, 'hello well last'],
  [{ well: 'yes', uses: ['drink'], why: 'So.', taste: 5 }, 'hello well uses why taste last'],
  [{ well: 'yes', uses: ['wash'], taste: 2 }, 'hello well uses taste END'],
  [{ well: 'yes', uses: ['nothing'] }, 'hello well uses END'],
  [{ well: 'yes', uses: { outcome: 'refused', value: null } as const }, 'hello well uses END'],
])('asks what the form would ask: %#', (values, ids) => {
  expect(walk(full, values).join(' ')).toBe(ids);
});

it('carries over names, languages, answers in labels, and limits', () => {
  const { questionnaireId, questionnaireName, version, languages, questions } = questionnaireOf(full);
  expect({ questionnaireId, questionnaireName, version, languages }).toEqual({ questionnaireId: 'wells', questionnaireName: { en: 'Water & wells', es: 'Water & wells' }, version: '7', languages: ['en', 'es'] });
  expect(questions[2]).toMatchObject({ agentNotes: 'All of them.', configuration: { maxSelections: 2 }, options: [{}, {}, { optionId: 'nothing', kind: 'none' }] });
  expect(openText(full, { hello: { outcome: 'played', value: null }, well: answered('yes'), uses: answered(['drink']) }, 'es')).toBe('¿Por qué Sí?');
});

const input = (bind: string, control = '<input ref="/data/b"><label>B?</label></input>', model = ''): string =>
  formOf(`<bind nodeset="/data/a" type="select1"/><bind nodeset="/data/b" ${bind}/>`, `<select1 ref="/data/a"><label>A?</label>${items('x', 'y')}</select1>${control}`, model);
const relevant = (text: string): string => input(`relevant="${text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')}"`);

it.each<[string, string]>([
  ...['coalesce(/data/a, 1) = 1', 'today() > 1', 'if(/data/a = 1, 1, 0) = 1', 'regex(/data/a, "x")', 'string-length(/data/a) > 1', 'int(/data/a) = 1', 'position(..) = 1', 'count(/data/a) > 1', 'jr:choice-name(/data/a, "x") = 1', 'pulldata("a", "b") = 1'].map((text): [string, string] => [relevant(text), `${text.slice(0, text.indexOf('('))}(): the function ${text.slice(0, text.indexOf('('))} has no counterpart`]),
  [relevant('/data/a mod 2 = 1'), 'mod: "mod" has no counterpart'],
  [relevant("/data/a = 'z'"), 'z: "z" is no value of "a"'],
  [relevant("/data/nobody = 'z'"), '/data/nobody: "/data/nobody" is no question that was imported'],
  [relevant("/data/b = 'z'"), '/data/b: "/data/b" is not asked before this point'],
  [relevant("selected(/data/a, 'x') and"), 'expression: a value is wanted at the end'],
  [relevant('false()'), 'condition: a value stands where a condition is wanted'],
  [relevant("/data/a/b[1] = 'x'"), 'expression: "and", "or" or the end is wanted before "["'],
  [input('constraint="regex(., \'x\')"'), "constraint: cannot be said as limits of this kind of question: regex(., 'x')"],
  [input('type="int" constraint=". &gt; /data/a"'), 'constraint: cannot be said as limits of this kind of question: . > /data/a'],
  [input('required="/data/a = \'x\'"'), 'required: depends on an expression'],
  [input('calculate="1 + 1"'), 'calculate: "calculate" has no counterpart'],
  ...['time', 'dateTime', 'geopoint', 'barcode', 'binary'].map((type): [string, string] => [input(`type="${type}"`), `${type}: inputs of type "${type}" have no counterpart`]),
  ...['repeat', 'upload', 'rank', 'secret', 'odk:rank'].map((name): [string, string] => [input('', `<${name} ref="/data/b"><label>B?</label></${name}>`), `${name.replace('odk:', '')}: "${name.replace('odk:', '')}" has no counterpart in an interview by voice`]),
  [input('', '<select1 ref="/data/b"><label>B?</label><itemset nodeset="instance(\'c\')/root/item"><value ref="name"/></itemset></select1>'), 'itemset: choices that come from elsewhere or are filtered'],
  [input('', '<range ref="/data/b" start="0" end="1" step="0.1"><label>B?</label></range>'), 'range: is no row of whole numbers'],
  [input('', '<input ref="b"><label>B?</label></input>'), 'ref: is no full path'],
  [input('', '<input ref="/data/b"/>'), 'label: there is nothing to say'],
  [input('', '<input ref="/data/b"><label>Is it <output value="1 + 1"/>?</label></input>'), 'output: "1 + 1" is calculated'],
  [input('', '<input ref="/data/b"><label>Is it {this}?</label></input>'), 'braces: brackets would be read out: "Is it {this}?"'],
  [input('', undefined, '<instance id="cities" src="jr://file-csv/cities.csv"/>'), 'instance: a list of its own: "cities"'],
  [input('', undefined, '<setvalue ref="/data/b" event="odk-instance-first-load" value="1"/>'), 'setvalue: "setvalue" has no counterpart'],
  [input('', undefined, '<itext><translation lang="Klingonese"/></itext>'), 'lang: "Klingonese" names no language'],
])('refuses by name: %#', (xml, refusal) => {
  expect(refusals(importXform(xml))).toContain(refusal);
});

const numbers = formOf(
  '<bind nodeset="/data/a" type="int" constraint=". &gt; 0 and . &lt;= 120"/><bind nodeset="/data/b" type="date" relevant="/data/a div 2 &gt; 10 or /data/a = \'\'" constraint=". &lt;= date(\'2020-12-31\')"/>',
  '<input ref="/data/a"><label>A?</label></input><input ref="/data/b"><label>B?</label></input>',
);

it('writes numbers and dates', () => {
  expect(questionnaireOf(readXform(numbers)).questions).toMatchObject([
    { questionType: 'numeric', configuration: { decimals: 0, minValue: 1, maxValue: 120 } },
    { questionType: 'date', configuration: { datePrecision: 'day', maxDate: '2020-12-31' }, displayLogic: { conditions: { any: ['({a} / 2) > 10', { not: { questionId: 'a', operator: 'answered' } }] } } },
  ]);
});

(hasNumbersAndDates ? it : it.skip)('asks by numbers and dates', () => {
  expect(walk(importXform(numbers), { a: 20 })).toEqual(['a', 'END']);
});

const laughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, index) => `<!ENTITY lol${index + 1} "${`&lol${index === 0 ? '' : index};`.repeat(10)}">`).join('')}]><h:html>&lol9;</h:html>`;

it.each<[string, string, string]>([
  ['entities that multiply', laughs, 'xml: a DOCTYPE, or another declaration, in line 1'],
  ['an outer entity', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', 'xml: a DOCTYPE, or another declaration, in line 1'],
  ['an unknown entity', '<x>&lol;</x>', 'xml: entity &lol; in line 1'],
  ['deep nesting', '<a>'.repeat(100_000), 'xml: nested deeper than 64 levels in line 1'],
  ['too much text', `<a>${'x'.repeat(10_000_000)}</a>`, 'xml: longer than 5000000 characters'],
  ['tags that cross', '<a><b></a></b>', 'xml: </a> where </b> was expected in line 1'],
  ['no end', '<a>\n<b>', 'xml: no </b> in line 2'],
  ['a broken tag', `<a ${'b="c" '.repeat(100_000)}`, 'xml: a tag that is not well formed in line 1'],
  ['nothing', '', 'xml: no document in line 1'],
  ['another document', '<html><body/></html>', 'html: has no head with a model, or no body'],
])('refuses hostile input: %s', (_, xml, refusal) => {
  expect(refusals(importXform(xml))).toEqual([refusal]);
});
