import { samplesFromBase64 } from '../../../audio/pcm.js';
import { createSentencePieces } from '../../../audio/sentence-pieces.js';
import type { SampleRateHz } from '../../../conversation/ports.js';
import type { Clock, Timer } from '../../../kernel/clock.js';
import { createPacedPieces } from '../../paced-pieces.js';

/** The agent's voice as this dialect's clients can play it: one piece of a sentence after another. */
export interface LessonVoice {
  audio(base64: string, epoch: number): void;
  /** A sentence begins: what belongs to it is told with its first piece. */
  sentence(tell: () => void): void;
  /** `tell` comes when the utterance must have been heard. */
  end(tell: () => void): void;
  cut(): void;
  close(): void;
}

/**
 * The clients play each piece when it comes, over what is still playing, or 100 ms after the one before: so none may come early, and each
 * is given this much for its way and for decoding.
 */
const gapMs = 150;
/** Speech that comes no faster than it is heard is not kept waiting for the end of its sentence. */
const patienceMs = 600;

export function createLessonVoice(
  deps: { readonly clock: Clock },
  options: { readonly sampleRateHz: SampleRateHz },
  events: { readonly piece: (samples: Int16Array) => void; readonly played: (epoch: number, samples: number) => void },
): LessonVoice {
  const { clock } = deps;
  const { sampleRateHz } = options;
  const sentences = createSentencePieces({ sampleRateHz });
  const paced = createPacedPieces({ clock }, { sampleRateHz, aheadMs: 0, gapMs }, { piece: (samples) => events.piece(samples), played: (epoch, samples) => events.played(epoch, samples) });
  let epoch = 0;
  let timer: Timer | null = null;

  function give(piece: Int16Array | null): void {
    if (piece !== null) paced.push(piece, epoch);
  }

  function stopWaiting(): void {
    timer?.cancel();
    timer = null;
  }

  function waitNoLonger(): void {
    timer = null;
    if (paced.isIdle) give(sentences.endSentence());
    else timer = clock.setTimer(patienceMs, waitNoLonger);
  }

  return {
    audio(base64, of) {
      if (of !== epoch) {
        give(sentences.endUtterance());
        epoch = of;
      }
      for (const piece of sentences.push(samplesFromBase64(base64))) give(piece);
      timer ??= clock.setTimer(patienceMs, waitNoLonger);
    },
    sentence(tell) {
      give(sentences.endSentence());
      paced.before(tell);
    },
    end(tell) {
      stopWaiting();
      give(sentences.endUtterance());
      paced.end(tell);
    },
    cut() {
      stopWaiting();
      sentences.drop();
      paced.cut();
    },
    close() {
      stopWaiting();
      paced.close();
    },
  };
}
