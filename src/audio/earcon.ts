import { base64FromSamples, samplesFromMs } from './pcm.js';

/** Two soft notes, a fifth apart: "one moment". Quiet enough not to startle, too short to be mistaken for a dial tone. */
const notes = [
  { hz: 392, atMs: 0 },
  { hz: 587, atMs: 160 },
] as const;
const lengthMs = 420;
const noteMs = 240;
/** About -20 dBFS. */
const amplitude = 3200;

/** The sound that says that something is under way, as base64 PCM s16le mono. */
export function earconBase64(sampleRateHz: number): string {
  const samples = new Int16Array(samplesFromMs(lengthMs, sampleRateHz));
  for (const { hz, atMs } of notes) {
    const first = samplesFromMs(atMs, sampleRateHz);
    const length = samplesFromMs(noteMs, sampleRateHz);
    for (let at = 0; at < length && first + at < samples.length; at += 1) {
      // Raised cosine: no click at either end.
      const envelope = 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / length);
      samples[first + at] = (samples[first + at] ?? 0) + Math.round(amplitude * envelope * Math.sin((2 * Math.PI * hz * at) / sampleRateHz));
    }
  }
  return base64FromSamples(samples);
}
