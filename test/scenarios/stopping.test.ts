import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { connectCaller } from '../support/voice-caller.js';
import { quickEmulator, startTestServer } from '../support/server.js';

const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };

it('a server that stops waits for no client: not for half a request, an idle connection, a poll or a conversation', async () => {
  const server = await startTestServer({ emulator: quickEmulator });
  const { hostname, port } = new URL(server.url);

  const half = connect(Number(port), hostname);
  await new Promise<void>((resolve) => half.once('connect', resolve));
  half.write('POST /api/voices HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  const closed = new Promise<void>((resolve) => half.once('close', () => resolve()));
  half.on('error', () => undefined).resume();

  // A WebSocket whose client never answers a close frame.
  const deaf = connect(Number(port), hostname);
  deaf.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`);
  await new Promise<void>((resolve) => deaf.once('data', () => resolve()));
  deaf.on('error', () => undefined);

  const agent = new Agent({ keepAlive: true });
  await new Promise<void>((resolve) => get(`${server.url}/health`, { agent }, (response) => response.resume().once('end', resolve)));
  const poller = io(server.url, { transports: ['polling'], reconnection: false, forceNew: true });
  await new Promise<void>((resolve) => poller.once('connect', resolve));
  const talker = await connectCaller(server.url);
  talker.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await talker.next('session:ready');
  const left = await connectCaller(server.url);
  left.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await left.next('session:ready');
  left.close();

  await server.stop();
  await closed;
  await talker.next('session:parked');
  expect(await talker.next('error')).toMatchObject({ errorCode: 'SERVER_STOPPING', recoverable: true });
  expect(server.sessions.count).toBe(0);
  expect(server.emulator?.openStreams).toBe(0);
  agent.destroy();
  poller.close();
  talker.close();
}, 15_000);

it('a conversation that is still being opened ends too', async () => {
  const server = await startTestServer({ emulator: { timing: { completionStartMs: 60_000 } } });
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
  // Refused as soon as the start has been taken.
  caller.send('config:update', { voiceId: 'tina' });
  await caller.next('error');
  await server.stop();
  await caller.next('session:parked');
  expect(server.sessions.count).toBe(0);
  caller.close();
}, 15_000);

it('is unready at once, starts nothing new, and lets go of a conversation when nobody speaks in it', async () => {
  const server = await startTestServer({ emulator: { ...quickEmulator, timing: { ...quickEmulator.timing, playbackSpeed: 1 } } });
  const talker = await connectCaller(server.url);
  const waiting = await connectCaller(server.url);
  talker.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await talker.next('transcription:assistant');

  const closed = server.close(30_000);
  const health = await fetch(`${server.url}/health`);
  expect([health.status, await health.json()]).toEqual([503, { status: 'stopping', sessions: 1, activeSessions: 1, uptimeSeconds: expect.any(Number), timestamp: expect.any(String) }]);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  waiting.send('session:start', { questionnaireId: 'quick-pulse', consent });
  expect(await waiting.next('error')).toMatchObject({ errorCode: 'SERVER_STOPPING', recoverable: true });
  const refused = io(server.url, { transports: ['websocket'], reconnection: false, forceNew: true });
  await new Promise<void>((resolve) => refused.once('connect_error', () => resolve()));

  await talker.next('session:parked');
  // The sentence that was being said was said to its end.
  expect(talker.received.map(({ event }) => event)).toContain('audio:end');
  await closed;
  await server.stop();
  talker.close();
  waiting.close();
}, 15_000);
