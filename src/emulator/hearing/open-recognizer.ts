import type { Clock } from '../../kernel/clock.js';
import type { JsonObject } from '../../kernel/json.js';
import type { Recognizer } from './recognizer.js';

export async function openRecognizer(
  deps: { readonly clock: Clock; readonly log: (event: string, fields: JsonObject) => void },
  wanted: 'auto' | 'pocketsphinx' | 'none',
): Promise<Recognizer | null> {
  return null;
}
