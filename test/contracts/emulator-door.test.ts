import { connect, constants, type ClientHttp2Session } from 'node:http2';
import { afterEach, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { systemClock } from '../../src/kernel/clock.js';
import { closing, openTalk, opening, typed } from './emulator-client.js';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const fast = { completionStartMs: 0, transcriptMs: 0, thinkMs: 0, deliverySpeed: Infinity, playbackSpeed: Infinity };
let emulator: Emulator | null = null;
let connection: ClientHttp2Session | null = null;
const start = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  emulator = await startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', timing: fast, ...options });
  return emulator;
};
afterEach(async () => {
  connection?.destroy();
  await emulator?.close();
  emulator = null;
});

it('takes a conversation that the right credentials signed, frame by frame', async () => {
  const { endpoint } = await start({ credentials });
  const talk = openTalk(endpoint, { credentials });
  talk.send(...opening(), ...typed('Hello'));
  await talk.find((event) => event.stopReason === 'END_TURN');
  talk.send(...closing());
  talk.finish();
  expect(await talk.over).toBeNull();
});

it.each([
  ['a wrong secret', { ...credentials, secretAccessKey: 'other' }, 'InvalidSignatureException'],
  ['an unknown key', { ...credentials, accessKeyId: 'AKIDOTHER' }, 'UnrecognizedClientException'],
])('refuses %s', async (_, wrong, name) => {
  const { endpoint } = await start({ credentials });
  const talk = openTalk(endpoint, { credentials: wrong });
  talk.send(...opening());
  expect((await talk.over)?.name).toBe(name);
});

it('refuses unknown models, and the model that is no more', async () => {
  const { endpoint } = await start();
  const errors = await Promise.all(
    ['amazon.other-v1:0', 'amazon.nova-sonic-v1:0'].map((modelId) => openTalk(endpoint, { modelId }).over),
  );
  expect(errors.map((error) => error?.name)).toEqual(['ValidationException', 'ResourceNotFoundException']);
});

it('throttles more streams than the account has, and takes the next when one has ended', async () => {
  const server = await start({ limits: { maxStreams: 1 } });
  const first = openTalk(server.endpoint);
  first.send(...opening());
  await first.find((event) => event.name === 'completionStart');
  expect(server.openStreams).toBe(1);
  expect((await openTalk(server.endpoint).over)?.name).toBe('ThrottlingException');
  first.send(...closing());
  first.finish();
  await first.over;
  const next = openTalk(server.endpoint);
  next.send(...opening());
  await next.find((event) => event.name === 'completionStart');
});

interface Answer {
  readonly status: number;
  readonly errorType: string;
  readonly body: Buffer;
}

/** A request as no SDK would send it. */
async function raw(endpoint: string, path: string, bytes: Buffer | null, method = 'POST'): Promise<Answer> {
  connection?.destroy();
  const session = connect(endpoint);
  connection = session;
  const stream = session.request({ ':method': method, ':path': path }, { endStream: bytes === null });
  if (bytes !== null) stream.end(bytes);
  const parts: Buffer[] = [];
  let status = 0;
  let errorType = '';
  stream.on('response', (headers) => {
    status = headers[':status'] ?? 0;
    errorType = String(headers['x-amzn-errortype'] ?? '');
  });
  stream.on('data', (part: Buffer) => parts.push(part));
  await new Promise((resolve, reject) => {
    stream.on('close', resolve);
    stream.on('error', reject);
  });
  return { status, errorType, body: Buffer.concat(parts) };
}

const path = '/model/amazon.nova-2-sonic-v1%3A0/invoke-with-bidirectional-stream';

it.each([
  ['another path', '/model/x/converse', 404, 'UnknownOperationException'],
  ['a path that cannot be decoded', '/model/%E0%A4%A/invoke-with-bidirectional-stream', 400, 'ValidationException'],
])('answers %s with an error in JSON', async (_, wrongPath, status, errorType) => {
  const { endpoint } = await start();
  const answer = await raw(endpoint, wrongPath, null);
  expect([answer.status, answer.errorType]).toEqual([status, errorType]);
  expect(JSON.parse(answer.body.toString('utf8'))).toEqual({ message: expect.any(String) });
});

it('refuses unsigned requests when it has credentials', async () => {
  const { endpoint } = await start({ credentials });
  expect((await raw(endpoint, path, null)).errorType).toBe('MissingAuthenticationTokenException');
});

it.each([
  ['noise', Buffer.alloc(400, 0x5a)],
  ['a length beyond all bounds', Buffer.from('7fffffff00000000', 'hex')],
  ['a length below the least', Buffer.from('0000000400000000', 'hex')],
  ['a wrong checksum', Buffer.concat([Buffer.from('0000001000000000deadbeef', 'hex'), Buffer.alloc(4)])],
])('ends a stream of %s with an exception, and serves the others on', async (_, bytes) => {
  const server = await start();
  const talk = openTalk(server.endpoint);
  talk.send(...opening());
  await talk.find((event) => event.name === 'completionStart');
  const answer = await raw(server.endpoint, path, bytes);
  expect(answer.status).toBe(200);
  expect(answer.body.toString('latin1')).toContain('validationException');
  talk.send(...typed('Hello'));
  await talk.find((event) => event.stopReason === 'END_TURN');
});

it('forgets a stream that the client resets, and a connection that breaks', async () => {
  const server = await start();
  const session = connect(server.endpoint);
  const stream = session.request({ ':method': 'POST', ':path': path });
  stream.on('error', () => undefined);
  await new Promise((resolve) => stream.on('response', resolve));
  expect(server.openStreams).toBe(1);
  stream.close(constants.NGHTTP2_CANCEL);
  await new Promise((resolve) => stream.on('close', resolve));
  session.destroy();
  const talk = openTalk(server.endpoint);
  talk.send(...opening());
  await talk.find((event) => event.name === 'completionStart');
  expect(server.openStreams).toBe(1);
});

it('ends an eight-minute life and an idle minute with their own exceptions', async () => {
  const { endpoint } = await start({ limits: { sessionMs: 60 } });
  const timedOut = openTalk(endpoint);
  timedOut.send(...opening());
  const timeout = await timedOut.over;
  expect([timeout?.name, timeout?.message]).toEqual([
    'ModelTimeoutException',
    'Model has timed out in processing the request. Try your request again.',
  ]);
  await emulator?.close();

  const idle = openTalk((await start({ limits: { idleMs: 1000 } })).endpoint);
  idle.send(...opening());
  const cut = await idle.over;
  expect(cut?.name).toBe('ValidationException');
  expect(cut?.message).toMatch(
    /InternalErrorCode=532::Timed out waiting for audio bytes or interactive content\. Please ensure gaps between audio bytes and interactive content are less than 1 seconds\.$/,
  );
});

it('ends every stream when it closes', async () => {
  const server = await start();
  const talk = openTalk(server.endpoint);
  talk.send(...opening());
  await talk.find((event) => event.name === 'completionStart');
  await server.close();
  await talk.over;
  expect(server.openStreams).toBe(0);
});

it('refuses a port that is taken', async () => {
  const { endpoint } = await start();
  await expect(startEmulator({ clock: systemClock }, { speech: 'tone', hearing: 'none', port: Number(new URL(endpoint).port) })).rejects.toThrow(
    /could not listen on 127\.0\.0\.1/,
  );
});
