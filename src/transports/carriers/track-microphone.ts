import { base64FromSamples, samplesFromMs } from '../../audio/pcm.js';
import { createResampling, type Resampler, type Resampling } from '../../audio/resample.js';

const modelRateHz = 16_000;
const pieceMs = 20;
/** Rates that a track has been seen with; anything else is no sound that we know. */
const trackRatesHz = [8000, 16_000, 24_000, 32_000, 44_100, 48_000];

/** From every rate of a track to the model's, for all calls. */
export const trackResamplings = (): ReadonlyMap<number, Resampling> =>
  new Map(trackRatesHz.map((fromHz) => [fromHz, createResampling({ fromHz, toHz: modelRateHz })]));

/**
 * Makes pieces for the model (20 ms, base64 PCM s16le mono, 16 kHz) out of the frames of a track, whose rate and channels (1 or 2, interleaved)
 * may change at any time.
 */
export function createTrackMicrophone(
  resamplings: ReadonlyMap<number, Resampling>,
  emit: (audio: string) => void,
): (samples: Int16Array, rateHz: number, channels: number) => void {
  const piece = new Int16Array(samplesFromMs(pieceMs, modelRateHz));
  let filled = 0;
  let rate = 0;
  let resampler: Resampler | null = null;
  return (samples, rateHz, channels) => {
    if (rateHz !== rate) {
      rate = rateHz;
      resampler = resamplings.get(rateHz)?.open() ?? null;
    }
    if (resampler === null) return;
    const heard = resampler.push(channels === 2 ? mono(samples) : samples);
    for (let at = 0; at < heard.length; ) {
      const taken = Math.min(heard.length - at, piece.length - filled);
      piece.set(heard.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
      if (filled < piece.length) continue;
      emit(base64FromSamples(piece));
      filled = 0;
    }
  };
}

function mono(stereo: Int16Array): Int16Array {
  const samples = new Int16Array(stereo.length / 2);
  for (let n = 0; n < samples.length; n += 1) samples[n] = ((stereo[2 * n] ?? 0) + (stereo[2 * n + 1] ?? 0)) >> 1;
  return samples;
}
