import { answerOf, isSelection, type Answer, type Answers } from './answer.js';
import { questionsIn } from './condition.js';
import { evaluate, type OnPath } from './evaluate.js';
import { pipedText } from './piping.js';
import type { EndDisposition, Option, Question, Questionnaire } from './questionnaire.js';
import type { QuotaVerdicts } from './quota.js';
import type { Step } from './step.js';
import { textFrom, type TextTemplate } from './text-template.js';
import { imputedAnswer, leave, meet, quotaEnd, quotasMatched } from './walk.js';

export type { Step } from './step.js';

export interface Path {
  /** From the first question up to and including the open one. Answers of questions beyond it wait, masked, until it is answered. */
  readonly steps: readonly Step[];
  /** The open question; null when the interview has ended. */
  readonly next: Step | null;
  /** Null while a question is open. */
  readonly disposition: EndDisposition | null;
  /** What to say at the end; null while a question is open. */
  readonly closing: string | null;
  /** Ids of the quotas that this participant belongs to as far as is decided: the seats to hold. */
  readonly quotas: readonly string[];
  /** Most questions (voice prompts not counted) that can still follow the open one. Falls, or stays, with every answer. */
  readonly longestRemaining: number;
}

/**
 * The one function that decides the flow: which questions this participant was, is and will be asked, from the answers alone.
 * Pure and total. Answers off the path are masked: they read as missing in every condition and count again when the path
 * comes back to them.
 *
 * @param seed of the session: orders the options of questions that shuffle them
 * @param verdicts what is known of the quotas' seats: a full one ends the interview where its quota is decided
 */
export function path(questionnaire: Questionnaire, answers: Answers, seed: number, verdicts: QuotaVerdicts = {}): Path {
  const { questions, language } = questionnaire;
  const visible = new Map<string, Step>();
  const onPath: OnPath = (questionId) => visible.get(questionId)?.answer ?? null;
  const words = (template: TextTemplate): string =>
    textFrom(template, (questionId) => {
      const step = visible.get(questionId);
      return step === undefined ? null : pipedText(step);
    });
  const steps: Step[] = [];
  const quotas: string[] = [];
  let { closing } = questionnaire;

  for (let position = 0; position < questions.length; ) {
    const question = questions[position];
    if (question === undefined) break;
    const meeting = meet(question, onPath, seed);
    let next = position + 1;
    if (meeting.kind === 'asked') {
      const { options } = meeting;
      const text = words(meeting.template);
      const given = validHere(answerOf(answers, question.questionId), text, question, options);
      const imputed = given === null ? imputedAnswer(question, options) : null;
      const answer = given ?? imputed;
      const status = answer === null ? 'open' : imputed !== null ? 'imputed' : answer.outcome === 'played' ? 'played' : 'answered';
      const step: Step = { question, number: steps.length + 1, text, options, language, status, answer };
      steps.push(step);
      if (answer === null) {
        const longestRemaining = countRemaining(questions, position, onPath);
        return { steps, next: step, disposition: null, closing: null, quotas, longestRemaining };
      }
      visible.set(question.questionId, step);
      const exit = leave(questionnaire, position, onPath);
      // Who is screened out takes no seat; a short way to the end decides all that is left.
      if (exit.kind === 'end' && exit.disposition !== 'completed') return ended(exit.disposition, exit.closing);
      if (exit.kind === 'end') closing = exit.closing;
      next = exit.kind === 'end' ? questions.length : exit.position;
    }
    const matched = quotasMatched(questionnaire, position, next, onPath);
    quotas.push(...matched.map((quota) => quota.quotaId));
    const full = quotaEnd(questionnaire, matched, verdicts);
    if (full?.kind === 'end') return ended(full.disposition, full.closing);
    position = next;
  }
  return ended('completed', closing);

  function ended(disposition: EndDisposition, goodbye: TextTemplate): Path {
    return { steps, next: null, disposition, closing: words(goodbye), quotas, longestRemaining: 0 };
  }
}

/**
 * The stored answer as far as it answers what is asked now: under another wording ("What did you like most?" after the score was
 * corrected) it does not count, and options that are no longer offered are not chosen any more.
 */
function validHere(answer: Answer | null, text: string, question: Question, options: readonly Option[]): Answer | null {
  if (answer === null || (answer.askedText !== undefined && answer.askedText !== text)) return null;
  if (answer.outcome !== 'answered') return answer;
  const isOffered = (id: unknown): boolean => options.some((option) => option.optionId === id);
  if (question.type === 'single_choice') return isOffered(answer.value) ? answer : null;
  if (question.type !== 'multiple_choice' || !isSelection(answer.value) || answer.value.every(isOffered)) return answer;
  const value = answer.value.filter(isOffered);
  return value.length === 0 ? null : { ...answer, value };
}

/** Counts what follows, except questions whose condition is already decided, and false. */
function countRemaining(questions: readonly Question[], open: number, onPath: OnPath): number {
  const undecided = new Set(questions.slice(open).map((question) => question.questionId));
  return questions.slice(open + 1).filter((question) => {
    if (question.type === 'voice_prompt') return false;
    if (question.showIf === null) return true;
    const decided = [...questionsIn(question.showIf)].every((id) => !undecided.has(id));
    return !decided || evaluate(question.showIf, onPath);
  }).length;
}
