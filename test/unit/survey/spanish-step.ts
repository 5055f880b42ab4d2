import { loadQuestionnaire } from '../../../src/survey/load-questionnaire.js';
import { path, type Step } from '../../../src/survey/path.js';
import { normalise } from '../../../src/survey/questions/index.js';
import { fileOf, question } from './small-questionnaire.js';

/** The open step of a Spanish questionnaire of one question. */
export function spanishStep(questionType: string, more: Record<string, unknown> = {}, language = 'es-ES'): Step {
  const result = loadQuestionnaire({ ...fileOf([question('p1', questionType, more)]), language }, 'pequeno.json');
  const next = result.ok ? path(result.value, {}, 1).next : null;
  if (next === null) throw new Error(JSON.stringify(result));
  return next;
}

/** The value, else the outcome, else the code of the refusal. */
export function heard(step: Step, raw: unknown, today: string | null = null): unknown {
  const result = normalise(step, raw, today);
  return result.ok ? (result.value.value ?? result.value.outcome) : result.error.code;
}

export function said(step: Step, raw: unknown, today: string | null = null): string {
  const result = normalise(step, raw, today);
  return result.ok ? '' : result.error.say;
}
