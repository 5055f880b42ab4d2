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

const base64Text = /^[A-Za-z0-9+/]*={0,2}$/;

/** True for well-formed base64 that holds whole samples. */
export const isBase64Pcm = (text: string): boolean =>
  text.length > 0 && text.length % 4 === 0 && base64Text.test(text) && bytesFromBase64Length(text) % bytesPerSample === 0;

/**
 * Cuts base64 audio into pieces of at most 96 ms without decoding it: the model takes at most 100 ms at a time. Each piece
 * but the last holds a multiple of three bytes and of two.
 */
export function base64Pieces(base64: string, sampleRateHz: number): readonly string[] {
  const pieceChars = (samplesFromMs(96, sampleRateHz) * bytesPerSample * 4) / 3;
  if (base64.length <= pieceChars) return [base64];
  const pieces: string[] = [];
  for (let at = 0; at < base64.length; at += pieceChars) pieces.push(base64.slice(at, at + pieceChars));
  return pieces;
}
