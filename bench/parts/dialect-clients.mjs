import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { rootDirectory } from './children.mjs';

/*
 * One client for each protocol, with the frames that its real clients send: `{ everyMs, send(isTalking), close() }`. What the agent says
 * is counted and thrown away. The microphone has noise in it while its owner talks.
 */

const agent = { agent: 'documents', language: 'en-US' };
const inQuery = new URLSearchParams(agent).toString();

/** Noise, the same in every run, or silence; PCM s16le. */
function sound(samples, isTalking) {
  const bytes = Buffer.alloc(samples * 2);
  if (!isTalking) return bytes;
  for (let at = 0, state = 42; at < bytes.length; at += 2) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes.writeInt16LE((state % 2 === 0 ? 1 : -1) * (2000 + (state % 4000)), at);
  }
  return bytes;
}
const both = (samples, make = (bytes) => bytes) => {
  const [silence, voice] = [make(sound(samples, false)), make(sound(samples, true))];
  return (isTalking) => (isTalking ? voice : silence);
};

function socketIo(url, path, query = {}) {
  const socket = io(`${url}${path}`, { transports: ['websocket'], reconnection: false, forceNew: true, query });
  const ready = new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return { socket, ready, close: () => socket.disconnect() };
}

function webSocket(url) {
  const socket = new WebSocket(url.replace(/^http/, 'ws'));
  socket.on('error', () => undefined);
  const ready = new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { socket, ready, send: (frame) => socket.readyState === socket.OPEN && socket.send(JSON.stringify(frame)), close: () => socket.terminate() };
}

async function voiceter(url, onAudio) {
  const { socket, ready, close } = socketIo(url, '/');
  await ready;
  let epoch = -1;
  let samples = 0;
  socket.on('audio:chunk', ({ data }) => {
    if (data.epoch !== epoch) samples = 0;
    ({ epoch } = data);
    samples += data.audioData.length / 2;
    onAudio(data.audioData.length);
  });
  socket.emit('session:start', { personaId: agent.agent, language: agent.language, audioEncoding: 'binary', sampleRateHz: 16000 });
  const frame = both(512);
  let sequenceNumber = 0;
  return {
    everyMs: 32,
    send(isTalking) {
      sequenceNumber += 1;
      socket.emit('audio:chunk', { audioData: frame(isTalking), sequenceNumber });
      if (sequenceNumber % 8 === 0 && epoch >= 0) socket.emit('playback:progress', { epoch, playedSamples: samples });
    },
    close,
  };
}

async function novaEvents(url, onAudio) {
  const { socket, ready, close } = socketIo(url, '/', agent);
  await ready;
  socket.on('audioOutput', ({ content }) => onAudio((content.length * 3) / 4));
  socket.emit('promptStart');
  socket.emit('systemPrompt', 'You are a friend.');
  socket.emit('audioStart');
  const frame = both(512, (bytes) => bytes.toString('base64'));
  return { everyMs: 32, send: (isTalking) => socket.emit('audioInput', frame(isTalking)), close };
}

async function s2sFrames(url, onAudio) {
  const { socket, ready, send, close } = webSocket(`${url}/s2s?${inQuery}`);
  await ready;
  socket.on('message', (data) => {
    const { event } = JSON.parse(data.toString());
    if (event.audioOutput !== undefined) onAudio((event.audioOutput.content.length * 3) / 4);
  });
  const event = (name, body) => send({ event: { [name]: { promptName: 'p', ...body } } });
  event('sessionStart', {});
  event('promptStart', { audioOutputConfiguration: { sampleRateHertz: 24000, voiceId: 'matthew' } });
  event('contentStart', { contentName: 'a', type: 'AUDIO', role: 'USER', interactive: true, audioInputConfiguration: { sampleRateHertz: 16000 } });
  const frame = both(171, (bytes) => bytes.toString('base64'));
  return { everyMs: 10.6875, send: (isTalking) => event('audioInput', { contentName: 'a', content: frame(isTalking) }), close };
}

async function intellilearn(url, onAudio) {
  const { socket, ready, send, close } = webSocket(`${url}/intellilearn?${inQuery}`);
  await ready;
  const begun = new Promise((resolve) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(data.toString());
      if (frame.type === 'session_initialized') resolve(frame.sessionId);
      if (frame.type === 'audio_response') onAudio((frame.audioBase64.length * 3) / 4);
    });
  });
  send({ type: 'initialize_session', authToken: 'token', courseId: 'water-cycle', studentId: 'student' });
  const sessionId = await begun;
  // Of a browser: keypad tones, then silence.
  const { slices } = JSON.parse(readFileSync(join(rootDirectory, 'test/fixtures/audio/media-recorder-keys.json'), 'utf8'));
  let next = 0;
  return {
    everyMs: 100,
    send(isTalking) {
      const audioData = next === 0 ? slices[0] : isTalking ? slices[2 + (next % 4)] : slices.at(-2);
      next += 1;
      send({ type: 'audio_input', sessionId, audioData, isEndOfUtterance: false });
    },
    close,
  };
}

async function sandra(url, onAudio) {
  const { socket, ready, close } = socketIo(url, '/sandra', agent);
  await ready;
  socket.on('sandra:audio:chunk', ({ chunk }) => onAudio((chunk.length * 3) / 4));
  const started = new Promise((resolve) => socket.once('call:started', resolve));
  socket.emit('authenticate', { userId: 'guest' });
  socket.emit('call:start', {});
  await started;
  socket.emit('audio:stream', {});
  const frame = both(4096, (bytes) => Array.from(new Int16Array(bytes.buffer, bytes.byteOffset, 4096)));
  let sequence = 0;
  return {
    everyMs: (4096 * 1000) / 44_100,
    send(isTalking) {
      sequence += 1;
      socket.emit('audio:chunk', { chunk: frame(isTalking), sequence, timestamp: 0 });
    },
    close,
  };
}

/** By the name of the protocol: `open(url, onAudio(bytes))`. */
export const dialectClients = { voiceter, 'nova-events': novaEvents, 's2s-frames': s2sFrames, intellilearn, sandra };
