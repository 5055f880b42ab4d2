import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Storage } from '../../src/storage/storage.js';
import { startShakyDatabase, type DatabaseProxy, type ShakyDatabase } from '../support/database-proxy.js';
import { eventually } from '../support/eventually.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';
import { connectCaller } from '../support/voice-caller.js';

const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };

let shaky: ShakyDatabase;
/** The database itself, past all faults. */
let database: Storage;
let proxy: DatabaseProxy;
let server: TestServer;

beforeAll(async () => {
  shaky = await startShakyDatabase();
  ({ storage: database, proxy } = shaky);
});
beforeEach(async () => {
  proxy.state = 'works';
  server = await startTestServer({ emulator: quickEmulator, environment: shaky.environment });
});
afterEach(async () => {
  await server.stop();
});
afterAll(() => shaky.close());

const health = async (): Promise<unknown> => {
  const answer = await fetch(`${server.url}/health`);
  return [answer.status, await answer.json()];
};

it('an interview goes on while the database is away, ends, and everything is there afterwards', async () => {
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId: 'quick-pulse', userId: 'participant-7', consent });
  await caller.next('question:advance');
  await caller.next('audio:end');
  caller.send('text:message', { text: 'yes please' });
  expect(await caller.next('response:recorded')).toMatchObject({ questionId: 'p1', revision: 1 });
  await caller.next('question:advance');
  await caller.next('audio:end');

  proxy.state = 'away';
  caller.send('text:message', { text: "I'd say an eight" });
  expect(await caller.next('response:saving')).toEqual({ questionId: 'p2', question: expect.any(String), answer: '8', revision: 1 });
  const { question } = await caller.next('question:advance');
  expect(question.questionId).toBe('p3');
  caller.send('answer:submit', { questionId: 'p2', value: 9 });
  expect(await caller.next('response:saving')).toMatchObject({ questionId: 'p2', answer: '9', revision: 2 });
  caller.send('answer:submit', { questionId: 'p3', value: 'Quick and friendly.' });
  expect(await caller.next('response:saving')).toMatchObject({ questionId: 'p3' });
  expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3, pendingAnswers: 2 });
  // The model was given the next words, and nothing that it could have called saved; nothing says recorded before it is.
  const said = caller.received.flatMap((envelope) => (envelope.event === 'transcription:assistant' ? [envelope.data.text] : []));
  expect(said.join(' ')).not.toMatch(/recorded|saved|noted|could not/i);
  expect(caller.received.filter(({ event }) => event === 'response:recorded')).toHaveLength(1);
  expect(await health()).toEqual([200, expect.objectContaining({ status: 'ok', sessions: 0 })]);
  const during = await database.sessions.get(caller.sessionId);
  expect([during?.status, await database.responses.get(caller.sessionId, 'p3')]).toEqual(['active', null]);

  proxy.state = 'works';
  const row = await eventually(() => database.sessions.get(caller.sessionId), (found) => found?.status === 'completed');
  expect(row).toMatchObject({ status: 'completed', disposition: 'completed', userId: 'participant-7' });
  const responses = await database.responses.list(caller.sessionId);
  expect(responses.map(({ questionId, value, revisions }) => [questionId, value, revisions.length])).toEqual([['p1', true, 1], ['p2', 9, 2], ['p3', 'Quick and friendly.', 1]]);
  const { entries } = await eventually(() => database.transcripts.list(caller.sessionId), (page) => page.entries.some(({ content }) => content.includes('Goodbye')));
  expect(entries.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual(['yes please', "I'd say an eight"]);
  expect(new Set(entries.map(({ entryId }) => entryId)).size).toBe(entries.length);
  caller.close();
});

