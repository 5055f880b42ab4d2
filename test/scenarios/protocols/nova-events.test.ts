import { afterEach, expect, it } from '@jest/globals';
import type { EmulatorOptions } from '../../../src/emulator/options.js';
import { brisk } from '../../support/call.js';
import { withNamedIds } from '../../support/inbox.js';
import { connectNovaEvents, type NovaEventsClient } from '../../support/nova-events-client.js';
import { createConversationBrain } from '../../../src/emulator/brains/conversation-brain.js';
import { quickEmulator, startTestServer, type TestServer } from '../../support/server.js';

/* A client that knows nothing but docs/protocols/nova-events.md. */

const open: { server: TestServer; client: NovaEventsClient }[] = [];
afterEach(async () => {
  for (const { server, client } of open.splice(0)) {
    client.close();
    await server.stop();
    expect(server.emulator?.openStreams).toBe(0);
    expect(server.sessions.count).toBe(0);
  }
});

async function begin(emulator = brisk): Promise<{ server: TestServer; client: NovaEventsClient }> {
  const server = await startTestServer({ emulator: { brain: createConversationBrain, ...emulator } });
  const client = await connectNovaEvents(server.url);
  open.push({ server, client });
  return { server, client };
}

/** A model that takes its turn at once for clients who ask for that, and keeps the others waiting. */
const choosy: EmulatorOptions = { ...brisk, timing: { ...brisk.timing, endpointingMs: { HIGH: 300, MEDIUM: 60_000, LOW: 60_000 } } };

/** Generation 1, in the order of its page. */
function start({ socket }: NovaEventsClient, prompt = 'You are a friend.'): void {
  socket.emit('promptStart');
  socket.emit('systemPrompt', prompt);
  socket.emit('audioStart');
}

it('talks by voice and by text in turns, is interrupted in mid-speech, and calls a tool', async () => {
  const { client } = await begin();
  start(client);
  expect(await client.next('audioReady')).toEqual({ sessionId: expect.any(String) });
  // What is said right behind the start is not lost.
  await client.microphone.press('4', '2');
  expect(await client.next('textOutput', ({ role }) => role === 'USER')).toMatchObject({ content: '42', text: '42' });
  await client.planned('I understood: 42');
  await client.next('audioOutput');

  client.socket.emit('textInput', { content: 'What can you do for me, please, and what is your name?' });
  await client.planned('My name is');
  await client.next('contentStart', ({ type }) => type === 'AUDIO');
  await client.microphone.press('7');
  await client.next('contentEnd', ({ type, stopReason }) => type === 'TEXT' && stopReason === 'INTERRUPTED');
  expect(await client.next('bargeIn')).toEqual({ interrupted: true });
  await client.planned('I understood: 7');

  client.socket.emit('textInput', { content: 'What is the date and time?' });
  const use = await client.next('toolUse');
  expect(use).toMatchObject({ toolName: 'get_date_and_time', content: '{}', role: 'TOOL' });
  expect(await client.next('toolResult')).toMatchObject({ toolUseId: use['toolUseId'], success: true, result: { timeZone: 'UTC' } });
  await client.planned(', 2');
  expect(client.inbox.received.filter(({ name, body }) => name === 'contentEnd' && body['type'] === 'TOOL')).toEqual([]);
});

