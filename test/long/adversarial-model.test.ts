import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createAdversarialBrain, type AdversarialBrain } from '../../src/emulator/brains/adversarial-brain.js';
import { chooseBrain } from '../../src/emulator/brains/choose-brain.js';
import { systemClock, type Clock } from '../../src/kernel/clock.js';
import { createLog } from '../../src/telemetry/log.js';
import { eventually } from '../support/eventually.js';
import { writeGeneratedQuestionnaires, type GeneratedQuestionnaire } from '../support/generated-questionnaires.js';
import { faultsIn } from '../support/interview-record.js';
import { participate } from '../support/random-participant.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';
import { connectCaller } from '../support/voice-caller.js';

const questionnaireCount = 25;
const seedsPerQuestionnaire = 20;
const sessionsAtOnce = 8;
const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };

/** Every look at it gives a later millisecond: the order of two records can be told by their timestamps. */
function strictClock(): Clock {
  let lastMs = 0;
  return { ...systemClock, wallMs: () => (lastMs = Math.max(lastMs + 1, systemClock.wallMs())) };
}

let server: TestServer;
let directory: string;
let generated: readonly GeneratedQuestionnaire[];
/** The brain of the one stream that each generated questionnaire has at a time. */
const brains = new Map<string, AdversarialBrain>();
let nextSeed = new Map<string, number>();
const errors: string[] = [];
const emulatorEvents: string[] = [];
const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => void rejections.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', onRejection);
  directory = mkdtempSync(join(tmpdir(), 'voiceter-questionnaires-'));
  generated = writeGeneratedQuestionnaires(directory, questionnaireCount);
  nextSeed = new Map(generated.map(({ questionnaire }, number) => [questionnaire.name, number * seedsPerQuestionnaire]));
  const destination = new Writable({
    write(chunk, _encoding, done) {
      errors.push(String(chunk));
      done();
    },
  });
  server = await startTestServer({
    environment: { QUESTIONNAIRES_DIR: directory },
    emulator: {
      ...quickEmulator,
      toneSpeed: 40,
      brain(prompt) {
        const name = /the survey "([^"]+)"/.exec(prompt.systemPrompt)?.[1] ?? '';
        const seed = nextSeed.get(name);
        if (seed === undefined) return chooseBrain(prompt);
        nextSeed.set(name, seed + 1);
        const brain = createAdversarialBrain(prompt, { seed });
        brains.set(name, brain);
        return brain;
      },
    },
    emulatorLog: (event) => void emulatorEvents.push(event),
    overrides: { clock: strictClock(), log: createLog({ level: 'error' }, destination), limits: { goodbyeMs: 500 } },
  });
});
afterAll(async () => {
  await server.stop();
  process.off('unhandledRejection', onRejection);
  rmSync(directory, { recursive: true, force: true });
});

/** One session with the model at its worst; gives what is wrong with what is left of it. */
async function interview({ questionnaire, gate }: GeneratedQuestionnaire, seed: number): Promise<readonly string[]> {
  const { questionnaireId, name } = questionnaire;
  const caller = await participate(server.url, { questionnaireId, seed, turns: 9, patienceMs: 150, ...(gate === null ? { consent } : {}) });
  // On a busy machine the client is told before the record is complete.
  const session = await eventually(() => server.storage.sessions.get(caller.sessionId), (row) => row?.endTime !== undefined);
  const responses = await server.storage.responses.list(caller.sessionId);
  const { entries } = await server.storage.transcripts.list(caller.sessionId);
  const brain = brains.get(name);
  caller.close();
  if (session === null || brain === undefined) return [`seed ${seed}: there is no record, or there was no model`];
  for (const [misdeed, times] of brain.committed) committed.set(misdeed, (committed.get(misdeed) ?? 0) + times);
  ends.set(session.disposition ?? '', (ends.get(session.disposition ?? '') ?? 0) + 1);
  recorded += responses.length;
  const faults = faultsIn({ questionnaire, gate, session, responses, transcriptEntries: entries.length, received: caller.received, calls: brain.observed });
  return faults.map((fault) => `${name}, seed ${seed}: ${fault}`);
}

const committed = new Map<string, number>();
const ends = new Map<string, number>();
let recorded = 0;

it(`${questionnaireCount * seedsPerQuestionnaire} interviews with a model that breaks every rule keep to their paths, and lose nothing`, async () => {
  const lanes = generated.map((one, number) => async () => {
    const faults: string[] = [];
    for (let n = 0; n < seedsPerQuestionnaire; n += 1) faults.push(...(await interview(one, number * seedsPerQuestionnaire + n)));
    return faults;
  });
  const faults: string[] = [];
  const work = async (): Promise<void> => {
    for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) faults.push(...(await lane()));
  };
  await Promise.all(Array.from({ length: sessionsAtOnce }, work));

  expect(faults).toEqual([]);
  expect(errors).toEqual([]);
  expect(rejections).toEqual([]);
  expect(emulatorEvents.filter((event) => /bug|broken|failed|refused/.test(event))).toEqual([]);
  // It was as bad as promised, and still people got through.
  expect(Math.min(...committed.values())).toBeGreaterThan(10);
  expect(committed.size).toBe(17);
  expect(ends.get('completed')).toBeGreaterThan(50);
  expect(recorded).toBeGreaterThan(800);
}, 300_000);

it('afterwards a well-behaved interview goes through, and nothing is left open', async () => {
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
  for (const text of ['yes', 'nine', 'The staff listened to me carefully.']) {
    await caller.next('audio:end');
    caller.send('text:message', { text });
    await caller.next('response:recorded');
  }
  expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
  caller.close();
  expect(server.sessions.count).toBe(0);
  expect(server.emulator?.openStreams).toBe(0);
  expect({}).not.toHaveProperty('consented');
});
