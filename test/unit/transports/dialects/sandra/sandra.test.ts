import { expect, it } from '@jest/globals';
import { base64FromSamples, samplesFromBase64 } from '../../../../../src/audio/pcm.js';
import { AppError } from '../../../../../src/kernel/errors.js';
import { ok, refuse } from '../../../../../src/kernel/result.js';
import type { RecalledSession, Sessions } from '../../../../../src/sessions/sessions.js';
import { createSandraDialect, type SandraOptions } from '../../../../../src/transports/dialects/sandra/sandra.js';
import { createSandraStatistics } from '../../../../../src/transports/dialects/sandra/statistics.js';
import { foreignBench } from '../../../../support/foreign-bench.js';
import { joined, sine, toneShare } from '../../../audio/sounds.js';

const timestamp = Date.UTC(2026, 10, 21, 9, 0, 0);

function bench(options: Partial<SandraOptions> = {}) {
  const parts = foreignBench();
  const statistics = createSandraStatistics(parts.deps);
  const dialect = createSandraDialect(parts.deps, { voices: new Set(['matthew', 'lupe']), personaId: 'sandra', outputSampleRateHz: 24000, verifyToken: null, statistics, ...options });
  const rooms = new Map<string, Set<(event: string, payload: object) => void>>();
  return { ...parts, statistics, connect: (query = {}) => parts.connectEvents(dialect, rooms, query) };
}

/** A guest in a call; what was said until then is forgotten. */
function calling() {
  const parts = bench();
  const client = parts.connect();
  client.say('authenticate', { userId: 'guest-7', token: null, timestamp });
  client.say('call:start', { timestamp });
  parts.model.emit({ type: 'opened' });
  const begun = client.heard();
  return { ...parts, client, begun, sessionId: parts.requests[0]?.sessionId ?? '' };
}

const frame = base64FromSamples(sine(440, 100, 24000));
const chunks = (events: readonly (readonly [string, object])[]): readonly Int16Array[] =>
  events.flatMap(([event, data]) => (event === 'sandra:audio:chunk' && 'chunk' in data && typeof data.chunk === 'string' ? [samplesFromBase64(data.chunk)] : []));
const names = (events: readonly (readonly [string, object])[]): readonly string[] => events.map(([event]) => event);

it('welcomes a guest into a room of their own, and starts the call', () => {
  const { begun, sessionId, requests } = calling();
  expect(begun).toEqual([
    ['metrics', { timestamp, connections: 1, sessions: 0, activeCalls: 0, uptime: 0 }],
    ['authenticated', { success: true, userId: 'guest-7', roomId: 'user_guest-7', timestamp }],
    ['call:started', { success: true, sessionId, resumed: false, timestamp }],
  ]);
  expect(requests[0]).toMatchObject({ agent: { kind: 'assistant', personaId: 'sandra' }, userId: 'guest-7', inputSampleRateHz: 16000, outputSampleRateHz: 24000 });
});

it('speaks at 44.1 kHz, little ahead of what is heard, and says when that is over', () => {
  const { client, model, clock } = calling();
  model.emit({ type: 'planned', text: 'Buenos días.' });
  for (let n = 0; n < 30; n += 1) model.emit({ type: 'audio', contentId: 'c1', audio: frame });
  model.emit({ type: 'turnEnded' });
  const first = client.heard();
  expect(first.slice(0, 2)).toEqual([
    ['sandra:response', { message: 'Buenos días.', type: 'text', timestamp }],
    ['sandra:audio:start', { timestamp }],
  ]);
  expect(chunks(first).map((chunk) => chunk.length)).toEqual([8820, 17640, 17640]);
  clock.advance(2000);
  const more = client.heard();
  expect(names(more)).not.toContain('sandra:audio:end');
  clock.advance(1300);
  const last = client.heard();
  expect(last.at(-1)).toEqual(['sandra:audio:end', { timestamp: timestamp + 3120 }]);
  const sound = joined(...chunks([...first, ...more, ...last]));
  expect(sound).toHaveLength(3 * 44100);
  expect(toneShare(sound.slice(2000, 42000), 440, 44100)).toBeGreaterThan(0.99);
});

