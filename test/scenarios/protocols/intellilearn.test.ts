import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { z } from 'zod';
import { brisk } from '../../support/call.js';
import { withNamedIds } from '../../support/inbox.js';
import { connectIntellilearn, type IntellilearnClient } from '../../support/intellilearn-client.js';
import { createConversationBrain } from '../../../src/emulator/brains/conversation-brain.js';
import { quickEmulator, startTestServer, type TestServer } from '../../support/server.js';

/* A client that knows nothing but docs/protocols/intellilearn.md. */

const open: { server: TestServer; client: IntellilearnClient }[] = [];
afterEach(async () => {
  for (const { server, client } of open.splice(0)) {
    client.close();
    await server.stop();
    expect(server.emulator?.openStreams).toBe(0);
    expect(server.sessions.count).toBe(0);
  }
});

const path = '/?agent=documents&language=en-US';

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

async function begin(emulator = brisk, at = path, directory?: string): Promise<{ server: TestServer; client: IntellilearnClient }> {
  const server = await startTestServer({ emulator: { brain: createConversationBrain, ...emulator }, ...(directory === undefined ? {} : { directory }) });
  const client = await connectIntellilearn(server.url + at);
  open.push({ server, client });
  return { server, client };
}

/** The keys 4 and 2, as a browser recorded them. */
const keys = z.object({ slices: z.array(z.string()) }).parse(JSON.parse(readFileSync(new URL('../../fixtures/audio/media-recorder-keys.json', import.meta.url), 'utf8'))).slices;
const durationMs = (wav: Buffer): number => (wav.length - 44) / 48;

it('talks by the recording of a browser and by text, is interrupted in mid-speech, and calls a tool', async () => {
  const { client } = await begin({ ...brisk, toneSpeed: 2 });
  const sessionId = await client.start();
  await client.says('Ask me anything');
  await client.next('inference_complete');
  await client.record(sessionId, keys);
  expect(await client.next('transcription')).toEqual({ type: 'transcription', sessionId, text: '42', transcript: '42' });
  await client.says('I understood: 42');

  client.send({ type: 'text_input', sessionId, text: 'What is your name, and how do they call you at home?' });
  await client.says('My name is');
  // A second recording, with a header of its own, over the agent's voice. Some slices of its silence are lost.
  await client.record(sessionId, [...keys.slice(0, 1), ...keys.slice(4)]);
  await client.next('interrupted');
  await client.next('transcription');
  await client.says('I understood: 42');

  client.send({ type: 'text_input', sessionId, text: 'What is the date and time?' });
  expect(await client.next('tool_use')).toMatchObject({ sessionId, toolName: 'get_date_and_time', toolInput: {} });
  await client.says(', 2');
});

it('answers one turn in exactly these frames, each file when the one before was heard', async () => {
  const { client } = await begin(quickEmulator);
  const sessionId = await client.start();
  await client.says('Ask me anything');
  await client.next('inference_complete');
  const begun = client.inbox.received.slice(0, 3);
  expect(withNamedIds(begun.map((frame) => ('timestamp' in frame ? { ...frame, timestamp: 'T' } : frame)))).toEqual([
    { type: 'connection_established', message: 'Connected', timestamp: 'T' },
    { type: 'session_initialized', sessionId: '#1', message: 'Session ready for audio input', mode: 'speech-to-speech', resumed: false },
    { type: 'nova_session_ready', sessionId: '#1', message: 'The conversation is ready.' },
  ]);
  const from = client.inbox.received.length;
  const files = client.files.length;
  client.send({ type: 'text_input', sessionId, text: 'Good bye.' });
  await client.says('Goodbye');
  await client.next('inference_complete');
  const told = client.inbox.received.slice(from).filter(({ type }, at, all) => type !== 'audio_response' || all[at - 1]?.type !== 'audio_response');
  expect(withNamedIds(told.map((frame) => ('audioBase64' in frame ? { ...frame, audioBase64: 'WAV' } : frame)))).toEqual([
    { type: 'transcription', sessionId: '#1', text: 'Good bye.', transcript: 'Good bye.' },
    { type: 'text_response', sessionId: '#1', text: 'Goodbye, and thank you for talking with me.' },
    { type: 'audio_response', sessionId: '#1', audioBase64: 'WAV' },
    { type: 'inference_complete', sessionId: '#1' },
  ]);
  const heard = client.files.slice(files);
  for (const [n, { wav, atMs }] of heard.entries()) {
    expect(wav.subarray(0, 16).toString('latin1')).toMatch(/^RIFF....WAVEfmt /s);
    expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34), wav.readUInt32LE(40)]).toEqual([1, 24000, 16, wav.length - 44]);
    const before = heard[n - 1];
    if (before !== undefined) expect(atMs - before.atMs).toBeGreaterThan(durationMs(before.wav));
  }
});

