import { AppError } from '../../kernel/errors.js';
import { openPocketsphinx, type PocketsphinxDeps } from './pocketsphinx.js';
import type { Recognizer } from './recognizer.js';

/** The recogniser that was asked for; rejects with an `AppError` when it was demanded and is not installed. */
export async function openRecognizer(deps: PocketsphinxDeps, wanted: 'auto' | 'pocketsphinx' | 'none'): Promise<Recognizer | null> {
  if (wanted === 'none') return null;
  const recognizer = await openPocketsphinx(deps);
  if (recognizer === null && wanted === 'pocketsphinx') {
    throw new AppError('INTERNAL_ERROR', 'pocketsphinx_continuous with its en-us model is not installed on this machine');
  }
  return recognizer;
}
