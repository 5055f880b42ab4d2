import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
import { connectCaller, type VoiceCaller } from '../support/voice-caller.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
/** Holds a conversation during every attack, and must notice nothing. */
let neighbour: VoiceCaller;
const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };

beforeAll(async () => {
  server = await startTestServer({ emulator: quickEmulator });
  neighbour = await connectCaller(server.url);
  neighbour.send('session:start', { questionnaireId: 'quick-pulse', consent });
  await neighbour.next('audio:end');
});
afterAll(async () => {
  neighbour.close();
  await server.stop();
});

async function attacker(): Promise<VoiceCaller> {
  return connectCaller(server.url);
}

async function talking(): Promise<VoiceCaller> {
  const caller = await attacker();
  caller.send('session:start', { questionnaireId: 'quick-pulse' });
  await caller.next('session:ready');
  return caller;
}

function nested(depth: number): object {
  let value: object = {};
  for (let n = 0; n < depth; n += 1) value = { a: value };
  return value;
}

describe('each bad message gets a clear error', () => {
  const anyone: [string, string, unknown[], string, RegExp][] = [
    ['an unknown event', 'session:hack', [{}], 'WS_MESSAGE_INVALID', /no such event.*session:start/i],
    ['a prototype name', '__proto__', [{ polluted: true }], 'WS_MESSAGE_INVALID', /no such event/i],
    ['a constructor name', 'constructor', [{}], 'WS_MESSAGE_INVALID', /no such event/i],
    ['no data', 'session:start', [], 'WS_MESSAGE_INVALID', /session:start/],
    ['a wrong type', 'session:start', [{ questionnaireId: { $gt: '' } }], 'WS_MESSAGE_INVALID', /questionnaireId/],
    ['no questionnaire', 'session:start', [{ voiceId: 'matthew' }], 'WS_MESSAGE_INVALID', /questionnaireId/],
    ['an unknown questionnaire', 'session:start', [{ questionnaireId: '../../etc/passwd' }], 'QUESTIONNAIRE_NOT_FOUND', /^$/],
    ['a prototype as questionnaire', 'session:start', [{ questionnaireId: '__proto__' }], 'QUESTIONNAIRE_NOT_FOUND', /^$/],
    ['too much text', 'text:message', [{ text: 'x'.repeat(20_000) }], 'WS_MESSAGE_INVALID', /larger than/],
    ['a deep object', 'session:start', [nested(2000)], 'WS_MESSAGE_INVALID', /nested deeper than 8/],
    ['a wide object', 'session:start', [Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, n]))], 'WS_MESSAGE_INVALID', /larger than/],
    ['audio before the start', 'audio:chunk', [{ audioData: 'AAAA', sequenceNumber: 0 }], 'SESSION_NOT_FOUND', /session:start first/],
    ['an answer before the start', 'answer:submit', [{ questionId: 'p1', value: 'true' }], 'SESSION_NOT_FOUND', /session:start first/],
    ['an end before the start', 'session:end', [{}], 'SESSION_NOT_FOUND', /session:start first/],
  ];
  it.each(anyone)('%s', async (_name, event, data, code, detail) => {
    const caller = await attacker();
    caller.sendRaw(event, ...data);
    const error = await caller.next('error');
    expect(error.errorCode).toBe(code);
    expect(error.detail ?? '').toMatch(detail);
    expect({}).not.toHaveProperty('polluted');
    caller.close();
  });

  const talkers: [string, string, unknown[], string, RegExp][] = [
    ['a second start', 'session:start', [{ questionnaireId: 'quick-pulse' }], 'SESSION_INVALID', /session:end/],
    ['another voice in mid-conversation', 'config:update', [{ voiceId: 'tiffany' }], 'SESSION_INVALID', /voice is fixed/],
    ['bad base64', 'audio:chunk', [{ audioData: 'not base64!', sequenceNumber: 0 }], 'AUDIO_FORMAT_INVALID', /base64/],
    ['half a sample', 'audio:chunk', [{ audioData: Buffer.alloc(3), sequenceNumber: 0 }], 'AUDIO_FORMAT_INVALID', /whole samples/],
    ['no audio', 'audio:chunk', [{ audioData: '', sequenceNumber: 0 }], 'AUDIO_FORMAT_INVALID', /not empty/],
    ['too much audio', 'audio:chunk', [{ audioData: 'A'.repeat(120_000), sequenceNumber: 0 }], 'WS_MESSAGE_INVALID', /larger than/],
    ['a browser blob as text', 'audio:chunk', [{ audioData: '[object Blob]', sequenceNumber: 0 }], 'AUDIO_FORMAT_INVALID', /base64/],
  ];
  it.each(talkers)('%s', async (_name, event, data, code, detail) => {
    const caller = await talking();
    caller.sendRaw(event, ...data);
    const error = await caller.next('error');
    expect(error.errorCode).toBe(code);
    expect(error.detail ?? '').toMatch(detail);
    caller.send('session:end', {});
    expect((await caller.next('session:complete')).completionStatus).toBe('abandoned');
    caller.close();
  });

  it('a question that is not on the path, by any name, is refused in words', async () => {
    const caller = await talking();
    for (const questionId of ['__proto__', 'constructor', 'p3', 'nowhere']) {
      caller.send('answer:submit', { questionId, value: 'true' });
      expect((await caller.next('answer:refused')).questionId).toBe(questionId);
    }
    caller.close();
  });
});

