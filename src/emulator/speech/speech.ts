import type { NovaVoiceId } from '../../models/nova-sonic/wire.js';

/** Spoken words as PCM s16le mono, with the place of each word. */
export interface Speech {
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
  /** In the order of the text. */
  readonly words: readonly SpokenWord[];
}

export interface SpokenWord {
  /** Where the word's sound ends. */
  readonly endMs: number;
  /** Index in the text just after the word. */
  readonly endIndex: number;
}

/** Makes speech of one sentence. */
export interface SpeechSynthesizer {
  readonly name: 'espeak' | 'tone';
  /** Never fails: where a voice engine does, tones stand in. An aborted job resolves to `null`. */
  speak(sentence: string, voice: NovaVoiceId, sampleRateHz: number, signal: AbortSignal): Promise<Speech | null>;
  close(): Promise<void>;
}

/** The part of `text` whose words had ended after `playedMs`; empty when not one had. */
export function spokenPart(text: string, speech: Speech, playedMs: number): string {
  let endIndex = 0;
  for (const word of speech.words) {
    if (word.endMs > playedMs) break;
    endIndex = word.endIndex;
  }
  return text.slice(0, endIndex).trim();
}

export const durationMsOf = (speech: Speech): number => (speech.samples.length * 1000) / speech.sampleRateHz;
