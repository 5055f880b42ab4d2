import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { brisk } from '../../support/call.js';
import { withNamedIds } from '../../support/inbox.js';
import { connectSandra, type SandraClient, type SandraEvent } from '../../support/sandra-client.js';
import { createConversationBrain } from '../../../src/emulator/brains/conversation-brain.js';
import { quickEmulator, startTestServer, type TestServer } from '../../support/server.js';

/* A client that knows nothing but docs/protocols/sandra.md. */

const open: { server: TestServer; clients: SandraClient[] }[] = [];
afterEach(async () => {
  for (const { server, clients } of open.splice(0)) {
    for (const client of clients) client.close();
    await server.stop();
    expect(server.emulator?.openStreams).toBe(0);
    expect(server.sessions.count).toBe(0);
  }
});

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

const query = { agent: 'documents', language: 'en-US' };

async function begin(emulator = brisk): Promise<{ server: TestServer; client: SandraClient; clients: SandraClient[] }> {
  const server = await startTestServer({ emulator: { brain: createConversationBrain, ...emulator } });
  const client = await connectSandra(server.url, query);
  const clients = [client];
  open.push({ server, clients });
  return { server, client, clients };
}

it('talks by voice at 44.1 kHz and by text, is interrupted in mid-speech, and calls a tool', async () => {
  const { client } = await begin({ ...brisk, toneSpeed: 2 });
  await client.call();
  await client.says('Ask me anything');
  await client.next('sandra:audio:end');
  client.emit('audio:stream', { timestamp: Date.now() });
  await client.next('audio:stream:ack');
  await client.microphone.press('4', '2');
  expect(await client.next('audio:transcription')).toMatchObject({ text: '42', confidence: 1 });
  await client.says('I understood: 42');

  client.emit('user:message', { message: 'What is your name, and how do they call you at home?', type: 'text' });
  await client.says('My name is');
  await client.microphone.press('7');
  await client.next('sandra:interrupted');
  await client.says('I understood: 7');
  client.emit('audio:end');
  expect(await client.next('audio:end:ack')).toMatchObject({ success: true });

  client.emit('user:message', { message: 'What is the date and time?', type: 'text' });
  await client.next('sandra:typing', ({ isTyping }) => isTyping === true);
  await client.says(', 2');
});

it('says a turn, and an interruption by the guest, in exactly these events', async () => {
  const { client } = await begin({ ...brisk, toneSpeed: 1 });
  await client.call();
  await client.says('Ask me anything');
  await client.next('sandra:audio:end');
  const from = client.inbox.received.length;
  client.emit('user:message', { message: 'What is your name, and how do they call you at home?', type: 'text' });
  await client.says('My name is');
  await client.next('sandra:audio:chunk');
  client.emit('barge-in', { timestamp: Date.now() });
  await client.next('barge-in:ack');
  await client.next('sandra:audio:end');
  const told = client.inbox.received
    .slice(from)
    .filter(({ name }) => name !== 'metrics')
    .filter(({ name }, at, all) => name !== 'sandra:audio:chunk' || all[at - 1]?.name !== 'sandra:audio:chunk')
    .map(({ name, data }) => [name, { ...data, ...('timestamp' in data ? { timestamp: 'T' } : {}), ...('chunk' in data ? { chunk: 'PCM' } : {}) }]);
  expect(withNamedIds(told)).toEqual([
    ['sandra:typing', { isTyping: true }],
    ['sandra:typing', { isTyping: false }],
    ['sandra:response', { message: 'My name is Tiffany.', type: 'text', timestamp: 'T' }],
    ['sandra:audio:start', { timestamp: 'T' }],
    ['sandra:audio:chunk', { chunk: 'PCM', timestamp: 'T' }],
    ['sandra:interrupted', { timestamp: 'T' }],
    ['barge-in:ack', { success: true, timestamp: 'T' }],
    ['sandra:audio:end', { timestamp: 'T' }],
  ]);
});

it('is not told of a stream to the model that dies: the call goes on', async () => {
  const { server, client } = await begin();
  await client.call();
  await client.says('Ask me anything');
  await client.next('sandra:audio:end');
  server.emulator?.faults.add({ kind: 'reset', when: { streams: 'live', at: { output: 'audioOutput', nth: 3 } } });
  client.emit('user:message', { message: 'Tell me who are you, please.' });
  await client.says('My name is');
  client.emit('user:message', { message: 'How are you?' });
  await client.says('I am well');
  expect(client.inbox.received.filter(({ name }) => name === 'error')).toEqual([]);
});