it('says one typed turn in exactly these events', async () => {
  const { client } = await begin(quickEmulator);
  start(client);
  await client.next('audioReady');
  client.socket.emit('textInput', { content: 'Good bye.' });
  await client.next('contentEnd', ({ stopReason, type }) => type === 'TEXT' && stopReason === 'END_TURN');
  const told = client.inbox.received
    .filter(({ name }) => name !== 'usageEvent' && name !== 'session:assigned')
    .filter(({ name }, at, all) => name !== 'audioOutput' || all[at - 1]?.name !== 'audioOutput')
    .map(({ name, body }) => [name, name === 'audioOutput' ? { ...body, content: 'PCM' } : body]);
  const ids = { sessionId: '#1', promptName: '#2', completionId: '#3' };
  const words = 'Goodbye, and thank you for talking with me.';
  const text = (contentId: string, stage: string, stopReason: string) => [
    ['contentStart', { ...ids, contentId, type: 'TEXT', role: 'ASSISTANT', additionalModelFields: `{"generationStage":"${stage}"}`, textOutputConfiguration: { mediaType: 'text/plain' } }],
    ['textOutput', { ...ids, contentId, role: 'ASSISTANT', content: words, text: words }],
    ['contentEnd', { ...ids, contentId, type: 'TEXT', stopReason }],
  ];
  const audioOutputConfiguration = { mediaType: 'audio/lpcm', sampleRateHertz: 24000, sampleSizeBits: 16, channelCount: 1, encoding: 'base64', audioType: 'SPEECH' };
  expect(withNamedIds(told)).toEqual([
    ['audioReady', { sessionId: '#1' }],
    ['completionStart', { completionStart: ids }],
    ...text('#4', 'SPECULATIVE', 'PARTIAL_TURN'),
    ['contentStart', { ...ids, contentId: '#5', type: 'AUDIO', role: 'ASSISTANT', audioOutputConfiguration }],
    ['audioOutput', { ...ids, contentId: '#5', role: 'ASSISTANT', content: 'PCM' }],
    ['contentEnd', { ...ids, contentId: '#5', type: 'AUDIO', stopReason: 'END_TURN' }],
    ...text('#6', 'FINAL', 'END_TURN'),
  ]);
});

it('is not told of a stream to the model that dies in mid-speech: the conversation goes on', async () => {
  const { server, client } = await begin();
  start(client);
  await client.next('completionStart');
  server.emulator?.faults.add({ kind: 'reset', when: { streams: 'live', at: { output: 'audioOutput', nth: 3 } } });
  client.socket.emit('textInput', { content: 'Tell me who are you, please.' });
  await client.planned('My name is');
  // Its answer begins anew on another stream.
  await client.planned('My name is');
  client.socket.emit('textInput', { content: 'How are you?' });
  await client.planned('I am well');
  expect(client.inbox.received.filter(({ name }) => name === 'error')).toEqual([]);
});

it('stops, and starts again without connecting: with all events, and with nothing but audio', async () => {
  const { client } = await begin();
  start(client);
  const first = await client.next('audioReady');
  client.socket.emit('stopAudio');
  expect(await client.next('streamComplete')).toEqual({ sessionId: first['sessionId'] });
  expect(await client.next('sessionClosed')).toEqual({ sessionId: first['sessionId'], reason: 'abandoned' });

  client.socket.emit('audioStart');
  const second = await client.next('audioReady');
  expect(second['sessionId']).not.toBe(first['sessionId']);
  await client.microphone.press('1');
  await client.planned('I understood: 1');
  client.socket.emit('stopAudio');
  await client.next('sessionClosed');

  // After a pause of the microphone; the first frames of the page that never says `audioStart` again.
  await client.microphone.play(new Int16Array(16_000));
  const silence = Buffer.alloc(1024).toString('base64');
  client.socket.emit('audioInput', silence);
  client.socket.emit('textInput', { content: 'How are you?' });
  await client.planned('I am well');
  const third = client.inbox.received.findLast(({ name }) => name === 'textOutput')?.body['sessionId'];
  expect([first['sessionId'], second['sessionId']]).not.toContain(third);
});

it('answers what it does not understand, and loses nothing', async () => {
  const { client } = await begin(quickEmulator);
  start(client);
  await client.next('audioReady');
  const refused = async (event: string, ...payload: unknown[]) => {
    client.socket.emit(event, ...payload);
    return client.next('error');
  };
  expect(await refused('audioInput', 'not base64!')).toMatchObject({ errorCode: 'AUDIO_FORMAT_INVALID', recoverable: true, details: expect.stringContaining('PCM s16le mono') });
  expect(await refused('textInput', { content: '' })).toMatchObject({ errorCode: 'WS_MESSAGE_INVALID', details: expect.stringContaining('textInput') });
  expect(await refused('promptStart', { outputSampleRate: 44100 })).toMatchObject({ errorCode: 'WS_MESSAGE_INVALID' });
  expect(await refused('systemPrompt', 'x'.repeat(9000))).toMatchObject({ details: 'systemPrompt: 9000 characters. At most 8000.' });
  expect(await refused('session:start', { questionnaireId: 'quick-pulse' })).toMatchObject({ details: expect.stringContaining('There are: initializeConnection') });
  expect(await refused('setKnowledgeSource', { source: 'sharepoint' })).toMatchObject({ details: expect.stringContaining('There is: bedrock') });
  // A page of source 000 sends what it was told, to have the documents searched for it. The agent searches by itself.
  client.socket.emit('userText', 'What is the date?');
  client.socket.emit('setKnowledgeSource', { source: 'bedrock' });
  expect(await client.next('knowledgeSourceSet')).toEqual({ source: 'bedrock' });
  expect(client.inbox.received.filter(({ name }) => name === 'error')).toHaveLength(6);
  client.socket.emit('textInput', { content: 'How are you?' });
  await client.planned('I am well');
  for (let starts = 0; starts < 6; starts += 1) {
    client.socket.emit('stopAudio');
    client.socket.emit('audioStart');
  }
  expect(await client.next('error')).toMatchObject({ errorCode: 'WS_RATE_LIMIT_EXCEEDED', details: expect.stringContaining('Too many conversations') });
});

