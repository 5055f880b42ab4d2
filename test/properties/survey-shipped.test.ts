import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cellFrom, quotaKeyOf } from '../../src/agents/interviewer/seats.js';
import type { Answer, Answers } from '../../src/survey/answer.js';
import { checkQuestionnaire, type CheckedLanguage } from '../../src/survey/check.js';
import { factId } from '../../src/survey/exploring/explore.js';
import { path, type Path, type Step } from '../../src/survey/path.js';
import { progress } from '../../src/survey/progress.js';
import { normalise, speak } from '../../src/survey/questions/index.js';
import { sentimentOf, sentiments } from '../../src/survey/sentiment/sentiment.js';
import { beginInterview, quotasInMemory } from '../support/interview-bench.js';

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
      runs,
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

  it('property 14: judges any answer to its open questions', () => {
    const open = questionnaire.questions.filter((question) => question.type === 'open_ended' && question.sentiment);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => open.every(() => sentiments.includes(sentimentOf(text, questionnaire.language)))),
      runs,
    );
  });

  it('property 15: takes no more people into a quota than there are seats, and counts each of them once', async () => {
    const tight = { ...questionnaire, quotas: questionnaire.quotas.map((quota) => ({ ...quota, limit: Math.min(quota.limit, 7) })) };
    const quotas = quotasInMemory();
    const [choices = []] = fc.sample(fc.array(fc.nat(), { minLength: 12_000, maxLength: 12_000 }), { numRuns: 1, seed: 1 });
    const completed = new Map<string, number>();
    for (let person = 0; person < (tight.quotas.length === 0 ? 1 : 1000); person += 1) {
      const { interview: one } = beginInterview(tight, { quotas, sessionId: `person ${person}` });
      for (let step = 0; one.path.next !== null && step < 40; step += 1) {
        const raw = given(one.path.next, choices[(person * 11 + step) % choices.length] ?? 0);
        const { status } = await one.answer({ questionId: one.path.next.question.questionId, value: raw ?? "I'd rather not say", heard: '', via: 'touch' });
        if (status === 'invalid') break;
      }
      await one.leave();
      for (const quotaId of one.path.disposition === 'completed' ? one.path.quotas : []) completed.set(quotaId, (completed.get(quotaId) ?? 0) + 1);
    }
    const statuses = await quotas.status(quotaKeyOf(tight), tight.quotas.map(cellFrom));
    expect(statuses.map(({ cellId, completed: counted, reserved, overQuota }) => [cellId, counted, reserved, overQuota])).toEqual(tight.quotas.map(({ quotaId }) => [quotaId, completed.get(quotaId) ?? 0, 0, 0]));
    expect(tight.quotas.filter(({ quotaId, enforced, limit }) => enforced && (completed.get(quotaId) ?? 0) > limit)).toEqual([]);
    // The quotas were put to the test: some are full.
    if (tight.quotas.length > 0) expect(statuses.some(({ isFilled }) => isFilled)).toBe(true);
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
