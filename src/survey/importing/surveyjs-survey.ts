import { z } from 'zod';
import type { DraftQuestion, Words } from './draft.js';
import type { Findings } from './findings.js';
import { allLogic, type Logic } from './logic.js';
import { logicFromExpression, type Dialect } from './logic-from-expression.js';
import { placeSubject, type SourceTexts } from './source-texts.js';
import type { Subject } from './subject.js';
import { expressionFromSurveyJs } from './surveyjs-expression.js';

/** Equality there does not look at case, and takes "5" for 5. `true` is 1 and 'true', but no other word. */
const dialect: Dialect = {
  means(value, literal) {
    if (typeof value === 'boolean') return [value, Number(value), String(value)].includes(typeof literal === 'string' ? literal.toLowerCase() : literal);
    if (typeof literal === 'boolean') return false;
    return String(value).trim().toLowerCase() === String(literal).trim().toLowerCase();
  },
  equalsOfMany: 'never',
  ordersOptions: true,
  missingIsZero: true,
};

/** What is known while the questions of a SurveyJS survey are read one after the other. */
export interface SurveyJsSurvey {
  readonly texts: SourceTexts;
  readonly questions: DraftQuestion[];
  /** By name; of questions that are still to come too, so that they can be told from unknown ones. */
  readonly subjects: Map<string, Subject>;
  readonly hasSkips: boolean;
  readonly main: string;
}

export const localised = z.union([z.string(), z.number().transform(String), z.record(z.string(), z.string())]);
type Localised = z.infer<typeof localised>;

/** Exactly that name, or the only one that differs in case alone, as there. */
export function subjectOf(survey: SurveyJsSurvey, name: string): Subject | null {
  const exact = survey.subjects.get(name);
  if (exact !== undefined) return exact;
  const alike = [...survey.subjects].filter(([other]) => other.toLowerCase() === name.toLowerCase());
  return alike.length === 1 ? (alike[0]?.[1] ?? null) : null;
}

/** @param before place of the question that says it; null where nothing can be piped, as in options */
export function wordsOf(survey: SurveyJsSurvey, text: Localised | undefined, before: number | null, findings: Findings): Words | null {
  if (text === undefined) return null;
  const byLanguage = typeof text === 'string' ? [[survey.main, text] as const] : Object.entries(text).map(([language, words]) => [language === 'default' ? survey.main : language, words] as const);
  const places = before === null ? null : { pattern: /\{([^{}]*)\}/g, subject: (name: string, here: Findings) => placeSubject(name, subjectOf(survey, name), before, here) };
  return survey.texts.words(byLanguage, places, findings);
}

/** Null after refusing. */
export function logicOf(survey: SurveyJsSurvey, text: string, before: number, findings: Findings): Logic | null {
  const expression = expressionFromSurveyJs(text);
  if (!expression.ok) {
    findings.refuse(expression.error.construct, expression.error.message, expression.error.expected);
    return null;
  }
  return logicFromExpression(expression.value, { dialect, subject: (name) => subjectOf(survey, name), before, findings });
}

export const allLogicOf = (survey: SurveyJsSurvey, conditions: readonly { readonly text: string; readonly findings: Findings }[], before: number): Logic | null =>
  allLogic(conditions.filter(({ text }) => text.trim() !== '').map(({ text, findings }) => logicOf(survey, text, before, findings)));