it('an interview that has ended is over, also for who comes back before the database knows of it', async () => {
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await caller.next('question:advance');
  await caller.next('audio:end');
  proxy.state = 'away';
  caller.send('session:end', {});
  expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'abandoned' });
  proxy.state = 'works';
  const back = await connectCaller(server.url, { sessionId: caller.sessionId });
  expect(back.received[0]?.data).toMatchObject({ reconnected: false });
  expect(await back.next('error')).toMatchObject({ errorCode: 'SESSION_EXPIRED' });
  const row = await eventually(() => database.sessions.get(caller.sessionId), (found) => found?.status === 'abandoned');
  expect(row).toMatchObject({ status: 'abandoned' });
  caller.close();
  back.close();
});

it('the page is told that an answer is recorded when the database is back during the interview', async () => {
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await caller.next('question:advance');
  proxy.state = 'away';
  caller.send('answer:submit', { questionId: 'p1', value: 'true' });
  await caller.next('response:saving');
  proxy.state = 'works';
  expect(await caller.next('response:recorded')).toMatchObject({ questionId: 'p1', qid: 'p1', answer: 'Yes', revision: 1 });
  for (const [questionId, value] of [['p2', 9], ['p3', 'Nothing.']] as const) {
    caller.send('answer:submit', { questionId, value });
    await caller.next('response:recorded');
  }
  expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', pendingAnswers: 0 });
  const rows = await database.responses.list(caller.sessionId);
  expect(rows.map(({ questionId, value }) => [questionId, value])).toEqual([['p1', true], ['p2', 9], ['p3', 'Nothing.']]);
  caller.close();
});

it('consent that is taken back while the database is away leaves nothing, here or there', async () => {
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId: 'demo-01-csat-nps', userId: 'participant-7', consent });
  const { question } = await caller.next('question:advance');
  caller.send('answer:submit', { questionId: question.questionId, value: 'true' });
  await caller.next('response:recorded');
  await caller.next('question:advance');
  proxy.state = 'away';
  const second = caller.received.findLast((envelope) => envelope.event === 'question:advance')?.data.question;
  caller.send('answer:submit', { questionId: second?.questionId ?? '', value: 4 });
  await caller.next('response:saving');
  caller.send('answer:submit', { questionId: question.questionId, value: 'false' });
  expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'terminated', surveyAnswers: [] });
  proxy.state = 'works';
  const row = await eventually(() => database.sessions.get(caller.sessionId), (found) => found?.disposition === 'refused' && found.userId === undefined);
  expect(row).toMatchObject({ status: 'terminated', disposition: 'refused' });
  expect([row?.userId, row?.consent]).toEqual([undefined, undefined]);
  expect(await eventually(() => database.responses.list(caller.sessionId), (rows) => rows.length === 0)).toEqual([]);
  expect((await eventually(() => database.transcripts.list(caller.sessionId), (page) => page.entries.length === 0)).entries).toEqual([]);
  caller.close();
});

it('a server whose outbox is nearly full begins nothing new, says why, and lets what runs go on', async () => {
  await server.stop();
  server = await startTestServer({ emulator: quickEmulator, environment: { ...shaky.environment, OUTBOX_MAX_MB: '1' } });
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await caller.next('question:advance');
  proxy.state = 'away';
  const long = 'x'.repeat(20_000);
  for (let n = 0; n < 40; n += 1) await server.storage.recorder.transcript({ sessionId: `other-${n}`, role: 'user', content: long, stage: 'heard', turnNumber: 1, epoch: 0 }).catch(() => 'refused');
  expect(await health()).toEqual([503, expect.objectContaining({ status: 'unready', reason: expect.stringContaining('nearly full'), sessions: 1 })]);
  const other = await connectCaller(server.url);
  other.send('session:start', { questionnaireId: 'quick-pulse', consent });
  expect(await other.next('error')).toMatchObject({ errorCode: 'SERVER_BUSY', recoverable: true });
  caller.send('answer:submit', { questionId: 'p1', value: 'true' });
  await caller.next('response:saving');
  proxy.state = 'works';
  await caller.next('response:recorded');
  await eventually(health, (answer) => Array.isArray(answer) && answer[0] === 200);
  expect(await health()).toEqual([200, expect.objectContaining({ status: 'ok' })]);
  caller.close();
  other.close();
}, 90_000);
