import type { Answer } from '../answer.js';
import { negatedIn, questionsIn, type Condition } from '../condition.js';
import { evaluate, type OnPath } from '../evaluate.js';
import { speak } from '../questions/index.js';
import type { EndDisposition, Option, Question, Questionnaire } from '../questionnaire.js';
import { textFrom, type TextTemplate } from '../text-template.js';
import { leave, meet, quotasMatched, type Meeting } from '../walk.js';
import { candidatesOf, valueKey, type Candidate, type Candidates } from './candidates.js';
import { readersOf, type Readers } from './readers.js';
import { answerSeconds, spokenSeconds } from './spoken-time.js';

/** A whole interview that comes past a place, from the first question to an end. */
export type Witness = readonly { readonly questionId: string; readonly answer: Answer }[];

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

export const factId = {
  question: (questionId: string): string => `question ${questionId}`,
  /** It was passed although the path came by. */
  hidden: (questionId: string): string => `hidden ${questionId}`,
  noOptions: (questionId: string): string => `no options ${questionId}`,
  option: (questionId: string, optionId: string): string => `option ${questionId} ${optionId}`,
  optionHidden: (questionId: string, optionId: string): string => `option hidden ${questionId} ${optionId}`,
  variant: (questionId: string, index: number): string => `variant ${questionId} ${index}`,
  rule: (ruleId: string): string => `rule ${ruleId}`,
  ruleHolds: (ruleId: string): string => `rule holds ${ruleId}`,
  ruleFails: (ruleId: string): string => `rule fails ${ruleId}`,
  quota: (quotaId: string): string => `quota ${quotaId}`,
  end: (disposition: EndDisposition): string => `end ${disposition}`,
  /** The interview completes, and the quota was never decided. */
  quotaMissed: (questionId: string): string => `quota question missed ${questionId}`,
};

/** Visits of a question with one class of answers. More than this, and the exploration is not complete. */
const defaultMaxMoves = 400_000;

interface State {
  readonly position: number;
  /** Answers that are still looked at from here on. */
  readonly visible: ReadonlyMap<string, Answer>;
  readonly from: { readonly state: State; readonly move: Move | null } | null;
  shortest: number;
  longest: number;
  /** Of all interviews, how many come here; and their seconds, weighted by it. */
  mass: number;
  massSeconds: number;
  /** The first way on, so that every witness is a whole interview. */
  onward: { readonly move: Move | null; readonly to: State | null } | null;
}

interface Move {
  readonly questionId: string;
  readonly answer: Answer;
}

/**
 * Walks every interview that can happen: answers that no condition can tell apart count as one, and interviews that agree in
 * all that is still looked at go on as one. Seats of quotas are always free in it.
 */
