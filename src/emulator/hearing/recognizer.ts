import type { Expectation } from '../brains/brain.js';

/** Turns the sound of one utterance into words. */
export interface Recognizer {
  readonly name: 'pocketsphinx';
  /** Lower-case words, or '' when nothing was understood, the deadline passed, or the recogniser failed. Never rejects. */
  recognize(samples: Int16Array, sampleRateHz: number, expectation: Expectation, signal: AbortSignal): Promise<string>;
}
