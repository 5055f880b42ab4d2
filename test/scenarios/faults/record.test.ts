import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { asked, calls, consent, firstAnswer, lastAnswer, secondAnswer, type Call } from '../../support/call.js';
import { startShakyDatabase, type ShakyDatabase } from '../../support/database-proxy.js';
import { eventually } from '../../support/eventually.js';
import { quickEmulator, startTestServer } from '../../support/server.js';
import { connectCaller } from '../../support/voice-caller.js';

/* Rows 7 to 10, 26 and 30 of the fault table: what happens behind the conversation, and what the participant hears of it. */

let database: ShakyDatabase;
beforeAll(async () => {
  database = await startShakyDatabase();
});
const works = (): void => {
  database.proxy.state = 'works';
};
beforeEach(works);
afterEach(works);
const { begin } = calls(() => ({ environment: database.environment }));
afterAll(() => database.close());

/** Says it, and gives the time until the next words are heard. */
async function answered(one: Call, text: string): Promise<number> {
  const saidMs = one.ear.nowMs;
  one.caller.send('text:message', { text });
  return await eventually(() => Promise.resolve(one.ear.untilSpeech(saidMs)), (heard) => heard !== null).then((heard) => heard?.speechMs ?? Infinity);
}

const stored = async (sessionId: string) => (await database.storage.responses.list(sessionId)).map(({ questionId, value, revision }) => [questionId, value, revision]);
const all = [['p1', true, 1], ['p2', 9, 1], ['p3', 'The opening hours, please.', 1]];

it('row 7: a tool that hangs: a sound within 1.5 s, and after 3 s the model is told that it did not work', async () => {
  const quotas = quotaQuestionnaires(5);
  const one = await begin({ environment: { QUESTIONNAIRES_DIR: quotas }, questionnaireId: 'quick-pulse' });
  await asked(one, 'get done');
  // A seat is asked for before the answer is recorded, and a seat cannot be had from memory.
  database.proxy.state = 6000;
  const saidMs = one.ear.nowMs;
  one.caller.send('text:message', { text: 'yes' });
  await one.caller.next('session:waiting');
  const bridge = await eventually(() => Promise.resolve(one.ear.heard().find(({ kind, fromMs }) => kind === 'bridge' && fromMs > saidMs)), (found) => found !== undefined);
  expect((bridge?.fromMs ?? Infinity) - saidMs).toBeLessThan(2000);
  await one.caller.next('transcription:assistant', ({ text }) => text.includes('could not'));
  expect(one.ear.nowMs - saidMs).toBeLessThan(4500);
  expect(one.caller.received.map(({ event }) => event)).not.toContain('response:recorded');
  database.proxy.state = 'works';
  rmSync(quotas, { recursive: true });
});

it('row 8: a database that takes two seconds: nobody waits for it, except once to find that out', async () => {
  const one = await begin();
  await firstAnswer(one);
  await asked(one, 'How likely');
  database.proxy.state = 2000;
  expect(await answered(one, 'eight')).toBeLessThan(1500);
  await one.caller.next('response:saving');
  await asked(one, 'one thing');
  expect(await answered(one, 'The opening hours, please.')).toBeLessThan(500);
  expect(await one.caller.next('session:complete')).toMatchObject({ completionStatus: 'completed' });
  expect((await database.storage.sessions.get(one.caller.sessionId))?.status).toBe('active');
  database.proxy.state = 'works';
  const row = await eventually(() => database.storage.sessions.get(one.caller.sessionId), (session) => session?.status === 'completed');
  expect(row?.status).toBe('completed');
  expect(await stored(one.caller.sessionId)).toEqual([['p1', true, 1], ['p2', 8, 1], ['p3', 'The opening hours, please.', 1]]);
});

