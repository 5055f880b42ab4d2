import { nowMs } from './clock.mjs';
import { connectSocketIo } from './socket-io.mjs';
import { readStamp, stampBytes, writeStamp } from './stamp.mjs';

export const frameMs = 32;
const frameBytes = 1024;
const outputRateHz = 24000;
const reportEvery = 8;
const consent = { version: '1', agreedAt: '2026-01-01T00:00:00.000Z' };

const silentRest = Buffer.alloc(frameBytes - stampBytes);
/** Noise, the same in every run. */
const voiceRest = Buffer.alloc(frameBytes - stampBytes);
for (let at = 0, state = 42; at < voiceRest.length; at += 2) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  voiceRest.writeInt16LE((state % 2 === 0 ? 1 : -1) * (2000 + (state % 4000)), at);
}

/**
 * One participant: a microphone that never stops, ears that play what comes in real time and report it. `onSeen(kind, fact)` gets
 * what happens, with times.
 *
 * @param number 0 to 65,535: stands in each frame
 * @param encoding of the audio both ways: `binary`, as our page has it (Socket.IO sends it as a second message), or `base64`
 */
export function createCaller(number, onSeen, encoding = 'binary') {
  let link = null;
  let frames = 0;
  let sequence = 0;
  let sessionId = null;
  let position = null;
  let markNext = false;
  let playing = { epoch: -1, sinceMs: 0, untilMs: 0, playedMs: 0 };
  let cutEpoch = -1;
  let cutAtMs = 0;

  const heard = (epoch, bytes, atMs) => {
    if (epoch < cutEpoch) return;
    if (playing.epoch !== epoch) playing = { epoch, sinceMs: atMs, untilMs: atMs, playedMs: 0 };
    const gapMs = atMs - playing.untilMs;
    // What has run dry plays on when more comes.
    if (gapMs > 0) playing = { ...playing, playedMs: playing.playedMs + (playing.untilMs - playing.sinceMs), sinceMs: atMs, untilMs: atMs };
    playing.untilMs += ((bytes / 2) * 1000) / outputRateHz;
  };
  const playedMs = (atMs) => playing.playedMs + Math.max(0, Math.min(atMs, playing.untilMs) - playing.sinceMs);

  const one = {
    number,
    get sessionId() {
      return sessionId;
    },
    get isOpen() {
      return link?.isOpen ?? false;
    },
    /** Resolves with the time at which the server has said which session this is. */
    connect(url, returning = false) {
      const query = returning ? { sessionId, ...(position === null ? {} : { run: position.run, after: String(position.seq) }) } : {};
      return new Promise((resolve, reject) => {
        const beganMs = nowMs();
        const mine = connectSocketIo(url, query, {
          onOpen: () => undefined,
          onClose(code) {
            if (link === mine) onSeen('closed', { from: number, atMs: nowMs(), code });
            reject(new Error(`closed: ${code}`));
          },
          onEvent(name, envelope, audio) {
            if (link !== mine) return;
            const atMs = nowMs();
            if (envelope.seq !== undefined) position = { run: envelope.run, seq: envelope.seq };
            if (name === 'audio:chunk') {
              const bytes = audio === null ? Buffer.from(envelope.data.audioData, 'base64') : audio;
              const stamp = readStamp(bytes);
              heard(envelope.data.epoch, bytes.length, atMs);
              return onSeen('audio', { from: number, atMs, stamp });
            }
            if (name === 'session:assigned') {
              sessionId = envelope.sessionId;
              return resolve({ beganMs, atMs, reconnected: envelope.data.reconnected });
            }
            if (name === 'audio:interrupt') {
              cutEpoch = envelope.data.epoch;
              cutAtMs = atMs;
              playing = { ...playing, untilMs: Math.min(playing.untilMs, atMs) };
            }
            onSeen(name, { from: number, atMs, data: envelope.data });
          },
        });
        link = mine;
      });
    },
    start(questionnaireId = 'quick-pulse') {
      link.emit('session:start', { questionnaireId, consent, audioEncoding: encoding, sampleRateHz: 16000 });
    },
    emit: (name, data) => link.emit(name, data),
    sendFrame(isTalking) {
      frames += 1;
      sequence += 1;
      if (!link.isOpen) return;
      const frame = Buffer.allocUnsafe(frameBytes);
      writeStamp(frame, { sentMs: nowMs(), from: number, number: frames, mark: markNext });
      markNext = false;
      (isTalking ? voiceRest : silentRest).copy(frame, stampBytes);
      if (encoding === 'base64') link.emit('audio:chunk', { audioData: frame.toString('base64'), sequenceNumber: sequence });
      else link.sendBinary(`451-["audio:chunk",{"audioData":{"_placeholder":true,"num":0},"sequenceNumber":${sequence}}]`, frame);
      if (frames % reportEvery === 0 && playing.epoch >= 0) link.emit('playback:progress', { epoch: playing.epoch, playedSamples: Math.round((playedMs(nowMs()) * outputRateHz) / 1000) });
    },
    /** The next frame is looked out for at the model's end. */
    mark() {
      markNext = true;
    },
    get cutAtMs() {
      return cutAtMs;
    },
    drop: () => link.drop(),
    close: () => link.close(),
  };
  return one;
}
