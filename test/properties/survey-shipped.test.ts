import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer, Answers } from '../../src/survey/answer.js';
import { checkQuestionnaire, type CheckedLanguage } from '../../src/survey/check.js';
import { factId } from '../../src/survey/exploring/explore.js';
import { path, type Path, type Step } from '../../src/survey/path.js';
import { progress } from '../../src/survey/progress.js';
import { normalise, speak } from '../../src/survey/questions/index.js';

/* The properties of source 003, for every questionnaire that is shipped, in every language that it has. */

const directory = new URL('../../questionnaires/', import.meta.url);
const shipped = readdirSync(directory)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => checkQuestionnaire(readFileSync(new URL(name, directory), 'utf8'), name).languages)
  .map((checked) => [`${checked.questionnaire.questionnaireId} (${checked.questionnaire.language})`, checked] as const);

const runs = { numRuns: 1000 };
/** One number decides all that a participant does. */
const participants = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });

/** How a participant answers a step, in the words or the values that a client sends. */
function given(step: Step, choice: number): unknown {
  const { question, options } = step;
  const pick = <T>(items: readonly T[]): T | undefined => items[choice % items.length];
  if (choice % 17 === 0 && question.type !== 'voice_prompt') return question.type === 'open_ended' || choice % 2 === 0 ? undefined : null;
  switch (question.type) {
    case 'voice_prompt':
    case 'yes_no':
      return question.type === 'voice_prompt' ? true : choice % 2 === 0;
    case 'rating_scale':
    case 'nps':
      return question.scale.min + (choice % (question.scale.max - question.scale.min + 1));
    case 'single_choice':
      return pick(options)?.optionId;
    case 'multiple_choice': {
      const chosen = options.filter((option, index) => option.kind !== 'none' && (choice >> index) % 2 === 1).map((option) => option.optionId);
      return chosen.slice(0, question.maxSelections);
    }
    case 'open_ended':
      return 'It was quite all right, thank you.';
    case 'numeric':
      return Math.max(question.min ?? 0, Math.min(question.max ?? 50, choice % 50));
    case 'date':
      return question.precision === 'day' ? '2026-10-03' : question.precision === 'month' ? '2026-10' : '2026';
  }
}

const today = '2026-11-21';
const nothing: Answer = { outcome: 'refused', value: null };

/** The interview of one participant: what does not count as an answer is refused, and they refuse to answer. */
function interview({ questionnaire }: CheckedLanguage, choices: readonly number[], seed: number): readonly Path[] {
  const paths: Path[] = [];
  let answers: Answers = {};
  for (let index = 0; ; index += 1) {
    const found = path(questionnaire, answers, seed);
    paths.push(found);
    if (found.next === null) return paths;
    const raw = given(found.next, choices[index % choices.length] ?? 0);
    const normalised = raw === undefined || raw === null ? null : normalise(found.next, raw, today);
    answers = { ...answers, [found.next.question.questionId]: normalised?.ok === true ? normalised.value : nothing };
  }
}

describe.each(shipped)('%s', (_, checked) => {
  const { questionnaire, exploration } = checked;

  it('properties 8, 10 and 11: comes to an end that was foreseen, past questions that were foreseen, each once', () => {
    fc.assert(
      fc.property(participants, fc.nat(), (choices, seed) => {
        const last = interview(checked, choices, seed).at(-1);
        const asked = last?.steps.map((step) => step.question.questionId) ?? [];
        expect(new Set(asked).size).toBe(asked.length);
        const facts = [...asked.map(factId.question), factId.end(last?.disposition ?? 'completed')];
        expect(facts.filter((fact) => !exploration.witnesses.has(fact))).toEqual([]);
      }),
      runs,
    );
  });

  it('property 9: takes every canonical answer for itself, and nothing that is off the scale or unknown', () => {
    fc.assert(
      fc.property(participants, fc.nat(), (choices, seed) => {
        for (const step of interview(checked, choices, seed).at(-1)?.steps ?? []) {
          if (step.answer?.outcome !== 'answered') continue;
          expect(normalise(step, step.answer.value, today)).toMatchObject({ ok: true, value: { outcome: 'answered', value: step.answer.value } });
          if (step.question.type === 'open_ended') continue;
          expect(normalise(step, 9_999_999_999_999, today).ok).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('properties 12 and 13: asks in words that can be spoken, and offers each option once, some of them always', () => {
    fc.assert(
      fc.property(participants, fc.nat(), (choices, seed) => {
        for (const step of interview(checked, choices, seed).at(-1)?.steps ?? []) {
          expect(speak(step)).not.toMatch(/[{}[\]]|undefined|null|\s{2}/);
          const ids = step.options.map((option) => option.optionId);
          expect(new Set(ids).size).toBe(ids.length);
          if (step.question.type.endsWith('choice')) expect(ids.length).toBeGreaterThan(0);
          expect(ids.filter((id) => !exploration.witnesses.has(factId.option(step.question.questionId, id)))).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('shows progress that rises to a hundred, and says something at the end', () => {
    fc.assert(
      fc.property(participants, (choices) => {
        const paths = interview(checked, choices, 1);
        const percents = paths.map((found) => progress(found).percentage);
        expect(percents).toEqual([...percents].sort((a, b) => a - b));
        expect([percents.at(-1), paths.at(-1)?.closing?.length]).toEqual([100, expect.any(Number)]);
      }),
      runs,
    );
  });

  it('is explored whole, and takes the time that it promises', () => {
    expect(exploration.complete).toBe(true);
    expect(exploration.times.expected / 60).toBeLessThan(questionnaire.estimatedDurationMinutes);
  });
});
