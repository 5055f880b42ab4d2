import { connect } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import type { Environment } from '../../../src/config.js';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { brisk } from '../../support/call.js';
import { withNamedIds } from '../../support/inbox.js';
import { connectS2s, type S2sClient } from '../../support/s2s-client.js';
import { createConversationBrain } from '../../../src/emulator/brains/conversation-brain.js';
import { quickEmulator, startTestServer, type TestServer } from '../../support/server.js';

/* A client that knows nothing but docs/protocols/s2s-frames.md. */

const open: { server: TestServer; client: S2sClient }[] = [];
afterEach(async () => {
  for (const { server, client } of open.splice(0)) {
    client.close();
    await server.stop();
    expect(server.emulator?.openStreams).toBe(0);
    expect(server.sessions.count).toBe(0);
  }
});

const path = '/interact-s2s?agent=documents&language=en-US';

async function begin(emulator = brisk, environment: Environment = {}): Promise<{ server: TestServer; client: S2sClient }> {
  const server = await startTestServer({ emulator: { brain: createConversationBrain, ...emulator }, environment });
  const client = await connectS2s(server.url + path);
  open.push({ server, client });
  return { server, client };
}

/** A model that takes its turn at once for clients who ask for that, and keeps the others waiting. */
const choosy: EmulatorOptions = { ...brisk, timing: { ...brisk.timing, endpointingMs: { HIGH: 300, MEDIUM: 60_000, LOW: 60_000 } } };

it('talks by voice and by text in turns, is interrupted in mid-speech, and calls a tool of the server', async () => {
  const { client } = await begin();
  client.start();
  await client.planned('Ask me anything');
  await client.next('audioOutput');
  await client.microphone.press('4', '2');
  expect(await client.next('textOutput', ({ role }) => role === 'USER')).toMatchObject({ content: '42', promptName: 'prompt-1' });
  await client.planned('I understood: 42');

  client.type('What is your name, and how do they call you at home?');
  await client.planned('My name is');
  await client.next('contentStart', ({ type }) => type === 'AUDIO');
  await client.microphone.press('7');
  await client.next('textOutput', ({ content }) => content === '{ "interrupted" : true }');
  await client.next('contentEnd', ({ type, stopReason }) => type === 'TEXT' && stopReason === 'INTERRUPTED');
  await client.planned('I understood: 7');

  // The tools that the client declared are not there; the server's are.
  client.type('What is the date and time?');
  expect(await client.next('toolUse')).toMatchObject({ toolName: 'get_date_and_time', content: '{}' });
  await client.next('contentEnd', ({ type, stopReason }) => type === 'TOOL' && stopReason === 'TOOL_USE');
  await client.planned(', 2');
  const usage = await client.next('usageEvent', ({ totalTokens }) => Number(totalTokens) > 0);
  expect(Object.keys((usage['details'] as { total: { input: object } }).total.input)).toEqual(['speechTokens', 'textTokens']);
});

it('takes its turn as soon as the client has set it', async () => {
  const { client } = await begin(choosy);
  client.start({ endpointingSensitivity: 'HIGH' });
  await client.planned('Ask me anything');
  await client.microphone.press('4');
  await client.planned('I understood: 4');
});

it('says an interruption and one turn in exactly these frames', async () => {
  const { client } = await begin(quickEmulator);
  client.start();
  await client.planned('Ask me anything');
  const { contentId } = await client.next('textOutput', ({ content }) => String(content).startsWith('Ask me'));
  await client.next('contentEnd', (body) => body['contentId'] === contentId && body['stopReason'] === 'END_TURN');
  const from = client.inbox.received.length;
  client.type('Good bye.');
  await client.planned('Goodbye');
  const said = await client.next('textOutput', ({ content }) => String(content).startsWith('Goodbye'));
  await client.next('contentEnd', (body) => body['contentId'] === said['contentId'] && body['stopReason'] === 'END_TURN');
  const told = client.inbox.received
    .slice(from)
    .filter(({ name }) => name !== 'usageEvent')
    .filter(({ name }, at, all) => name !== 'audioOutput' || all[at - 1]?.name !== 'audioOutput')
    .map(({ name, body }) => [name, name === 'audioOutput' ? { ...body, content: 'PCM' } : body]);
  const ids = { sessionId: '#1', promptName: 'prompt-1', completionId: '#2' };
  const words = 'Goodbye, and thank you for talking with me.';
  const mark = '{ "interrupted" : true }';
  const text = (contentId: string, stage: string, stopReason: string, content = words) => [
    ['contentStart', { ...ids, contentId, type: 'TEXT', role: 'ASSISTANT', additionalModelFields: `{"generationStage":"${stage}"}`, textOutputConfiguration: { mediaType: 'text/plain' } }],
    ['textOutput', { ...ids, contentId, role: 'ASSISTANT', content, text: content }],
    ['contentEnd', { ...ids, contentId, type: 'TEXT', stopReason }],
  ];
  const audioOutputConfiguration = { mediaType: 'audio/lpcm', sampleRateHertz: 24000, sampleSizeBits: 16, channelCount: 1, encoding: 'base64', audioType: 'SPEECH' };
  expect(withNamedIds(told)).toEqual([
    // The greeting was still to be heard.
    ...text('#3', 'FINAL', 'INTERRUPTED', mark),
    ...text('#4', 'SPECULATIVE', 'PARTIAL_TURN'),
    ['contentStart', { ...ids, contentId: '#5', type: 'AUDIO', role: 'ASSISTANT', audioOutputConfiguration }],
    ['audioOutput', { ...ids, contentId: '#5', role: 'ASSISTANT', content: 'PCM' }],
    ['contentEnd', { ...ids, contentId: '#5', type: 'AUDIO', stopReason: 'END_TURN' }],
    ...text('#6', 'FINAL', 'END_TURN'),
  ]);
  expect(client.inbox.received.every(({ timestamp }) => Math.abs(Date.now() - timestamp) < 60_000)).toBe(true);
});

