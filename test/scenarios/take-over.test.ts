import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connectCaller } from '../support/voice-caller.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ emulator: quickEmulator });
});
afterAll(async () => {
  await server.stop();
});

const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };

it('a participant whose network changed goes on in a new connection, before the old one is known to be dead', async () => {
  const old = await connectCaller(server.url);
  old.send('session:start', { questionnaireId: 'quick-pulse', voiceId: 'tiffany', consent });
  await old.next('audio:end');
  old.send('answer:submit', { questionId: 'p1', value: 'true' });
  await old.next('response:recorded');

  const caller = await connectCaller(server.url, { sessionId: old.sessionId });
  expect(await caller.next('session:ready')).toMatchObject({ voiceId: 'tiffany', firstQuestion: { questionId: 'p2' } });
  expect(await old.next('error')).toMatchObject({ errorCode: 'SESSION_INVALID', detail: 'This conversation goes on in another connection.' });

  // What is still under way in the old connection counts no more.
  old.send('answer:submit', { questionId: 'p2', value: 1 });
  expect(await old.next('error')).toMatchObject({ errorCode: 'SESSION_NOT_FOUND' });
  old.send('session:end', {});
  caller.send('answer:submit', { questionId: 'p2', value: 9 });
  expect(await caller.next('response:recorded')).toMatchObject({ answer: '9', revision: 1 });
  old.close();
  caller.send('answer:submit', { questionId: 'p3', value: 'Nothing.' });
  expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
  expect(old.received.map(({ event }) => event)).not.toContain('session:complete');
  expect(server.sessions.count).toBe(0);
  caller.close();
});

it('a session that has ended is not brought back, and its connection may begin another', async () => {
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await caller.next('session:ready');
  caller.send('session:end', {});
  await caller.next('session:complete');
  const first = caller.sessionId;
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await caller.next('session:assigned');
  await caller.next('session:ready');
  expect(caller.sessionId).not.toBe(first);

  const late = await connectCaller(server.url, { sessionId: first });
  expect(late.sessionId).not.toBe(first);
  expect(late.received[0]?.data).toMatchObject({ reconnected: false });
  caller.send('session:end', {});
  await caller.next('session:complete');
  caller.close();
  late.close();
});