it.each([
  ['a list of numbers', (samples: Int16Array): unknown => Array.from(samples)],
  ['base64', (samples: Int16Array): unknown => base64FromSamples(samples)],
  ['bytes', (samples: Int16Array): unknown => Buffer.from(samples.buffer)],
])('hears 44.1 kHz as %s, and acknowledges every tenth chunk', (_what, encode) => {
  const { client, model } = calling();
  client.say('audio:stream', { timestamp });
  const sound = sine(440, 1000, 44100);
  for (let n = 0; n < 10; n += 1) client.say('audio:chunk', { chunk: encode(sound.slice(n * 4096, (n + 1) * 4096)), sequence: n, timestamp });
  client.say('audio:end', { timestamp });
  expect(client.heard()).toEqual([
    ['audio:stream:ack', { success: true, timestamp }],
    ['audio:chunk:ack', { sequence: 0 }],
    ['audio:end:ack', { success: true, chunksReceived: 10, timestamp }],
  ]);
  const heard = joined(...model.sent.flatMap((sent) => (typeof sent === 'object' && 'audio' in sent ? [samplesFromBase64(sent.audio)] : [])));
  expect(heard.length).toBeGreaterThan(14_700);
  expect(toneShare(heard.slice(2000, 14_000), 440, 16000)).toBeGreaterThan(0.99);
});

it('takes 16 kHz untouched where the client says so', () => {
  const { client, model } = calling();
  client.say('audio:stream', { sampleRate: 16000 });
  client.say('audio:chunk', { chunk: 'AQACAA==', sequence: 3 });
  expect(model.sent).toContainEqual({ audio: 'AQACAA==' });
});

it('stops at once when the guest interrupts: first the interruption, then its acknowledgement', () => {
  const { client, model, clock } = calling();
  model.emit({ type: 'planned', text: 'Hay mucho que ver.' });
  for (let n = 0; n < 50; n += 1) model.emit({ type: 'audio', contentId: 'c1', audio: frame });
  client.heard();
  client.say('barge-in', { timestamp });
  expect(client.heard()).toEqual([
    ['sandra:interrupted', { timestamp }],
    ['barge-in:ack', { success: true, timestamp }],
    ['sandra:audio:end', { timestamp }],
  ]);
  model.emit({ type: 'audio', contentId: 'c1', audio: frame });
  clock.advance(10_000);
  expect(chunks(client.heard())).toEqual([]);
});

it('stops the client when the model heard an interruption, and speaks again after it', () => {
  const { client, model, clock } = calling();
  model.emit({ type: 'planned', text: 'Hay mucho que ver.' });
  for (let n = 0; n < 50; n += 1) model.emit({ type: 'audio', contentId: 'c1', audio: frame });
  client.heard();
  model.emit({ type: 'interrupted' });
  expect(names(client.heard())).toEqual(['sandra:interrupted', 'sandra:audio:end']);
  clock.advance(3000);
  expect(client.heard()).toEqual([]);
  model.emit({ type: 'planned', text: 'Dígame.' });
  for (let n = 0; n < 3; n += 1) model.emit({ type: 'audio', contentId: 'c2', audio: frame });
  expect(names(client.heard())).toEqual(['sandra:response', 'sandra:audio:start', 'sandra:audio:chunk']);
});

// Its client stops its player half a second after each end, whatever has come meanwhile, and lets what is sounding then end.
it.each([
  ['an interruption', 1000, { type: 'interrupted' } as const],
  ['the end of an utterance', 600, { type: 'turnEnded' } as const],
])('keeps the next utterance from being thrown away with the one before: %s', (_what, silentMs, over) => {
  const { client, model, clock } = calling();
  model.emit({ type: 'planned', text: 'Hay mucho que ver.' });
  for (let n = 0; n < 5; n += 1) model.emit({ type: 'audio', contentId: 'c1', audio: frame });
  model.emit(over);
  if (over.type === 'turnEnded') clock.advance(530);
  expect(names(client.heard()).at(-1)).toBe('sandra:audio:end');
  model.emit({ type: 'planned', text: 'Dígame.' });
  for (let n = 0; n < 20; n += 1) model.emit({ type: 'audio', contentId: 'c2', audio: frame });
  clock.advance(silentMs - 1);
  expect(client.heard()).toEqual([]);
  clock.advance(1);
  expect(names(client.heard())).toEqual(['sandra:response', 'sandra:audio:start', 'sandra:audio:chunk', 'sandra:audio:chunk', 'sandra:audio:chunk']);
});

