import { expect, it } from '@jest/globals';
import { decideComplete, decideHold, decideRelease, decideRenew, type Decide, type HoldOutcome } from '../../src/storage/quota-decisions.js';
import { advanceRun, startRun, type QuotaRun } from '../../src/storage/quota-run.js';
import { emptyQuotaState, isExpired, type QuotaChange, type QuotaState, type Seat } from '../../src/storage/quota-state.js';
import { stateAfter } from '../support/quota-memory.js';

/*
 * Walks every order of the requests of three sessions, with these accidents in every place where they can happen: time passes, a
 * session's server dies before or after a request, another server begins the call anew and knows nothing, a request arrives a
 * second time, at any later moment. States that were met before are not walked twice.
 */

type Outcome = HoldOutcome | { readonly kind: 'renewed' | 'lost' | 'released' | 'counted' | 'over_quota' };
type Call = { readonly kind: 'hold' | 'complete'; readonly cellIds: readonly string[] } | { readonly kind: 'renew' | 'release' };
type Program = readonly Call[];

const leaseMs = 10;

interface Accidents {
  /** Steps of the clock, in this order, each at any moment. */
  readonly ticksMs: readonly number[];
  /** Calls that another server may begin anew. */
  readonly restarts: number;
  /** Requests that may arrive a second time. */
  readonly repeats: number;
}

interface Session {
  /** Between two calls: the next one begins at once, or after the next step of the clock; in between makes no difference to it. */
  readonly waits: boolean;
  readonly place: number;
  readonly run: QuotaRun<Outcome> | null;
  readonly startedMs: number;
  readonly remembered: Seat | null;
  readonly isOver: boolean;
}

interface World {
  readonly state: QuotaState;
  readonly nowMs: number;
  readonly ticksMs: readonly number[];
  readonly restartsLeft: number;
  readonly repeatsLeft: number;
  /** A request that was sent again before it had arrived: it may arrive yet. */
  readonly onTheWay: QuotaChange | null;
  readonly sessions: readonly Session[];
}

/** When a session finished makes no difference here. */
const textOf = (value: unknown): string => JSON.stringify(value).replaceAll(/"atMs":\d+/g, '');

/** Gives equal things the same number. Each object is written out once: nothing here is ever changed in place. */
function createNumbering() {
  const numbers = new Map<string, number>();
  const known = new WeakMap<object, number>();
  return <T extends object>(thing: T, written: (thing: T) => string = textOf): number => {
    const before = known.get(thing);
    if (before !== undefined) return before;
    const text = written(thing);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    known.set(thing, number);
    return number;
  };
}

const nameOf = (index: number): string => `s${index}`;

