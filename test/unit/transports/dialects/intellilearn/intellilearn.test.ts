import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { base64FromSamples } from '../../../../../src/audio/pcm.js';
import { AppError } from '../../../../../src/kernel/errors.js';
import { ok, refuse } from '../../../../../src/kernel/result.js';
import type { Sessions } from '../../../../../src/sessions/sessions.js';
import { createIntellilearnDialect, type IntellilearnOptions } from '../../../../../src/transports/dialects/intellilearn/intellilearn.js';
import { foreignBench } from '../../../../support/foreign-bench.js';
import { sine } from '../../../audio/sounds.js';

const at = '2026-11-21T09:00:00.000Z';

function bench(options: Partial<IntellilearnOptions> = {}) {
  const parts = foreignBench();
  const dialect = createIntellilearnDialect(parts.deps, { voices: new Set(['matthew', 'lupe']), personaId: 'lesson-tutor', outputSampleRateHz: 24000, verifyToken: null, ...options });
  return { ...parts, dialect, connect: (query = {}) => parts.connectFrames(dialect, query) };
}

/** A session that listens; what was said until then is forgotten. */
function running() {
  const parts = bench();
  const client = parts.connect();
  client.say({ type: 'initialize_session', authToken: 'token', courseId: 'algebra', studentId: 'ana', promptName: 'p', audioContentName: 'a' });
  parts.model.emit({ type: 'opened' });
  const sessionId = parts.requests[0]?.sessionId ?? '';
  const begun = client.heard();
  return { ...parts, client, sessionId, begun };
}

const frame = base64FromSamples(sine(440, 100, 24000));
const files = (frames: readonly object[]): readonly Buffer[] =>
  frames.flatMap((sent) => ('audioBase64' in sent && typeof sent.audioBase64 === 'string' ? [Buffer.from(sent.audioBase64, 'base64')] : []));
const durationMs = (wav: Buffer): number => (wav.length - 44) / 48;

it('begins a lesson for the course and the student of the client', () => {
  const { begun, sessionId, requests } = running();
  expect(begun).toEqual([
    { type: 'connection_established', message: 'Connected', timestamp: at },
    { type: 'session_initialized', sessionId, message: 'Session ready for audio input', mode: 'speech-to-speech', resumed: false },
    { type: 'nova_session_ready', sessionId, message: 'The conversation is ready.' },
  ]);
  expect(requests[0]).toMatchObject({
    agent: { kind: 'assistant', personaId: 'lesson-tutor', details: { courseId: 'algebra', studentId: 'ana' } },
    userId: 'ana',
    inputSampleRateHz: 16000,
    outputSampleRateHz: 24000,
  });
});

// Its microphone is only sent where a session was ready before it began one, and it repeats the first piece that it was ever given.
it('works around the faults of the lesson page of the source, where that says who it is', () => {
  const { connect, requests } = bench();
  const client = connect({ client: 'lesson-view' });
  const [established, announced, ...none] = client.heard();
  expect(established).toMatchObject({ type: 'connection_established' });
  expect(announced).toEqual({ type: 'nova_session_ready', sessionId: expect.any(String), message: 'A session can begin.' });
  expect(none).toEqual([]);

  const silences = [1, 2].map(() => {
    client.say({ type: 'initialize_session', authToken: 'token' });
    const sessionId = requests.at(-1)?.sessionId ?? '';
    const [initialised, silence, ...rest] = client.heard();
    expect(initialised).toMatchObject({ type: 'session_initialized', sessionId });
    expect(silence).toMatchObject({ type: 'audio_response', sessionId });
    expect(rest).toEqual([]);
    client.say({ type: 'end_session', sessionId });
    expect(client.heard()).toMatchObject([{ type: 'session_ended', sessionId }, { type: 'nova_session_ready' }]);
    return files([silence ?? {}])[0] ?? Buffer.alloc(0);
  });
  expect(requests[0]?.sessionId).toBe(announced !== undefined && 'sessionId' in announced ? announced.sessionId : null);
  expect(silences.map((silence) => silence.toString('ascii', 0, 4))).toEqual(['fLaC', 'fLaC']);
  expect(silences[0]).not.toEqual(silences[1]);
});