it('answers typed messages, also without a call, and shows that it is thinking', () => {
  const { connect, model } = bench();
  const client = connect();
  client.say('authenticate', { userId: 'guest-7' });
  client.heard();
  client.say('user:message', { message: '¿Hay wifi?', type: 'text' });
  expect(client.heard()).toEqual([['sandra:typing', { isTyping: true }]]);
  model.emit({ type: 'opened' });
  expect(model.sent).toContainEqual({ text: '¿Hay wifi?' });
  model.emit({ type: 'planned', text: 'Sí.' }, { type: 'audio', contentId: 'c1', audio: frame }, { type: 'turnEnded' });
  expect(names(client.heard())).toEqual(['sandra:typing', 'sandra:response', 'sandra:audio:start', 'sandra:audio:chunk']);
  model.emit({ type: 'userText', text: 'gracias' });
  expect(client.heard()).toEqual([['audio:transcription', { text: 'gracias', confidence: 1, timestamp }]]);
});

it('keeps the other devices of a guest in step, and nobody else', () => {
  const { connect } = bench();
  const [phone, tablet, stranger] = [connect(), connect(), connect()];
  phone.say('authenticate', { userId: 'guest-7' });
  tablet.say('authenticate', { userId: 'guest-7' });
  stranger.say('authenticate', { userId: 'guest-8' });
  for (const client of [phone, tablet, stranger]) client.heard();
  phone.say('state:update', { screen: 'map' });
  expect(phone.heard()).toEqual([]);
  expect(tablet.heard()).toEqual([['state:sync', { screen: 'map' }]]);
  expect(stranger.heard()).toEqual([]);
});

it('tells its numbers every 30 s', () => {
  const { connect, clock } = bench();
  const client = connect();
  client.say('authenticate', { userId: 'guest-7' });
  client.heard();
  clock.advance(29_999);
  client.say('call:start');
  expect(names(client.heard())).toEqual(['call:started']);
  clock.advance(1);
  expect(client.heard()).toEqual([['metrics', { timestamp: timestamp + 30_000, connections: 1, sessions: 1, activeCalls: 1, uptime: 30 }]]);
});

it('ends the call at once, with its length, and starts another', () => {
  const { client, clock, requests } = calling();
  clock.advance(1234);
  client.heard();
  client.say('call:end', { timestamp });
  expect(client.heard()).toEqual([['call:ended', { success: true, duration: 1234, reason: 'abandoned', timestamp: timestamp + 1234 }]]);
  client.say('call:start', { timestamp });
  expect(names(client.heard())).toEqual(['call:started']);
  expect(requests).toHaveLength(2);
});

it.each([
  ['call:start', undefined, 'Not authenticated'],
  ['user:message', { message: 'hola' }, 'Not authenticated'],
  ['audio:stream', undefined, 'Not authenticated'],
  ['authenticate', { userId: '' }, null],
  ['authenticate', {}, 'User ID required'],
  ['authenticate', undefined, 'User ID required'],
])('answers %s %j of a stranger with "%s"', (event, payload, message) => {
  const client = bench().connect();
  client.heard();
  client.say(event, payload);
  expect(client.heard()).toMatchObject([['error', message === null ? { code: 'WS_MESSAGE_INVALID' } : { message }]]);
});

it('says what is wrong with a message, and goes on', () => {
  const { client } = calling();
  client.say('user:message', { message: '  ' });
  client.say('audio:stream');
  client.say('audio:chunk', { chunk: [1, 2, 'x'], sequence: 0 });
  client.say('audio:chunk', { chunk: [40_000], sequence: 0 });
  client.say('dance');
  client.say('ping');
  expect(client.heard()).toMatchObject([
    ['error', { message: 'Message is required' }],
    ['audio:stream:ack', { success: true }],
    ['error', { code: 'AUDIO_FORMAT_INVALID' }],
    ['error', { code: 'AUDIO_FORMAT_INVALID' }],
    ['error', { code: 'WS_MESSAGE_INVALID' }],
    ['pong', { timestamp }],
  ]);
});

it('is not another user on the same connection, and not one that the token does not name', async () => {
  const { client } = calling();
  client.say('authenticate', { userId: 'guest-8' });
  expect(client.heard()).toMatchObject([['error', { code: 'SESSION_INVALID' }]]);
  const guarded = bench({ verifyToken: (token) => Promise.resolve(token === 'good' ? ok({ userId: 'sub-1' }) : refuse(new AppError('UNAUTHORIZED', 'no'))) }).connect();
  guarded.heard();
  guarded.say('authenticate', { userId: 'guest-7' });
  guarded.say('authenticate', { userId: 'guest-7', token: 'bad' });
  await Promise.resolve();
  await Promise.resolve();
  guarded.say('authenticate', { userId: 'guest-7', token: 'good' });
  await Promise.resolve();
  await Promise.resolve();
  expect(guarded.heard()).toMatchObject([['error', { code: 'UNAUTHORIZED' }], ['error', { code: 'UNAUTHORIZED' }], ['authenticated', { userId: 'sub-1', roomId: 'user_sub-1' }]]);
});

