/** All audio in the process is PCM s16le mono; a frame is base64 text on the model's wire and on most client wires. */

export const bytesPerSample = 2;

/** Samples that last `durationMs` at `sampleRateHz`, rounded down. */
export const samplesFromMs = (durationMs: number, sampleRateHz: number): number => Math.floor((durationMs * sampleRateHz) / 1000);

/** Milliseconds that `samples` last at `sampleRateHz`. */
export const msFromSamples = (samples: number, sampleRateHz: number): number => (samples * 1000) / sampleRateHz;

/** Bytes that a base64 text decodes to, reckoned from its length alone. */
export function bytesFromBase64Length(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/** The samples in a buffer. Copies when the buffer does not start on an even address. */
export function samplesFromBytes(bytes: Uint8Array): Int16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.from(bytes);
  return new Int16Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 2));
}

/** The bytes of samples, without a copy. */
export const bytesFromSamples = (samples: Int16Array): Buffer =>
  Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);

export const base64FromSamples = (samples: Int16Array): string => bytesFromSamples(samples).toString('base64');
export const samplesFromBase64 = (base64: string): Int16Array => samplesFromBytes(Buffer.from(base64, 'base64'));

/** Digital silence as base64. */
export const silenceBase64 = (durationMs: number, sampleRateHz: number): string =>
  Buffer.alloc(samplesFromMs(durationMs, sampleRateHz) * bytesPerSample).toString('base64');
