import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answers } from '../../src/survey/answer.js';
import { explore, factId, type Exploration, type Witness } from '../../src/survey/exploring/explore.js';
import { path, type Path } from '../../src/survey/path.js';
import { textFrom } from '../../src/survey/text-template.js';
import { questionnaireOfSpec, specs } from './questionnaire-specs.js';
import { fullAnswers, questionnaires } from './survey-questionnaires.js';

const runs = { numRuns: 1000 };
const ofSpecs = specs.map(questionnaireOfSpec).filter((questionnaire) => questionnaire !== null);
const explored = fc.oneof(questionnaires({ skips: true }), ofSpecs).map((questionnaire) => ({ questionnaire, exploration: explore(questionnaire) }));
const answersOf = (witness: Witness): Answers => Object.fromEntries(witness.map(({ questionId, answer }) => [questionId, answer]));

/** What can be seen of an interview from outside. */
function factsOf(found: Path): readonly string[] {
  const asked = found.steps.map((step) => step.question.questionId);
  const variants = found.steps.flatMap(({ question, text }) => {
    const index = question.textVariants.findIndex((variant) => textFrom(variant.text, () => null) === text);
    return index < 0 ? [] : [factId.variant(question.questionId, index)];
  });
  return [
    ...asked.map(factId.question),
    ...variants,
    ...found.steps.flatMap((step) => step.options.map((option) => factId.option(step.question.questionId, option.optionId))),
    ...(found.disposition === null ? [] : [factId.end(found.disposition)]),
  ];
}

it('finds everything that any interview can come to', () => {
  fc.assert(
    fc.property(explored.chain((one) => fullAnswers(one.questionnaire).map((full) => ({ ...one, full }))), ({ questionnaire, exploration, full }) => {
      expect(exploration.complete).toBe(true);
      const found = path(questionnaire, full, 0);
      expect(factsOf(found).filter((fact) => !exploration.witnesses.has(fact))).toEqual([]);
    }),
    runs,
  );
});

const provable = (exploration: Exploration): readonly (readonly [string, Witness])[] => [...exploration.witnesses].filter(([fact]) => /^(question|option|variant|end) (?!hidden)/.test(fact));

it('has for everything that it finds an interview in which it happens, and which ends', () => {
  fc.assert(
    fc.property(explored, ({ questionnaire, exploration }) => {
      for (const [fact, witness] of provable(exploration)) {
        const found = path(questionnaire, answersOf(witness), 0);
        expect(found.next).toBeNull();
        expect(factsOf(found)).toContain(fact);
      }
    }),
    runs,
  );
});

it('says so when it has not walked everything, whatever the budget', () => {
  fc.assert(
    fc.property(ofSpecs, fc.nat(20), (questionnaire, maxMoves) => {
      const whole = explore(questionnaire);
      const part = explore(questionnaire, { maxMoves });
      expect([...part.witnesses.keys()].filter((fact) => !whole.witnesses.has(fact))).toEqual([]);
      if (part.complete) expect([...part.witnesses.keys()].sort()).toEqual([...whole.witnesses.keys()].sort());
    }),
    runs,
  );
});
