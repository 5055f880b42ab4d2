import { isSelection, type Answer } from '../../survey/answer.js';
import { languageFromTag } from '../../survey/hearing/languages.js';
import { spokenYesNo } from '../../survey/hearing/spoken-yes-no.js';
import { tokensFromText } from '../../survey/hearing/words.js';
import type { Step } from '../../survey/path.js';
import { pipedText } from '../../survey/piping.js';
import { describe, missingOtherText, normalise, offer, speak } from '../../survey/questions/index.js';
import type { Moment } from '../../conversation/ports.js';
import type { AnswerVia } from './answer-record.js';
import type { Phrases } from './phrases/phrases.js';

/** What somebody's words amount to: an answer that counts, or what to say to get one. */
export type Understood =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** `confirm`: it was understood, and counts when it is said again or agreed to. `unfinished`: "something else", without saying what. */
  | { readonly kind: 'again'; readonly status: 'confirm' | 'invalid' | 'unfinished'; readonly say: string };

export interface Understanding {
  /** Takes what was said to a question; remembers what it has asked back. */
  understand(step: Step, given: { readonly value: unknown; readonly via: AnswerVia; readonly moment?: Moment }): Understood;
  /** The question was answered: what was asked back about it is settled. */
  settle(questionId: string): void;
}

/** Failed hearings of a question after which the options are read out, and touch is offered. */
const readOptionsAfter = 2;
const offerTouchAfter = 3;
/** Failed hearings after which a question that need not be answered is left. */
const leaveAfter = 4;

/** An answer that lacks something, and waits for what comes next. */
interface Waiting {
  readonly for: 'yes' | 'words';
  readonly questionId: string;
  readonly answer: Answer;
  /** When it was asked back. */
  readonly since: Moment | null;
}

export const isSameAnswer = (left: Answer, right: Answer): boolean =>
  JSON.stringify([left.outcome, left.value, left.otherText]) === JSON.stringify([right.outcome, right.value, right.otherText]);

/** @param options `today`: ISO date, for "yesterday"; `isDestructive`: a correction that is to be confirmed, whatever the questionnaire says */
export function createUnderstanding(options: { readonly phrases: Phrases; readonly today: string; readonly isDestructive: (step: Step, answer: Answer) => boolean }): Understanding {
  const { phrases, today, isDestructive } = options;
  const failures = new Map<string, number>();
  let waiting: Waiting | null = null;

  const again = (status: 'confirm' | 'invalid' | 'unfinished', ...words: readonly string[]): Understood => ({ kind: 'again', status, say: words.filter((part) => part !== '').join(' ') });
  const counts = (answer: Answer): Understood => ({ kind: 'answer', answer });

  function afterAskingBack(step: Step, before: Waiting, value: unknown): Understood | null {
    if (before.for === 'words') return counts(withWords(step, before.answer, normalise(step, value, today)));
    if (normalise(step, value, today).ok) return null;
    const agreed = spokenYesNo(tokensFromText(String(value)), languageFromTag(step.language));
    return agreed === 'yes' ? counts(before.answer) : agreed === 'no' ? again('invalid', speak(step)) : null;
  }

  /** Whoever has no words for "something else" has still chosen it: asked once, it counts as it is. */
  function withWords(step: Step, chosen: Answer, said: ReturnType<typeof normalise>): Answer {
    if (!said.ok || said.value.outcome !== 'answered') return chosen;
    const { value } = said.value;
    if (!isSelection(value) || !isSelection(chosen.value)) return said.value;
    const all = [...chosen.value, ...value];
    const ids = 'options' in step.question ? step.question.options.map((option) => option.optionId).filter((id) => all.includes(id)) : value;
    return { ...said.value, value: ids };
  }

  /** What was tapped or typed can be seen; what was heard is read back where the questionnaire asks for it. */
  function mustConfirm(step: Step, answer: Answer, via: AnswerVia, before: Waiting | null): boolean {
    const asksFor = step.question.confirm === 'explicit' && answer.outcome === 'answered';
    if (via !== 'voice' || !(asksFor || isDestructive(step, answer))) return false;
    const stands = step.status === 'answered' && step.answer !== null && isSameAnswer(step.answer, answer);
    return !stands && (before === null || !isSameAnswer(before.answer, answer));
  }

  /** Nobody has spoken since something was asked back: a model that calls twice agrees with itself. */
  const isEcho = ({ since }: Waiting, moment: Moment | undefined): boolean =>
    since !== null && moment !== undefined && moment.heardCount === since.heardCount && moment.epoch < since.epoch + 2;

  /** Ever more help; in the end a question that need not be answered is left. */
  function notUnderstood(step: Step, via: AnswerVia, reason: string): Understood {
    const { question } = step;
    const failed = (failures.get(question.questionId) ?? 0) + 1;
    failures.set(question.questionId, failed);
    if (question.type === 'voice_prompt') return failed > (question.acknowledge?.maxRepeats ?? 0) ? counts({ outcome: 'played', value: null }) : again('invalid', reason);
    if (failed >= leaveAfter && !question.required && step.status === 'open' && via === 'voice') return counts({ outcome: 'no_response', value: null });
    // Who taps sees the question, and needs the reason.
    return again('invalid', (via === 'voice' ? question.reprompts[failed - 1] : undefined) ?? reason, failed === readOptionsAfter ? offer(step) : '', failed >= offerTouchAfter ? phrases.byTouch : '');
  }

  return {
    understand(step, { value, via, moment }) {
      const { questionId } = step.question;
      const open = waiting?.questionId === questionId ? waiting : null;
      const before = open === null || isEcho(open, moment) ? null : open;
      waiting = null;
      const completed = before === null ? null : afterAskingBack(step, before, value);
      if (completed !== null) return completed;
      const normalised = normalise(step, value, today);
      if (!normalised.ok) return notUnderstood(step, via, normalised.error.say);
      const answer = normalised.value;
      if (mustConfirm(step, answer, via, before)) {
        waiting = { for: 'yes', questionId, answer, since: moment ?? null };
        const words = step.question.type === 'yes_no' ? phrases.confirmByRepeating : phrases.confirm;
        // The words of a participant only as a short quotation: they are not ours.
        return again('confirm', words(pipedText({ ...step, answer }) ?? describe(step, answer)));
      }
      const missing = missingOtherText(step, answer);
      if (missing !== null) {
        waiting = { for: 'words', questionId, answer, since: moment ?? null };
        return again('unfinished', missing);
      }
      return counts(answer);
    },
    settle: (questionId) => void failures.delete(questionId),
  };
}