it('hears the recording of a browser', async () => {
  const { client, model, sessionId } = running();
  const { slices } = z.object({ slices: z.array(z.string()) }).parse(JSON.parse(readFileSync(new URL('../../../../fixtures/audio/media-recorder-mono.json', import.meta.url), 'utf8')));
  client.say({ type: 'audio_input', sessionId, audioData: slices[0] ?? '', isEndOfUtterance: false });
  // The decoder is ready some turns of the event loop later.
  while (!model.sent.some((sent) => typeof sent === 'object' && 'audio' in sent)) {
    await new Promise((resolve) => setImmediate(resolve));
    client.say({ type: 'audio_input', sessionId, audioData: '', isEndOfUtterance: false });
    client.say({ type: 'audio_input', sessionId, audioData: slices[1] ?? '', isEndOfUtterance: false });
    if (slices.length > 1) slices.splice(1, 1);
  }
  client.say({ type: 'audio_input', sessionId, audioData: '', isEndOfUtterance: true });
  expect(client.heard()).toEqual([]);
  client.leave();
});

it('takes PCM where the client says so', () => {
  const { client, model, sessionId } = running();
  client.say({ type: 'audio_input', sessionId, audioData: { base64: 'AAAAAA==', format: 'pcm' } });
  expect(model.sent).toContainEqual({ audio: 'AAAAAA==' });
});

it('answers in WAV files of a sentence, one when the other has been heard, with its words', () => {
  const { client, model, clock, sessionId } = running();
  model.emit({ type: 'planned', text: 'Two and two is four.' });
  for (let n = 0; n < 10; n += 1) model.emit({ type: 'audio', contentId: 'c1', audio: frame });
  expect(client.heard()).toEqual([]);
  model.emit({ type: 'planned', text: 'Now you.' });
  for (let n = 0; n < 5; n += 1) model.emit({ type: 'audio', contentId: 'c2', audio: frame });
  model.emit({ type: 'turnEnded' });
  const first = client.heard();
  expect(first).toEqual([
    { type: 'text_response', sessionId, text: 'Two and two is four.' },
    { type: 'audio_response', sessionId, audioBase64: expect.stringMatching(/^UklGR/) },
  ]);
  expect(files(first).map(durationMs)).toEqual([1000]);
  clock.advance(1149);
  expect(client.heard()).toEqual([]);
  clock.advance(1);
  const second = client.heard();
  expect(second).toEqual([
    { type: 'text_response', sessionId, text: 'Now you.' },
    { type: 'audio_response', sessionId, audioBase64: expect.stringMatching(/^UklGR/) },
  ]);
  expect(files(second).map(durationMs)).toEqual([500]);
  clock.advance(650);
  expect(client.heard()).toEqual([{ type: 'inference_complete', sessionId }]);
});

it('stops the voice at an interruption: what was not sent is not heard', () => {
  const { client, model, clock, sessionId } = running();
  model.emit({ type: 'planned', text: 'One.' });
  for (let n = 0; n < 80; n += 1) model.emit({ type: 'audio', contentId: 'c1', audio: frame });
  expect(files(client.heard()).map(durationMs).every((ms) => ms <= 1500)).toBe(true);
  model.emit({ type: 'interrupted' });
  expect(client.heard()).toEqual([{ type: 'interrupted', sessionId }]);
  clock.advance(20_000);
  expect(files(client.heard())).toEqual([]);
});