export function explore(questionnaire: Questionnaire, options: { readonly maxMoves?: number } = {}): Exploration {
  const { questions } = questionnaire;
  const { behind, testsOf } = readersOf(questionnaire);
  const maxMoves = options.maxMoves ?? defaultMaxMoves;
  const layers = Array.from({ length: questions.length + 1 }, () => new Map<string, State>());
  const facts = new Map<string, { readonly state: State; readonly move: Move | null; readonly to: State | null }>();
  const ends = new Map<EndDisposition, { shortest: number; longest: number; mass: number; massSeconds: number }>();
  const askSeconds = new Map<string, number>();
  const rivals = new Map<string, readonly [string, string]>();
  const negatedMissing = new Set<string>();
  const classes = new Map<string, Candidates>();
  const piped = new Set(behind.flatMap((readers) => readers.piped));
  const screeners = new Set(questionnaire.quotas.flatMap((quota) => [...questionsIn(quota.when)]));
  let states = 0;
  let moves = 0;
  let complete = true;

  function enter(position: number, visible: ReadonlyMap<string, Answer>, from: State['from'], seconds: number, share: number): State {
    const readers = behind[position] ?? { tests: [], values: [], piped: [] };
    const key = keyOf(readers, visible);
    const layer = layers[position];
    const known = layer?.get(key);
    const parent = from?.state;
    const [shortest, longest] = [(parent?.shortest ?? 0) + seconds, (parent?.longest ?? 0) + seconds];
    const mass = (parent?.mass ?? 1) * share;
    const massSeconds = ((parent?.massSeconds ?? 0) + (parent?.mass ?? 1) * seconds) * share;
    if (known !== undefined) {
      known.shortest = Math.min(known.shortest, shortest);
      known.longest = Math.max(known.longest, longest);
      known.mass += mass;
      known.massSeconds += massSeconds;
      return known;
    }
    const needed = new Set([...readers.tests.flatMap((test) => (test.kind === 'compare' ? [] : [test.questionId])), ...readers.values, ...readers.piped]);
    const compared = readers.tests.some((test) => test.kind === 'compare');
    const kept = compared ? visible : new Map([...visible].filter(([questionId]) => needed.has(questionId)));
    const state: State = { position, visible: kept, from, shortest, longest, mass, massSeconds, onward: null };
    layer?.set(key, state);
    states += 1;
    return state;
  }

  function note(fact: string, state: State, move: Move | null, to: State | null): void {
    if (!facts.has(fact)) facts.set(fact, { state, move, to });
  }

  function finish(state: State, move: Move | null, disposition: EndDisposition, seconds: number, share: number): void {
    state.onward ??= { move, to: null };
    note(factId.end(disposition), state, move, null);
    for (const questionId of disposition === 'completed' ? screeners : []) {
      if (!state.visible.has(questionId) && move?.questionId !== questionId) note(factId.quotaMissed(questionId), state, move, null);
    }
    const end = ends.get(disposition) ?? { shortest: Infinity, longest: 0, mass: 0, massSeconds: 0 };
    end.shortest = Math.min(end.shortest, state.shortest + seconds);
    end.longest = Math.max(end.longest, state.longest + seconds);
    end.mass += state.mass * share;
    end.massSeconds += (state.massSeconds + state.mass * seconds) * share;
    ends.set(disposition, end);
  }

  function visit(state: State, question: Question): void {
    const onPath: OnPath = (questionId) => state.visible.get(questionId) ?? null;
    noteNegations(question, onPath, negatedMissing);
    const meeting = meet(question, onPath, 0);
    if (meeting.kind === 'passed') {
      // On the way to the end, so that a quota behind this question is decided also without it.
      const matched = quotasMatched(questionnaire, state.position, state.position + 1, onPath);
      const to = enter(state.position + 1, state.visible, { state, move: null }, 0, 1);
      state.onward ??= { move: null, to };
      note(meeting.reason === 'condition' ? factId.hidden(question.questionId) : factId.noOptions(question.questionId), state, null, to);
      matched.forEach((quota) => note(factId.quota(quota.quotaId), state, null, to));
      return;
    }
    const seconds = askingSeconds(question, meeting, onPath, askSeconds) + answerSeconds(question);
    const { answers, complete: all } = candidatesFor(question, meeting.options);
    complete &&= all;
    for (const candidate of answers) answer(state, question, meeting, candidate, seconds);
  }

  function answer(state: State, question: Question, meeting: Extract<Meeting, { kind: 'asked' }>, candidate: Candidate, seconds: number): void {
    moves += 1;
    if (moves > maxMoves) {
      complete = false;
      return;
    }
    const { questionId } = question;
    const move: Move = { questionId, answer: candidate.answer };
    const visible = new Map([...state.visible, [questionId, candidate.answer]]);
    const onPath: OnPath = (id) => visible.get(id) ?? null;
    const exit = leave(questionnaire, state.position, onPath);
    let to: State | null = null;
    if (exit.kind === 'end') {
      finish(state, move, exit.disposition, seconds, candidate.share);
    } else {
      to = enter(exit.position, visible, { state, move }, seconds, candidate.share);
      state.onward ??= { move, to };
      for (const quota of quotasMatched(questionnaire, state.position, exit.position, onPath)) note(factId.quota(quota.quotaId), state, move, to);
    }
    note(factId.question(questionId), state, move, to);
    const variant = question.textVariants.findIndex((one) => one.text === meeting.template);
    if (variant >= 0) note(factId.variant(questionId, variant), state, move, to);
    if (exit.ruleId !== null) note(factId.rule(exit.ruleId), state, move, to);
    for (const option of 'options' in question ? question.options : []) {
      const offered = meeting.options.some((one) => one.optionId === option.optionId);
      note(offered ? factId.option(questionId, option.optionId) : factId.optionHidden(questionId, option.optionId), state, move, to);
    }
    noteRules(state, move, to, questionId, onPath);
  }

  function noteRules(state: State, move: Move, to: State | null, questionId: string, onPath: OnPath): void {
    const rules = questionnaire.skips.filter((rule) => rule.afterQuestionId === questionId);
    const holding = rules.filter((rule) => rule.when === null || evaluate(rule.when, onPath));
    for (const rule of rules) note(holding.includes(rule) ? factId.ruleHolds(rule.ruleId) : factId.ruleFails(rule.ruleId), state, move, to);
    for (const [index, rule] of holding.entries()) {
      const other = holding[index + 1];
      if (other !== undefined && JSON.stringify(other.target) !== JSON.stringify(rule.target)) rivals.set(`${rule.ruleId} ${other.ruleId}`, [rule.ruleId, other.ruleId]);
      if (rule.when !== null) noteNegated(rule.when, `rule ${rule.ruleId}`, onPath, negatedMissing);
    }
  }

  function candidatesFor(question: Question, offered: readonly Option[]): Candidates {
    const key = `${question.questionId} ${offered.map((option) => option.optionId).join(' ')}`;
    const known = classes.get(key) ?? candidatesOf(question, offered, testsOf.get(question.questionId) ?? [], piped.has(question.questionId));
    classes.set(key, known);
    return known;
  }

  enter(0, new Map(), null, questionnaire.intro === null ? 0 : spokenSeconds(questionnaire.intro), 1);
  for (const [position, question] of questions.entries()) {
    for (const state of layers[position]?.values() ?? []) visit(state, question);
    // What has been walked needs no index any more; the states stay reachable by their successors.
    layers[position] = new Map();
  }
  for (const state of layers[questions.length]?.values() ?? []) finish(state, null, 'completed', 0, 1);

  const witnesses = new Map([...facts].map(([fact, { state, move, to }]) => [fact, witnessOf(state, move, to)] as const));
  const closing = spokenSeconds(questionnaire.closing.map((part) => (typeof part === 'string' ? part : (part.fallback ?? ''))).join(''));
  return {
    complete,
    states,
    witnesses,
    ends: new Map([...ends].map(([disposition, end]) => [disposition, timesOf([end], closing)] as const)),
    times: timesOf([...ends.values()], closing),
    askSeconds,
    rivals: [...rivals.values()],
    negatedMissing,
  };
}

