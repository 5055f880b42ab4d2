import { OpusDecoder } from 'opus-decoder';
import { AppError } from '../kernel/errors.js';
import { opusPacketMs } from './opus-packet.js';
import { createWebmBlocks } from './webm-blocks.js';

/**
 * Turns what a MediaRecorder gives (`audio/webm;codecs=opus`, in slices) into PCM s16le mono at 16 kHz, as it comes. The
 * decoder works in WebAssembly memory of its own (0.1 MB in use, 29 MB of addresses): the owner
 * closes it. Decoding takes some 1 ms for each second of sound.
 */
export interface WebmOpus {
  /** When it can decode. What is pushed before is kept, and comes out of a later push. Never rejects. */
  readonly ready: Promise<void>;
  /**
   * The sound that became complete; often one packet (20 or 60 ms) behind. Throws an AppError: `AUDIO_FORMAT_INVALID` for
   * what is no WebM with Opus, or lasts longer than {@link maxSliceMs}; `AUDIO_DECODING_ERROR` when there is no decoder. It may be used on
   * afterwards, with a new recording or with more of the same.
   */
  push(slice: Uint8Array): Int16Array;
  /** The recording has ended; another one may begin. */
  restart(): void;
  /** Frees the memory. Pushes give nothing after it. */
  close(): void;
}

export const webmOpusRateHz = 16000;
/** Longest sound of one push, so that a small message can not make long work: bytes that pack minutes of silence are possible. */
export const maxSliceMs = 3000;
/** Of what waits for the decoder to be ready. */
const maxWaitingPackets = 50;

export function createWebmOpus(): WebmOpus {
  const blocks = createWebmBlocks();
  // One channel: the decoder mixes stereo down. At 16 kHz it leaves out the upper bands, and nothing folds back.
  const decoder = new OpusDecoder({ sampleRate: webmOpusRateHz, channels: 1, streamCount: 1, coupledStreamCount: 0, channelMappingTable: [0] });
  let state: 'waiting' | 'ready' | 'failed' | 'closed' = 'waiting';
  let waiting: Uint8Array[] = [];

  const ready = decoder.ready.then(
    () => {
      if (state === 'closed') decoder.free();
      else state = 'ready';
    },
    () => {
      if (state !== 'closed') state = 'failed';
    },
  );

  function decode(packets: readonly Uint8Array[]): Int16Array {
    const parts = packets.map((packet) => decoder.decodeFrame(packet).channelData[0] ?? new Float32Array(0));
    const samples = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      for (let n = 0; n < part.length; n += 1) samples[at + n] = Math.max(-32768, Math.min(32767, Math.round((part[n] ?? 0) * 32767)));
      at += part.length;
    }
    return samples;
  }

  return {
    ready,
    push(slice) {
      if (state === 'closed') return new Int16Array(0);
      const packets = blocks.push(slice);
      const durationMs = packets.reduce((sum, packet) => sum + (opusPacketMs(packet) ?? 0), 0);
      if (durationMs > maxSliceMs) throw new AppError('AUDIO_FORMAT_INVALID', 'a slice that is too long', { detail: `One message may hold ${maxSliceMs} ms of sound at most.` });
      if (state === 'failed') throw new AppError('AUDIO_DECODING_ERROR', 'no Opus decoder');
      if (state === 'waiting') {
        // Copies: packets are views into what was pushed. The oldest go first.
        waiting = [...waiting, ...packets.map((packet) => Uint8Array.from(packet))].slice(-maxWaitingPackets);
        return new Int16Array(0);
      }
      const kept = waiting;
      waiting = [];
      return decode(kept.length === 0 ? packets : [...kept, ...packets]);
    },
    restart() {
      blocks.reset();
    },
    close() {
      if (state === 'ready') decoder.free();
      state = 'closed';
      waiting = [];
    },
  };
}