describe('floods', () => {
  it('of control messages get the rate limit with a wait, then a closed connection', async () => {
    const caller = await attacker();
    const gone = new Promise((resolve) => caller.socket.once('disconnect', resolve));
    for (let n = 0; n < 500; n += 1) caller.sendRaw('text:message', { text: 'x' });
    const error = await caller.next('error', ({ errorCode }) => errorCode === 'WS_RATE_LIMIT_EXCEEDED');
    expect(error).toMatchObject({ recoverable: true, retryAfter: 1000 });
    await gone;
  });
  it('of audio lose audio, and control messages still pass', async () => {
    const caller = await talking();
    const frame = Buffer.alloc(1024).toString('base64');
    for (let n = 0; n < 1000; n += 1) caller.send('audio:chunk', { audioData: frame, sequenceNumber: n });
    await caller.next('error', ({ errorCode }) => errorCode === 'WS_RATE_LIMIT_EXCEEDED');
    caller.send('session:end', {});
    await caller.next('session:complete');
    caller.close();
  });
  it('of bytes over the engine\'s limit close the socket', async () => {
    const caller = await attacker();
    const gone = new Promise((resolve) => caller.socket.once('disconnect', resolve));
    caller.sendRaw('text:message', { text: 'x'.repeat(300_000) });
    await gone;
  });
  it('of foreign origins do not get in', async () => {
    const { io } = await import('socket.io-client');
    for (const origin of ['https://evil.example', 'null', `${server.url}.evil.example`]) {
      const socket = io(server.url, { transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: { origin } });
      await new Promise((resolve) => socket.once('connect_error', resolve));
      socket.close();
    }
  });
});

/** An engine's socket without a library: it speaks packets, and reads when it likes. */
async function bareSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('message', resolve));
  return socket;
}
const health = z.object({ socketIO: z.object({ connections: z.number() }) });
const sandraConnections = async (): Promise<number> => health.parse(await (await fetch(`${server.url}/api/socket-server/health`)).json()).socketIO.connections;

describe('below the events', () => {
  it('a client that has itself answered and reads no answer is cut off', async () => {
    const socket = await bareSocket();
    socket.send('40/sandra,');
    expect(await eventually(sandraConnections, (count) => count === 1)).toBe(1);
    socket.pause();
    // Each is answered that there is no such namespace.
    for (let n = 0; n < 3000; n += 1) socket.send(`40/${'x'.repeat(10_000)},`);
    expect(await eventually(sandraConnections, (count) => count === 0, 8000)).toBe(0);
    socket.terminate();
  });
});

it('meanwhile the neighbour noticed nothing', async () => {
  neighbour.send('text:message', { text: 'yes' });
  expect(await neighbour.next('response:recorded')).toMatchObject({ answer: 'Yes' });
  expect(neighbour.received.filter(({ event }) => event === 'error')).toEqual([]);
  expect(server.sessions.count).toBeGreaterThanOrEqual(1);
});
