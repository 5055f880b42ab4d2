import { earconBase64 } from '../../src/audio/earcon.js';
import { dtmfTone, type DtmfKey } from '../../src/audio/dtmf.js';
import { base64FromSamples } from '../../src/audio/pcm.js';
import { systemClock, type Clock } from '../../src/kernel/clock.js';
import type { Envelope } from '../../src/transports/dialects/voiceter/wire.js';
import type { VoiceCaller } from './voice-caller.js';

/** A stretch of time in which the agent was heard. */
export interface Heard {
  readonly fromMs: number;
  readonly toMs: number;
  readonly epoch: number;
  /** Speech, or the sound that says "one moment". */
  readonly kind: 'speech' | 'bridge';
}

/**
 * Ears and mouth at the client's end of a socket: plays what comes in real time, reports it, and keeps a microphone open all the
 * time. Every frame of it carries its number, so that it can be told at the model's end which of them arrived.
 */
export interface Listener {
  readonly nowMs: number;
  readonly startedMs: number;
  /** All that was heard until now, oldest first; what was cut is not in it. */
  heard(): readonly Heard[];
  /** From this moment on: milliseconds until speech is heard that began after it, and the longest silence of any sound before that. */
  untilSpeech(sinceMs: number): { readonly speechMs: number; readonly silenceMs: number } | null;
  /** Resolves when nothing is to be heard any more. */
  quiet(): Promise<void>;
  /** Presses keys in the microphone. Resolves when they are sent. */
  press(...keys: readonly DtmfKey[]): Promise<void>;
  /** Numbers of the silent frames sent so far: from 1 to this one. Frames with keys in them have none. */
  readonly framesSent: number;
  stop(): void;
}

const micRateHz = 16000;
const usualFrameMs = 32;
const outputRateHz = 24000;
const keyMs = 160;
const earcon = earconBase64(outputRateHz);

/** Puts a number into the low bits of a silent frame's first 24 samples: some -70 dBFS. */
export function numberFrame(frame: Int16Array, number: number): void {
  for (let bit = 0; bit < 24; bit += 1) frame[bit] = (number >> bit) & 1 ? 9 : 5;
}

/** The number of a frame. Null: not one of ours. */
export function frameNumber(samples: Int16Array): number | null {
  let number = 0;
  for (let bit = 0; bit < 24; bit += 1) {
    const sample = samples[bit];
    if (sample !== 5 && sample !== 9) return null;
    number |= (sample === 9 ? 1 : 0) << bit;
  }
  return number;
}

/** @param frameMs of the microphone: longer ones cost a machine less where time passes quickly */
export function listenTo(caller: VoiceCaller, clock: Clock = systemClock, frameMs = usualFrameMs): Listener {
  const frameSamples = (micRateHz * frameMs) / 1000;
  let played: Heard[] = [];
  let cutEpoch = -1;
  let framesSent = 0;
  let microphone = new Int16Array(0);
  let whenPressed: (() => void) | null = null;

  const endOfSound = (): number => played.at(-1)?.toMs ?? 0;

  caller.socket.on('audio:chunk', ({ data }: Envelope<'audio:chunk'>) => {
    if (data.epoch < cutEpoch) return;
    const bytes = typeof data.audioData === 'string' ? Buffer.byteLength(data.audioData, 'base64') : data.audioData.byteLength;
    const fromMs = Math.max(clock.nowMs(), endOfSound());
    const kind = data.audioData === earcon ? 'bridge' : 'speech';
    const last = played.at(-1);
    const toMs = fromMs + ((bytes / 2) * 1000) / outputRateHz;
    // Frames that follow without a pause are one stretch.
    if (last !== undefined && last.toMs === fromMs && last.epoch === data.epoch && last.kind === kind) played[played.length - 1] = { ...last, toMs };
    else played.push({ fromMs, toMs, epoch: data.epoch, kind });
  });
  caller.socket.on('audio:interrupt', ({ data }: Envelope<'audio:interrupt'>) => {
    cutEpoch = data.epoch;
    const nowMs = clock.nowMs();
    played = played.filter(({ fromMs }) => fromMs < nowMs).map((stretch) => ({ ...stretch, toMs: Math.min(stretch.toMs, nowMs) }));
  });

  let ticks = 0;
  const startedMs = clock.nowMs();
  let timer = clock.setTimer(frameMs, tick);
  function tick(): void {
    ticks += 1;
    sendFrame();
    if (ticks % Math.ceil(256 / frameMs) === 0) report();
    timer = clock.setTimer(Math.max(0, startedMs + (ticks + 1) * frameMs - clock.nowMs()), tick);
  }
  function sendFrame(): void {
    const frame = new Int16Array(frameSamples);
    frame.set(microphone.subarray(0, frameSamples));
    microphone = microphone.slice(frameSamples);
    const isSilent = frame.every((sample) => sample === 0);
    if (isSilent) framesSent += 1;
    if (isSilent) numberFrame(frame, framesSent);
    caller.send('audio:chunk', { audioData: base64FromSamples(frame), sequenceNumber: ticks });
    if (microphone.length === 0) whenPressed?.();
  }
  function report(): void {
    const nowMs = clock.nowMs();
    const epoch = played.findLast(({ fromMs }) => fromMs <= nowMs)?.epoch;
    if (epoch === undefined) return;
    const ms = played.filter((stretch) => stretch.epoch === epoch).reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, nowMs) - fromMs), 0);
    caller.send('playback:progress', { epoch, playedSamples: Math.round((ms * outputRateHz) / 1000) });
  }

  return {
    get nowMs() {
      return clock.nowMs();
    },
    startedMs,
    heard: () => [...played],
    untilSpeech(sinceMs) {
      const speech = played.find(({ kind, fromMs }) => kind === 'speech' && fromMs >= sinceMs);
      if (speech === undefined) return null;
      let silentFromMs = sinceMs;
      let silenceMs = 0;
      for (const { fromMs, toMs } of played.filter((stretch) => stretch.toMs > sinceMs && stretch.fromMs <= speech.fromMs)) {
        silenceMs = Math.max(silenceMs, fromMs - silentFromMs);
        silentFromMs = Math.max(silentFromMs, toMs);
      }
      return { speechMs: speech.fromMs - sinceMs, silenceMs };
    },
    quiet: () =>
      new Promise((resolve) => {
        const look = (): void => {
          if (endOfSound() <= clock.nowMs()) resolve();
          else clock.setTimer(endOfSound() - clock.nowMs() + 1, look);
        };
        look();
      }),
    press: (...keys) =>
      new Promise((resolve) => {
        const tones = keys.flatMap((key) => [dtmfTone(key, keyMs, micRateHz), new Int16Array((micRateHz * keyMs) / 1000).fill(1)]);
        const length = tones.reduce((sum, tone) => sum + tone.length, 0);
        microphone = new Int16Array(length);
        let at = 0;
        for (const tone of tones) {
          microphone.set(tone, at);
          at += tone.length;
        }
        whenPressed = () => {
          whenPressed = null;
          resolve();
        };
      }),
    get framesSent() {
      return framesSent;
    },
    stop: () => timer.cancel(),
  };
}
