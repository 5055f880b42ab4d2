import http from 'node:http';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Server, type Socket } from 'socket.io';
import { createVoiceClient, type Link, type VoiceClient } from '../../../public/src/client/voice-client.js';
import type { ServerEvent } from '../../../public/src/client/server-event.js';

/** A real Socket.IO server on the loopback that notes what comes, and hands each new socket to the test. */
let server: http.Server;
let io: Server;
let client: VoiceClient;
let url: string;
let received: { name: string; data: unknown }[];
let events: ServerEvent[];
let links: Link[];
let sockets: Socket[];
let stirred: () => void;

beforeEach(async () => {
  received = [];
  events = [];
  links = [];
  sockets = [];
  stirred = () => undefined;
  server = http.createServer();
  io = new Server(server);
  io.on('connection', (socket) => {
    sockets.push(socket);
    socket.onAny((name: string, data: unknown) => {
      received.push({ name, data });
      stirred();
    });
    stirred();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}`;
  client = createVoiceClient(
    {
      onEvent: (event) => {
        events.push(event);
        stirred();
      },
      onLink: (link) => {
        links.push(link);
        stirred();
      },
    },
    { url, maxHeldFrames: 3 },
  );
});

afterEach(async () => {
  client.close();
  await io.close();
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise<void>((resolve) => {
      stirred = resolve;
    });
  }
}

async function socketNumber(index: number): Promise<Socket> {
  await until(() => sockets.length > index);
  const socket = sockets[index];
  if (socket === undefined) throw new Error('no socket');
  return socket;
}

const assign = (socket: Socket, reconnected: boolean): void => {
  const data = { sessionId: 's-1', reconnected };
  socket.emit('session:assigned', { event: 'session:assigned', sessionId: 's-1', timestamp: '2026-01-01T00:00:00Z', data });
};
const start = { questionnaireId: 'csat', audioEncoding: 'binary' as const };
const names = (): string[] => received.map((one) => one.name);
const frame = (value: number): ArrayBuffer => Uint8Array.of(value, 0).buffer;

it('starts once the server has given a session, then sends the newest of the sound that waited', async () => {
  client.start(start);
  for (const value of [1, 2, 3, 4]) client.sendAudio(frame(value));
  const socket = await socketNumber(0);
  expect(received).toEqual([]);
  assign(socket, false);
  await until(() => received.length === 4);
  client.sendAudio(frame(5));
  await until(() => received.length === 5);
  expect(received).toEqual([
    { name: 'session:start', data: start },
    { name: 'audio:chunk', data: { audioData: Buffer.of(2, 0), sequenceNumber: 0 } },
    { name: 'audio:chunk', data: { audioData: Buffer.of(3, 0), sequenceNumber: 1 } },
    { name: 'audio:chunk', data: { audioData: Buffer.of(4, 0), sequenceNumber: 2 } },
    { name: 'audio:chunk', data: { audioData: Buffer.of(5, 0), sequenceNumber: 3 } },
  ]);
  expect(client.sessionId).toBe('s-1');
});

it('comes back to its session after the connection was cut, with the control events that waited', async () => {
  client.start(start);
  const first = await socketNumber(0);
  assign(first, false);
  await until(() => received.length === 1);
  first.conn.close();
  await until(() => links.includes('down'));
  client.send('answer:submit', { questionId: 'q1', value: 9 });
  client.send('playback:progress', { epoch: 1, playedSamples: 5 });
  const second = await socketNumber(1);
  expect(second.handshake.query['sessionId']).toBe('s-1');
  assign(second, true);
  await until(() => links.at(-1) === 'up' && names().includes('answer:submit'));
  expect(links).toEqual(['up', 'down', 'up']);
  expect(names()).toEqual(['session:start', 'answer:submit']);
});

it('says that the session is lost when the server does not know it any more', async () => {
  client.start(start);
  const first = await socketNumber(0);
  assign(first, false);
  await until(() => received.length === 1);
  first.conn.close();
  assign(await socketNumber(1), false);
  await until(() => links.at(-1) === 'lost');
  expect(client.link).toBe('lost');
  expect(names()).toEqual(['session:start']);
});

it('passes events on and lets what it does not know go by', async () => {
  const socket = await socketNumber(0);
  socket.emit('something:new', { data: {} });
  socket.emit('audio:chunk', { event: 'audio:chunk', data: { audioData: Buffer.of(1, 0), epoch: 2, sequenceNumber: 0, format: 'pcm_24000' } });
  socket.emit('audio:end', { event: 'audio:end', data: { epoch: 2 } });
  await until(() => events.length === 2);
  expect(events.map((event) => event.name)).toEqual(['audio:chunk', 'audio:end']);
});
