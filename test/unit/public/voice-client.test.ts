import http from 'node:http';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Server, type Socket } from 'socket.io';
import { createConnect } from '../../../public/src/client/connection.js';
import type { Link } from '../../../public/src/client/link-keeper.js';
import { browserClock } from '../../../public/src/client/page-clock.js';
import type { Place } from '../../../public/src/client/place.js';
import { createVoiceClient, type VoiceClient } from '../../../public/src/client/voice-client.js';
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
  client = newClient();
});

/** On a socket of its own; with a place it goes on from there. */
function newClient(place?: Place): VoiceClient {
  return createVoiceClient(
    {
      clock: browserClock,
      connect: createConnect(url),
      random: () => 0,
      onEvent: (event) => {
        events.push(event);
        stirred();
      },
      onLink: (link) => {
        if (links.at(-1) !== link) links.push(link);
        stirred();
      },
    },
    { maxHeldFrames: 3, maxOutageFrames: 2, ...(place === undefined ? {} : { place }) },
  );
}

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

const assign = (socket: Socket, reconnected: boolean, recovered = reconnected): void => {
  const data = { sessionId: 's-1', reconnected, recovered };
  socket.emit('session:assigned', { event: 'session:assigned', sessionId: 's-1', timestamp: '2026-01-01T00:00:00Z', data });
};
const question = { questionId: 'q1', questionNumber: 1, questionType: 'nps', questionText: 'How likely?', isRequired: true };
/** A numbered event. */
const tell = (socket: Socket, event: string, seq: number, data: object, run = 'r-1'): void => {
  socket.emit(event, { event, sessionId: 's-1', timestamp: '2026-01-01T00:00:00Z', run, seq, data });
};
const ready = (socket: Socket, seq: number): void =>
  tell(socket, 'session:ready', seq, { questionnaireName: 'Loyalty', firstQuestion: question, language: 'en-US', outputSampleRateHz: 24_000, hearing: 'speech' });
/** A conversation under way; its first events have come. */
async function live(): Promise<Socket> {
  client.start(start);
  const socket = await socketNumber(0);
  assign(socket, false);
  await until(() => received.length === 1);
  ready(socket, 1);
  await until(() => eventNames().includes('session:ready'));
  return socket;
}
const eventNames = (): string[] => events.map((event) => event.name);
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

it('comes back to its session after the connection was cut, with what waited, and little of the sound', async () => {
  const first = await live();
  first.conn.close();
  await until(() => links.includes('down'));
  client.send('text:message', { text: 'hello' });
  client.played({ epoch: 1, playedSamples: 5 });
  for (const value of [1, 2, 3]) client.sendAudio(frame(value));
  const second = await socketNumber(1);
  expect(second.handshake.query).toMatchObject({ sessionId: 's-1', run: 'r-1', after: '1' });
  assign(second, true);
  await until(() => received.length === 5);
  expect(links).toEqual(['connecting', 'up', 'down', 'up']);
  expect(received.slice(1)).toEqual([
    { name: 'mic:mute', data: { muted: false } },
    { name: 'text:message', data: { text: 'hello' } },
    { name: 'audio:chunk', data: { audioData: Buffer.of(2, 0), sequenceNumber: 0 } },
    { name: 'audio:chunk', data: { audioData: Buffer.of(3, 0), sequenceNumber: 1 } },
  ]);
});

it('shows nothing twice, and everything that means one thing together', async () => {
  const first = await live();
  const advance = { question, progress: { current: 1, total: 3, percentage: 0 } };
  tell(first, 'question:advance', 1, advance);
  tell(first, 'audio:end', 2, { epoch: 1 });
  tell(first, 'audio:end', 2, { epoch: 1 });
  tell(first, 'audio:end', 1, { epoch: 1 });
  tell(first, 'audio:end', 3, { epoch: 2 });
  tell(first, 'audio:end', 1, { epoch: 1 }, 'another-run');
  tell(first, 'session:waiting', 2, {}, 'another-run');
  await until(() => eventNames().includes('session:waiting'));
  expect(eventNames()).toEqual(['session:assigned', 'session:ready', 'question:advance', 'audio:end', 'audio:end', 'audio:end', 'session:waiting']);
  expect(client.place).toEqual({ sessionId: 's-1', run: 'another-run', seq: 2 });
});

