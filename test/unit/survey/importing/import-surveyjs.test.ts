import { expect, it } from '@jest/globals';
import { answered } from '../../../../src/survey/answer.js';
import { importSurveyJs, readSurveyJs } from '../../../../src/survey/importing/import-surveyjs.js';
import { hasNumbersAndDates, openText, questionnaireOf, refusals, walk } from './imported.js';

const survey = {
  title: { default: 'Garden club', es: 'Club de jardín' },
  questionsOnPageMode: 'questionPerPage',
  showProgressBar: 'top',
  completedHtml: '<h4>Goodbye, and <b>happy</b> planting.</h4>',
  pages: [
    {
      name: 'first',
      title: 'About you',
      elements: [
        { type: 'html', name: 'hello', html: '<p>Welcome to the <i>garden</i> club.</p>' },
        { type: 'boolean', name: 'member', title: { default: 'Are you a member?', es: '¿Es usted miembro?' }, isRequired: true },
        { type: 'radiogroup', name: 'plot', title: 'Which plot is yours?', visibleIf: '{member} = true', choices: ['North', { value: 'south', text: 'South side' }], showOtherItem: true, showDontKnowItem: true },
        { type: 'checkbox', name: 'tools', title: 'Which tools do you use?', choices: ['spade', 'rake', 'hoe'], showNoneItem: true, choicesOrder: 'random', maxSelectedChoices: 2 },
        { type: 'dropdown', name: 'best', title: 'Which one do you like best?', choicesFromQuestion: 'tools', choicesFromQuestionMode: 'selected' },
      ],
    },
    {
      name: 'second',
      visibleIf: "{tools} notempty and {tools} noneof ['none']",
      elements: [
        { type: 'panel', name: 'inner', visibleIf: "{plot} = 'NORTH' or {plot} = 'dontknow'", elements: [{ type: 'comment', name: 'shade', title: 'You said {plot}. Is there shade?' }] },
        { type: 'rating', name: 'recommend', title: 'Would you recommend us?', rateMin: 0, rateMax: 10 },
        { type: 'rating', name: 'stars', title: 'How many stars?', minRateDescription: 'poor', visibleIf: '{recommend} <= 6' },
        { type: 'text', name: 'why', title: 'Why?' },
      ],
    },
    { name: 'third', elements: [{ type: 'text', name: 'last', title: 'Anything else?' }] },
  ],
  triggers: [
    { type: 'complete', expression: '{recommend} = 0' },
    { type: 'skip', expression: '{stars} >= 4', gotoName: 'last' },
  ],
};

const imported = importSurveyJs(survey);

it.each([
  [{ member: true, plot: 'North', tools: ['spade', 'rake'], best: 'rake', shade: 'Yes.', recommend: 9, why: 'So.', last: 'No.' }, 'hello member plot tools best shade recommend why last END'],
  [{ member: false, tools: ['none'], last: 'No.' }, 'hello member tools last END'],
  [{ member: true, plot: 'south', tools: ['hoe'], best: 'hoe', recommend: 3, stars: 5, last: 'No.' }, 'hello member plot tools best recommend stars last END'],
  [{ member: true, plot: 'south', tools: ['hoe'], best: 'hoe', recommend: 3, stars: 2 }, 'hello member plot tools best recommend stars why'],
  [{ member: true, plot: { outcome: 'dont_know', value: null } as const, tools: ['hoe'], best: 'hoe', shade: 'So.', recommend: 0 }, 'hello member plot tools best shade recommend END'],
  [{ member: true, plot: { outcome: 'refused', value: null } as const, tools: ['hoe'], best: 'hoe' }, 'hello member plot tools best recommend'],
])('asks what the survey would ask: %#', (values, ids) => {
  expect(walk(imported, values).join(' ')).toBe(ids);
});

it('says an answer in a later question, with words for the case that there is none', () => {
  const before = { hello: { outcome: 'played', value: null }, member: answered(true), tools: answered(['hoe']), best: answered('hoe') } as const;
  expect(openText(imported, { ...before, plot: answered('North') })).toBe('You said North. Is there shade?');
  expect(openText(imported, { ...before, plot: { outcome: 'dont_know', value: null } })).toBe('You said that. Is there shade?');
});

it('carries over languages, closing and the words of the ends of a scale', () => {
  const { languages, language, closing, questionnaireName, questions } = questionnaireOf(imported);
  expect({ languages, language, closing }).toEqual({ languages: ['en', 'es'], language: 'en', closing: { en: 'Goodbye, and happy planting.', es: 'Goodbye, and happy planting.' } });
  expect(questionnaireName).toEqual({ en: 'Garden club', es: 'Club de jardín' });
  expect(questions[7]).toMatchObject({ questionType: 'rating_scale', configuration: { scaleRange: { min: 1, max: 5 }, minValueDescription: { en: 'poor', es: 'poor' } } });
  expect(openText(imported, { hello: { outcome: 'played', value: null } }, 'es')).toBe('¿Es usted miembro?');
});

