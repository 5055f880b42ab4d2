import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomFaults } from '../../src/emulator/faults/random-faults.js';
import { acceleratedClock, systemClock } from '../../src/kernel/clock.js';
import type { Storage } from '../../src/storage/storage.js';
import { chaosSeed } from '../support/chaos-seed.js';
import { brisk } from '../support/call.js';
import { countingClock } from '../support/counting-clock.js';
import { startDatabaseProxy, startShakyDatabase, type ProxyState, type ShakyDatabase } from '../support/database-proxy.js';
import { eventually } from '../support/eventually.js';
import { everyFault } from '../support/fault-menu.js';
import { createMicrophoneOwner } from '../support/microphone-owner.js';
import { startTestServer } from '../support/server.js';
import { writeWanderQuestionnaire } from '../support/wander-questionnaire.js';
import { createWanderer, type Wanderer } from '../support/wanderer.js';

/*
 * Whole conversations under random trouble: streams that fail in every way, participants who go and come back, who break in and
 * correct themselves, a database that goes and comes. What holds all the same is seen from outside: by the client, at the model's
 * end, and in the record.
 */

/* CHAOS_SHRINK looks for a smaller schedule that fails. */

/** Time passes so many times faster, for server, model and microphone. */
const factor = 5;
const lanes = 12;
const runsPerLane = 17;

let directory: string;
let questionnaires: string;
let shaky: ShakyDatabase;
let database: Storage;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-faults-'));
  questionnaires = writeWanderQuestionnaire(directory);
  shaky = await startShakyDatabase();
  database = shaky.storage;
});
afterAll(async () => {
  await shaky.close();
  rmSync(directory, { recursive: true });
});

type Step =
  | { readonly kind: 'answer'; readonly by: 'text' | 'touch'; readonly pick: number }
  | { readonly kind: 'correct'; readonly pick: number }
  | { readonly kind: 'breakIn'; readonly with: 'words' | 'key' }
  | { readonly kind: 'listen' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'away'; readonly ms: number; readonly place: boolean; readonly beside: boolean }
  | { readonly kind: 'flicker'; readonly times: number }
  | { readonly kind: 'database'; readonly state: ProxyState };

interface Schedule {
  readonly seed: number;
  /** Of each stream, to get a fault; in per cent. */
  readonly faulty: number;
  readonly steps: readonly Step[];
  readonly ending: 'finish' | 'hangUp' | 'leave';
}

const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const step: fc.Arbitrary<Step> = fc.oneof(
  often(6, fc.record({ kind: fc.constant('answer' as const), by: fc.constantFrom('text' as const, 'text' as const, 'touch' as const), pick: fc.nat(10) })),
  often(1, fc.record({ kind: fc.constant('correct' as const), pick: fc.nat(10) })),
  often(2, fc.record({ kind: fc.constant('breakIn' as const), with: fc.constantFrom('words' as const, 'key' as const) })),
  often(4, fc.record({ kind: fc.constant('listen' as const) })),
  often(1, fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(50, 400, 2000, 6000) })),
  often(3, fc.record({ kind: fc.constant('away' as const), ms: fc.constantFrom(0, 200, 1500, 6000, 15_000), place: fc.boolean(), beside: fc.boolean() })),
  often(1, fc.record({ kind: fc.constant('flicker' as const), times: fc.integer({ min: 1, max: 3 }) })),
  often(2, fc.record({ kind: fc.constant('database' as const), state: fc.constantFrom<ProxyState>('works', 'works', 'away', 'deaf', 'throttled', 30, 400) })),
);
const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(2 ** 30),
  faulty: fc.constantFrom(0, 30, 60, 90),
  steps: fc.array(step, { minLength: 3, maxLength: 14 }),
  ending: fc.constantFrom('finish' as const, 'finish' as const, 'finish' as const, 'hangUp' as const, 'leave' as const),
});

/** What was met, so that a test that meets nothing cannot pass. */
const met = new Map<string, number>();
const meet = (what: string): void => void met.set(what, (met.get(what) ?? 0) + 1);

const realMs = (ms: number): number => ms / factor;

function answerFor(caller: Wanderer, questionId: string, pick: number): string | number {
  switch (questionId) {
    case 'w2':
      return pick % 2 === 0 ? 'yes' : 'no';
    case 'w3':
      return pick;
    default:
      return `${questionId} of ${caller.tag} is ${pick}`;
  }
}
const tapFor = (caller: Wanderer, questionId: string, pick: number): string | number => (questionId === 'w2' ? String(pick % 2 === 0) : answerFor(caller, questionId, pick));

async function finish(caller: Wanderer, url: string): Promise<boolean> {
  for (let tries = 0; tries < 40 && caller.end === null; tries += 1) {
    if (caller.mustReturn || !caller.connected) await caller.comeBack(url);
    const before = caller.open?.questionId;
    if (before !== undefined && caller.connected) caller.tap(before, tapFor(caller, before, 7));
    await caller.until(() => caller.end !== null || caller.mustReturn || !caller.connected || (caller.open?.questionId !== before && caller.open !== null), realMs(4000));
  }
  return caller.end !== null;
}

