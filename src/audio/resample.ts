/**
 * Changes the sample rate of a stream of PCM, with a proper low-pass (windowed sinc, polyphase), so that nothing above the
 * lower Nyquist frequency folds back. State carries over from one `push` to the next: pieces join without clicks.
 */
export interface Resampler {
  /** The output that became ready; about `delayMs` behind the input. */
  push(samples: Int16Array): Int16Array;
  /** The rest, as if silence followed. The resampler starts afresh after it. */
  flush(): Int16Array;
}

export interface ResamplerOptions {
  /** Whole hertz, both at least 1. */
  readonly fromHz: number;
  readonly toHz: number;
  /** Zero crossings of the sinc on each side; more is steeper and dearer. Default 16. */
  readonly zeroCrossings?: number;
}

/** Stop-band attenuation of about 80 dB. */
const kaiserBeta = 8;
/** Share of the Nyquist band that passes: leaves room for the filter's slope. */
const passBand = 0.93;

export function createResampler(options: ResamplerOptions): Resampler {
  const { fromHz, toHz } = options;
  if (!Number.isInteger(fromHz) || !Number.isInteger(toHz) || fromHz < 1 || toHz < 1) {
    throw new RangeError(`sample rates must be whole hertz: ${fromHz} to ${toHz}`);
  }
  if (fromHz === toHz) return { push: (samples) => samples, flush: () => new Int16Array(0) };

  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  const stride = fromHz / divisor;
  const { taps, halfWidth } = filterBank(phases, Math.min(1, toHz / fromHz) * passBand, options.zeroCrossings ?? 16);
  const width = halfWidth * 2;

  /** Input not used up yet; begins with `halfWidth - 1` zeros, so that output sample 0 is centred on input sample 0. */
  let pending = new Float32Array(halfWidth - 1);
  let phase = 0;

  const run = (added: Float32Array): Int16Array => {
    const input = new Float32Array(pending.length + added.length);
    input.set(pending);
    input.set(added, pending.length);
    const output = new Int16Array(Math.max(0, Math.ceil(((input.length - width + 1) * phases) / stride) + 1));
    let written = 0;
    let position = 0;
    while (position + width <= input.length) {
      const base = phase * width;
      // Two sums, since each addition waits for the one before it. The width is even.
      let even = 0;
      let odd = 0;
      for (let tap = 0; tap < width; tap += 2) {
        even += (taps[base + tap] ?? 0) * (input[position + tap] ?? 0);
        odd += (taps[base + tap + 1] ?? 0) * (input[position + tap + 1] ?? 0);
      }
      output[written] = Math.max(-32768, Math.min(32767, Math.round(even + odd)));
      written += 1;
      phase += stride;
      position += Math.floor(phase / phases);
      phase %= phases;
    }
    pending = input.slice(position);
    return output.subarray(0, written);
  };

  return {
    push: (samples) => run(Float32Array.from(samples)),
    flush() {
      const rest = run(new Float32Array(halfWidth));
      pending = new Float32Array(halfWidth - 1);
      phase = 0;
      return rest;
    },
  };
}

/**
 * A whole recording at another rate. Length is `samples.length * toHz / fromHz`, rounded up. A fresh `resampler` for these
 * rates may be given, and given again, to save making the filter each time.
 */
export function resample(
  samples: Int16Array,
  fromHz: number,
  toHz: number,
  resampler: Resampler = createResampler({ fromHz, toHz }),
): Int16Array {
  if (fromHz === toHz) return samples;
  const body = resampler.push(samples);
  const rest = resampler.flush();
  const output = new Int16Array(Math.ceil((samples.length * toHz) / fromHz));
  output.set(body.subarray(0, output.length));
  output.set(rest.subarray(0, output.length - body.length), Math.min(body.length, output.length));
  return output;
}

function filterBank(phases: number, cutoff: number, zeroCrossings: number): { taps: Float32Array; halfWidth: number } {
  const halfWidth = Math.ceil(zeroCrossings / cutoff);
  const width = halfWidth * 2;
  const taps = new Float32Array(phases * width);
  for (let phase = 0; phase < phases; phase += 1) {
    let gain = 0;
    for (let tap = 0; tap < width; tap += 1) {
      const distance = tap - (halfWidth - 1) - phase / phases;
      const value = cutoff * sinc(cutoff * distance) * kaiser(distance / halfWidth);
      taps[phase * width + tap] = value;
      gain += value;
    }
    // Unity gain at 0 Hz in every phase: otherwise the phases would modulate the signal.
    for (let tap = 0; tap < width; tap += 1) taps[phase * width + tap] = (taps[phase * width + tap] ?? 0) / gain;
  }
  return { taps, halfWidth };
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number): number => (Math.abs(x) >= 1 ? 0 : besselI0(kaiserBeta * Math.sqrt(1 - x * x)) / besselI0(kaiserBeta));

function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-9; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
