import fc from 'fast-check';
import type { Answer, Answers } from '../../src/survey/answer.js';
import { loadQuestionnaire } from '../../src/survey/load-questionnaire.js';
import type { Questionnaire } from '../../src/survey/questionnaire.js';

const types = ['yes_no', 'nps', 'single_choice', 'multiple_choice', 'open_ended', 'voice_prompt'] as const;
type Type = (typeof types)[number];

const optionFiles = ['a', 'b', 'c'].map((optionId) => ({ optionId, optionText: `Option ${optionId}` }));

/** Condition text over question `id`, of every operator that its type takes. */
function test(id: string, type: Type): fc.Arbitrary<string> {
  const outcome = fc.constantFrom('is answered', 'is not answered', 'is refused', 'is dont_know');
  const byType: Record<Type, fc.Arbitrary<string>> = {
    yes_no: fc.constantFrom("= 'yes'", "!= 'yes'", "= 'no'"),
    nps: fc.oneof(
      fc.tuple(fc.constantFrom('<', '<=', '>', '>=', '=', '!='), fc.integer({ min: 0, max: 10 })).map(([operator, value]) => `${operator} ${value}`),
      fc.constant('between 3 and 7'),
    ),
    single_choice: fc.constantFrom('= a', '!= b', 'in (a, c)', 'not in (a, b)'),
    multiple_choice: fc.constantFrom('= a', 'in (a, c)', 'not in (b)', 'contains_all (a, b)'),
    open_ended: outcome,
    voice_prompt: outcome,
  };
  return fc.oneof({ weight: 3, arbitrary: byType[type] }, { weight: 1, arbitrary: outcome }).map((rest) => `${id} ${rest}`);
}

/** One to three tests of the questions before `index`, joined and negated. */
function condition(all: readonly Type[], index: number): fc.Arbitrary<string> {
  const one = fc.integer({ min: 0, max: index - 1 }).chain((at) => test(`q${at}`, all[at] ?? 'nps'));
  const maybeNot = fc.tuple(one, fc.boolean()).map(([text, negated]) => (negated ? `not (${text})` : text));
  return fc
    .array(fc.tuple(maybeNot, fc.constantFrom('AND', 'OR')), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.map(([text, joiner], at) => (at === 0 ? text : `${joiner} ${text}`)).join(' '));
}

const optionally = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

interface Skip {
  readonly after: number;
  readonly when: string;
  readonly to: number;
}

/** JSON of questionnaires of 2 to 9 questions with display conditions, dynamic text, shuffled options and (unless left out) skips. */
export const questionnaireFiles = (options: { readonly skips: boolean }) =>
  fc
    .array(fc.constantFrom(...types), { minLength: 2, maxLength: 9 })
    .chain((all) =>
      fc.record({
        all: fc.constant(all),
        shows: fc.tuple(...all.map((_, index) => (index === 0 ? fc.constant(undefined) : optionally(condition(all, index))))),
        variants: fc.tuple(...all.map((_, index) => (index === 0 ? fc.constant(undefined) : optionally(condition(all, index))))),
        skips: options.skips
          ? fc.array<Skip>(
              fc
                .integer({ min: 1, max: all.length - 1 })
                .chain((after) => fc.record({ after: fc.constant(after), when: condition(all, after + 1), to: fc.integer({ min: after + 1, max: all.length }) })),
              { maxLength: 3 },
            )
          : fc.constant<Skip[]>([]),
      }),
    )
    .map(({ all, shows, variants, skips }) => ({
      questionnaireId: 'generated',
      questionnaireName: 'Generated',
      version: '1',
      estimatedDuration: 1,
      closing: 'Goodbye.',
      questions: all.map((questionType, index) => ({
        questionId: `q${index}`,
        questionType,
        questionText: `Question ${index}.`,
        ...(questionType.endsWith('_choice') ? { options: optionFiles, configuration: { randomizeChoices: true } } : {}),
        ...(shows[index] === undefined ? {} : { displayLogic: { conditions: shows[index] } }),
        ...(variants[index] === undefined ? {} : { dynamicQuestionText: { [variants[index] ?? '']: `Variant ${index}.` } }),
      })),
      surveyLogic: {
        skipLogicRules: skips.map(({ after, when, to }, index) => ({
          ruleId: `r${index}`,
          condition: when,
          afterQuestionId: `q${after}`,
          skipToQuestionId: to === all.length ? 'END' : `q${to}`,
        })),
      },
    }));

/** The same, loaded. */
export const questionnaires = (options: { readonly skips: boolean }): fc.Arbitrary<Questionnaire> =>
  questionnaireFiles(options).map((json) => {
    const loaded = loadQuestionnaire(json, 'generated.json');
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, null, 2));
    return loaded.value;
  });

const outcome = fc.constantFrom<Answer>({ outcome: 'dont_know', value: null }, { outcome: 'refused', value: null }, { outcome: 'no_response', value: null });

function answer(type: string): fc.Arbitrary<Answer> {
  const value = ((): fc.Arbitrary<Answer['value']> => {
    switch (type) {
      case 'yes_no':
        return fc.boolean();
      case 'nps':
        return fc.integer({ min: 0, max: 10 });
      case 'single_choice':
        return fc.constantFrom('a', 'b', 'c');
      case 'multiple_choice':
        return fc.subarray(['a', 'b', 'c']);
      default:
        return fc.constantFrom('words', 'other words');
    }
  })();
  if (type === 'voice_prompt') return fc.constant({ outcome: 'played', value: null });
  return fc.oneof({ weight: 6, arbitrary: value.map((given): Answer => ({ outcome: 'answered', value: given })) }, { weight: 1, arbitrary: outcome });
}

/** An answer for every question, as somebody might give it if asked. */
export const fullAnswers = (questionnaire: Questionnaire): fc.Arbitrary<Answers> =>
  fc.tuple(...questionnaire.questions.map((question) => answer(question.type))).map((all) =>
    Object.fromEntries(questionnaire.questions.map((question, index): [string, Answer] => [question.questionId, all[index] ?? { outcome: 'no_response', value: null }])),
  );

export const without = (answers: Answers, drop: (questionId: string) => boolean): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([questionId]) => !drop(questionId)));
