import { appErrorFrom, type AppError } from '../../kernel/errors.js';
import type { Clock } from '../../kernel/clock.js';
import { isoFromWallMs } from '../../kernel/clock.js';
import type { Storage } from '../../storage/storage.js';
import type { Answer, Answers } from '../../survey/answer.js';
import { path, type Path, type Step } from '../../survey/path.js';
import { describe, normalise, speak } from '../../survey/questions/index.js';
import type { Questionnaire } from '../../survey/questionnaire.js';
import { acknowledgement, phrases } from './phrases.js';

/** How an answer reached us. */
export type AnswerVia = 'voice' | 'touch';

export interface GivenAnswer {
  readonly questionId: string;
  /** As the model or the page gave it. */
  readonly value: unknown;
  /** The words that it came from; empty for touch. */
  readonly heard: string;
  readonly via: AnswerVia;
  /** Taken from what was heard, because the model did not record it. Default false. */
  readonly provisional?: boolean;
}

/** What an answer led to. `say` is the exact words to speak next. */
export type AnswerResult =
  | {
      readonly status: 'recorded';
      readonly say: string;
      readonly step: Step;
      readonly answer: Answer;
      readonly revision: number;
      /** It stood so already (a double tap, a tool called twice): nothing was written, and nothing has changed. */
      readonly repeated: boolean;
    }
  | { readonly status: 'invalid' | 'not_current' | 'not_saved'; readonly say: string; readonly fault?: AppError }
  | { readonly status: 'over'; readonly say: string };

/** One interview: a fold of its answers, and the one place that writes them. */
export interface Interview {
  readonly questionnaire: Questionnaire;
  /** Where the interview stands. */
  readonly path: Path;
  /** True once answers and transcript may be stored. */
  readonly consented: boolean;
  /** The words that open or go on with the interview: what comes before the open question, and the question. */
  ask(): string;
  /** Checks, records and moves on. Calls run one after another. Never rejects. */
  answer(given: GivenAnswer): Promise<AnswerResult>;
  /** The check alone. */
  check(questionId: string, value: unknown): { readonly valid: boolean; readonly say: string };
}

export interface InterviewDeps {
  readonly clock: Clock;
  readonly responses: Storage['responses'];
}

export interface InterviewOptions {
  readonly sessionId: string;
  readonly questionnaire: Questionnaire;
  /** Orders shuffled options. */
  readonly seed: number;
}

type RecordInput = Parameters<Storage['responses']['record']>[0];

/** Answers that may wait for the one that is being written: with a slow database a client could pile them up. */
const maxWaiting = 16;
/** Failed hearings of a question after which touch is offered. */
const offerTouchAfter = 2;