function explore(programs: readonly Program[], limit: number, accidents: Accidents, apply = stateAfter) {
  const wrong = new Set<string>();
  const outcomes = new Set<string>();
  const walked = new Map<string, bigint>();
  const numberOf = createNumbering();
  const numberOfState = (state: QuotaState): number =>
    numberOf(state, () => {
      const counts = [state.taken, state.completed, state.overQuota].map((map) => [...map].sort().join());
      const rows = [state.seats, state.finished].map((map) => [...map].map(([id, row]) => `${id}${numberOf(row)}`).sort().join());
      return [...counts, ...rows].join('|');
    });

  function decideOf(index: number, session: Session): Decide<Outcome> {
    const call = programs[index]?.[session.place];
    if (call === undefined) throw new Error('no call');
    const cellsOf = (cellIds: readonly string[]) => cellIds.map((cellId) => ({ cellId, limit }));
    const named = <K extends 'renewed' | 'lost' | 'released' | 'counted' | 'over_quota'>(decide: Decide<K>): Decide<Outcome> => (state, nowMs) => {
      const decision = decide(state, nowMs);
      if (decision.kind === 'answer') return { kind: 'answer', outcome: { kind: decision.outcome } };
      return { ...decision, outcome: decision.outcome === null ? null : { kind: decision.outcome } };
    };
    switch (call.kind) {
      case 'hold':
        return decideHold(nameOf(index), cellsOf(call.cellIds), session.startedMs + leaseMs);
      case 'complete':
        return named(decideComplete(nameOf(index), cellsOf(call.cellIds)));
      case 'renew':
        return named(decideRenew(nameOf(index), session.startedMs + leaseMs));
      case 'release':
        return named(decideRelease(nameOf(index)));
    }
  }

  const seatsIn = (state: QuotaState, cellId: string, nowMs: number | null): number =>
    [...state.seats.values()].filter((seat) => seat.cellIds.includes(cellId) && (nowMs === null || !isExpired(seat, nowMs))).length;

  const checked = new WeakMap<QuotaState, number>();
  function checkState({ state, nowMs }: World): void {
    if (checked.get(state) === nowMs) return;
    checked.set(state, nowMs);
    for (const id of state.finished.keys()) if (state.seats.has(id)) wrong.add('a finished session holds seats');
    for (const cellId of ['a', 'b']) {
      const taken = state.taken.get(cellId) ?? 0;
      const completed = state.completed.get(cellId) ?? 0;
      if (taken > limit) wrong.add(`${taken} taken of ${limit}`);
      if (taken !== completed + seatsIn(state, cellId, null)) wrong.add('what is taken is not what is held and completed');
      if (completed + seatsIn(state, cellId, nowMs) > limit) wrong.add('more sessions inside than seats');
      const finishedIn = (outcome: string): number =>
        [...state.finished].filter(([id, mark]) => mark.outcome === outcome && programs[Number(id.slice(1))]?.some((call) => call.kind === 'complete' && call.cellIds.includes(cellId)) === true).length;
      if (completed !== finishedIn('counted') || (state.overQuota.get(cellId) ?? 0) !== finishedIn('over_quota')) wrong.add('a session was not counted once');
    }
  }

  function checkAnswer(index: number, session: Session, outcome: Outcome, { state, nowMs }: World): void {
    outcomes.add(outcome.kind);
    const call = programs[index]?.[session.place];
    const own = state.seats.get(nameOf(index));
    const mark = state.finished.get(nameOf(index))?.outcome;
    switch (outcome.kind) {
      case 'held':
        if (mark === undefined && textOf(own?.cellIds ?? []) !== textOf(call !== undefined && 'cellIds' in call ? call.cellIds : [])) wrong.add('held is not what was wanted');
        return;
      case 'full':
        for (const cellId of outcome.cellIds) if ((state.completed.get(cellId) ?? 0) + seatsIn(state, cellId, nowMs) < limit) wrong.add('refused while a seat was free');
        return;
      case 'renewed':
        if (own === undefined) wrong.add('renewed nothing');
        return;
      case 'lost':
        if (own !== undefined && !isExpired(own, nowMs)) wrong.add('a live seat was called lost');
        return;
      case 'released':
        if (own !== undefined) wrong.add('released and still held');
        return;
      case 'counted':
      case 'over_quota':
        if (mark !== outcome.kind || own !== undefined) wrong.add(`told ${outcome.kind}, stored ${String(mark)}`);
        return;
    }
  }

  /** Long after everything, a new session gets a seat exactly where there is one that nobody completed. */
  function checkEnd({ state, nowMs }: World): void {
    for (const cellId of ['a', 'b']) {
      const later = nowMs + 100 * leaseMs;
      const decide = decideHold('late', [{ cellId, limit }], later + leaseMs);
      let after = state;
      let run = startRun(decide, 'late', null, later);
      while (run.step.kind === 'read' || run.step.kind === 'write') {
        const written: QuotaState | null = run.step.kind === 'read' ? after : apply(after, run.step.change);
        after = written ?? after;
        run = advanceRun(decide, run, written, later);
      }
      const outcome = run.step.kind === 'answer' ? run.step.outcome.kind : run.step.kind;
      if (outcome !== ((state.completed.get(cellId) ?? 0) < limit ? 'held' : 'full')) wrong.add(`a seat leaked: ${outcome}`);
    }
  }

  function* arrived(world: World, index: number, session: Session, seen: QuotaState | null): Generator<World> {
    if (session.run === null) return;
    const run = advanceRun(decideOf(index, session), session.run, seen, world.nowMs);
    if (run.step.kind === 'exhausted') wrong.add('gave up');
    if (run.step.kind !== 'answer') {
      yield withSession(world, index, { ...session, run, isOver: run.step.kind === 'exhausted' });
      return;
    }
    checkAnswer(index, session, run.step.outcome, world);
    const place = session.place + 1;
    const isOver = run.step.outcome.kind === 'full' || place === programs[index]?.length;
    const next: Session = { waits: false, place, run: null, startedMs: 0, remembered: run.step.state.seats.get(nameOf(index)) ?? null, isOver };
    if (isOver) yield withSession(world, index, next);
    else yield* begun(world, index, next);
  }

  function* begun(world: World, index: number, session: Session): Generator<World> {
    const kind = programs[index]?.[session.place]?.kind;
    const started = { ...session, waits: false, remembered: null, startedMs: kind === 'hold' || kind === 'renew' ? world.nowMs : 0 };
    yield withSession(world, index, { ...started, run: startRun(decideOf(index, started), nameOf(index), session.remembered, world.nowMs) });
    if (world.ticksMs.length > 0) yield withSession(world, index, { ...session, waits: true });
  }

  const withSession = (world: World, index: number, session: Session): World => ({
    ...world,
    // What a session that is over knew makes no difference any more.
    sessions: world.sessions.map((other, at) => (at === index ? (session.isOver ? over : session) : other)),
  });

  function* movesOf(world: World, index: number, session: Session): Generator<World> {
    if (session.isOver || session.waits) return;
    if (session.run === null) {
      yield* begun(world, index, session);
      return;
    }
    const { step } = session.run;
    const change = step.kind === 'write' ? step.change : null;
    const written = change === null ? world.state : apply(world.state, change);
    const state = written ?? world.state;
    yield* arrived({ ...world, state }, index, session, written);
    // The server dies before the request, or after it; and then either nobody goes on, or another one does.
    const places = change === null ? [world.state] : [world.state, state];
    for (const left of places) {
      yield withSession({ ...world, state: left }, index, { ...session, isOver: true });
      if (world.restartsLeft > 0) yield* begun({ ...world, state: left, restartsLeft: world.restartsLeft - 1 }, index, { ...session, run: null, startedMs: 0, remembered: null });
    }
    if (change !== null && world.repeatsLeft > 0) yield* arrived({ ...world, state, repeatsLeft: world.repeatsLeft - 1, onTheWay: change }, index, session, written);
  }

  function* movesFrom(world: World): Generator<World> {
    for (const [index, session] of world.sessions.entries()) yield* movesOf(world, index, session);
    if (world.onTheWay !== null) yield { ...world, state: apply(world.state, world.onTheWay) ?? world.state, onTheWay: null };
    const [tickMs, ...ticksMs] = world.ticksMs;
    if (tickMs !== undefined) yield { ...world, nowMs: world.nowMs + tickMs, ticksMs, sessions: world.sessions.map((session) => (session.waits ? { ...session, waits: false } : session)) };
  }

  /** The number of orders in which it can go on from here. */
  function walk(world: World): bigint {
    const key = [numberOfState(world.state), world.nowMs, world.ticksMs.length, world.restartsLeft, world.repeatsLeft, world.onTheWay === null ? '-' : numberOf(world.onTheWay), ...world.sessions.map((session) => numberOf(session))].join();
    const known = walked.get(key);
    if (known !== undefined) return known;
    checkState(world);
    const isOver = world.sessions.every((session) => session.isOver) && world.onTheWay === null;
    if (isOver) checkEnd(world);
    let orders = 0n;
    if (!isOver) for (const next of movesFrom(world)) orders += walk(next);
    if (orders === 0n) orders = 1n;
    walked.set(key, orders);
    return orders;
  }

  const orders = walk({
    state: emptyQuotaState,
    nowMs: 0,
    ticksMs: accidents.ticksMs,
    restartsLeft: accidents.restarts,
    repeatsLeft: accidents.repeats,
    onTheWay: null,
    sessions: programs.map(() => ({ waits: false, place: 0, run: null, startedMs: 0, remembered: null, isOver: false })),
  });
  return { states: walked.size, orders, wrong: [...wrong], outcomes };
}

