/** Sounds for tests. Amplitudes are of full scale 1. */
export const sine = (hz: number, durationMs: number, sampleRateHz: number, amplitude = 0.3): Int16Array =>
  Int16Array.from({ length: (durationMs * sampleRateHz) / 1000 }, (_, n) => 32767 * amplitude * Math.sin((2 * Math.PI * hz * n) / sampleRateHz));

/** White noise of this RMS; the same for the same seed. */
export function noise(durationMs: number, sampleRateHz: number, rms: number, seed = 1): Int16Array {
  let state = seed;
  const uniform = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648 - 0.5;
  };
  return Int16Array.from({ length: (durationMs * sampleRateHz) / 1000 }, () => 32767 * rms * Math.sqrt(12) * uniform());
}

export const mixed = (a: Int16Array, b: Int16Array): Int16Array => a.map((sample, n) => Math.max(-32768, Math.min(32767, sample + (b[n] ?? 0))));

export function joined(...parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const silent = (durationMs: number, sampleRateHz: number): Int16Array => new Int16Array((durationMs * sampleRateHz) / 1000);

/** Mean square as dBFS. */
export const levelDbfs = (samples: Int16Array): number =>
  10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length / 32768 ** 2);

/** What is left of the samples without their part at this frequency: its best fit in amplitude and phase is taken away. */
export function withoutTone(samples: Int16Array, hz: number, sampleRateHz: number): Int16Array {
  const angle = (n: number): number => (2 * Math.PI * hz * n) / sampleRateHz;
  let [cc, cs, ss, xc, xs] = [0, 0, 0, 0, 0];
  samples.forEach((sample, n) => {
    const [c, s] = [Math.cos(angle(n)), Math.sin(angle(n))];
    [cc, cs, ss, xc, xs] = [cc + c * c, cs + c * s, ss + s * s, xc + sample * c, xs + sample * s];
  });
  const determinant = cc * ss - cs * cs;
  const [a, b] = [(xc * ss - xs * cs) / determinant, (xs * cc - xc * cs) / determinant];
  return samples.map((sample, n) => Math.round(sample - a * Math.cos(angle(n)) - b * Math.sin(angle(n))));
}

/** Share of the energy that is at this frequency, 0 to 1. */
export function toneShare(samples: Int16Array, hz: number, sampleRateHz: number): number {
  const energy = (of: Int16Array): number => of.reduce((sum, sample) => sum + sample * sample, 0);
  const all = energy(samples);
  return all === 0 ? 0 : 1 - energy(withoutTone(samples, hz, sampleRateHz)) / all;
}