it('ends a call and starts another, answers what it does not understand, and keeps guests apart', async () => {
  const { server, client, clients } = await begin(quickEmulator);
  client.emit('call:start');
  expect(await client.next('error')).toMatchObject({ message: 'Not authenticated' });
  const first = await client.call();
  client.emit('call:end');
  expect(await client.next('call:ended')).toMatchObject({ success: true, reason: 'abandoned' });
  client.emit('call:start');
  expect((await client.next('call:started'))['sessionId']).not.toBe(first);
  client.emit('audio:stream');
  client.emit('audio:chunk', { chunk: ['x'], sequence: 1 });
  expect(await client.next('error')).toMatchObject({ code: 'AUDIO_FORMAT_INVALID' });
  client.emit('dance');
  expect(await client.next('error')).toMatchObject({ code: 'WS_MESSAGE_INVALID' });
  client.emit('ping');
  await client.next('pong');

  const [tablet, stranger] = [await connectSandra(server.url, query), await connectSandra(server.url, query)];
  clients.push(tablet, stranger);
  tablet.emit('authenticate', { userId: 'guest-7' });
  await tablet.next('authenticated');
  stranger.emit('authenticate', { userId: 'guest-8' });
  await stranger.next('authenticated');
  client.emit('state:update', { screen: 'map' });
  expect(await tablet.next('state:sync')).toEqual({ screen: 'map' });
  stranger.emit('ping');
  await stranger.next('pong');
  expect(stranger.inbox.received.map(({ name }) => name)).toEqual(['metrics', 'authenticated', 'pong']);

  const health = await fetch(`${server.url}/api/socket-server/health`);
  expect([health.status, health.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  expect(await health.json()).toMatchObject({ status: 'ok', version: '1.0.0', socketIO: { initialized: true, connections: 3 }, sessions: { total: 3, authenticated: 3, activeCalls: 1 } });
  expect(await (await fetch(`${server.url}/api/socket-server/metrics`)).json()).toMatchObject({ connections: 3 });
  const missing = await fetch(`${server.url}/api/socket-server/x`);
  expect([missing.status, await missing.json()]).toEqual([404, { error: 'Not found', path: '/x', availableEndpoints: ['/health', '/metrics'] }]);
});

it('says goodbye when the server restarts; the next one takes the guest', async () => {
  const { server, client } = await begin(quickEmulator);
  await client.call();
  await client.says('Ask me anything');
  open.splice(0);
  client.microphone.stop();
  const gone = new Promise((resolve) => client.socket.once('disconnect', resolve));
  await server.stop();
  await gone;
  expect(client.inbox.received.slice(-2)).toMatchObject([
    { name: 'error', data: { code: 'SERVER_STOPPING' } },
    { name: 'call:ended', data: { reason: 'parked' } },
  ]);
  const next = await startTestServer({ emulator: { brain: createConversationBrain, ...quickEmulator }, environment: { PORT: new URL(server.url).port } });
  const back = await connectSandra(server.url, query);
  open.push({ server: next, clients: [back] });
  await back.call();
  await back.says('Ask me anything');
});

it('takes up a call that its client can come back to: after a loss of the network, and from its record after a restart', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-guest-'));
  directories.push(directory);
  const server = await startTestServer({ emulator: { brain: createConversationBrain, ...brisk }, directory });
  const client = await connectSandra(server.url, query);
  open.push({ server, clients: [client] });
  client.emit('authenticate', { userId: 'guest-7' });
  client.emit('call:start', { resumable: true });
  const { sessionId } = await client.next('call:started');
  await client.says('Ask me anything');
  client.close();

  const back = await connectSandra(server.url, query);
  open[0]?.clients.push(back);
  expect(await takenUp(back, sessionId)).toMatchObject({ sessionId, resumed: true });
  back.emit('user:message', { message: 'How are you?' });
  await back.says('I am well');

  open.splice(0);
  back.microphone.stop();
  await server.stop();
  const next = await startTestServer({ emulator: { brain: createConversationBrain, ...brisk }, directory, environment: { PORT: new URL(server.url).port } });
  const again = await connectSandra(server.url, query);
  open.push({ server: next, clients: [again] });
  expect(await takenUp(again, sessionId)).toMatchObject({ sessionId, resumed: true });
  again.emit('user:message', { message: 'How are you?' });
  await again.says('I am well');
  expect(again.inbox.received.filter(({ name }) => name === 'error')).toEqual([]);
});

async function takenUp(client: SandraClient, sessionId: unknown): Promise<SandraEvent['data']> {
  client.emit('authenticate', { userId: 'guest-7' });
  client.emit('call:start', { sessionId });
  return client.next('call:started');
}
