import { appErrorFrom, type AppError } from '../../kernel/errors.js';
import { isoFromWallMs, type Clock } from '../../kernel/clock.js';
import type { Moment } from '../../conversation/ports.js';
import type { ResponseRow } from '../../storage/responses.js';
import { answerOf, type Answer, type Answers } from '../../survey/answer.js';
import { evaluate } from '../../survey/evaluate.js';
import { path, type Path, type Step } from '../../survey/path.js';
import { describe, normalise, speak } from '../../survey/questions/index.js';
import type { Questionnaire } from '../../survey/questionnaire.js';
import type { Sentiment } from '../../survey/sentiment/sentiment.js';
import { recordFrom, storeAnswer, type AnswerRecorder, type AnswerVia, type Origin, type RecordInput, type StoredAnswer } from './answer-record.js';
import { acknowledgement, phrasesIn } from './phrases/languages.js';
import type { Phrases } from './phrases/phrases.js';
import { answersFromRows } from './stored-answers.js';
import { createSeats, type SeatsDeps } from './seats.js';
import { createUnderstanding, isSameAnswer } from './understanding.js';

export interface GivenAnswer {
  readonly questionId: string;
  /** As the model or the page gave it. */
  readonly value: unknown;
  /** The words that it came from; empty for touch. */
  readonly heard: string;
  readonly via: AnswerVia;
  /** When it was given. Absent: at no point of a conversation, and then it is not asked who has spoken. */
  readonly moment?: Moment;
  /** Taken from what was heard, because the model did not record it. Default false. */
  readonly provisional?: boolean;
  /** What the speech model made of the mood of an open answer. */
  readonly sentiment?: Sentiment;
}

/** What an answer led to. `say` is the exact words to speak next. */
export type AnswerResult =
  | {
      readonly status: 'recorded';
      readonly say: string;
      readonly step: Step;
      readonly answer: Answer;
      readonly revision: number;
      /** False before consent: it counts, and is stored with it. */
      readonly durable: boolean;
      /**
       * Null: nothing of it waits. Else it is kept, and not recorded yet: resolves with the revision that it became in the record,
       * null when another answer was recorded since. Never rejects.
       */
      readonly saving: Promise<number | null> | null;
      /** It stood so already (a double tap, a tool called twice): nothing was written, and nothing has changed. */
      readonly repeated: boolean;
    }
  /** `confirm`: it was understood, and counts when it is said again or agreed to. */
  | { readonly status: 'confirm' | 'unfinished' | 'invalid' | 'not_current' | 'not_saved'; readonly say: string; readonly fault?: AppError }
  | { readonly status: 'over'; readonly say: string };

/** One interview: a fold of its answers, and the one place that writes them. */
export interface Interview {
  readonly questionnaire: Questionnaire;
  /** Our own words, in its language. */
  readonly phrases: Phrases;
  /** Where the interview stands. */
  readonly path: Path;
  /** True once answers and transcript may be stored. */
  readonly consented: boolean;
  /** Whether it counts as partial if it breaks off now. */
  readonly isPartial: boolean;
  /** Questions whose answer is kept, and not in the database yet. */
  readonly pendingAnswers: number;
  /** Takes its seats in quotas again, in an interview that goes on from its record. Before anything else. Never rejects. */
  takeUp(): Promise<void>;
  /** The words that open or go on with the interview: what comes before the open question, and the question. */
  ask(): string;
  /** Checks, records and moves on. Calls run one after another. Never rejects. */
  answer(given: GivenAnswer): Promise<AnswerResult>;
  /** The check alone. */
  check(questionId: string, value: unknown): { readonly valid: boolean; readonly say: string };
  /** Takes no more answers, once those that came before are recorded. May be called again. Never rejects. */
  stop(): Promise<void>;
  /** Resolves when of all that was answered by now nothing waits for the database any more. Never rejects. */
  saved(): Promise<void>;
  /** The conversation is over: takes no more answers, and settles the seats in quotas. May be called again. Never rejects. */
  leave(): Promise<void>;
}

export interface InterviewDeps extends SeatsDeps {
  readonly clock: Clock;
  readonly responses: AnswerRecorder;
}

export interface InterviewOptions {
  readonly sessionId: string;
  readonly questionnaire: Questionnaire;
  /** Orders shuffled options. */
  readonly seed: number;
  /** What was recorded of it before. Default: nothing, it is a new one. */
  readonly rows?: readonly ResponseRow[];
}

