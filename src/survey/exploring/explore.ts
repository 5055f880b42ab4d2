import type { Answer } from '../answer.js';
import type { OnPath } from '../evaluate.js';
import { speak } from '../questions/index.js';
import type { EndDisposition, Option, Question, Questionnaire } from '../questionnaire.js';
import { textFrom } from '../text-template.js';
import { imputedAnswer, leave, meet, quotasMatched, type Meeting } from '../walk.js';
import { candidatesOf, type Candidate, type Candidates } from './candidates.js';
import { createFactBook, factId } from './facts.js';
import { readersOf, screenersOf } from './readers.js';
import { answerSeconds, departure, later, spokenSeconds, together, type Travel } from './spoken-time.js';
import { keyOf, onPathOf, stillRead, type Move, type State, type Witness } from './state.js';

export { factId } from './facts.js';
export type { Witness } from './state.js';

/** What can happen in interviews of one questionnaire. Ids of facts: see {@link factId}. */
export interface Exploration {
  /** False when there were too many states, or answers that could not all be told apart: what was not seen may still happen. */
  readonly complete: boolean;
  readonly states: number;
  /** Every fact that can happen, with an interview in which it does. */
  readonly witnesses: ReadonlyMap<string, Witness>;
  /** By disposition of the end. */
  readonly ends: ReadonlyMap<EndDisposition, SpokenTimes>;
  readonly times: SpokenTimes;
  /** The longest that a question takes to ask, by its id. */
  readonly askSeconds: ReadonlyMap<string, number>;
  /** Rules that can hold together and lead to different places: the first wins. */
  readonly rivals: readonly (readonly [string, string])[];
  /** `place|questionId`: a negation is looked at there although the question may not have been asked. */
  readonly negatedMissing: ReadonlySet<string>;
}

/** Seconds of a call, speaking and listening. Expected: when everything on offer is equally likely. */
export interface SpokenTimes {
  readonly shortest: number;
  readonly longest: number;
  readonly expected: number;
}

/** Visits of a question with one class of answers. More than this, and the exploration is not complete. */
const defaultMaxMoves = 400_000;
/** Tests that are looked at, all visits together: some seconds. */
const maxTests = 8_000_000;
/** About as long as most labels. */
const somebodysAnswer = 'their answer';

/**
 * Walks every interview that can happen: answers that no condition can tell apart count as one, and interviews that agree in
 * all that is still looked at go on as one. Seats of quotas are always free in it.
 */
