/** A WAV file as a listener would take it apart. */
export interface RecordingFile {
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly durationMs: number;
  /** Stretches in which this channel sounds at this frequency, as [from ms, to ms]. */
  heard(channel: 'left' | 'right', hz: number): readonly (readonly [number, number])[];
}

const hopMs = 2.5;
const windowMs = 10;

export function readRecording(bytes: Buffer): RecordingFile {
  const text = (at: number): string => bytes.toString('ascii', at, at + 4);
  if (text(0) !== 'RIFF' || text(8) !== 'WAVE' || text(36) !== 'data') throw new Error('this is no WAV file');
  if (bytes.readUInt32LE(4) !== bytes.length - 8 || bytes.readUInt32LE(40) !== bytes.length - 44) throw new Error('the lengths in the header are wrong');
  const channels = bytes.readUInt16LE(22);
  const sampleRateHz = bytes.readUInt32LE(24);
  const frames = (bytes.length - 44) / 2 / channels;
  const samples = Array.from({ length: channels }, (_, channel) => Float32Array.from({ length: frames }, (__, frame) => bytes.readInt16LE(44 + (frame * channels + channel) * 2)));
  const window = Math.round((windowMs * sampleRateHz) / 1000);

  /** Amplitude of full scale 1, in a window around each hop, at the frequency of these waves. */
  function amplitude(channel: Float32Array, from: number, cos: Float32Array, sin: Float32Array): number {
    let re = 0;
    let im = 0;
    for (let n = 0; n < window; n += 1) {
      const sample = channel[from + n] ?? 0;
      re += sample * (cos[n] ?? 0);
      im += sample * (sin[n] ?? 0);
    }
    return (2 * Math.hypot(re, im)) / window / 32768;
  }

  return {
    channels,
    sampleRateHz,
    durationMs: (frames * 1000) / sampleRateHz,
    heard(side, hz) {
      const channel = samples[side === 'left' ? 0 : 1] ?? new Float32Array(0);
      const cos = Float32Array.from({ length: window }, (_, n) => Math.cos((2 * Math.PI * hz * n) / sampleRateHz));
      const sin = Float32Array.from({ length: window }, (_, n) => Math.sin((2 * Math.PI * hz * n) / sampleRateHz));
      const hop = (hopMs * sampleRateHz) / 1000;
      const stretches: [number, number][] = [];
      for (let n = 0; n * hop < frames; n += 1) {
        // Half of the tone in the window is its edge.
        if (amplitude(channel, Math.round(n * hop - window / 2), cos, sin) < 0.15) continue;
        const last = stretches.at(-1);
        if (last !== undefined && n * hopMs - last[1] <= hopMs + 0.001) last[1] = n * hopMs;
        else stretches.push([n * hopMs, n * hopMs]);
      }
      return stretches;
    },
  };
}
