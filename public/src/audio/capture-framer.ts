import { createResampler } from './fir-resampler.js';

/** One microphone frame: 512 samples at 16 kHz (32 ms, 1,024 bytes), ready to be transferred. */
export interface CaptureFrame {
  readonly sequenceNumber: number;
  /** PCM s16, little-endian on every machine that runs a browser. */
  readonly pcm: ArrayBuffer;
  /** Loudest sample, 0 to 1. Exactly 0 means digital silence: the device gives nothing. */
  readonly peak: number;
  /** Root mean square, 0 to 1. */
  readonly rms: number;
}

export interface CaptureFramer {
  /** Takes one block of the device's samples (-1 to 1). Calls back for each frame that it completes. */
  push(block: Float32Array): void;
}

export interface CaptureFramerOptions {
  readonly deviceRateHz: number;
  readonly outputRateHz?: number;
  readonly frameSamples?: number;
}

/** Low-pass, convert to 16 kHz, cut into frames. Allocates only the frames themselves. */
export function createCaptureFramer(
  { onFrame }: { readonly onFrame: (frame: CaptureFrame) => void },
  { deviceRateHz, outputRateHz = 16_000, frameSamples = 512 }: CaptureFramerOptions,
): CaptureFramer {
  const resampler = createResampler({ fromHz: deviceRateHz, toHz: outputRateHz });
  let frame = new Int16Array(frameSamples);
  let filled = 0;
  let sequenceNumber = 0;
  let peak = 0;
  let energy = 0;

  function finishFrame(): void {
    onFrame({ sequenceNumber, pcm: frame.buffer, peak, rms: Math.sqrt(energy / frameSamples) });
    sequenceNumber += 1;
    // The old buffer has been transferred away.
    frame = new Int16Array(frameSamples);
    filled = 0;
    peak = 0;
    energy = 0;
  }

  return {
    push(block) {
      for (let i = 0; i < block.length; i++) {
        resampler.feed(block[i] ?? 0);
        while (!resampler.needsInput) {
          const sample = Math.max(-1, Math.min(1, resampler.take()));
          frame[filled] = Math.round(sample * (sample < 0 ? 32768 : 32767));
          filled += 1;
          peak = Math.max(peak, Math.abs(sample));
          energy += sample * sample;
          if (filled === frameSamples) finishFrame();
        }
      }
    },
  };
}