it('is told of a restart of the server, and talks on with the next one', async () => {
  const { server, client } = await begin(quickEmulator);
  start(client);
  await client.next('audioReady');
  client.socket.emit('textInput', { content: 'How are you?' });
  await client.planned('I am well');
  const gone = new Promise((resolve) => client.socket.once('disconnect', resolve));
  open.splice(0);
  client.microphone.stop();
  await server.stop();
  await gone;
  expect(client.inbox.received.slice(-4).map(({ name, body }) => [name, body['reason'] ?? body['errorCode']])).toEqual([
    ['completionEnd', undefined],
    ['error', 'SERVER_STOPPING'],
    ['streamComplete', undefined],
    ['sessionClosed', 'parked'],
  ]);
  const next = await startTestServer({ emulator: { brain: createConversationBrain, ...quickEmulator }, environment: { PORT: new URL(server.url).port } });
  const back = await connectNovaEvents(next.url);
  open.push({ server: next, client: back });
  start(back);
  await back.next('audioReady');
  back.socket.emit('textInput', { content: 'How are you?' });
  await back.planned('I am well');
});

it('takes its turn as soon as the client has set it', async () => {
  const { client } = await begin(choosy);
  await client.socket.timeout(5000).emitWithAck('initializeConnection', { turnDetectionConfig: { endpointingSensitivity: 'HIGH' } });
  start(client);
  await client.microphone.press('4');
  await client.planned('I understood: 4');
});

it('generation 2 and the middle version: acknowledgements, objects instead of texts, voices and rates', async () => {
  const { client } = await begin(quickEmulator);
  const ask = (...args: unknown[]): Promise<unknown> => client.socket.timeout(5000).emitWithAck('initializeConnection', ...args);
  expect(await ask()).toEqual({ success: true });
  expect(await ask({ region: 'us-east-1', turnDetectionConfig: { endpointingSensitivity: 'HIGH' }, enabledTools: [] })).toEqual({ success: true });
  expect(await ask({ enabledTools: 'all' })).toEqual({ success: false, error: expect.stringContaining('enabledTools') });
  client.socket.emit('promptStart', { voiceId: 'amy', outputSampleRate: 16000 });
  client.socket.emit('systemPrompt', { content: 'You are a friend.', voiceId: 'amy' });
  client.socket.emit('audioStart');
  await client.next('audioReady');
  client.socket.emit('textInput', { content: 'Who are you?' });
  await client.planned('My name is Amy');
  expect(await client.next('contentStart', ({ type }) => type === 'AUDIO')).toMatchObject({ audioOutputConfiguration: { sampleRateHertz: 16000 } });
  client.socket.emit('stopAudio', { reason: 'done' });
  await client.next('sessionClosed');

  expect(await ask({ questionnaireId: 'no-such' })).toMatchObject({ success: false });
  const { sessionId } = (await ask({ questionnaireId: 'demo1_csat_nps', voiceId: 'matthew' })) as { sessionId: string };
  expect(sessionId).toMatch(/^[0-9a-f-]{36}$/);
  client.socket.emit('systemPrompt', { promptContent: 'Ask me anything.' });
  client.socket.emit('audioStart');
  expect(await client.next('audioReady')).toEqual({ sessionId });
  client.socket.emit('audioInput', { audioData: Buffer.alloc(1024).toString('base64') });
  client.socket.emit('audioInput', { audio: Buffer.alloc(1024).toString('base64') });
  client.socket.emit('audioInput', Buffer.alloc(1024));
  expect(await client.next('toolResult')).toMatchObject({ toolName: 'get_next_question', success: true });
  await client.next('audioOutput');
});