it('shows words, tools and pings as the client knows them', () => {
  const { client, model, sessionId } = running();
  model.emit({ type: 'userText', text: 'hola' });
  model.emit({ type: 'toolRequest', toolUseId: 't1', name: 'get_lesson', input: { part: 1 } });
  client.say({ type: 'ping', timestamp: 1700000000000 });
  expect(client.heard()).toEqual([
    { type: 'transcription', sessionId, text: 'hola', transcript: 'hola' },
    { type: 'tool_use', sessionId, toolName: 'get_lesson', toolInput: { part: 1 } },
    { type: 'pong', timestamp: 1700000000000 },
  ]);
});

it('ends a session at once for the client, and begins another one on the same connection', () => {
  const { client, model, sessionId, requests } = running();
  client.say({ type: 'end_session', sessionId });
  expect(client.heard()).toEqual([{ type: 'session_ended', sessionId, message: 'Session ended successfully', reason: 'abandoned' }]);
  model.emit({ type: 'planned', text: 'Bye.' });
  client.say({ type: 'audio_input', sessionId: 'another', audioData: '' });
  client.heard();
  client.say({ type: 'initialize_session', authToken: 'token' });
  expect(client.heard()).toMatchObject([{ type: 'session_initialized', sessionId: requests[1]?.sessionId }]);
  expect(requests[1]?.sessionId).not.toBe(sessionId);
});

it('goes on with its session on a new connection, which only its audio names', () => {
  const { client, connect, dialect, sessionId, model } = running();
  client.leave();
  const back = connect();
  expect(dialect.recognises({ type: 'audio_input', sessionId })).toBe(true);
  back.say({ type: 'audio_input', sessionId, audioData: { base64: 'AAAAAA==', format: 'pcm' } });
  expect(back.heard()).toMatchObject([{ type: 'connection_established' }, { type: 'session_initialized', sessionId, resumed: true }, { type: 'nova_session_ready', sessionId }]);
  expect(model.sent).toContainEqual({ audio: 'AAAAAA==' });
});

it('says so when a session is not known any more, and so that the client stops its microphone', async () => {
  const { connect } = bench();
  const client = connect();
  client.heard();
  client.say({ type: 'audio_input', sessionId: 'gone', audioData: '' });
  await Promise.resolve();
  await Promise.resolve();
  expect(client.heard()).toEqual([{ type: 'error', error: 'Session not found', code: 'SESSION_EXPIRED', sessionId: 'gone', timestamp: at }]);
});

it.each([
  [{ type: 'initialize_session' }, 'Auth token required'],
  [{ type: 'initialize_session', authToken: ' ' }, 'Auth token required'],
  [{ type: 'audio_input', audioData: '' }, 'Session not found'],
  [{ type: 'end_session' }, 'Session not found'],
  [{ type: 'dance' }, 'Unknown message type: dance'],
  [{ type: 'initialize_session', authToken: 7 }, 'Invalid message format'],
])('answers %j with "%s"', (frame, error) => {
  const { connect } = bench();
  const client = connect();
  client.heard();
  client.say(frame);
  expect(client.heard()).toMatchObject([{ type: 'error', error, timestamp: at }]);
});

it('refuses sound that is none, and the session goes on', () => {
  const { client, sessionId } = running();
  client.say({ type: 'audio_input', sessionId, audioData: 'abc' });
  const [said] = client.heard();
  expect(said).toMatchObject({ type: 'error', code: 'AUDIO_FORMAT_INVALID' });
  expect(said).not.toHaveProperty('sessionId');
  client.say({ type: 'ping' });
  expect(client.heard()).toMatchObject([{ type: 'pong' }]);
});

it('rejects a start that can not be, with nothing but an error', () => {
  const { connect, refuseWith } = bench();
  refuseWith(new AppError('SERVER_BUSY', 'full'));
  const client = connect();
  client.heard();
  client.say({ type: 'initialize_session', authToken: 'token' });
  expect(client.heard()).toMatchObject([{ type: 'error', code: 'SERVER_BUSY' }]);
});

