import { AppError } from '../../kernel/errors.js';
import { openEspeakSpeech, type EspeakDeps } from './espeak-speech.js';
import type { SpeechSynthesizer } from './speech.js';
import { createToneSpeech } from './tone-speech.js';

/** The voice that was asked for; rejects with an `AppError` when eSpeak NG was demanded and does not load. */
export async function openSpeech(deps: EspeakDeps, wanted: 'auto' | 'espeak' | 'tone', toneSpeed = 1): Promise<SpeechSynthesizer> {
  if (wanted === 'tone') return createToneSpeech(toneSpeed);
  const espeak = await openEspeakSpeech(deps);
  if (espeak.ok) return espeak.value;
  if (wanted === 'espeak') throw new AppError('INTERNAL_ERROR', `eSpeak NG does not load: ${espeak.error}`);
  deps.log('espeak_missing', { reason: espeak.error });
  return createToneSpeech(toneSpeed);
}