const over: Session = { waits: false, place: 0, run: null, startedMs: 0, remembered: null, isOver: true };

const complete: Program = [{ kind: 'hold', cellIds: ['a'] }, { kind: 'complete', cellIds: ['a'] }];
const breakOff: Program = [{ kind: 'hold', cellIds: ['a'] }, { kind: 'release' }];
const correct: Program = [{ kind: 'hold', cellIds: ['a'] }, { kind: 'hold', cellIds: ['b'] }, { kind: 'complete', cellIds: ['b'] }];
const interlocked: Program = [{ kind: 'hold', cellIds: ['a', 'b'] }, { kind: 'renew' }, { kind: 'complete', cellIds: ['a', 'b'] }];

const programs = { complete, breakOff, correct, interlocked };
const names = ['complete', 'breakOff', 'correct', 'interlocked'] as const;
type Name = (typeof names)[number];
const triples = names.flatMap((one, at) => names.slice(at).flatMap((two, next) => names.slice(at + next).map((three) => [one, two, three] as const)));

interface Total {
  states: number;
  orders: bigint;
  readonly wrong: Set<string>;
  readonly outcomes: Set<string>;
}

function exploreAll(cases: readonly (readonly [triple: readonly Name[], limit: number])[], accidents: Accidents): Total {
  const total: Total = { states: 0, orders: 0n, wrong: new Set(), outcomes: new Set() };
  for (const [triple, limit] of cases) {
    const found = explore(triple.map((name) => programs[name]), limit, accidents);
    total.states += found.states;
    total.orders += found.orders;
    found.wrong.forEach((each) => total.wrong.add(`${triple.join()} with limit ${limit}: ${each}`));
    found.outcomes.forEach((each) => total.outcomes.add(each));
  }
  process.stdout.write(`quota seats, ${cases.length} cases, ${JSON.stringify(accidents)}: ${total.states} states, ${total.orders} orders\n`);
  return total;
}

