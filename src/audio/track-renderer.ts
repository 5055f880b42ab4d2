import type { PlacedSound } from './placed-sound.js';
import { createResampler } from './resample.js';

/** Gives one track as an unbroken row of samples at the output rate, silence where nothing is placed. */
export interface TrackRenderer {
  /** Fills the next samples into one channel of a stereo block. */
  fill(block: Int16Array, channel: 0 | 1): Promise<void>;
}

export interface TrackRendererOptions {
  /** Of the placed sounds. */
  readonly fromHz: number;
  /** Of what is filled in. */
  readonly toHz: number;
}

/** Less than half of the default: speech does not need the steeper filter, and a long call costs less than half as much. */
const shortFilter = { zeroCrossings: 8, cutoff: 0.93 };

export function createTrackRenderer(placed: Iterable<PlacedSound>, read: (sound: PlacedSound) => Promise<Int16Array>, options: TrackRendererOptions): TrackRenderer {
  const chunks = rendered(placed, read, options);
  let chunk: Int16Array = new Int16Array(0);
  let at = 0;
  let ended = false;
  return {
    async fill(block, channel) {
      for (let n = channel; n < block.length; ) {
        if (at === chunk.length && !ended) {
          const next = await chunks.next();
          if (next.done === true) ended = true;
          else chunk = next.value;
          at = next.done === true ? chunk.length : 0;
          continue;
        }
        if (ended) {
          for (; n < block.length; n += 2) block[n] = 0;
          return;
        }
        for (; at < chunk.length && n < block.length; at += 1, n += 2) block[n] = chunk[at] ?? 0;
      }
    },
  };
}

/** Sounds that touch are one run, resampled in one piece. Each run begins at its own place: rounding does not add up. */
async function* rendered(placed: Iterable<PlacedSound>, read: (sound: PlacedSound) => Promise<Int16Array>, { fromHz, toHz }: TrackRendererOptions): AsyncGenerator<Int16Array, undefined> {
  const resampler = createResampler({ fromHz, toHz, ...shortFilter });
  const outputOf = (samples: number): number => Math.round((samples * toHz) / fromHz);
  let written = 0;
  let runEnd = 0;
  for (const sound of placed) {
    if (sound.at !== runEnd) {
      yield* upTo(outputOf(runEnd), resampler.flush());
      yield* silenceUntil(outputOf(sound.at));
    }
    runEnd = sound.at + sound.samples;
    yield* upTo(outputOf(runEnd), resampler.push(await read(sound)));
  }
  yield* upTo(outputOf(runEnd), resampler.flush());
  return undefined;

  function* upTo(end: number, samples: Int16Array): Generator<Int16Array> {
    const fitting = samples.subarray(0, Math.max(0, end - written));
    if (fitting.length === 0) return;
    written += fitting.length;
    yield fitting;
  }

  function* silenceUntil(end: number): Generator<Int16Array> {
    while (written < end) {
      const silence = new Int16Array(Math.min(toHz, end - written));
      written += silence.length;
      yield silence;
    }
  }
}