it('notes what is left out, renamed or given a default', () => {
  expect(imported.ok && imported.value.notes.map(({ path, note }) => `${path}: ${note}`)).toEqual(
    expect.arrayContaining([
      'pages[0]: title and description of this page are left out',
      'pages[0].elements[2]: showDontKnowItem: no option, because every question can be answered so (dont_know)',
      'pages[1].elements[0].elements[0].title: where "plot" has no answer, "that" is said in its place',
      ': texts that are not translated to "es" are in "en" there, as in the source',
    ]),
  );
});

it('keeps names, and makes those that cannot stay usable', () => {
  const renamed = importSurveyJs({ elements: [{ type: 'text', name: 'END', title: 'One?' }, { type: 'radiogroup', name: '__proto__', title: 'Two?', choices: ['a', { value: 'A', text: 'Big A' }, 'none'] }, { type: 'text', name: 'three', title: 'Three?', visibleIf: "{__proto__} = 'A'" }] });
  const { questions } = questionnaireOf(renamed);
  expect(questions.map(({ questionId }) => questionId)).toEqual(['END_1', '__proto___1', 'three']);
  expect(questions[1]).toMatchObject({ options: [{ optionId: 'a' }, { optionId: 'A_2' }, { optionId: 'none', kind: 'plain' }] });
});

const q = (more: Record<string, unknown>): unknown => ({ elements: [{ type: 'text', name: 'a', title: 'A?' }, { type: 'radiogroup', name: 'r', title: 'R?', choices: ['x', 'y'] }, { type: 'checkbox', name: 'c', title: 'C?', choices: ['x', 'y', 'z'] }, { type: 'rating', name: 'n', title: 'N?' }, { type: 'text', name: 'z', title: 'Z?', ...more }] });
const s = (more: Record<string, unknown>): unknown => ({ elements: [{ type: 'radiogroup', name: 'r', title: 'R?', choices: ['x', 'y'] }, { type: 'text', name: 'v', title: 'V?', visibleIf: "{r} = 'x'" }, { type: 'text', name: 'z', title: 'Z?' }], ...more });

it.each<[unknown, string]>([
  ...['matrix', 'matrixdropdown', 'matrixdynamic', 'paneldynamic', 'multipletext', 'ranking', 'imagepicker', 'file', 'signaturepad', 'expression', 'image', 'slider'].map((type): [unknown, string] => [q({ type }), `${type}: questions of type "${type}" have no counterpart in an interview by voice`]),
  ...['email', 'time', 'datetime-local', 'password', 'color'].map((inputType): [unknown, string] => [q({ inputType }), `inputType ${inputType}: "${inputType}" cannot be checked by voice`]),
  ...['validators', 'enableIf', 'requiredIf', 'defaultValue', 'defaultValueExpression', 'setValueIf', 'valueName', 'maskType', 'correctAnswer'].map((key): [unknown, string] => [q({ [key]: 'x' }), `${key}: "${key}" of text has no counterpart`]),
  [q({ type: 'dropdown', choicesByUrl: { url: 'https://example.org' } }), 'choicesByUrl: "choicesByUrl" of dropdown has no counterpart'],
  [q({ type: 'dropdown', choices: ['b', 'a'], choicesOrder: 'asc' }), 'choicesOrder: "asc" sorts by text, in each language anew'],
  [q({ type: 'dropdown', choices: ['b', { value: 'a', enableIf: '1' }] }), 'enableIf: "enableIf" of choice has no counterpart'],
  [q({ type: 'dropdown', choicesFromQuestion: 'c', choicesFromQuestionMode: 'unselected' }), 'choicesFromQuestion: all choices are shown where the other question has no answer'],
  [q({ type: 'dropdown', choicesFromQuestion: 'a' }), 'choicesFromQuestion: names no earlier question with choices'],
  [q({ type: 'rating', rateStep: 2 }), 'rateStep: steps of 2'],
  [q({ visible: false }), 'visible: is never shown'],
  [q({ title: 'Hello {nobody}' }), '{nobody}: "nobody" names no question with an answer'],
  [q({ title: 'Hello {z}' }), '{z}: "z" is not asked before this text'],
  [q({ title: 'Press [1]' }), 'braces: brackets would be read out: "Press [1]"'],
  [q({ type: 'html', html: '<script>x</script>' }), 'script: the text holds a program or a frame'],
  [q({ visibleIf: "{z} = 'x'" }), 'z: "z" is not asked before this point'],
  [s({ triggers: [{ type: 'setvalue', expression: "{r} = 'x'", setToName: 'z' }] }), 'setvalue: triggers of type "setvalue" have no counterpart'],
  [s({ triggers: [{ type: 'skip', expression: "{r} = 'x'", gotoName: 'v' }] }), 'gotoName: "v" can be hidden, and the skip is ignored then'],
  [s({ triggers: [{ type: 'skip', expression: "{r} = 'x'", gotoName: 'z' }] }), 'gotoName: jumps within a page, where what is between stays to be asked'],
  [s({ triggers: [{ type: 'skip', expression: '{z} notempty', gotoName: 'r' }] }), 'gotoName: goes back from "z" to "r"'],
  [s({ triggers: [{ type: 'skip', expression: "{r} = 'x' or {v} notempty", gotoName: 'z' }] }), 'expression: can hold before "v" is answered, and fires at once there'],
  [s({ questionsOrder: 'random' }), 'questionsOrder: questions in random order have no counterpart'],
  [s({ calculatedValues: [] }), 'calculatedValues: "calculatedValues" of the survey has no counterpart'],
  [s({ completedHtmlOnCondition: [] }), 'completedHtmlOnCondition: "completedHtmlOnCondition" of the survey has no counterpart'],
  [s({ timeLimit: 60 }), 'timeLimit: "timeLimit" of the survey has no counterpart'],
])('refuses by name: %#', (json, refusal) => {
  expect(refusals(importSurveyJs(json))).toContain(refusal);
});

