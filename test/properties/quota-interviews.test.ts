import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createInterview, type Interview } from '../../src/agents/interviewer/interview.js';
import { cellFrom, quotaKeyOf } from '../../src/agents/interviewer/seats.js';
import { AppError } from '../../src/kernel/errors.js';
import { ok, refuse } from '../../src/kernel/result.js';
import { emptyQuotaState, type QuotaItems, type QuotaState } from '../../src/storage/quota-state.js';
import { createQuotas } from '../../src/storage/quotas.js';
import type { ResponseInput, ResponseRow } from '../../src/storage/responses.js';
import { createManualClock } from '../support/manual-clock.js';
import { stateAfter } from '../support/quota-memory.js';
import { loaded, options, question } from '../unit/survey/small-questionnaire.js';

/*
 * Property 15, seen from the interviews: many of them, on nodes that die and start again, over a database that loses answers.
 * What was told to participants and what is counted are the same.
 */

const poll = loaded([question('age', 'single_choice', { options: options('Young', 'Old'), configuration: { confirm: 'implicit' } }), question('vote', 'yes_no'), question('why', 'open_ended')], {
  quotaManagement: {
    enabled: true,
    quotaFields: [{ fieldName: 'age', questionId: 'age', targets: { young: 2, old: 1 } }],
    quotaEnforcementRules: [{ ruleId: 'full', action: 'terminate', terminationMessage: 'We have enough people of your age.' }],
  },
});
const cells = poll.quotas.map(cellFrom);
const quotaKey = quotaKeyOf(poll);
const leaseMs = 30 * 60_000;

type Fault = 'works' | 'lost_answer' | 'away';
type Step =
  | { readonly kind: 'answer'; readonly who: number; readonly value: 'young' | 'old' | 'next' }
  | { readonly kind: 'leave'; readonly who: number }
  | { readonly kind: 'die'; readonly node: number }
  /** In the middle of an answer: the node dies before it hears what came of it. */
  | { readonly kind: 'dieAnswering'; readonly who: number; readonly value: 'young' | 'old' | 'next' }
  | { readonly kind: 'database'; readonly quotas: Fault }
  | { readonly kind: 'pass'; readonly ms: number };

const who = fc.nat(5);
const value = fc.constantFrom('young' as const, 'young' as const, 'old' as const, 'next' as const, 'next' as const, 'next' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('answer' as const), who, value }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave' as const), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('die' as const), node: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('dieAnswering' as const), who, value }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('database' as const), quotas: fc.constantFrom<Fault>('works', 'works', 'lost_answer', 'away') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1000, leaseMs / 2, leaseMs + 1) }) },
);

function createWorld() {
  const clock = createManualClock();
  let fault: Fault = 'works';
  const states = new Map<string, QuotaState>();
  const items: QuotaItems = {
    read: (key) => (fault === 'away' ? Promise.reject(new AppError('DB_CONNECTION_FAILED', 'away')) : Promise.resolve(states.get(key) ?? emptyQuotaState)),
    update(key, change) {
      if (fault === 'away') return Promise.reject(new AppError('DB_CONNECTION_FAILED', 'away'));
      const after = stateAfter(states.get(key) ?? emptyQuotaState, change);
      if (after !== null) states.set(key, after);
      return fault === 'lost_answer' ? Promise.reject(new AppError('DB_CONNECTION_FAILED', 'no answer came')) : Promise.resolve(after);
    },
    remove: (key) => Promise.resolve(void states.delete(key)),
  };
  const rows = new Map<string, Map<string, ResponseRow>>();
  const record = (input: ResponseInput) => {
    const own = rows.get(input.sessionId) ?? new Map<string, ResponseRow>();
    rows.set(input.sessionId, own);
    const current = own.get(input.questionId) ?? null;
    if ((current?.revision ?? 0) !== input.revision - 1) return Promise.resolve(refuse({ code: 'stale' as const, current }));
    const row: ResponseRow = { ...input, revisions: [...(current?.revisions ?? []), input] };
    own.set(input.questionId, row);
    return Promise.resolve(ok(row));
  };
  return {
    clock,
    items,
    record,
    rowsOf: (sessionId: string) => [...(rows.get(sessionId)?.values() ?? [])],
    state: () => states.get(quotaKey) ?? emptyQuotaState,
    set fault(next: Fault) {
      fault = next;
    },
  };
}

