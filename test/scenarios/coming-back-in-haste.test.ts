import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import type { Storage } from '../../src/storage/storage.js';
import { startShakyDatabase, type DatabaseProxy, type ShakyDatabase } from '../support/database-proxy.js';
import { eventually } from '../support/eventually.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';
import { connectCaller, type VoiceCaller } from '../support/voice-caller.js';

/* Participants whose network comes and goes faster than a record is read. */

const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };
let shaky: ShakyDatabase;
/** The database itself, past all faults. */
let database: Storage;
let proxy: DatabaseProxy;
let server: TestServer;

beforeAll(async () => {
  shaky = await startShakyDatabase();
  ({ storage: database, proxy } = shaky);
  server = await startTestServer({ emulator: quickEmulator, environment: shaky.environment, overrides: { limits: { detachedMs: 50 } } });
});
afterAll(async () => {
  await server.stop();
  await shaky.close();
});

/** Somebody who has answered one question, and was away until the conversation was parked. */
async function parked(): Promise<string> {
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await caller.next('audio:end');
  caller.send('answer:submit', { questionId: 'p1', value: 'true' });
  await caller.next('response:recorded');
  caller.close();
  await eventually(() => database.sessions.get(caller.sessionId), (row) => row?.status === 'parked');
  return caller.sessionId;
}

async function finish(caller: VoiceCaller): Promise<void> {
  caller.send('answer:submit', { questionId: 'p2', value: 9 });
  await caller.next('response:recorded');
  caller.send('answer:submit', { questionId: 'p3', value: 'Nothing.' });
  expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
}

it('two connections that come back at once: both are the same conversation, and one of them has it', async () => {
  const sessionId = await parked();
  const both = await Promise.all([connectCaller(server.url, { sessionId }), connectCaller(server.url, { sessionId })]);
  expect(both.map((caller) => caller.sessionId)).toEqual([sessionId, sessionId]);
  await eventually(() => Promise.resolve(both.filter(({ received }) => received.some(({ event }) => event === 'session:ready')).length), (count) => count > 0);
  const replaced = (caller: VoiceCaller): boolean => caller.received.some((envelope) => envelope.event === 'error' && envelope.data.errorCode === 'SESSION_INVALID');
  await eventually(() => Promise.resolve(both.filter(replaced).length), (count) => count === 1);
  expect(both.filter(replaced)).toHaveLength(1);
  const having = both.find((caller) => !replaced(caller));
  if (having === undefined) throw new Error('nobody has it');
  await finish(having);
  for (const caller of both) caller.close();
});

it('one that is gone again before the record is read: the conversation is parked as before, and waits', async () => {
  const sessionId = await parked();
  proxy.state = 150;
  proxy.seen.length = 0;
  const hasty = io(server.url, { transports: ['websocket'], reconnection: false, forceNew: true, query: { sessionId } });
  await eventually(() => Promise.resolve(proxy.seen.includes('UpdateItem')), (claimed) => claimed);
  hasty.disconnect();
  proxy.state = 'works';
  expect(await eventually(() => database.sessions.get(sessionId), (row) => row?.status === 'parked')).toMatchObject({ status: 'parked' });
  expect(await eventually(() => Promise.resolve(server.sessions.count), (count) => count === 0)).toBe(0);
  const back = await connectCaller(server.url, { sessionId });
  expect(await back.next('session:ready')).toMatchObject({ firstQuestion: { questionId: 'p2' } });
  await finish(back);
  back.close();
});
