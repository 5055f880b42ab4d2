import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chaosSeed } from '../support/chaos-seed.js';
import { eventually } from '../support/eventually.js';
import { brisk } from '../support/call.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { writeWanderQuestionnaire } from '../support/wander-questionnaire.js';
import { createWanderer, type Wanderer } from '../support/wanderer.js';

/* Property 18: whoever breaks in, however often and at whatever word, loses nothing of the conversation. */

let directory: string;
let server: TestServer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-barge-in-'));
  server = await startTestServer({ emulator: { ...brisk, limits: { maxStreams: 60 } }, environment: { QUESTIONNAIRES_DIR: writeWanderQuestionnaire(directory) } });
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

/** What cuts the agent's voice, and after how many pieces of its sound. */
interface BargeIn {
  readonly after: number;
  readonly with: 'repeat' | 'key' | 'why' | 'answer' | 'touch';
}
const bargeIn: fc.Arbitrary<BargeIn> = fc.record({ after: fc.nat(8), with: fc.constantFrom('repeat', 'key', 'why', 'answer', 'touch') });
const cases = fc.record({ breaks: fc.array(fc.array(bargeIn, { maxLength: 3 }), { minLength: 4, maxLength: 4 }), score: fc.nat(10), agrees: fc.boolean() });
type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;

const lanes = 15;
const casesPerLane = 7;
let cuts = 0;

async function run(one: Case, tag: number): Promise<void> {
  const caller = createWanderer({ questionnaireId: 'wander', tag });
  const answers = [`Caller ${tag}`, one.agrees ? 'yes' : 'no', String(one.score), `Change the number ${tag}.`];
  /** What is said behind the last answer is said to nobody. */
  let saidBeforeLast = 0;
  try {
    await caller.start(server.url);
    for (const [at, questionId] of ['w1', 'w2', 'w3', 'w4'].entries()) {
      expect(await caller.until(() => caller.open?.questionId === questionId, 10_000)).toBe(true);
      saidBeforeLast = caller.said.length;
      const isAnswered = (): boolean => caller.told.some((told) => told.questionId === questionId);
      const give = async (byTouch: boolean): Promise<void> => {
        if (byTouch) caller.tap(questionId, questionId === 'w2' ? String(one.agrees) : questionId === 'w3' ? one.score : (answers[at] ?? ''));
        else caller.say(answers[at] ?? '');
        // Said once: the server sees to it that words are not lost, and a second time might answer the next question.
        await caller.until(isAnswered, byTouch ? 12_000 : 6000);
      };
      for (const cut of one.breaks[at] ?? []) {
        if (isAnswered()) break;
        await soundOf(caller, cut.after);
        const before = caller.events.length;
        if (cut.with === 'answer' || cut.with === 'touch') await give(cut.with === 'touch');
        else {
          if (cut.with === 'key') caller.press('*');
          else caller.say(cut.with === 'why' ? 'What is this about?' : 'Please repeat that.');
          await caller.until(() => caller.events.slice(before).some(({ event }) => event === 'transcription:user'), 3000);
          // The question is the same as before.
          if (!isAnswered()) expect(caller.open?.questionId).toBe(questionId);
        }
        cuts += caller.events.slice(before).filter(({ event }) => event === 'audio:interrupt').length;
      }
      if (!isAnswered() && !caller.said.includes(answers[at] ?? '')) await give(false);
      // Words that came while the model was about to speak may be lost on it; then the participant helps on the page.
      if (!isAnswered()) await give(true);
      expect([questionId, isAnswered()]).toEqual([questionId, true]);
    }
    expect(await caller.until(() => caller.end !== null, 10_000)).toBe(true);
    expect(caller.end).toMatchObject({ kind: 'complete', data: { completionStatus: 'completed', answeredQuestions: 4 } });
    const rows = await eventually(() => server.storage.responses.list(caller.sessionId), (found) => found.length === 4);
    expect(rows.map(({ questionId, value }) => [questionId, value])).toEqual([['w1', answers[0]], ['w2', one.agrees], ['w3', one.score], ['w4', answers[3]]]);
    // Nothing that was said is missing in the record, and it is there in the order in which it was said.
    const said = caller.events.flatMap((envelope) => (envelope.event === 'transcription:user' ? [envelope.data.text] : []));
    const { entries } = await eventually(() => server.storage.transcripts.list(caller.sessionId), (page) => page.entries.some(({ content }) => content === 'Thank you.'));
    expect(entries.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual(said);
    for (const text of caller.said.slice(0, saidBeforeLast)) expect(said).toContain(text);
    // One stream from the first to the last word: an interruption is no new conversation.
    expect(await eventually(() => server.storage.sessions.get(caller.sessionId), (row) => row?.status === 'completed')).toMatchObject({ status: 'completed', streams: 1 });
    expect(caller.wrong).toEqual([]);
  } finally {
    caller.close();
  }
}

/** Resolves after so many pieces of sound of the utterance that is next, or when there are no more. */
async function soundOf(caller: Wanderer, pieces: number): Promise<void> {
  const before = caller.events.length;
  const heardBefore = caller.utterances.at(-1)?.audio.length ?? 0;
  await caller.until(() => (caller.utterances.at(-1)?.audio.length ?? 0) >= heardBefore + pieces || caller.events.slice(before).some(({ event }) => event === 'audio:end'), 800);
}

it(`Property 18: every answer and word is kept, and the question stays open, over ${lanes * casesPerLane} conversations that are broken into`, async () => {
  const failures = await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const checked = await fc.check(fc.asyncProperty(cases, (one) => run(one, lane + 1)), { seed: chaosSeed + lane, numRuns: casesPerLane, endOnFailure: true });
      return checked.failed ? `${fc.defaultReportMessage(checked) ?? ''}\n${String(checked.errorInstance)}` : null;
    }),
  );
  expect(failures.filter((failure) => failure !== null)).toEqual([]);
  expect(cuts).toBeGreaterThan(lanes);
}, 120_000);

it('leaves nothing behind', () => {
  expect(server.sessions.count).toBe(0);
  expect(server.emulator?.openStreams).toBe(0);
});