export function createInterview(deps: InterviewDeps, options: InterviewOptions): Interview {
  const { questionnaire, sessionId, seed } = options;
  const gate = consentGate(questionnaire);
  const revisions = new Map<string, number>();
  const failures = new Map<string, number>();
  /** Answers given before consent: nothing of them is stored until it is there. */
  let held: RecordInput[] = [];
  let at = playPrompts({});
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  /** Voice prompts need no answer: they are played with what follows them. */
  function playPrompts(from: Answers): { readonly answers: Answers; readonly path: Path; readonly prompts: readonly string[] } {
    const prompts: string[] = [];
    let current = from;
    let walked = path(questionnaire, current, seed);
    while (walked.next?.question.type === 'voice_prompt') {
      prompts.push(speak(walked.next));
      current = { ...current, [walked.next.question.questionId]: { outcome: 'played', value: null } };
      walked = path(questionnaire, current, seed);
    }
    return { answers: current, path: walked, prompts };
  }

  /** A questionnaire that asks for consent itself has it when the answer is there, whatever was ticked on a page before: people change their minds. */
  const hasConsent = (walked: Path, given: Answers): boolean => gate === null || (Object.hasOwn(given, gate) && walked.disposition !== 'refused');

  const askFrom = (prompts: readonly string[], walked: Path): string =>
    [...prompts, walked.next === null ? (walked.closing ?? '') : speak(walked.next)].filter((part) => part !== '').join(' ');

  /** The step that an answer is for: the open question, or one already answered on the path (a correction). */
  const stepOf = (questionId: string): Step | null =>
    at.path.steps.find((step) => step.question.questionId === questionId && step.question.type !== 'voice_prompt') ?? null;

  async function take(given: GivenAnswer): Promise<AnswerResult> {
    if (at.path.next === null) return { status: 'over', say: phrases.over };
    const step = stepOf(given.questionId);
    if (step === null) return { status: 'not_current', say: `${phrases.notCurrent} ${speak(at.path.next)}` };
    const normalised = normalise(step, given.value);
    if (!normalised.ok) {
      const failed = (failures.get(given.questionId) ?? 0) + 1;
      failures.set(given.questionId, failed);
      return { status: 'invalid', say: failed > offerTouchAfter ? `${normalised.error.say} ${phrases.byTouch}` : normalised.error.say };
    }
    const answer = normalised.value;
    if (step.answer !== null && isSameAnswer(step.answer, answer)) {
      return { status: 'recorded', say: askFrom([], at.path), step, answer, revision: revisions.get(given.questionId) ?? 1, repeated: true };
    }
    const revision = (revisions.get(given.questionId) ?? 0) + 1;
    const next = playPrompts({ ...at.answers, [given.questionId]: answer });
    const record = recordFrom(step, answer, revision, given);
    let recorded = revision;
    try {
      if (hasConsent(next.path, next.answers)) {
        for (const input of [...held, record]) recorded = await store(input);
        held = [];
      } else {
        held.push(record);
      }
    } catch (thrown) {
      return { status: 'not_saved', say: phrases.notSaved, fault: appErrorFrom(thrown, 'DB_WRITE_FAILED') };
    }
    revisions.set(given.questionId, recorded);
    failures.delete(given.questionId);
    const correction = step.status !== 'open';
    at = next;
    const lead = correction ? phrases.corrected : acknowledgement(Object.keys(next.answers).length);
    return { status: 'recorded', say: `${lead} ${askFrom(next.prompts, next.path)}`, step, answer, revision: recorded, repeated: false };
  }

  /** Gives the revision that the answer has become. */
  async function store(input: RecordInput): Promise<number> {
    const first = await deps.responses.record(input);
    // We alone write this session: what stands there is an earlier try of ours that had failed for all we knew. This answer corrects it.
    const earlier = !first.ok && first.error.code === 'stale' ? first.error.current : null;
    const stored = earlier === null ? first : await deps.responses.record({ ...input, revision: earlier.revision + 1 });
    if (!stored.ok) throw new Error(`revision ${input.revision} of ${input.questionId} was refused: ${stored.error.code}`);
    return stored.value.revision;
  }

  const recordFrom = (step: Step, answer: Answer, revision: number, given: GivenAnswer): RecordInput => ({
    sessionId,
    questionId: given.questionId,
    revision,
    questionText: step.text,
    questionType: step.question.type,
    value: typeof answer.value === 'object' && answer.value !== null ? [...answer.value] : answer.value,
    outcome: answer.outcome,
    ...(answer.otherText === undefined ? {} : { otherText: answer.otherText }),
    label: describe(step, answer),
    heard: given.heard,
    via: given.via,
    provisional: given.provisional ?? false,
    optionsShown: step.options.map((option) => option.optionId),
    timestamp: isoFromWallMs(deps.clock.wallMs()),
  });

  return {
    questionnaire,
    get path() {
      return at.path;
    },
    get consented() {
      return hasConsent(at.path, at.answers);
    },
    ask: () => {
      const intro = revisions.size === 0 && held.length === 0 ? [questionnaire.intro ?? '', ...at.prompts] : [];
      return askFrom(intro, at.path);
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
      const normalised = normalise(step, value);
      return normalised.ok ? { valid: true, say: describe(step, normalised.value) } : { valid: false, say: normalised.error.say };
    },
  };
}

const isSameAnswer = (left: Answer, right: Answer): boolean =>
  JSON.stringify([left.outcome, left.value, left.otherText]) === JSON.stringify([right.outcome, right.value, right.otherText]);

/** The question whose refusal ends the interview with nothing stored: the first that can lead to the end `refused`. */
function consentGate(questionnaire: Questionnaire): string | null {
  const rule = questionnaire.skips.find(({ target }) => target.kind === 'end' && target.disposition === 'refused');
  return rule?.afterQuestionId ?? null;
}
