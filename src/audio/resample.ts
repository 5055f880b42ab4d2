/**
 * Changes the sample rate of a stream of PCM s16le mono, with a proper low-pass (windowed sinc, polyphase). State carries over
 * from one `push` to the next: pieces of any length join without clicks, and give the same samples as one long piece.
 *
 * With the default filter, between any two of 8, 16, 22.05, 24, 44.1 and 48 kHz, N being half the lower of the two rates:
 * - pass band: 0 to 0.78 N (6.2 kHz for 16 kHz), within 0.1 dB;
 * - stop band: from N on at least 78 dB down, so that nothing folds back audibly, and no images of the sound are left above N;
 * - delay: some 24 samples at the lower rate (1.5 ms at 16 kHz). A push gives what is ready, `flush` the rest;
 * - cost: about 0.1 ms of one core for 40 ms of sound.
 */
export interface Resampler {
  /** The output that became ready: a new array, unless both rates are the same, where it is `samples` itself. */
  push(samples: Int16Array): Int16Array;
  /** The rest, as if silence followed. The resampler starts afresh after it. */
  flush(): Int16Array;
}

/** The filter between two rates: made once (some milliseconds, up to 200 KB), shared by any number of streams. Never changes. */
export interface Resampling {
  readonly fromHz: number;
  readonly toHz: number;
  /** How far the output is behind the input. */
  readonly delayMs: number;
  open(): Resampler;
}

export interface ResamplerOptions {
  /** Whole hertz, both at least 1. */
  readonly fromHz: number;
  readonly toHz: number;
  /** Zero crossings of the sinc on each side; more is steeper and dearer. Default 20. */
  readonly zeroCrossings?: number;
  /** Where the slope is half way down (6 dB), as a share of the lower Nyquist frequency. Default 0.88. */
  readonly cutoff?: number;
}

/** Stop-band attenuation of about 80 dB. */
const kaiserBeta = 8;
/** Input is worked on in pieces of this size: the buffer stays small, and in the processor's cache, whatever is pushed. */
const blockSamples = 2048;

/** Throws a `RangeError` for rates that are no rates. */
export function createResampling(options: ResamplerOptions): Resampling {
  const { fromHz, toHz } = options;
  if (!Number.isInteger(fromHz) || !Number.isInteger(toHz) || fromHz < 1 || toHz < 1) {
    throw new RangeError(`sample rates must be whole hertz: ${fromHz} to ${toHz}`);
  }
  if (fromHz === toHz) {
    const nothing = new Int16Array(0);
    return { fromHz, toHz, delayMs: 0, open: () => ({ push: (samples) => samples, flush: () => nothing }) };
  }
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  const stride = fromHz / divisor;
  const { taps, halfWidth } = filterBank(phases, Math.min(1, toHz / fromHz) * (options.cutoff ?? 0.88), options.zeroCrossings ?? 20);
  return { fromHz, toHz, delayMs: (halfWidth * 1000) / fromHz, open: () => openResampler({ taps, halfWidth, phases, stride }) };
}

/** One stream with a filter of its own. Throws as {@link createResampling} does. */
export const createResampler = (options: ResamplerOptions): Resampler => createResampling(options).open();

interface Filter {
  readonly taps: Float64Array;
  readonly halfWidth: number;
  /** Outputs of one round of the filter, and the inputs that it goes on by. */
  readonly phases: number;
  readonly stride: number;
}

function openResampler({ taps, halfWidth, phases, stride }: Filter): Resampler {
  const width = halfWidth * 2;
  /** Input that is still needed; begins with `halfWidth - 1` zeros, so that output sample 0 is centred on input sample 0. */
  const input = new Float64Array(width + blockSamples);
  let filled = halfWidth - 1;
  let phase = 0;

  const run = (samples: Int16Array): Int16Array => {
    // Output number n stands at input place (phase + n * stride) / phases, and needs `width` samples from there.
    const room = (filled + samples.length - width + 1) * phases - 1 - phase;
    const output = new Int16Array(room < 0 ? 0 : Math.floor(room / stride) + 1);
    let written = 0;
    for (let at = 0; at < samples.length; ) {
      const added = Math.min(samples.length - at, input.length - filled);
      input.set(samples.subarray(at, at + added), filled);
      filled += added;
      at += added;
      let position = 0;
      for (; position + width <= filled; written += 1) {
        const base = phase * width;
        // Four sums, since each addition waits for the one before it. The width is a multiple of four.
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        for (let tap = 0; tap < width; tap += 4) {
          a += (taps[base + tap] ?? 0) * (input[position + tap] ?? 0);
          b += (taps[base + tap + 1] ?? 0) * (input[position + tap + 1] ?? 0);
          c += (taps[base + tap + 2] ?? 0) * (input[position + tap + 2] ?? 0);
          d += (taps[base + tap + 3] ?? 0) * (input[position + tap + 3] ?? 0);
        }
        output[written] = Math.max(-32768, Math.min(32767, Math.round(a + b + (c + d))));
        phase += stride;
        position += Math.floor(phase / phases);
        phase %= phases;
      }
      input.copyWithin(0, position, filled);
      filled -= position;
    }
    return output;
  };

  return {
    push: run,
    flush() {
      const rest = run(new Int16Array(halfWidth));
      input.fill(0);
      filled = halfWidth - 1;
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

function filterBank(phases: number, cutoff: number, zeroCrossings: number): { taps: Float64Array; halfWidth: number } {
  // Even, for the loop that multiplies.
  const halfWidth = Math.ceil(zeroCrossings / cutoff / 2) * 2;
  const width = halfWidth * 2;
  const taps = new Float64Array(phases * width);
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
