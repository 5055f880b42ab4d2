import { questionsOfTest, type Condition, type Quantity } from '../condition.js';
import type { Pipe, TextTemplate } from '../text-template.js';
import { quoted, reportZodError, type Report } from './load-problem.js';
import { pipingRuleFile } from './questionnaire-file.js';
import type { Scope } from './scope.js';

/** A place that a piping rule of the survey gives a name to. */
export interface NamedPlace {
  readonly targetQuestionId: string;
  readonly placeholder: string;
  readonly sourceQuestionId: string;
  readonly fallback: string | null;
}

export interface TextContext {
  readonly scope: Scope;
  readonly places: readonly NamedPlace[];
  /** Holds whenever the text is said. */
  readonly given: readonly Condition[];
}

/**
 * Reads spoken text with places for earlier answers: `{q4}`, or `{q4|that brand}` with what to say where there is no answer.
 * A place without such words must be behind a condition that only holds when the question was answered.
 */
export function loadText(text: string, context: TextContext, report: Report): TextTemplate {
  const parts: (string | Pipe)[] = [];
  let at = 0;
  for (const match of text.matchAll(/\{([^{}]*)\}/g)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    const pipe = loadPipe(match[1] ?? '', context, report);
    if (pipe !== null) parts.push(pipe);
  }
  if (at < text.length || parts.length === 0) parts.push(text.slice(at));
  for (const part of parts) if (typeof part === 'string') checkSpokenText(part, report);
  return parts;
}

function loadPipe(inside: string, { scope, places, given }: TextContext, report: Report): Pipe | null {
  const bar = inside.indexOf('|');
  const name = (bar < 0 ? inside : inside.slice(0, bar)).trim();
  const place = places.find((one) => one.placeholder === name);
  const questionId = place?.sourceQuestionId ?? name;
  const words = bar < 0 ? '' : inside.slice(bar + 1).trim();
  const fallback = words !== '' ? words : (place?.fallback ?? null);
  const found = scope.questions.get(questionId);
  if (found === undefined) {
    report.add(`placeholder {${name}} names no question`, 'the id of an earlier question, or a placeholder of a piping rule');
    return null;
  }
  if (found.index >= scope.before) {
    report.add(`placeholder {${name}} names a question that is not asked before`, 'an earlier question');
    return null;
  }
  if (found.question?.type === 'voice_prompt') {
    report.add(`placeholder {${name}} names a voice prompt, which has no answer`, 'a question that is answered');
    return null;
  }
  if (fallback === null && !given.some((condition) => requiresAnswer(condition, questionId))) {
    report.add(`${quoted(questionId)} may have no answer here`, `words for that case, such as {${name}|that}, or a condition that it is answered`);
    return null;
  }
  return { questionId, fallback };
}

/** True when the condition cannot hold without a substantive answer of that question. */
function requiresAnswer(condition: Condition, questionId: string): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.some((part) => requiresAnswer(part, questionId));
    case 'any':
      return condition.of.length > 0 && condition.of.every((part) => requiresAnswer(part, questionId));
    case 'not':
      return false;
    case 'outcome':
      return condition.outcome === 'answered' && condition.questionId === questionId;
    case 'compare':
      // A count of nothing is a count.
      return !countsIn(condition.left, questionId) && !countsIn(condition.right, questionId) && questionsOfTest(condition).includes(questionId);
    default:
      return condition.questionId === questionId;
  }
}

function countsIn(quantity: Quantity, questionId: string): boolean {
  if (quantity.kind === 'arithmetic') return countsIn(quantity.left, questionId) || countsIn(quantity.right, questionId);
  return quantity.kind === 'count' && quantity.questionId === questionId;
}

/** Marks of a placeholder that was not filled in would be read out as they stand. */
export function checkSpokenText(text: string, report: Report): void {
  if (/[{}[\]]|\$\{/.test(text)) report.add(`placeholder in spoken text: ${quoted(text)}`, 'text that can be spoken as it is; earlier answers as {q4|that}');
}

/** Reads the survey's piping rules. Whether their questions exist is found out where the text is read. */
export function loadPlaces(files: readonly unknown[], known: ReadonlySet<string>, report: Report): readonly NamedPlace[] {
  const seen = new Set<string>();
  return files.flatMap((file, index): readonly NamedPlace[] => {
    const here = report.at(index);
    const parsed = pipingRuleFile.safeParse(file);
    if (!parsed.success) {
      reportZodError(here, parsed.error);
      return [];
    }
    const { ruleId, targetQuestionId, sourceQuestionId, pipingType, placeholder, fallback } = parsed.data;
    if (seen.has(ruleId)) here.at('ruleId').add(`rule id ${quoted(ruleId)} twice`, 'ids that differ');
    seen.add(ruleId);
    for (const [key, id] of [['targetQuestionId', targetQuestionId], ['sourceQuestionId', sourceQuestionId]] as const) {
      if (!known.has(id)) here.at(key).add(`unknown question ${quoted(id)}`, 'the id of a question of this file');
    }
    if (!['answer', 'label', 'text', 'response', 'answer_text'].includes((pipingType ?? 'answer').toLowerCase())) {
      here.at('pipingType').add(`unknown piping type ${quoted(pipingType)}`, 'answer');
    }
    return [{ targetQuestionId, placeholder: placeholder ?? sourceQuestionId, sourceQuestionId, fallback: fallback ?? null }];
  });
}
