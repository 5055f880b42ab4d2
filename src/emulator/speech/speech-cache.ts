import type { Speech } from './speech.js';

/** Sentences that were spoken already: the questions of a survey come again in every session. The longest unused go first. */
export interface SpeechCache {
  get(key: string): Speech | undefined;
  set(key: string, speech: Speech): void;
}

export function createSpeechCache(options: { /** Two bytes each. */ readonly maxSamples: number }): SpeechCache {
  const entries = new Map<string, Speech>();
  let samples = 0;
  return {
    get(key) {
      const speech = entries.get(key);
      if (speech !== undefined) {
        entries.delete(key);
        entries.set(key, speech);
      }
      return speech;
    },
    set(key, speech) {
      if (entries.has(key)) return;
      entries.set(key, speech);
      samples += speech.samples.length;
      for (const [oldest, old] of entries) {
        if (samples <= options.maxSamples) break;
        entries.delete(oldest);
        samples -= old.samples.length;
      }
    },
  };
}
