import { isBase64Pcm } from '../audio/pcm.js';
import { AppError } from '../kernel/errors.js';

/**
 * A client's audio as the model wants it: base64 text passes untouched, binary is encoded once.
 *
 * @throws AppError `AUDIO_FORMAT_INVALID`
 */
export function base64FromAudioData(audioData: string | Uint8Array): string {
  if (typeof audioData !== 'string') {
    if (audioData.byteLength === 0 || audioData.byteLength % 2 !== 0) throw badAudio();
    return Buffer.from(audioData.buffer, audioData.byteOffset, audioData.byteLength).toString('base64');
  }
  if (!isBase64Pcm(audioData)) throw badAudio();
  return audioData;
}

const badAudio = (): AppError =>
  new AppError('AUDIO_FORMAT_INVALID', 'not PCM', { detail: 'Audio must be PCM s16le mono: base64 (its length a multiple of 4) or binary, whole samples, not empty.' });