it('tells all problems at once, with their places', () => {
  const found = importSurveyJs({ pages: [{ elements: [{ type: 'matrix', name: 'm' }, { type: 'panel', elements: [{ type: 'text', name: 't', title: 'T?', validators: [] }] }] }], bogus: 1 });
  expect(found.ok ? [] : found.error.map(({ path, construct }) => `${path} ${construct}`)).toEqual(['pages[0].elements[0] matrix', 'pages[0].elements[1].elements[0].validators validators', 'bogus bogus']);
});

const numbers = { elements: [{ type: 'text', name: 'age', title: 'How old are you?', inputType: 'number', min: 0, max: 120, step: 1, isRequired: true }, { type: 'text', name: 'born', title: 'When?', inputType: 'date', max: '2020-12-31', visibleIf: '{age} >= 18' }, { type: 'text', name: 'end', title: 'End?', visibleIf: "{born} < '2000-01-01' or {age} + 2 > 30" }] };

it('writes numbers and dates', () => {
  expect(questionnaireOf(readSurveyJs(numbers)).questions).toMatchObject([
    { questionType: 'numeric', configuration: { minValue: 0, maxValue: 120, decimals: 0 } },
    { questionType: 'date', configuration: { maxDate: '2020-12-31', datePrecision: 'day' }, displayLogic: { conditions: '{age} >= 18' } },
    { displayLogic: { conditions: { any: ["{born} < '2000-01-01'", '({age} + 2) > 30'] } } },
  ]);
});

(hasNumbersAndDates ? it : it.skip)('asks by numbers and dates', () => {
  expect(walk(importSurveyJs(numbers), { age: 20, born: '2001-05-05' })).toEqual(['age', 'born', 'END']);
  expect(walk(importSurveyJs(numbers), { age: 20, born: '1999-05-05' })).toEqual(['age', 'born', 'end']);
});

let deep: unknown = { type: 'text', name: 'x', title: 'X?' };
for (let level = 0; level < 5000; level += 1) deep = { type: 'panel', elements: [deep] };
const huge = 'a'.repeat(10_000_000);

it.each<[string, unknown]>([
  ['null', null],
  ['a list', []],
  ['panels in panels', { elements: [deep] }],
  ['a huge title', { elements: [{ type: 'text', name: 'a', title: huge }] }],
  ['a huge name', { elements: [{ type: huge, name: huge }] }],
  ['a huge expression', { elements: [{ type: 'text', name: 'a', title: 'A?', visibleIf: huge }] }],
  ['brackets in brackets', { elements: [{ type: 'text', name: 'a', title: 'A?', visibleIf: '('.repeat(3000) }] }],
  ['markup without end', { elements: [{ type: 'html', name: 'a', html: '<p'.repeat(5_000_000) }] }],
  ['a prototype', JSON.parse('{"__proto__": {"polluted": 1}, "elements": [{"type": "text", "name": "a", "title": {"__proto__": "x"}}]}')],
  ['very many questions', { elements: Array.from({ length: 100_000 }, (_, index) => ({ type: 'text', name: `q${index}` })) }],
])('refuses hostile input: %s', (_, json) => {
  const found = importSurveyJs(json);
  expect(found.ok ? 0 : found.error.length).toBeGreaterThan(0);
  expect(JSON.stringify(found).length).toBeLessThan(200_000);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
