import { answered, type Answer, type Answers } from '../../../../src/survey/answer.js';
import type { Import, QuestionnaireJson } from '../../../../src/survey/importing/import.js';
import { loadQuestionnaire } from '../../../../src/survey/load-questionnaire.js';
import { questionFile } from '../../../../src/survey/loading/questionnaire-file.js';
import { path } from '../../../../src/survey/path.js';

/** Whether the loader has numbers and dates: cases that load them wait for it. */
export const hasNumbersAndDates = questionFile.safeParse({ questionId: 'n', questionType: 'numeric', questionText: 'N?' }).success;

export function questionnaireOf(imported: Import): QuestionnaireJson {
  if (!imported.ok) throw new Error(JSON.stringify(imported.error, null, 2));
  return imported.value.questionnaire;
}

/** `construct: problem` of everything that was refused. */
export const refusals = (imported: Import): readonly string[] => (imported.ok ? [] : imported.error.map(({ construct, problem }) => `${construct}: ${problem}`));

type Value = string | number | boolean | readonly string[] | Answer;

/** Ids of the questions that are asked with these answers; ends with `END` or, where an answer is missing, the open question. */
export function walk(imported: Import, values: Readonly<Record<string, Value>>): readonly string[] {
  const loaded = loadQuestionnaire(questionnaireOf(imported), 'imported.json');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, null, 2));
  const answers: Record<string, Answer> = {};
  for (const question of loaded.value.questions) {
    const value = values[question.questionId];
    if (question.type === 'voice_prompt') answers[question.questionId] = { outcome: 'played', value: null };
    else if (value !== undefined) answers[question.questionId] = isAnswer(value) ? value : answered(value);
  }
  const found = path(loaded.value, answers satisfies Answers, 1);
  const ids = found.steps.map(({ question }) => question.questionId);
  return found.next === null ? [...ids, 'END'] : ids;
}

const isAnswer = (value: Value): value is Answer => typeof value === 'object' && 'outcome' in value;

/** How the open question is worded. */
export function openText(imported: Import, values: Readonly<Record<string, Answer>>, language?: string): string | undefined {
  const loaded = loadQuestionnaire(questionnaireOf(imported), 'imported.json', language === undefined ? {} : { language });
  return loaded.ok ? path(loaded.value, values, 1).next?.text : undefined;
}
