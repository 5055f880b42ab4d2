/** Judges the microphone's level frame by frame. Pure: time is counted in frames of 32 ms. */
export interface VoiceLevel {
  /** 0 to 1 on a scale that looks right to the eye (-60 dBFS to -6 dBFS). */
  readonly meter: number;
  /** The participant seems to speak. */
  readonly speaking: boolean;
  /** Nothing but digital zeros for 3 s: the device gives no sound at all. */
  readonly silentDevice: boolean;
  frame(level: { readonly peak: number; readonly rms: number }): void;
  reset(): void;
}

const FRAME_MS = 32;
const SILENT_DEVICE_FRAMES = Math.ceil(3000 / FRAME_MS);
/** Speech is louder than -38 dBFS for three frames, and over after 320 ms below. */
const SPEECH_RMS = 10 ** (-38 / 20);
const SPEECH_FRAMES = 3;
const HANGOVER_FRAMES = 10;

export function createVoiceLevel(): VoiceLevel {
  let meter = 0;
  let zeroFrames = 0;
  let loudFrames = 0;
  let quietFrames = 0;
  let speaking = false;

  return {
    get meter() {
      return meter;
    },
    get speaking() {
      return speaking;
    },
    get silentDevice() {
      return zeroFrames >= SILENT_DEVICE_FRAMES;
    },
    frame({ peak, rms }) {
      const decibels = rms > 0 ? 20 * Math.log10(rms) : -100;
      const now = Math.max(0, Math.min(1, (decibels + 60) / 54));
      // Up at once, down gently.
      meter = now > meter ? now : Math.max(now, meter - 0.06);
      zeroFrames = peak === 0 ? zeroFrames + 1 : 0;
      if (rms >= SPEECH_RMS) {
        loudFrames += 1;
        quietFrames = 0;
        if (loudFrames >= SPEECH_FRAMES) speaking = true;
      } else {
        loudFrames = 0;
        quietFrames += 1;
        if (quietFrames >= HANGOVER_FRAMES) speaking = false;
      }
    },
    reset() {
      meter = 0;
      zeroFrames = 0;
      loudFrames = 0;
      quietFrames = 0;
      speaking = false;
    },
  };
}
