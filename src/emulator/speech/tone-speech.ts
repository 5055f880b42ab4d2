import type { NovaVoiceId } from '../../models/nova-sonic/wire.js';
import { novaVoices } from '../../models/nova-sonic/wire.js';
import type { Speech, SpeechSynthesizer, SpokenWord } from './speech.js';

/** Average speech: a character lasts so long. */
const msPerChar = 62;
const gapMs = 45;
const leadMs = 40;
/** Of 32,767. */
const peakLevel = 9000;

/** Vowels of the vowel triangle by their first two formants, hertz. */
const vowels = [
  [730, 1090],
  [530, 1840],
  [390, 1990],
  [570, 840],
  [440, 1020],
] as const;

/**
 * Speech without a voice engine: each word is a hum with the formants of a vowel, as long as its letters ask, so that
 * durations, interruptions and levels are those of speech. Needs nothing, the same text gives the same sound.
 *
 * @param speed tones last so many times shorter than speech would. Default 1
 */
export function createToneSpeech(speed = 1): SpeechSynthesizer {
  const periods: VowelPeriods = new Map();
  return {
    name: 'tone',
    speak: (sentence, voice, sampleRateHz, signal) =>
      Promise.resolve(signal.aborted ? null : toneSpeech(sentence, voice, sampleRateHz, periods, speed)),
    close: () => Promise.resolve(),
  };
}

/** One period of each vowel at each pitch and rate, peak 1, made when it is first needed: at most 30. */
type VowelPeriods = Map<string, Float32Array>;

export function toneSpeech(sentence: string, voice: NovaVoiceId, sampleRateHz: number, periods: VowelPeriods = new Map(), speed = 1): Speech {
  const pitchHz = novaVoices.find(({ id }) => id === voice)?.gender === 'feminine' ? 200 : 120;
  const words: SpokenWord[] = [];
  const sounds: { startMs: number; durationMs: number; vowel: number }[] = [];
  let atMs = leadMs / speed;
  for (const match of sentence.matchAll(/\S+/g)) {
    const durationMs = Math.max(90, match[0].length * msPerChar) / speed;
    sounds.push({ startMs: atMs, durationMs, vowel: match[0].length + match[0].charCodeAt(0) });
    atMs += durationMs;
    words.push({ endMs: atMs, endIndex: match.index + match[0].length });
    atMs += gapMs / speed;
  }
  const samples = new Int16Array(Math.ceil((atMs * sampleRateHz) / 1000));
  for (const sound of sounds) {
    const vowel = sound.vowel % vowels.length;
    const key = `${vowel} ${pitchHz} ${sampleRateHz}`;
    const period = periods.get(key) ?? vowelPeriod(vowel, pitchHz, sampleRateHz);
    periods.set(key, period);
    hum(samples, sampleRateHz, period, sound);
  }
  return { samples, sampleRateHz, words };
}

function vowelPeriod(vowel: number, pitchHz: number, sampleRateHz: number): Float32Array {
  const [lowHz, highHz] = vowels[vowel] ?? vowels[0];
  const harmonics = Math.floor(Math.min(3000, sampleRateHz / 2 - 200) / pitchHz);
  const period = new Float32Array(Math.round(sampleRateHz / pitchHz));
  for (let harmonic = 1; harmonic <= harmonics; harmonic += 1) {
    const hz = harmonic * pitchHz;
    const gain = resonance(hz, lowHz, 90) + 0.5 * resonance(hz, highHz, 120) + 0.02;
    for (let n = 0; n < period.length; n += 1) period[n] = (period[n] ?? 0) + gain * Math.sin((2 * Math.PI * harmonic * n) / period.length);
  }
  const peak = period.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return period.map((value) => value / peak);
}

function hum(
  samples: Int16Array,
  sampleRateHz: number,
  period: Float32Array,
  sound: { readonly startMs: number; readonly durationMs: number },
): void {
  const first = Math.floor((sound.startMs * sampleRateHz) / 1000);
  const count = Math.floor((sound.durationMs * sampleRateHz) / 1000);
  const fade = Math.max(1, Math.floor(sampleRateHz * 0.015));
  const edge = Math.min(fade, Math.ceil(count / 2));
  const softly = (n: number): void => {
    const envelope = Math.min(1, n / fade, (count - n) / fade);
    samples[first + n] = Math.round((period[n % period.length] ?? 0) * envelope * peakLevel);
  };
  for (let n = 0; n < edge; n += 1) softly(n);
  // Between the soft edges every period is the same: whole periods are copied, which is what makes tones cheap.
  const loud = Int16Array.from(period, (value) => Math.round(value * peakLevel));
  const from = edge - (edge % period.length);
  const to = Math.max(edge, count - edge);
  for (let n = from; n < to; n += period.length) {
    const skipped = Math.max(0, edge - n);
    samples.set(loud.subarray(skipped, Math.min(period.length, to - n)), first + n + skipped);
  }
  for (let n = to; n < count; n += 1) softly(n);
}

const resonance = (hz: number, centreHz: number, widthHz: number): number => 1 / (1 + ((hz - centreHz) / widthHz) ** 2);