/** Two interviews with the same key cannot be told apart any more. */
function keyOf(readers: Readers, visible: ReadonlyMap<string, Answer>): string {
  const onPath: OnPath = (questionId) => visible.get(questionId) ?? null;
  const bits = readers.tests.map((test) => (evaluate(test, onPath) ? '1' : '0')).join('');
  const values = readers.values.map((questionId) => {
    const answer = visible.get(questionId);
    return answer === undefined ? '-' : valueKey(answer);
  });
  const piped = readers.piped.map((questionId) => (visible.get(questionId)?.outcome === 'answered' ? '1' : '0')).join('');
  return `${bits}|${values.join(' ')}|${piped}`;
}

function witnessOf(state: State, move: Move | null, to: State | null): Witness {
  const moves: Move[] = [];
  for (let at: State['from'] = state.from; at !== null; at = at.state.from) if (at.move !== null) moves.unshift(at.move);
  if (move !== null) moves.push(move);
  for (let at = to; at !== null; at = at.onward?.to ?? null) {
    const next = at.onward?.move ?? null;
    if (next !== null) moves.push(next);
  }
  return moves;
}

function timesOf(ends: readonly { shortest: number; longest: number; mass: number; massSeconds: number }[], closing: number): SpokenTimes {
  const mass = ends.reduce((sum, end) => sum + end.mass, 0);
  return {
    shortest: Math.min(...ends.map((end) => end.shortest)) + closing,
    longest: Math.max(...ends.map((end) => end.longest)) + closing,
    expected: ends.reduce((sum, end) => sum + end.massSeconds, 0) / (mass || 1) + closing,
  };
}

/** About as long as most labels. */
const somebodysAnswer = 'their answer';

function askingSeconds(question: Question, meeting: { readonly template: TextTemplate; readonly options: readonly Option[] }, onPath: OnPath, longest: Map<string, number>): number {
  const text = textFrom(meeting.template, (questionId) => (onPath(questionId)?.outcome === 'answered' ? somebodysAnswer : null));
  const seconds = spokenSeconds(speak({ question, text, options: meeting.options, language: 'en-US' }));
  longest.set(question.questionId, Math.max(longest.get(question.questionId) ?? 0, seconds));
  return seconds;
}

function noteNegations(question: Question, onPath: OnPath, found: Set<string>): void {
  const conditions = [question.showIf, ...question.textVariants.map((variant) => variant.when)];
  for (const condition of conditions) if (condition !== null) noteNegated(condition, `question ${question.questionId}`, onPath, found);
}

function noteNegated(condition: Condition, place: string, onPath: OnPath, found: Set<string>): void {
  for (const questionId of negatedIn(condition)) if (onPath(questionId) === null) found.add(`${place}|${questionId}`);
}