it.each(['away', 'throttled'] as const)('row 9: a database that is %s: nothing is heard of it, and nothing is lost or doubled', async (state) => {
  const one = await begin();
  await firstAnswer(one);
  await asked(one, 'How likely');
  database.proxy.state = state;
  expect(await answered(one, 'nine')).toBeLessThan(1500);
  await asked(one, 'one thing');
  expect(await answered(one, 'The opening hours, please.')).toBeLessThan(500);
  expect(await one.caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', pendingAnswers: 2 });
  expect(await stored(one.caller.sessionId)).toEqual([['p1', true, 1]]);
  database.proxy.state = 'works';
  await eventually(() => stored(one.caller.sessionId), (rows) => rows.length === 3);
  expect(await stored(one.caller.sessionId)).toEqual(all);
});

it('row 10: acknowledgements that are lost: each answer is there exactly once', async () => {
  const one = await begin();
  await asked(one, 'get done');
  database.proxy.state = 'deaf';
  expect(await answered(one, 'yes')).toBeLessThan(1500);
  await asked(one, 'How likely');
  await answered(one, 'nine');
  database.proxy.state = 'works';
  await asked(one, 'one thing');
  await answered(one, 'The opening hours, please.');
  await one.caller.next('session:complete');
  await eventually(() => stored(one.caller.sessionId), (rows) => rows.length === 3);
  expect(await stored(one.caller.sessionId)).toEqual(all);
  expect((await database.storage.responses.list(one.caller.sessionId)).map(({ revisions }) => revisions.length)).toEqual([1, 1, 1]);
});

/** The shipped `quick-pulse` with a quota on its first question. */
function quotaQuestionnaires(limit: number): string {
  const target = mkdtempSync(join(tmpdir(), 'voiceter-quotas-'));
  const file = join(target, 'quick-pulse.json');
  cpSync('questionnaires/quick-pulse.json', file);
  const questionnaire = z.record(z.string(), z.json()).parse(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(file, JSON.stringify({ ...questionnaire, surveyLogic: { quotaManagement: { enabled: true, quotaFields: [{ fieldName: 'done', questionId: 'p1', targets: { true: limit } }], quotaEnforcementRules: [{ ruleId: 'full', condition: 'done', action: 'terminate', terminationMessage: { 'en-US': 'We have enough answers, thank you. Goodbye.', 'es-US': 'Ya tenemos suficientes respuestas, gracias. Adiós.' } }] } } }));
  return target;
}

describe('row 26: the last seat', () => {
  it('goes to one of fifty who want it at the same time, and the others are sent away politely', async () => {
    const quotas = quotaQuestionnaires(1);
    const server = await startTestServer({ emulator: { ...quickEmulator, toneSpeed: 20 }, environment: { QUESTIONNAIRES_DIR: quotas } });
    const callers = await Promise.all(Array.from({ length: 50 }, () => connectCaller(server.url, { timeoutMs: 60_000 })));
    await Promise.all(
      callers.map(async (caller) => {
        caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
        await caller.next('session:ready');
      }),
    );
    callers.forEach((caller) => caller.send('answer:submit', { questionId: 'p1', value: 'true' }));
    const gotOn = await Promise.all(
      callers.map(async (caller) => {
        const end = caller.next('session:complete').then(({ completionStatus }) => completionStatus);
        const seat = caller.next('question:advance', ({ question }) => question.questionId === 'p2').then(async () => {
          caller.send('answer:submit', { questionId: 'p2', value: 9 });
          caller.send('answer:submit', { questionId: 'p3', value: 'Nothing.' });
          return end;
        });
        return Promise.race([end, seat]);
      }),
    );
    expect(gotOn.filter((status) => status === 'completed')).toHaveLength(1);
    expect(gotOn.filter((status) => status === 'terminated')).toHaveLength(49);
    const said = callers.filter((caller) => caller.received.some((envelope) => envelope.event === 'transcription:assistant' && envelope.data.text.includes('enough answers')));
    expect(said).toHaveLength(49);
    callers.forEach((caller) => caller.close());
    await server.stop();
    rmSync(quotas, { recursive: true });
  }, 90_000);
});

it('row 30: a recording that cannot be stored: nothing is heard of it, the interview counts, and the record says so', async () => {
  const recordings = mkdtempSync(join(tmpdir(), 'voiceter-recordings-'));
  const one = await begin({
    environment: { RECORDINGS: 's3', RECORDINGS_DIR: recordings, S3_BUCKET_NAME: 'nowhere', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' },
  });
  await firstAnswer(one);
  await secondAnswer(one);
  await lastAnswer(one);
  const row = await eventually(() => database.storage.sessions.get(one.caller.sessionId), (session) => session?.recording !== undefined);
  expect(row).toMatchObject({ status: 'completed', recording: { missing: 'waiting' } });
  rmSync(recordings, { recursive: true });
}, 40_000);