async function run(steps: readonly Step[], seen: Set<string>): Promise<void> {
  const world = createWorld();
  const newQuotas = () => createQuotas({ clock: world.clock, log: () => undefined, items: world.items }, { leaseMs });
  const nodes = [newQuotas(), newQuotas()];
  const running = new Map<number, { readonly node: number; readonly interview: Interview }>();
  const over = new Map<number, string>();
  /** Those whose participation in the quotas could not be told from the start to the end: the database was not there. */
  let troubled = false;
  let places = 0;

  /** On the next node in turn: a participant who comes back does so anywhere. */
  async function interviewOf(one: number): Promise<Interview> {
    const known = running.get(one);
    if (known !== undefined) return known.interview;
    const node = (places += 1) % 2;
    const quotas = nodes[node];
    if (quotas === undefined) throw new Error('no such node');
    const before = world.rowsOf(`s${one}`);
    const interview = createInterview({ clock: world.clock, responses: { record: world.record }, quotas, onFault: () => (troubled = true) }, { sessionId: `s${one}`, questionnaire: poll, seed: 1, rows: before });
    if (before.length > 0) {
      await interview.takeUp();
      seen.add('taken up');
    }
    running.set(one, { node, interview });
    return interview;
  }
  const valueFor = ({ path }: Interview, wanted: string): { readonly questionId: string; readonly value: string } => {
    const questionId = wanted === 'next' ? (path.next?.question.questionId ?? 'age') : 'age';
    return { questionId, value: questionId === 'age' ? (wanted === 'next' ? 'old' : wanted) : questionId === 'vote' ? 'yes' : 'Because.' };
  };
  const answer = (interview: Interview, wanted: string) => interview.answer({ ...valueFor(interview, wanted), heard: '', via: 'touch' });
  const noteEnd = (one: number, interview: Interview): void => {
    const { disposition } = interview.path;
    if (disposition === null) return;
    over.set(one, disposition);
    seen.add(disposition);
  };
  const died = (node: number): void => {
    for (const [one, where] of running) if (where.node === node) running.delete(one);
    nodes[node] = newQuotas();
    seen.add('died');
  };

  for (const one of steps) {
    if (one.kind === 'database') world.fault = one.quotas;
    else if (one.kind === 'pass') world.clock.advance(one.ms);
    else if (one.kind === 'die') died(one.node);
    else if (!over.has(one.who)) {
      const interview = await interviewOf(one.who);
      if (one.kind === 'leave') {
        await interview.leave();
        running.delete(one.who);
        over.set(one.who, 'left');
      } else if (one.kind === 'answer') {
        await answer(interview, one.value);
        noteEnd(one.who, interview);
      } else {
        // What the dead node had sent is done all the same; nobody hears of it.
        const late = answer(interview, one.value);
        await Promise.resolve();
        died(running.get(one.who)?.node ?? 0);
        await late;
        noteEnd(one.who, interview);
      }
    }
    expectSane(world.state());
  }

  // Everything works again; whoever is still there leaves, and the leases of the dead run out.
  world.fault = 'works';
  for (const { interview } of running.values()) await interview.leave();
  world.clock.advance(leaseMs + 1);
  const status = await newQuotas().status(quotaKey, cells);
  const completedOf = (quotaId: string): number =>
    [...over].filter(([one, how]) => how === 'completed' && world.rowsOf(`s${one}`).some(({ questionId, value: age }) => questionId === 'age' && quotaId === `age=${String(age)}`)).length;
  for (const { cellId, completed, reserved, overQuota, limit } of status) {
    expect([cellId, 'reserved', reserved]).toEqual([cellId, 'reserved', 0]);
    expect(completed).toBeLessThanOrEqual(limit);
    // Who was told that the interview is complete is counted once: on a seat, or as one too many.
    if (!troubled) expect([cellId, 'counted', completed + overQuota]).toEqual([cellId, 'counted', completedOf(cellId)]);
    else expect(completed + overQuota).toBeLessThanOrEqual(completedOf(cellId));
  }
  seen.add(troubled ? 'troubled' : 'untroubled');
}

function expectSane(state: QuotaState): void {
  for (const { cellId, limit } of cells) {
    const held = [...state.seats.values()].filter(({ cellIds }) => cellIds.includes(cellId)).length;
    expect([cellId, state.taken.get(cellId) ?? 0]).toEqual([cellId, (state.completed.get(cellId) ?? 0) + held]);
    expect(state.taken.get(cellId) ?? 0).toBeLessThanOrEqual(limit);
  }
}

it('Property 15: what participants were told and what is counted are the same, over interviews, nodes that die and lost answers', async () => {
  const seen = new Set<string>();
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => run(steps, seen)), { numRuns: 1000 });
  expect([...seen].sort()).toEqual(['completed', 'died', 'quota_full', 'taken up', 'troubled', 'untroubled']);
});