it('is not told of a stream to the model that dies: the lesson goes on', async () => {
  const { server, client } = await begin();
  const sessionId = await client.start();
  await client.says('Ask me anything');
  await client.next('inference_complete');
  server.emulator?.faults.add({ kind: 'reset', when: { streams: 'live', at: { output: 'audioOutput', nth: 3 } } });
  client.send({ type: 'text_input', sessionId, text: 'Tell me who are you, please.' });
  await client.says('My name is');
  client.send({ type: 'text_input', sessionId, text: 'How are you?' });
  await client.says('I am well');
  expect(client.inbox.received.filter(({ type }) => type === 'error' || type === 'nova_error')).toEqual([]);
});

it('stops and starts again on the same socket', async () => {
  const { client } = await begin(quickEmulator, '/intellilearn?agent=documents&language=en-US');
  await client.next('connection_established');
  const first = await client.start();
  await client.says('Ask me anything');
  client.send({ type: 'end_session', sessionId: first });
  expect(await client.next('session_ended')).toEqual({ type: 'session_ended', sessionId: first, message: 'Session ended successfully', reason: 'abandoned' });
  const second = await client.start();
  expect(second).not.toBe(first);
  await client.says('Ask me anything');
});

it('answers what it does not understand, and loses nothing', async () => {
  const { client } = await begin(quickEmulator);
  const sessionId = await client.start();
  client.socket.send('no JSON at all');
  expect(await client.next('error')).toMatchObject({ error: 'Invalid message format', code: 'WS_MESSAGE_INVALID' });
  client.send({ type: 'dance' });
  expect(await client.next('error')).toMatchObject({ error: 'Unknown message type: dance' });
  client.send({ type: 'audio_input', sessionId, audioData: Buffer.alloc(20_000, 'not a recording ').toString('base64') });
  expect(await client.next('error')).toMatchObject({ code: 'AUDIO_FORMAT_INVALID' });
  client.send({ type: 'audio_input', sessionId: 'another', audioData: '' });
  client.send({ type: 'ping', timestamp: 5 });
  expect(await client.next('pong')).toEqual({ type: 'pong', timestamp: 5 });
  client.send({ type: 'text_input', sessionId, text: 'How are you?' });
  await client.says('I am well');
});

it('goes on on another connection, also after a restart of the server, with slices that have no header', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-lesson-'));
  directories.push(directory);
  const { server, client } = await begin(brisk, path, directory);
  const sessionId = await client.start();
  await client.says('Ask me anything');
  client.socket.terminate();
  const back = await connectIntellilearn(server.url + path);
  open.push({ server, client: back });
  open.shift();
  back.send({ type: 'audio_input', sessionId, audioData: keys[1] ?? '' });
  expect(await back.next('session_initialized')).toMatchObject({ sessionId, resumed: true });
  await back.next('nova_session_ready');


  open.splice(0);
  await server.stop();
  expect(await back.closed).toBe(1012);
  const next = await startTestServer({ emulator: { brain: createConversationBrain, ...brisk }, directory, environment: { PORT: new URL(server.url).port } });
  const again = await connectIntellilearn(server.url + path);
  open.push({ server: next, client: again });
  again.send({ type: 'audio_input', sessionId, audioData: keys[2] ?? '' });
  expect(await again.next('session_initialized')).toMatchObject({ sessionId, resumed: true });
  again.send({ type: 'text_input', sessionId, text: 'How are you?' });
  await again.says('I am well');
  expect(again.inbox.received.filter(({ type }) => type === 'error')).toEqual([]);
});