export function explore(questionnaire: Questionnaire, options: { readonly maxMoves?: number } = {}): Exploration {
  const { questions } = questionnaire;
  const { behind, testsOf } = readersOf(questionnaire);
  const maxMoves = options.maxMoves ?? defaultMaxMoves;
  const layers = Array.from({ length: questions.length + 1 }, () => new Map<string, State>());
  const facts = createFactBook();
  const ends = new Map<EndDisposition, Travel>();
  const askSeconds = new Map<string, number>();
  const classes = new Map<string, Candidates>();
  const piped = new Set(behind.flatMap((readers) => readers.piped));
  const screeners = new Set(screenersOf(questionnaire));
  let states = 0;
  let moves = 0;
  let tests = 0;
  let complete = true;

  /** Comes to a place, where others may have come before. */
  function enter(position: number, visible: ReadonlyMap<string, Answer>, from: State['from'], travel: Travel): State {
    const readers = behind[position] ?? { tests: [], values: [], piped: [] };
    const key = keyOf(readers, visible);
    const known = layers[position]?.get(key);
    if (known !== undefined) {
      known.travel = together(known.travel, travel);
      return known;
    }
    const state: State = { position, visible: stillRead(readers, visible), from, travel, onward: null };
    layers[position]?.set(key, state);
    states += 1;
    return state;
  }

  function finish(state: State, move: Move | null, disposition: EndDisposition, travel: Travel): void {
    const passage = { state, move, to: null };
    state.onward ??= passage;
    facts.note(factId.end(disposition), passage);
    for (const questionId of disposition === 'completed' ? screeners : []) {
      if (!state.visible.has(questionId) && move?.questionId !== questionId) facts.note(factId.notAsked(questionId), passage);
    }
    const before = ends.get(disposition);
    ends.set(disposition, before === undefined ? travel : together(before, travel));
  }

  function visit(state: State, question: Question): void {
    const onPath = onPathOf(state.visible);
    facts.noteNegations(question, onPath);
    const meeting = meet(question, onPath, 0);
    if (meeting.kind === 'passed') {
      const to = enter(state.position + 1, state.visible, { state, move: null }, state.travel);
      const passage = { state, move: null, to };
      state.onward ??= passage;
      facts.note(meeting.reason === 'condition' ? factId.hidden(question.questionId) : factId.noOptions(question.questionId), passage);
      // A quota behind this question is decided also without it.
      for (const quota of quotasMatched(questionnaire, state.position, state.position + 1, onPath)) facts.note(factId.quota(quota.quotaId), passage);
      return;
    }
    const imputed = imputedAnswer(question, meeting.options);
    if (imputed !== null) return answer(state, question, meeting, { answer: imputed, share: 1 }, 0);
    const seconds = askingSeconds(question, meeting, onPath) + answerSeconds(question);
    const candidates = candidatesFor(question, meeting.options);
    complete &&= candidates.complete;
    for (const candidate of candidates.answers) answer(state, question, meeting, candidate, seconds);
  }

  function answer(state: State, question: Question, meeting: Extract<Meeting, { kind: 'asked' }>, candidate: Candidate, seconds: number): void {
    moves += 1;
    tests += behind[state.position + 1]?.tests.length ?? 0;
    if (moves > maxMoves || tests > maxTests) {
      complete = false;
      return;
    }
    const move: Move = { questionId: question.questionId, answer: candidate.answer };
    const visible = new Map([...state.visible, [move.questionId, move.answer]]);
    const onPath = onPathOf(visible);
    const travel = later(state.travel, seconds, candidate.share);
    const exit = leave(questionnaire, state.position, onPath);
    const passedTo = exit.kind === 'on' ? exit.position : exit.disposition === 'completed' ? questions.length : state.position;
    const to = exit.kind === 'end' ? null : enter(exit.position, visible, { state, move }, travel);
    const passage = { state, move, to };
    if (exit.kind === 'end') {
      finish(state, move, exit.disposition, travel);
    }
    state.onward ??= passage;
    for (const quota of quotasMatched(questionnaire, state.position, passedTo, onPath)) facts.note(factId.quota(quota.quotaId), passage);
    if (exit.ruleId !== null) facts.note(factId.rule(exit.ruleId), passage);
    facts.noteMeeting(question, meeting, passage);
    facts.noteRules(questionnaire.skips.filter((rule) => rule.afterQuestionId === move.questionId), onPath, passage);
  }

  function candidatesFor(question: Question, offered: readonly Option[]): Candidates {
    const key = `${question.questionId} ${offered.map((option) => option.optionId).join(' ')}`;
    const known = classes.get(key) ?? candidatesOf(question, offered, testsOf.get(question.questionId) ?? [], piped.has(question.questionId));
    classes.set(key, known);
    return known;
  }

  function askingSeconds(question: Question, { template, options: offered }: Extract<Meeting, { kind: 'asked' }>, onPath: OnPath): number {
    const text = textFrom(template, (questionId) => (onPath(questionId)?.outcome === 'answered' ? somebodysAnswer : null));
    const seconds = spokenSeconds(speak({ question, text, options: offered, language: questionnaire.language }));
    askSeconds.set(question.questionId, Math.max(askSeconds.get(question.questionId) ?? 0, seconds));
    return seconds;
  }

  enter(0, new Map(), null, later(departure, questionnaire.intro === null ? 0 : spokenSeconds(questionnaire.intro), 1));
  for (const [position, question] of questions.entries()) {
    for (const state of layers[position]?.values() ?? []) visit(state, question);
    // What has been walked needs no index any more; the states stay reachable by their successors.
    layers[position] = new Map();
  }
  for (const state of layers[questions.length]?.values() ?? []) finish(state, null, 'completed', state.travel);

  const closingSeconds = spokenSeconds(textFrom(questionnaire.closing, () => null));
  return {
    complete,
    states,
    witnesses: facts.witnesses(),
    ends: new Map([...ends].map(([disposition, travel]) => [disposition, timesOf(travel, closingSeconds)])),
    times: timesOf([...ends.values()].reduce<Travel | null>((all, travel) => (all === null ? travel : together(all, travel)), null) ?? departure, closingSeconds),
    askSeconds,
    rivals: [...facts.rivals.values()],
    negatedMissing: facts.negatedMissing,
  };
}

const timesOf = ({ shortest, longest, mass, massSeconds }: Travel, closingSeconds: number): SpokenTimes => ({
  shortest: shortest + closingSeconds,
  longest: longest + closingSeconds,
  expected: massSeconds / (mass || 1) + closingSeconds,
});