it('takes a call up again for a client that knows how, and ends it for one that does not', () => {
  const { connect, clock, model, running, requests } = bench();
  const client = connect();
  client.say('authenticate', { userId: 'guest-7' });
  client.say('call:start', { resumable: true });
  model.emit({ type: 'opened' });
  const sessionId = requests[0]?.sessionId ?? '';
  client.leave();
  clock.advance(5000);
  const back = connect();
  back.say('authenticate', { userId: 'guest-7' });
  back.heard();
  back.say('call:start', { sessionId });
  expect(back.heard()).toMatchObject([['call:started', { sessionId, resumed: true }]]);
  expect(running.size).toBe(1);
});

it('takes up no call of another user where users are verified', async () => {
  const { connect, requests, running } = bench({ verifyToken: (token) => Promise.resolve(ok({ userId: token })) });
  const connected = async (token: string): Promise<ReturnType<typeof connect>> => {
    const client = connect();
    client.say('authenticate', { token });
    await Promise.resolve();
    await Promise.resolve();
    client.heard();
    return client;
  };
  const ana = await connected('ana');
  ana.say('call:start', { resumable: true });
  const sessionId = requests[0]?.sessionId ?? '';
  ana.leave();
  const bruno = await connected('bruno');
  bruno.say('call:start', { sessionId });
  await new Promise((resolve) => setImmediate(resolve));
  expect(bruno.heard()).toMatchObject([['error', { code: 'SESSION_EXPIRED' }]]);
  const back = await connected('ana');
  back.say('call:start', { sessionId });
  expect(back.heard()).toMatchObject([['call:started', { sessionId, resumed: true }]]);
  expect(running.size).toBe(1);
});

it('leaves no timer and no number behind', () => {
  const { client, clock, statistics, model } = calling();
  model.emit({ type: 'planned', text: 'Hola.' }, { type: 'audio', contentId: 'c1', audio: frame });
  client.leave();
  model.emit({ type: 'closed', end: { kind: 'asked' } });
  clock.advance(60_000);
  expect(client.heard().slice(-1)).not.toMatchObject([['metrics']]);
  expect(statistics.sessions).toEqual({ total: 0, authenticated: 0, activeCalls: 0, activeLastMinute: 0, activeLastHour: 0 });
});

it('does not begin a call that was hung up while its record was read, and says so when it is not for this client', async () => {
  const parts = foreignBench();
  const left: string[] = [];
  const answers: ((recalled: Awaited<ReturnType<Sessions['recall']>>) => void)[] = [];
  const statistics = createSandraStatistics(parts.deps);
  const sessions: Sessions = { ...parts.deps.sessions, recall: () => new Promise((resolve) => answers.push(resolve)) };
  const dialect = createSandraDialect({ ...parts.deps, sessions }, { voices: new Set(), personaId: 'sandra', outputSampleRateHz: 24000, verifyToken: null, statistics });
  const client = parts.connectEvents(dialect, new Map());
  const recalled = (inputSampleRateHz: 8000 | 16000): RecalledSession => ({ voiceId: 'matthew', inputSampleRateHz, begin: () => refuse(new AppError('SERVER_BUSY', 'full')), abandon: () => void left.push(`${inputSampleRateHz}`) });
  const arrive = async (inputSampleRateHz: 8000 | 16000): Promise<void> => {
    answers.shift()?.(ok(recalled(inputSampleRateHz)));
    await new Promise((resolve) => setImmediate(resolve));
  };
  client.say('authenticate', { userId: 'guest-7' });
  client.heard();
  client.say('call:start', { sessionId: 's-1' });
  client.say('call:end');
  await arrive(16000);
  expect([names(client.heard()), left]).toEqual([['call:ended'], ['16000']]);
  client.say('call:start', { sessionId: 's-1' });
  await arrive(8000);
  expect(client.heard()).toMatchObject([['error', { code: 'SESSION_NOT_FOUND' }]]);
  client.say('call:start', { sessionId: 's-1' });
  await arrive(16000);
  expect(client.heard()).toMatchObject([['error', { code: 'SERVER_BUSY' }]]);
  client.leave();
});

it('begins no more calls on one connection than somebody would', () => {
  const { client } = calling();
  for (let n = 0; n < 5; n += 1) {
    client.say('call:end');
    client.say('call:start', {});
  }
  client.say('call:end');
  client.heard();
  client.say('call:start', {});
  expect(client.heard()).toMatchObject([['error', { code: 'WS_RATE_LIMIT_EXCEEDED' }]]);
});