it('lets in only who has a valid token, and takes the user from it', async () => {
  const { connect, requests } = bench({ verifyToken: (token) => Promise.resolve(token === 'good' ? ok({ userId: 'sub-1' }) : refuse(new AppError('UNAUTHORIZED', 'no', { detail: 'The token is not valid.' }))) });
  const client = connect();
  client.heard();
  client.say({ type: 'initialize_session', authToken: 'bad' });
  await Promise.resolve();
  await Promise.resolve();
  expect(client.heard()).toMatchObject([{ type: 'error', error: 'The token is not valid.' }]);
  client.say({ type: 'initialize_session', authToken: 'good', studentId: 'somebody-else' });
  await Promise.resolve();
  await Promise.resolve();
  expect(client.heard()).toMatchObject([{ type: 'session_initialized' }]);
  expect(requests[0]).toMatchObject({ userId: 'sub-1' });
});

it('sends the client back to its session when the server stops', async () => {
  const { client, running: conversations, model } = running();
  for (const conversation of conversations.values()) conversation.park();
  model.emit({ type: 'closed', end: { kind: 'asked' } });
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  expect(client.closes).toEqual([1012]);
  expect(client.heard()).toEqual([]);
});

/** Sessions that are read from their record when the test says so: each by its id. */
function away() {
  const parts = foreignBench();
  const answers = new Map<string, (recalled: Awaited<ReturnType<Sessions['recall']>>) => void>();
  const left: string[] = [];
  const sessions: Sessions = { ...parts.deps.sessions, recall: (sessionId) => new Promise((resolve) => answers.set(sessionId, resolve)) };
  const dialect = createIntellilearnDialect({ ...parts.deps, sessions }, { voices: new Set(['matthew']), personaId: 'lesson-tutor', outputSampleRateHz: 24000, verifyToken: null });
  const request = { agent: { kind: 'interviewer', questionnaireId: 'any' }, voiceId: null, inputSampleRateHz: 16000, outputSampleRateHz: 24000, userId: null, language: null, consent: null } as const;
  return {
    ...parts,
    left,
    client: parts.connectFrames(dialect),
    async arrives(sessionId: string): Promise<void> {
      answers.get(sessionId)?.(ok({ voiceId: 'matthew', inputSampleRateHz: 16000, begin: (link) => sessions.start({ ...request, sessionId }, link), abandon: () => void left.push(sessionId) }));
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it('does not take up a session when its client has begun another one meanwhile', async () => {
  const { client, arrives, left, running: conversations } = away();
  client.say({ type: 'audio_input', sessionId: 's-old', audioData: '' });
  client.say({ type: 'initialize_session', authToken: 'token' });
  const [, begun] = client.heard();
  expect(begun).toMatchObject({ type: 'session_initialized', resumed: false });
  await arrives('s-old');
  expect([left, conversations.size, client.heard()]).toEqual([['s-old'], 1, []]);
  client.leave();
});

it('gives a session that is on its way what was said to it meanwhile', async () => {
  const { client, arrives, model } = away();
  client.say({ type: 'text_input', sessionId: 's-1', text: 'hola' });
  await arrives('s-1');
  model.emit({ type: 'opened' });
  expect(JSON.stringify(model.sent)).toContain('hola');
  client.say({ type: 'end_session', sessionId: 's-1' });
  client.heard();
  client.say({ type: 'end_session', sessionId: 's-2' });
  await arrives('s-2');
  expect(client.heard().map((sent) => 'type' in sent && sent.type)).toEqual(['session_initialized', 'session_ended']);
});

it('begins no more conversations on one connection than somebody would, and keeps the one that runs', () => {
  const { client } = running();
  for (let n = 0; n < 5; n += 1) client.say({ type: 'initialize_session', authToken: 'token' });
  client.heard();
  client.say({ type: 'initialize_session', authToken: 'token' });
  expect(client.heard()).toMatchObject([{ type: 'error', code: 'WS_RATE_LIMIT_EXCEEDED' }]);
  client.say({ type: 'text_input', text: 'still there?' });
  expect(client.heard()).toMatchObject([{ type: 'transcription', text: 'still there?' }]);
});
