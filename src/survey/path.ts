import { answerOf, type Answer, type Answers } from './answer.js';
import { questionsIn } from './condition.js';
import { evaluate } from './evaluate.js';
import type { EndDisposition, Option, Question, Questionnaire, SkipRule, SkipTarget } from './questionnaire.js';
import { shuffledOptions } from './shuffle.js';

/** One question on the path, as this participant meets it. */
export interface Step {
  readonly question: Question;
  /** Position on the path, from 1. */
  readonly number: number;
  /** The question's text for this participant: the base text or the variant that applies. */
  readonly text: string;
  /** In the order shown; empty for questions without options. */
  readonly options: readonly Option[];
  /** BCP-47 of the words above. */
  readonly language: string;
  readonly status: 'answered' | 'open' | 'played';
  /** Null exactly when the status is `open`. */
  readonly answer: Answer | null;
}

export interface Path {
  /** From the first question up to and including the open one. Answers of questions beyond it wait, masked, until it is answered. */
  readonly steps: readonly Step[];
  /** The open question; null when the interview has ended. */
  readonly next: Step | null;
  /** Null while a question is open. */
  readonly disposition: EndDisposition | null;
  /** What to say at the end; null while a question is open. */
  readonly closing: string | null;
  /** Most questions (voice prompts not counted) that can still follow the open one. Falls, or stays, with every answer. */
  readonly longestRemaining: number;
}

/**
 * The one function that decides the flow: which questions this participant was, is and will be asked, from the answers alone.
 * Pure and total. Answers off the path are masked: they read as missing in every condition and count again when the path
 * comes back to them.
 *
 * @param seed of the session: orders the options of questions that shuffle them
 */
export function path(questionnaire: Questionnaire, answers: Answers, seed: number): Path {
  const { questions, skips, language } = questionnaire;
  const visible = new Map<string, Answer>();
  const onPath = (questionId: string): Answer | null => visible.get(questionId) ?? null;
  const steps: Step[] = [];

  for (let position = 0; position < questions.length; ) {
    const question = questions[position];
    if (question === undefined) break;
    if (question.showIf !== null && !evaluate(question.showIf, onPath)) {
      position += 1;
      continue;
    }
    const text = question.textVariants.find((variant) => evaluate(variant.when, onPath))?.text ?? question.text;
    const answer = answerUnder(text, answerOf(answers, question.questionId));
    const step: Step = {
      question,
      number: steps.length + 1,
      text,
      options: optionsShown(question, seed),
      language,
      status: answer === null ? 'open' : answer.outcome === 'played' ? 'played' : 'answered',
      answer,
    };
    steps.push(step);
    if (answer === null) {
      const longestRemaining = countRemaining(questions, position, onPath);
      return { steps, next: step, disposition: null, closing: null, longestRemaining };
    }
    visible.set(question.questionId, answer);
    const target = firstSkip(skips, question.questionId, onPath);
    if (target?.kind === 'end') {
      const closing = target.closing ?? questionnaire.closing;
      return { steps, next: null, disposition: target.disposition, closing, longestRemaining: 0 };
    }
    position = target === null ? position + 1 : indexAfter(questions, position, target.questionId);
  }
  return { steps, next: null, disposition: 'completed', closing: questionnaire.closing, longestRemaining: 0 };
}

/** "What did you like most?" was answered; after the score is corrected, "what went wrong?" was not. */
function answerUnder(text: string, answer: Answer | null): Answer | null {
  return answer?.askedText === undefined || answer.askedText === text ? answer : null;
}

function optionsShown(question: Question, seed: number): readonly Option[] {
  if (!('options' in question)) return [];
  const shuffle = 'shuffle' in question && question.shuffle;
  return shuffle ? shuffledOptions(question.options, seed, question.questionId) : question.options;
}

function firstSkip(skips: readonly SkipRule[], questionId: string, onPath: (id: string) => Answer | null): SkipTarget | null {
  const rule = skips.find(
    (candidate) => candidate.afterQuestionId === questionId && (candidate.when === null || evaluate(candidate.when, onPath)),
  );
  return rule?.target ?? null;
}

/** The loader lets skips point forward only; should one not, the interview goes on with the next question and cannot loop. */
function indexAfter(questions: readonly Question[], position: number, questionId: string): number {
  const index = questions.findIndex((question) => question.questionId === questionId);
  return index > position ? index : position + 1;
}

/** Counts what follows, except questions whose condition is already decided, and false. */
function countRemaining(questions: readonly Question[], open: number, onPath: (id: string) => Answer | null): number {
  const undecided = new Set(questions.slice(open).map((question) => question.questionId));
  return questions.slice(open + 1).filter((question) => {
    if (question.type === 'voice_prompt') return false;
    if (question.showIf === null) return true;
    const decided = [...questionsIn(question.showIf)].every((id) => !undecided.has(id));
    return !decided || evaluate(question.showIf, onPath);
  }).length;
}
