import { samplesFromBase64 } from '../audio/pcm.js';
import { createVoiceActivity } from '../audio/voice-activity.js';

/**
 * The last seconds of the participant's audio, for a stream that takes over in the middle of a word, and whether there is a voice
 * in it of which the model has said nothing yet.
 */
export interface Microphone {
  /** A frame, base64 PCM s16le mono. True when something like a voice begins in it. The hot path. */
  push(base64: string, nowMs: number): boolean;
  /** The model has shown that it hears: what was said until now is its affair. */
  noticed(): void;
  /** Frames that arrived at or after this time, oldest first. */
  since(ms: number): readonly string[];
  /** What the model has not noticed, oldest first: with a voice in it all that is kept, without one its last half second. */
  unheard(nowMs: number): readonly string[];
  /** A voice is there, or was a moment ago and was not noticed yet. */
  readonly voice: boolean;
  readonly unnoticed: boolean;
  /** When the last voice began; null before the first. */
  readonly voiceFromMs: number | null;
  /** Quiet until now, in milliseconds of audio. */
  readonly quietMs: number;
}

/** What is kept: a stream that dies silently may have taken so long to be given up. At 32 ms a frame about 430 KB for a minute of trouble, 130 KB else. */
const keptMs = 3_000;
const keptWithoutStreamMs = 10_000;
/** What a new stream hears at least of the time before it: the first sound of a word is not a voice yet. */
export const leadMs = 500;
/** From the end of a voice until the model has recognised it: its pause before a turn is up to 2 s. */
const recognitionMs = 4_000;

export function createMicrophone(options: { readonly sampleRateHz: number; readonly hasStream: () => boolean }): Microphone {
  const activity = createVoiceActivity({ sampleRateHz: options.sampleRateHz });
  let frames: { readonly base64: string; readonly atMs: number }[] = [];
  let unnoticed = false;
  let voiceFromMs: number | null = null;

  const since = (ms: number): readonly string[] => frames.filter(({ atMs }) => atMs >= ms).map(({ base64 }) => base64);

  return {
    push(base64, nowMs) {
      const oldestMs = nowMs - (options.hasStream() && !unnoticed ? keptMs : keptWithoutStreamMs);
      let stale = 0;
      while (stale < frames.length && (frames[stale]?.atMs ?? 0) < oldestMs) stale += 1;
      // In pieces, not frame by frame: a frame more or less is no matter, moving the rest would be.
      if (stale >= 32) frames = frames.slice(stale);
      frames.push({ base64, atMs: nowMs });
      const started = activity.push(samplesFromBase64(base64));
      if (started) {
        unnoticed = true;
        voiceFromMs = nowMs;
      }
      return started;
    },
    noticed() {
      unnoticed = false;
      frames = [];
    },
    since,
    unheard: (nowMs) => (unnoticed ? since(-Infinity) : since(nowMs - leadMs)),
    get voice() {
      return activity.voiced || (unnoticed && activity.quietMs < recognitionMs);
    },
    get unnoticed() {
      return unnoticed;
    },
    get voiceFromMs() {
      return voiceFromMs;
    },
    get quietMs() {
      return activity.quietMs;
    },
  };
}
