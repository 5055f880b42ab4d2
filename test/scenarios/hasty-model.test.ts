import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { BrainAction } from '../../src/emulator/brains/brain.js';
import { createScriptBrain } from '../../src/emulator/brains/script-brain.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';
import { connectCaller } from '../support/voice-caller.js';

const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };
const age = { questionId: 'age', questionType: 'numeric', questionText: 'How old are you?', configuration: { minValue: 0, maxValue: 120 } };
const happy = { questionId: 'happy', questionType: 'yes_no', questionText: 'Are you happy?' };
const again = { questionId: 'again', questionType: 'yes_no', questionText: 'Would you come again?' };
const survey = (questionnaireId: string, questions: readonly object[]) => ({ questionnaireId, questionnaireName: questionnaireId, version: '1', estimatedDuration: 1, closing: 'Goodbye.', questions });

let server: TestServer;
let directory: string;
/** What the model does when the participant has said something. */
let reply: readonly BrainAction[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-questionnaires-'));
  for (const file of [survey('confirmed', [age, happy]), survey('plain', [happy, again]), survey('single', [happy])]) writeFileSync(join(directory, `${file.questionnaireId}.json`), JSON.stringify(file));
  server = await startTestServer({
    environment: { QUESTIONNAIRES_DIR: directory },
    emulator: { ...quickEmulator, brain: () => createScriptBrain([{ on: 'serverText', reply: [{ kind: 'say', text: 'Hello.' }], always: true }, { on: 'userText', reply, always: true }]) },
    overrides: { limits: { goodbyeMs: 300 } },
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const record = (questionId: string, response: string | number | boolean): BrainAction => ({ kind: 'call', tool: 'record_response', input: { questionId, response } });

/** One turn of the participant, then the end; gives what is stored by then. */
async function after(questionnaireId: string, words: string, actions: readonly BrainAction[]) {
  reply = [...actions, { kind: 'say', text: 'Thank you.' }];
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId, consent });
  await caller.next('audio:end');
  caller.send('text:message', { text: words });
  await caller.next('audio:end');
  caller.send('session:end', {});
  const complete = await caller.next('session:complete');
  caller.close();
  const session = await server.storage.sessions.get(caller.sessionId);
  const stored = await server.storage.responses.list(caller.sessionId);
  return { told: complete.completionStatus, status: session?.status, disposition: session?.disposition, stored: stored.map(({ questionId, value }) => [questionId, value]) };
}

it('a model that ends the interview and goes on recording records nothing', async () => {
  const stop: BrainAction = { kind: 'call', tool: 'end_interview', input: {} };
  expect(await after('plain', 'yes', [stop, record('happy', true), record('again', true)])).toEqual({
    told: 'terminated',
    status: 'terminated',
    disposition: 'break_off',
    stored: [],
  });
});

it('an interview whose last answer is recorded before the model ends it is complete', async () => {
  const stop: BrainAction = { kind: 'call', tool: 'end_interview', input: {} };
  expect(await after('single', 'yes', [record('happy', true), stop])).toMatchObject({ told: 'completed', status: 'completed', disposition: 'completed' });
});

it('calling twice is not agreeing: what must be confirmed waits for the participant', async () => {
  expect(await after('confirmed', 'forty', [record('age', 40), record('age', 40)])).toMatchObject({ stored: [] });
});

it('one sentence of the participant answers no question that was not asked yet', async () => {
  expect(await after('plain', 'yes', [record('happy', true), record('again', true)])).toMatchObject({ status: 'abandoned', stored: [['happy', true]] });
});
