/**
 * Sample rate conversion by a polyphase windowed-sinc filter: from any rate to any rate, one sample at a time, without allocation.
 * Feed while `needsInput`, then take:
 *
 *   resampler.feed(x); while (!resampler.needsInput) use(resampler.take());     // push side (capture)
 *   while (resampler.needsInput) resampler.feed(next()); use(resampler.take()); // pull side (playback)
 */
export interface Resampler {
  /** True while the next output sample still needs an input sample. */
  readonly needsInput: boolean;
  feed(sample: number): void;
  take(): number;
  /** Forgets the past: no earlier sample rings on. */
  reset(): void;
  /** Filter length in input samples. */
  readonly taps: number;
  /** Delay of the filter in input samples. */
  readonly delay: number;
}

export interface ResamplerOptions {
  readonly fromHz: number;
  readonly toHz: number;
  /**
   * Zero crossings of the sinc on each side. 24 gives a 145-tap filter for 48 to 16 kHz: flat to 6.2 kHz, and more than 75 dB down
   * from 8.3 kHz on, so that no hiss of an "s" folds back into the speech band.
   */
  readonly zeroCrossings?: number;
}

/** Share of the lower of both rates at which the filter is 6 dB down. */
const CUTOFF = 0.45;
/** Kaiser window: about 80 dB of stop-band rejection. */
const KAISER_BETA = 8;

export function createResampler({ fromHz, toHz, zeroCrossings = 24 }: ResamplerOptions): Resampler {
  const divisor = greatestCommonDivisor(Math.round(fromHz), Math.round(toHz));
  const up = Math.round(toHz) / divisor;
  const down = Math.round(fromHz) / divisor;
  if (up === down) return createPassThrough();

  const taps = 2 * Math.ceil(zeroCrossings * Math.max(1, fromHz / toHz)) + 1;
  const phases = designPhases(up, taps, (CUTOFF * Math.min(fromHz, toHz)) / fromHz);
  // Written twice, so that the newest `taps` samples always lie in one piece.
  const line = new Float32Array(2 * taps);
  let newest = 0;
  let phase = up;

  return {
    taps,
    delay: (taps - 1) / 2,
    get needsInput() {
      return phase >= up;
    },
    feed(sample) {
      newest = newest === 0 ? taps - 1 : newest - 1;
      line[newest] = sample;
      line[newest + taps] = sample;
      phase -= up;
    },
    take() {
      const first = phase * taps;
      let sum = 0;
      for (let tap = 0; tap < taps; tap++) sum += (phases[first + tap] ?? 0) * (line[newest + tap] ?? 0);
      phase += down;
      return sum;
    },
    reset() {
      line.fill(0);
      phase = up;
    },
  };
}

function createPassThrough(): Resampler {
  let held = 0;
  let empty = true;
  return {
    taps: 1,
    delay: 0,
    get needsInput() {
      return empty;
    },
    feed(sample) {
      held = sample;
      empty = false;
    },
    take() {
      empty = true;
      return held;
    },
    reset() {
      empty = true;
    },
  };
}

/** One row of coefficients for each fraction of an input sample, each row with a gain of one for a constant signal. */
function designPhases(up: number, taps: number, cutoff: number): Float32Array {
  const centre = (taps - 1) / 2;
  const table = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    let gain = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - centre + phase / up;
      const value = 2 * cutoff * sinc(2 * cutoff * distance) * kaiser(distance / (centre + 1));
      table[phase * taps + tap] = value;
      gain += value;
    }
    for (let tap = 0; tap < taps; tap++) table[phase * taps + tap] = (table[phase * taps + tap] ?? 0) / gain;
  }
  return table;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number): number => (Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA));

/** Modified Bessel function of the first kind, order zero. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
