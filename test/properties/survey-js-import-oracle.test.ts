import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConditionRunner } from 'survey-core';
import type { Answer } from '../../src/survey/answer.js';
import { evaluate } from '../../src/survey/evaluate.js';
import { importSurveyJs } from '../../src/survey/importing/import-surveyjs.js';
import { loadQuestionnaire } from '../../src/survey/load-questionnaire.js';

/* A condition that is imported holds exactly where SurveyJS says that it holds; what cannot be carried over is refused instead. */

const elements = [
  { type: 'radiogroup', name: 'one', title: 'One?', choices: ['a', 'b', 'c'] },
  { type: 'checkbox', name: 'many', title: 'Many?', choices: ['x', 'y', 'z'] },
  { type: 'boolean', name: 'yes', title: 'Yes?' },
  { type: 'rating', name: 's', title: 'Score?' },
  { type: 'rating', name: 'g', title: 'Grade?' },
  { type: 'radiogroup', name: 'band', title: 'Band?', choices: [{ value: 1, text: 'low' }, { value: 2, text: 'middle' }, { value: 3, text: 'high' }] },
  { type: 'text', name: 'n', title: 'N?', inputType: 'number' },
  { type: 'text', name: 'd', title: 'D?', inputType: 'date' },
];
const names = ['{one}', '{many}', '{yes}', '{band}', '{s}', '{n}', '{d}'];
const operators = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'notcontains', 'anyof', 'allof', 'noneof'];
const literals = ["'a'", "'B'", "'x'", 'true', 'false', '1', '2', '3', '0', "['a','b']", "['x']", "['x','Y']", '[1,2]', "'2020-01-01'", "''", '{g}', '{n}'];

const test = fc.oneof(
  fc.tuple(fc.constantFrom(...names), fc.constantFrom(...operators), fc.constantFrom(...literals)).map((parts) => parts.join(' ')),
  fc.tuple(fc.constantFrom(...names), fc.constantFrom('empty', 'notempty')).map((parts) => parts.join(' ')),
  fc.constantFrom('{yes}', '!{yes}', '{s} > {g}', '{s} < {n}', '2 < {s}'),
);
const expressions = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    test,
    fc.tuple(tie('expression'), fc.constantFrom('and', 'or'), tie('expression')).map(([left, joiner, right]) => `(${left}) ${joiner} (${right})`),
    tie('expression').map((inner) => `!(${inner})`),
  ),
})).expression;

type Values = Readonly<Record<string, string | number | boolean | readonly string[]>>;

const answered = fc.record(
  {
    one: fc.constantFrom('a', 'b', 'c'),
    many: fc.subarray(['x', 'y', 'z'], { minLength: 1 }),
    yes: fc.boolean(),
    s: fc.integer({ min: 1, max: 5 }),
    g: fc.integer({ min: 1, max: 5 }),
    band: fc.constantFrom(1, 2, 3),
    n: fc.integer({ min: 0, max: 4 }),
    d: fc.constantFrom('2019-05-05', '2020-01-01', '2021-01-01'),
  },
  { requiredKeys: [] },
);

function ours(values: Values): (questionId: string) => Answer | null {
  return (questionId) => {
    const value = values[questionId];
    if (value === undefined) return null;
    // Choices are compared by option id, which is text.
    return { outcome: 'answered', value: questionId === 'band' ? String(value) : value };
  };
}

it('imports what a condition means, or refuses it', () => {
  let imported = 0;
  fc.assert(
    fc.property(expressions, fc.array(answered, { minLength: 10, maxLength: 10 }), (visibleIf, sets) => {
      const result = importSurveyJs({ elements: [...elements, { type: 'text', name: 'end', title: 'End?', visibleIf }] });
      if (!result.ok) return;
      imported += 1;
      const loaded = loadQuestionnaire(result.value.questionnaire, 'imported.json');
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
      const showIf = loaded.value.questions.at(-1)?.showIf ?? null;
      if (showIf === null) throw new Error('the condition is gone');
      for (const values of sets) {
        const holds = (who: string, result: unknown): string => `${who} of ${visibleIf} for ${JSON.stringify(values)}: ${String(Boolean(result))}`;
        expect(holds('all', evaluate(showIf, ours(values)))).toBe(holds('all', new ConditionRunner(visibleIf).runValues({ ...values })));
      }
    }),
    { numRuns: 2000 },
  );
  expect(imported).toBeGreaterThan(500);
});