/** Answers that may wait for the one that is being written: with a slow database a client could pile them up. */
const maxWaiting = 16;

interface Standing {
  readonly answers: Answers;
  readonly path: Path;
  /** Voice prompts to say before the open question. */
  readonly prompts: readonly string[];
}

export function createInterview(deps: InterviewDeps, options: InterviewOptions): Interview {
  const { questionnaire, sessionId, seed } = options;
  const phrases = phrasesIn(questionnaire.language);
  const today = isoFromWallMs(deps.clock.wallMs()).slice(0, 10);
  const gate = questionnaire.consentQuestionId;
  const seats = createSeats(deps, { sessionId, questionnaire });
  const understanding = createUnderstanding({ phrases, today, isDestructive: endsEarly });
  const revisions = new Map<string, number>();
  /** The latest answer to each question before consent: nothing of them is stored until it is there. */
  const held = new Map<string, RecordInput>();
  /** What was stored last of each question. */
  const stored = new Map<string, RecordInput>();
  /** Questions whose answer was last tapped, and how much had been said then. */
  const tapped = new Map<string, number>();
  /** Of what is kept and not recorded yet: the latest answer of each question. */
  const saving = new Map<string, Promise<number | null>>();
  let lastWallMs = 0;
  /** Each answer is given later than the one before, also when the wall clock jumps back: the record goes by it. */
  const clock: Clock = { ...deps.clock, wallMs: () => (lastWallMs = Math.max(deps.clock.wallMs(), lastWallMs + 1)) };
  for (const row of options.rows ?? []) {
    revisions.set(row.questionId, row.revision);
    stored.set(row.questionId, row);
  }
  let at = standingOf(answersFromRows(options.rows ?? []));
  /** When the question that is open now came up. */
  let opened: Moment = { heardCount: 0, epoch: 0 };
  /** When something was tapped last, by the clock of the conversation. */
  let tappedAtMs = -Infinity;
  /** The agent's utterance in which an answer was refused that nobody had given; null: none was. */
  let refusedAtEpoch: number | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let stopped = false;

  /** Voice prompts that wait for nothing are played with what follows them. */
  function standingOf(from: Answers): Standing {
    const prompts: string[] = [];
    let answers = from;
    let walked = path(questionnaire, answers, seed, seats.verdicts);
    while (walked.next?.question.type === 'voice_prompt' && walked.next.question.acknowledge === null) {
      prompts.push(speak(walked.next));
      answers = { ...answers, [walked.next.question.questionId]: { outcome: 'played', value: null } };
      walked = path(questionnaire, answers, seed, seats.verdicts);
    }
    return { answers, path: walked, prompts };
  }

  /**
   * A questionnaire that asks for consent itself has it when the answer is there and leads on, whatever was ticked on a page before:
   * people change their minds.
   */
  function hasConsent({ path: walked, answers }: Standing): boolean {
    if (gate === null) return true;
    const endedThere = walked.steps.at(-1)?.question.questionId === gate && walked.disposition !== null && walked.disposition !== 'completed';
    return answerOf(answers, gate)?.outcome === 'answered' && walked.disposition !== 'refused' && !endedThere;
  }

  const askFrom = (prompts: readonly string[], walked: Path): string =>
    [...prompts, walked.next === null ? (walked.closing ?? '') : speak(walked.next)].filter((part) => part !== '').join(' ');

  /** The step that an answer is for: the open question, or one already answered on the path (a correction). */
  const stepOf = (questionId: string): Step | null =>
    at.path.steps.find((step) => step.question.questionId === questionId && (step.question.type !== 'voice_prompt' || step.status === 'open')) ?? null;

  async function take(given: GivenAnswer): Promise<AnswerResult> {
    if (stopped || at.path.next === null) return { status: 'over', say: phrases.over };
    const step = stepOf(given.questionId);
    if (step === null) return { status: 'not_current', say: `${phrases.notCurrent} ${speak(at.path.next)}` };
    const whose = whoseWords(step, given);
    if (whose === 'nobody') return { status: 'not_current', say: speak(at.path.next) };
    const understood = understanding.understand(step, given);
    if (understood.kind === 'again') return { status: understood.status, say: understood.say };
    return record(step, understood.answer, whose === 'unheard' ? { ...given, provisional: true } : given);
  }

  /**
   * The participant's, when they have said something since the question opened. If not, the model answers what nobody was asked
   * yet. Where it has asked again and still gives an answer, their words were not recognised: it counts, and is marked.
   */
  function whoseWords(step: Step, { via, moment }: GivenAnswer): 'theirs' | 'unheard' | 'nobody' {
    // What they said before they tapped: the model is late, and the tap is newer.
    const { questionId } = step.question;
    if (via !== 'voice' || moment === undefined) return 'theirs';
    if (moment.heardCount <= (tapped.get(questionId) ?? -1)) return 'nobody';
    if (step.status !== 'open') return 'theirs';
    // Typed with another question in view, or begun before that one was tapped: they crossed this one on their way.
    const isLate = moment.about === undefined ? (moment.wordsFromMs ?? Infinity) < tappedAtMs : moment.about !== questionId;
    if (isLate) return 'nobody';
    if (moment.heardCount > opened.heardCount) return 'theirs';
    const askedAgain = refusedAtEpoch !== null && moment.epoch > refusedAtEpoch;
    refusedAtEpoch = askedAgain ? null : (refusedAtEpoch ?? moment.epoch);
    return askedAgain ? 'unheard' : 'nobody';
  }

  async function record(step: Step, answer: Answer, given: GivenAnswer): Promise<AnswerResult> {
    const { questionId } = step.question;
    if (step.answer !== null && step.status !== 'imputed' && isSameAnswer(step.answer, answer)) {
      return { status: 'recorded', say: askFrom([], at.path), step, answer, revision: revisions.get(questionId) ?? 1, durable: hasConsent(at), saving: saving.get(questionId) ?? null, repeated: true };
    }
    const answers = { ...at.answers, [questionId]: answer };
    let next = standingOf(answers);
    if (hasConsent(next)) {
      // Whether there is a seat decides what is said next, so it comes before the answer is stored.
      await seats.hold(seatsFor(next.path));
      next = standingOf(answers);
    }
    const origin: Origin = { heard: given.heard, via: given.via, provisional: given.provisional ?? false, sentiment: given.sentiment ?? null };
    const own = recordFrom(sessionId, step, answer, nextRevision(questionId), origin, clock);
    const inputs = [own, ...followingFrom(next, questionId)];
    try {
      if (hasConsent(next)) {
        // This answer first: should it be the consent, nothing comes before it.
        for (const input of [own, ...held.values(), ...inputs.slice(1)]) {
          const kept = await storeAnswer(deps.responses, input);
          if (kept === null) return { status: 'invalid', say: askFrom([], at.path) };
          follow(input.questionId, kept);
          stored.set(input.questionId, input);
        }
        held.clear();
      } else {
        inputs.forEach((input) => held.set(input.questionId, input));
      }
    } catch (thrown) {
      // The seats follow the answers that count.
      if (hasConsent(at)) await seats.hold(seatsFor(at.path));
      return { status: 'not_saved', say: phrases.notSaved, fault: appErrorFrom(thrown, 'DB_WRITE_FAILED') };
    }
    understanding.settle(questionId);
    at = next;
    if (given.moment !== undefined) {
      opened = given.moment;
      if (given.via === 'touch') {
        tapped.set(questionId, opened.heardCount);
        tappedAtMs = opened.atMs ?? tappedAtMs;
      }
    }
    refusedAtEpoch = null;
    if (next.path.disposition !== null) await settleSeats();
    const onItsWay = saving.get(questionId) ?? null;
    const lead = onItsWay !== null ? phrases.saving : step.status === 'open' ? acknowledgement(phrases, Object.keys(next.answers).length) : phrases.corrected;
    return { status: 'recorded', say: `${lead} ${askFrom(next.prompts, next.path)}`, step, answer, revision: revisions.get(questionId) ?? 1, durable: hasConsent(next), saving: onItsWay, repeated: false };
  }

  function follow(questionId: string, kept: StoredAnswer): void {
    revisions.set(questionId, kept.revision);
    if (kept.saving === null) {
      saving.delete(questionId);
      return;
    }
    const { saving: promise } = kept;
    saving.set(questionId, promise);
    void promise.then((revision) => {
      if (saving.get(questionId) === promise) saving.delete(questionId);
      revisions.set(questionId, Math.max(revisions.get(questionId) ?? 1, revision ?? 1));
    });
  }

  /** A correction after which the interview is over although it was not: misheard, it would cost all that was said. */
  function endsEarly(step: Step, answer: Answer): boolean {
    if (step.status !== 'answered') return false;
    const { disposition } = standingOf({ ...at.answers, [step.question.questionId]: answer }).path;
    return disposition !== null && disposition !== 'completed';
  }

  const nextRevision = (questionId: string): number => (revisions.get(questionId) ?? 0) + 1;

  /**
   * What follows from an answer for others is stored like an answer: a choice that is taken by itself, and the participant's own
   * that counts again after one.
   */
  function followingFrom(next: Standing, answered: string): readonly RecordInput[] {
    return next.path.steps.flatMap((step) => {
      const { questionId } = step.question;
      const last = stored.get(questionId) ?? held.get(questionId);
      const isNew = last === undefined ? step.status === 'imputed' : last.via === 'imputed' || step.status === 'imputed';
      if (questionId === answered || step.answer === null || !isNew || (last !== undefined && isRecorded(last, step.answer))) return [];
      const via = step.status === 'imputed' ? 'imputed' : 'voice';
      return [recordFrom(sessionId, step, step.answer, nextRevision(questionId), { heard: '', via, provisional: false, sentiment: null }, clock)];
    });
  }

  /** Seats in the quotas that are decided, and those held in quotas that a correction has made undecided again. */
  function seatsFor({ quotas, next }: Path): readonly string[] {
    const indexOf = (questionId: string): number => questionnaire.questions.findIndex((question) => question.questionId === questionId);
    const isUndecided = (quotaId: string): boolean =>
      next !== null && questionnaire.quotas.some((quota) => quota.quotaId === quotaId && indexOf(quota.afterQuestionId) >= indexOf(next.question.questionId));
    return [...quotas, ...seats.held.filter((quotaId) => !quotas.includes(quotaId) && isUndecided(quotaId))];
  }

  function stop(): Promise<void> {
    const done = turn.then(() => {
      stopped = true;
    });
    turn = done;
    return done;
  }

  const settleSeats = (): Promise<void> => (at.path.disposition === 'completed' ? seats.complete(at.path.quotas) : seats.release());

  return {
    questionnaire,
    phrases,
    get path() {
      return at.path;
    },
    get consented() {
      return hasConsent(at);
    },
    get isPartial() {
      const onPath = (questionId: string): Answer | null => at.path.steps.find((step) => step.question.questionId === questionId)?.answer ?? null;
      return questionnaire.partialIf !== null && evaluate(questionnaire.partialIf, onPath);
    },
    get pendingAnswers() {
      return saving.size;
    },
    ask: () => {
      const intro = revisions.size === 0 && held.size === 0 ? [questionnaire.intro ?? '', ...at.prompts] : [];
      return askFrom(intro, at.path);
    },
    async takeUp() {
      if (!hasConsent(at)) return;
      await seats.hold(seatsFor(at.path));
      at = standingOf(at.answers);
    },
    answer(given) {
      if (waiting >= maxWaiting) return Promise.resolve({ status: 'not_saved', say: phrases.notSaved });
      waiting += 1;
      const result = turn.then(() => take(given)).finally(() => (waiting -= 1));
      // A bug in one answer is that answer's; the next ones have their turn.
      turn = result.catch(() => undefined);
      return result;
    },
    check(questionId, value) {
      const step = stepOf(questionId);
      if (step === null) return { valid: false, say: phrases.notCurrent };
      const normalised = normalise(step, value, today);
      return normalised.ok ? { valid: true, say: describe(step, normalised.value) } : { valid: false, say: normalised.error.say };
    },
    // Behind an answer that is being recorded, which may still take a seat.
    leave: () => stop().then(settleSeats),
    saved: () => Promise.all(saving.values()).then(() => undefined),
    stop,
  };
}

const isRecorded = (input: RecordInput, { outcome, value, otherText }: Answer): boolean =>
  isSameAnswer({ outcome: input.outcome, value: input.value, ...(input.otherText === undefined ? {} : { otherText: input.otherText }) }, { outcome, value, ...(otherText === undefined ? {} : { otherText }) });