async function run(schedule: Schedule, tag: number): Promise<void> {
  let time = systemClock;
  const clock = countingClock({ nowMs: () => time.nowMs(), wallMs: () => time.wallMs(), setTimer: (delayMs, fire) => time.setTimer(delayMs, fire) });
  const ownClock = acceleratedClock(systemClock, factor);
  const proxy = await startDatabaseProxy(shaky.target);
  const owner = createMicrophoneOwner(() => ownClock.nowMs());
  const outbox = mkdtempSync(join(directory, 'node-'));
  const server = await startTestServer({
    directory: outbox,
    environment: { DATABASE: 'dynamodb', AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint, QUESTIONNAIRES_DIR: questionnaires },
    emulator: { ...brisk, timeFactor: factor, faults: [...randomFaults(schedule.seed, { streams: 60, probability: schedule.faulty / 100, menu: everyFault, spread: true })], onAudio: owner.onAudio },
    overrides: { clock, limits: { detachedMs: 10_000, vacantMs: 2000, hiccupMs: 1000 } },
  });
  // A start in fast time would have the tries of its requests cut short.
  time = acceleratedClock(systemClock, factor);
  const idleTimers = clock.pending;
  const undurable: Promise<string | null>[] = [];
  const caller = createWanderer({
    questionnaireId: 'wander',
    tag,
    clock: ownClock,
    onTold(told, sessionId) {
      if (told.as !== 'recorded') return;
      // At the moment of the claim, past all faults of the network.
      undurable.push(database.responses.get(sessionId, told.questionId).then((row) => (row?.revisions[told.revision - 1]?.label === told.answer ? null : `${told.questionId} revision ${told.revision} was said to be recorded and is ${JSON.stringify(row?.revisions)}`)));
    },
  });
  const wrong: string[] = [];
  try {
    await caller.start(server.url);
    await caller.until(() => caller.open !== null, realMs(8000));
    for (const one of schedule.steps) {
      if (caller.end !== null) break;
      await perform(one);
    }
    proxy.state = 'works';
    server.emulator?.faults.clear();
    const { sessionId } = caller;
    if (schedule.ending === 'leave') caller.drop();
    else if (schedule.ending === 'hangUp') {
      if (caller.mustReturn || !caller.connected) await caller.comeBack(server.url);
      await caller.until(() => caller.end !== null || !caller.mustReturn, realMs(8000));
      caller.send('session:end', {});
      await caller.until(() => caller.end !== null || caller.mustReturn, realMs(20_000));
    } else if (!(await finish(caller, server.url))) wrong.push('the interview cannot be finished');
    await eventually(() => Promise.resolve(server.sessions.count), (count) => count === 0, 10_000);
    if (server.sessions.count > 0) wrong.push(`${server.sessions.count} sessions are still there`);
    const row = await eventually(() => database.sessions.get(sessionId), (found) => found !== null && found.status !== 'active', 25_000);
    if (row === null || row.status === 'active') wrong.push(`the session is ${row?.status ?? 'not recorded'} in the end`);
    else if (row.disposition === undefined || row.disposition === '') wrong.push(`the session is ${row.status} for no reason`);
    meet(`ended ${row?.status}`);
    const { end } = caller;
    if (end?.kind === 'complete' && row !== null && end.data.completionStatus !== row.status) wrong.push(`told ${end.data.completionStatus}, recorded ${row.status}`);

    const rows = await eventually(() => database.responses.list(sessionId), (found) => caller.told.every((told) => found.some(({ questionId, revisions }) => questionId === told.questionId && revisions.some(({ label }) => label === told.answer))), 5000);
    // The last answer may have been on its way when its giver left.
    if (schedule.ending === 'leave' && end === null && row !== null && row.status !== 'parked' && row.status !== 'error' && !(row.status === 'completed' && rows.length === 4)) wrong.push(`left, and ${row.status}`);
    for (const { questionId, revisions } of rows) {
      if (revisions.some(({ revision }, at) => revision !== at + 1)) wrong.push(`${questionId} has the revisions ${revisions.map(({ revision }) => revision).join()}`);
      if (!caller.unsaved && revisions.some(({ label, questionText }, at) => at > 0 && revisions[at - 1]?.label === label && revisions[at - 1]?.questionText === questionText)) wrong.push(`${questionId} was recorded twice: ${revisions.map(({ label }) => label).join(' | ')}`);
      const given = caller.given.get(questionId) ?? [];
      for (const { value } of revisions) if (!given.some((text) => meansSame(text, value))) wrong.push(`${questionId} is ${JSON.stringify(value)}, and was given as ${given.join(' | ')}`);
    }
    for (const told of caller.told) {
      const revisions = rows.find(({ questionId }) => questionId === told.questionId)?.revisions ?? [];
      const there = told.as === 'recorded' ? revisions[told.revision - 1]?.label === told.answer : revisions.some(({ label }) => label === told.answer);
      if (!there) wrong.push(`${told.as} ${told.questionId} ${told.revision} "${told.answer}" is not in the record: ${JSON.stringify(revisions.map(({ label }) => label))}`);
    }
    // What could not be saved in time may be in the record all the same, and then nobody knows of it here.
    if (!caller.unsaved && end?.kind === 'complete' && end.data.completionStatus === 'completed') {
      const last = Object.fromEntries(rows.map(({ questionId, label }) => [questionId, label]));
      const shown = Object.fromEntries(end.data.surveyAnswers.map(({ questionId, answer }) => [questionId, answer]));
      if (JSON.stringify(last) !== JSON.stringify(shown)) wrong.push(`shown ${JSON.stringify(shown)}, recorded ${JSON.stringify(last)}: ${JSON.stringify(rows.map(({ questionId, revisions }) => [questionId, ...revisions.map(({ revision, label, via, timestamp }) => [revision, label, via, timestamp])]))}`);
    }
    wrong.push(...(await Promise.all(undurable)).filter((one) => one !== null));
    wrong.push(...owner.faults((_tag, frame) => caller.sentAtMs.get(frame) ?? null), ...caller.wrong);
    for (const { faults } of server.emulator?.streams() ?? []) for (const kind of faults) meet(kind);
    await eventually(() => Promise.resolve(server.emulator?.openStreams ?? 0), (open) => open === 0, 5000);
    if (server.emulator?.openStreams !== 0) wrong.push(`${server.emulator?.openStreams} streams are open`);
  } finally {
    caller.close();
    await server.stop();
    await proxy.close();
  }
  if (clock.pending > 0) wrong.push(`${clock.pending} timers wait after the server was stopped (${idleTimers} waited when it had nothing to do)`);
  if (wrong.length > 0) throw new Error([...wrong, ...story(caller)].join('\n'));

  async function perform(one: Step): Promise<void> {
    if ((caller.mustReturn || !caller.connected) && one.kind !== 'database' && one.kind !== 'wait') await caller.comeBack(server.url);
    const { open } = caller;
    switch (one.kind) {
      case 'answer': {
        if (open === null) return;
        if (one.by === 'touch') caller.tap(open.questionId, tapFor(caller, open.questionId, one.pick));
        else caller.say(String(answerFor(caller, open.questionId, one.pick)));
        return;
      }
      case 'correct': {
        const earlier = caller.told.at(-1)?.questionId;
        if (earlier !== undefined) caller.tap(earlier, tapFor(caller, earlier, one.pick));
        return;
      }
      case 'breakIn':
        if (one.with === 'key') caller.press('*');
        else caller.say('Please repeat that.');
        return;
      case 'listen': {
        const before = caller.events.length;
        await caller.until(() => caller.end !== null || caller.mustReturn || caller.events.slice(before).some(({ event }) => event === 'audio:end'), realMs(4000));
        return;
      }
      case 'wait':
        return wait(realMs(one.ms));
      case 'away':
        meet(one.place ? 'return with a place' : 'return without a place');
        if (!one.beside) caller.drop();
        await wait(realMs(one.ms));
        await caller.comeBack(server.url, one);
        return;
      case 'flicker':
        for (let n = 0; n < one.times; n += 1) {
          const back = caller.comeBack(server.url);
          await wait(3);
          caller.drop();
          await Promise.race([back, wait(3)]);
        }
        return;
      case 'database':
        meet(`database ${typeof one.state === 'number' ? 'slow' : one.state}`);
        proxy.state = one.state;
    }
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const meansSame = (given: string, value: unknown): boolean => given === String(value) || (given === 'yes' && value === true) || (given === 'no' && value === false);
const story = (caller: Wanderer): readonly string[] => ['What the client saw:', ...caller.events.map(({ event, seq, data }) => `  ${seq ?? '-'} ${event} ${JSON.stringify(data).slice(0, 160)}`)];

afterAll(() => void process.stderr.write(`${JSON.stringify(Object.fromEntries(met))}\n`));
it(`no answer is lost, doubled or claimed too early, and nothing is left open, whatever fails: ${lanes * runsPerLane} schedules`, async () => {
  const failures = await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const checked = await fc.check(fc.asyncProperty(schedules, (schedule) => run(schedule, lane + 1)), { seed: chaosSeed + lane, numRuns: runsPerLane, interruptAfterTimeLimit: 260_000, markInterruptAsFailure: true, endOnFailure: process.env['CHAOS_SHRINK'] === undefined });
      return checked.failed ? `${fc.defaultReportMessage(checked)}\n${String(checked.errorInstance)}` : null;
    }),
  );
  expect([`CHAOS_SEED=${chaosSeed}`, ...failures.filter((failure) => failure !== null && failure !== undefined)]).toEqual([`CHAOS_SEED=${chaosSeed}`]);
  for (const what of ['ended completed', 'ended parked', 'return with a place', 'return without a place', 'database away', 'database deaf']) expect([what, met.get(what) ?? 0]).not.toEqual([what, 0]);
  // Which faults a schedule gets is chance; none of them is a rare one.
  const kinds = new Set(everyFault.map(({ kind }) => kind));
  expect([...kinds].filter((kind) => met.has(kind)).length).toBeGreaterThan(kinds.size / 2);
}, 330_000);
