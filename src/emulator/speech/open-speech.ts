import type { Clock } from '../../kernel/clock.js';
import type { JsonObject } from '../../kernel/json.js';
import type { SpeechSynthesizer } from './speech.js';
import { createToneSpeech } from './tone-speech.js';

export async function openSpeech(
  deps: { readonly clock: Clock; readonly log: (event: string, fields: JsonObject) => void },
  wanted: 'auto' | 'espeak' | 'tone',
): Promise<SpeechSynthesizer> {
  return createToneSpeech();
}