it('is not told of a stream to the model that dies in mid-speech: the conversation goes on', async () => {
  const { server, client } = await begin();
  client.start();
  await client.planned('Ask me anything');
  await client.next('contentEnd', ({ stopReason, type }) => type === 'AUDIO' && stopReason === 'END_TURN');
  server.emulator?.faults.add({ kind: 'reset', when: { streams: 'live', at: { output: 'audioOutput', nth: 3 } } });
  client.type('Tell me who are you, please.');
  await client.planned('My name is');
  // Its answer begins anew on another stream.
  await client.planned('My name is');
  client.type('How are you?');
  await client.planned('I am well');
  expect(client.inbox.received.filter(({ name }) => name === 'error')).toEqual([]);
});

it('stops, and starts again on the same socket; what is left over in between is nothing', async () => {
  const { client } = await begin(quickEmulator);
  client.start();
  await client.planned('Ask me anything');
  client.stop();
  client.event('audioInput', { promptName: 'prompt-1', contentName: 'audio', content: '[object Blob]' });
  await client.next('completionEnd');
  client.start({ voiceId: 'tiffany' });
  await client.planned('Ask me anything');
  client.type('Who are you?');
  const { body } = await client.planned('My name is Tiffany');
  expect(body['promptName']).toBe('prompt-2');
  expect(client.inbox.received.filter(({ name }) => name === 'error')).toEqual([]);
});

it('answers what it does not understand, passes over what is not for it, and loses nothing', async () => {
  const { client } = await begin(quickEmulator);
  client.start();
  await client.planned('Ask me anything');
  client.socket.send('no JSON at all');
  expect(await client.next('error')).toMatchObject({ code: 'WS_MESSAGE_INVALID', detail: 'A message must be one JSON object, as text.' });
  client.event('audioInput', { promptName: 'prompt-1', contentName: 'audio', content: '[object Blob]' });
  expect(await client.next('error')).toMatchObject({ code: 'AUDIO_FORMAT_INVALID', recoverable: true });
  client.event('textInput', { promptName: 'prompt-1', contentName: 'nowhere', content: 'x' });
  expect(await client.next('error')).toMatchObject({ detail: expect.stringContaining('Send contentStart first') });
  client.event('contentStart', { promptName: 'prompt-1', contentName: 'x', type: 'VIDEO' });
  expect(await client.next('error')).toMatchObject({ detail: expect.stringContaining('contentStart') });
  const errors = client.inbox.received.filter(({ name }) => name === 'error').length;
  client.event('clientState', { anything: true });
  client.socket.send(JSON.stringify({ type: 'config', strandsTier: 2 }));
  client.socket.send(JSON.stringify({ body: JSON.stringify({ event: { audioInput: { content: 'AAAA' } } }), timestamp: 1 }));
  client.type('How are you?');
  await client.planned('I am well');
  expect(client.inbox.received.filter(({ name }) => name === 'error')).toHaveLength(errors);
});

it('closes with 1012 when the server restarts; the next server takes the client on the same port, on its own port too', async () => {
  const { server, client } = await begin(quickEmulator);
  client.start();
  await client.planned('Ask me anything');
  open.splice(0);
  client.microphone.stop();
  await server.stop();
  expect(await client.closed).toBe(1012);

  const next = await startTestServer({ emulator: { brain: createConversationBrain, ...quickEmulator }, environment: { PORT: new URL(server.url).port, S2S_PORT: '0', HEALTH_PORT: '0', S2S_AGENT: 'documents' } });
  const portOf = (name: string): string => /port (\d+)/.exec(next.parts.find((part) => part.startsWith(name)) ?? '')?.[1] ?? '';
  const back = await connectS2s(`http://localhost:${portOf('WebSocket')}/`);
  open.push({ server: next, client: back });
  back.start();
  await back.planned('Ask me anything');
  const health = await fetch(`http://localhost:${portOf('health')}/health`);
  expect([health.status, await health.json()]).toEqual([200, { status: 'healthy' }]);
  expect((await fetch(`http://localhost:${portOf('health')}/other`)).status).toBe(404);
  expect((await fetch(`http://localhost:${portOf('WebSocket')}/`)).status).toBe(200);
});

it('takes 150 audio frames a second, and closes a socket that speaks no protocol', async () => {
  const { server, client } = await begin(quickEmulator);
  client.start();
  await client.planned('Ask me anything');
  // A second of a client at 48 kHz that was held up and sends all at once, beside its open microphone.
  for (let frame = 0; frame < 200; frame += 1) client.event('audioInput', { content: Buffer.alloc(228).toString('base64') });
  client.type('How are you?');
  await client.planned('I am well');
  expect(client.inbox.received.filter(({ name }) => name === 'error')).toEqual([]);

  const stranger = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
  await new Promise((resolve) => stranger.once('open', resolve));
  const closed = new Promise<[number, string]>((resolve) => stranger.once('close', (code: number, reason: Buffer) => resolve([code, reason.toString()])));
  stranger.send('{"hello":true}');
  expect(await closed).toEqual([1008, 'The first message must have "event", "body" or "type".']);

  // An address that is none neither breaks the server nor leaves a socket behind.
  const raw = connect(Number(new URL(server.url).port), '127.0.0.1');
  const answered = new Promise<string>((resolve) => raw.once('data', (data: Buffer) => resolve(data.toString())));
  raw.write('GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n');
  expect(await answered).toContain('101 Switching Protocols');
  raw.destroy();
});