it('sends an answer again that is neither recorded nor refused, once the server has told what was missed', async () => {
  const first = await live();
  first.conn.close();
  client.answer({ questionId: 'q1', value: 9 });
  assign(await socketNumber(1), true);
  await until(() => names().includes('answer:submit'));
  expect(names().filter((name) => name === 'answer:submit')).toHaveLength(1);
});

it('does not send an answer again that the server tells of', async () => {
  const first = await live();
  client.answer({ questionId: 'q1', value: 9 });
  await until(() => names().includes('answer:submit'));
  first.conn.close();
  const second = await socketNumber(1);
  assign(second, true);
  tell(second, 'response:saving', 2, { questionId: 'q1', question: 'How likely?', answer: '9', revision: 1 });
  await until(() => eventNames().includes('response:saving'));
  client.send('text:message', { text: 'later' });
  await until(() => names().includes('text:message'));
  second.conn.close();
  assign(await socketNumber(2), true);
  await until(() => names().filter((name) => name === 'mic:mute').length === 2);
  expect(names().filter((name) => name === 'answer:submit')).toHaveLength(1);
});

it('begins again when the connection is lost before the server knows the session', async () => {
  client.start(start);
  const first = await socketNumber(0);
  assign(first, false);
  await until(() => received.length === 1);
  first.conn.close();
  const second = await socketNumber(1);
  expect(second.handshake.query['sessionId']).toBeUndefined();
  assign(second, false);
  await until(() => received.length === 2);
  expect(names()).toEqual(['session:start', 'session:start']);
});

it('goes on with the session of another page when it is told to', async () => {
  client.close();
  const later = newClient({ sessionId: 's-1', run: 'r-1', seq: 0 });
  later.takeUp();
  await until(() => sockets.some(({ handshake }) => handshake.query['after'] === '0'));
  const socket = sockets.find(({ handshake }) => handshake.query['after'] === '0');
  if (socket === undefined) throw new Error('no socket');
  assign(socket, true);
  await until(() => names().includes('mic:mute'));
  expect(later.link).toBe('up');
  expect(names()).not.toContain('session:start');
  later.close();
});

it('says that the session is gone when the server does not know it any more', async () => {
  const first = await live();
  first.conn.close();
  const second = await socketNumber(1);
  assign(second, false);
  second.emit('error', { event: 'error', data: { errorCode: 'SESSION_EXPIRED', errorMessage: 'Over.', recoverable: false } });
  await until(() => links.at(-1) === 'gone');
  expect(names()).toEqual(['session:start']);
});

it('is not interested in the connection any more after the goodbye', async () => {
  const first = await live();
  tell(first, 'session:complete', 2, { completionStatus: 'completed', surveyAnswers: [] });
  await until(() => eventNames().includes('session:complete'));
  first.conn.close();
  await until(() => first.disconnected);
  expect(links).toEqual(['connecting', 'up']);
  expect(sockets).toHaveLength(1);
});

it('passes events on and lets what it does not know go by', async () => {
  const socket = await socketNumber(0);
  assign(socket, false);
  socket.emit('something:new', { data: {} });
  socket.emit('audio:chunk', { event: 'audio:chunk', data: { audioData: Buffer.of(1, 0), epoch: 2, sequenceNumber: 0, format: 'pcm_24000' } });
  socket.emit('audio:end', { event: 'audio:end', data: { epoch: 2 } });
  await until(() => events.length === 3);
  expect(eventNames()).toEqual(['session:assigned', 'audio:chunk', 'audio:end']);
});