it('holds in every order of any three sessions, with one expiry and deaths anywhere', () => {
  const { wrong, outcomes, states, orders } = exploreAll(triples.flatMap((triple) => [[triple, 1], [triple, 2]] as const), { ticksMs: [leaseMs], restarts: 0, repeats: 0 });
  expect(triples.length).toBe(20);
  expect([...wrong]).toEqual([]);
  expect([...outcomes].sort()).toEqual(['counted', 'full', 'held', 'lost', 'over_quota', 'released', 'renewed']);
  expect(states).toBeGreaterThan(500_000);
  expect(orders).toBeGreaterThan(10n ** 13n);
}, 120_000);

it('holds when another server begins a call anew', () => {
  const { wrong } = exploreAll([[['complete', 'complete', 'breakOff'], 1], [['complete', 'correct'], 1], [['correct', 'interlocked'], 1]], { ticksMs: [leaseMs], restarts: 1, repeats: 0 });
  expect([...wrong]).toEqual([]);
}, 120_000);

it('holds when a request arrives a second time', () => {
  const { wrong } = exploreAll([[['complete', 'complete', 'breakOff'], 1], [['complete', 'correct'], 1], [['correct', 'interlocked'], 1]], { ticksMs: [leaseMs], restarts: 0, repeats: 1 });
  expect([...wrong]).toEqual([]);
}, 120_000);

it('holds when leases are renewed between two steps of the clock', () => {
  const { wrong } = exploreAll([[['complete', 'interlocked'], 1], [['correct', 'interlocked'], 1], [['complete', 'breakOff', 'correct'], 1]], { ticksMs: [6, 6], restarts: 0, repeats: 0 });
  expect([...wrong]).toEqual([]);
}, 120_000);

it('would notice a database that checks only a part of the condition', () => {
  const accidents: Accidents = { ticksMs: [leaseMs], restarts: 0, repeats: 0 };
  const without = (change: QuotaChange, state: QuotaState): Record<string, QuotaChange> => ({
    limits: { ...change, counts: change.counts.map((each) => ({ ...each, atMost: null })) },
    seats: { ...change, seats: change.seats.map((each) => ({ ...each, before: state.seats.get(each.sessionId) ?? null })) },
  });
  const wrongWithout = (part: string): string[] =>
    explore([complete, complete, breakOff], 1, accidents, (state, change) => stateAfter(state, without(change, state)[part] ?? change)).wrong;
  expect(wrongWithout('limits')).toContain('2 taken of 1');
  expect(wrongWithout('seats')).toContain('what is taken is not what is held and completed');
}, 120_000);
