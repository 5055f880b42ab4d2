import { loadQuestionnaire } from '../../../src/survey/load-questionnaire.js';
import { path, type Step } from '../../../src/survey/path.js';
import type { Questionnaire } from '../../../src/survey/questionnaire.js';

/** The least header that loads, around these questions and rules. */
export const fileOf = (questions: readonly unknown[], surveyLogic: Record<string, unknown> = {}): Record<string, unknown> => ({
  questionnaireId: 'small',
  questionnaireName: 'Small',
  version: '1',
  estimatedDuration: 5,
  closing: 'Thank you.',
  questions,
  surveyLogic,
});

export function loaded(questions: readonly unknown[], surveyLogic: Record<string, unknown> = {}): Questionnaire {
  const result = loadQuestionnaire(fileOf(questions, surveyLogic), 'small.json');
  if (!result.ok) throw new Error(JSON.stringify(result.error, null, 2));
  return result.value;
}

export const question = (questionId: string, questionType: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  questionId,
  questionType,
  questionText: `Text of ${questionId}.`,
  ...more,
});

export const options = (...texts: readonly string[]): readonly Record<string, unknown>[] =>
  texts.map((text) => ({ optionId: text.toLowerCase().replace(/[^a-z0-9]+/g, '-'), optionText: text }));

/** The open step of a questionnaire of one question. */
export function onlyStep(questionType: string, more: Record<string, unknown> = {}): Step {
  const { next } = path(loaded([question('q1', questionType, more)]), {}, 1);
  if (next === null) throw new Error('no open question');
  return next;
}
