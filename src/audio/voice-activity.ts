/**
 * Tells a voice from background by energy: 10 ms frames against a noise floor that follows the quietest moments of the last
 * 1.5 s, with hysteresis. Cheap enough for hundreds of streams; it does not tell speech from other loud sounds.
 */
export interface VoiceActivity {
  /** True from {@link VoiceActivityOptions.startMs} of voice until `stopMs` of quiet. */
  readonly voiced: boolean;
  /** Milliseconds of audio since the last frame above the threshold; counts audio, not the clock. */
  readonly quietMs: number;
  /** True when this audio made `voiced` true. Pieces of any length; rests shorter than a frame are kept. */
  push(samples: Int16Array): boolean;
}

export interface VoiceActivityOptions {
  readonly sampleRateHz: number;
  /** Voice needed before it counts, within a window of 1.5 times as long. Default 70. */
  readonly startMs?: number;
  /** Quiet that ends it. Default 200. */
  readonly stopMs?: number;
  /** What is quieter never counts. Default -46 dBFS. */
  readonly leastDbfs?: number;
  /** Distance from the noise floor. Default 12 dB. */
  readonly aboveFloorDb?: number;
}

const frameMs = 10;
/** The floor is the least of six windows of 250 ms. */
const windowFrames = 25;
const windowCount = 6;
const trustedWindows = 3;
const silentDbfs = -100;

export function createVoiceActivity(options: VoiceActivityOptions): VoiceActivity {
  const { sampleRateHz, startMs = 70, stopMs = 200, leastDbfs = -46, aboveFloorDb = 12 } = options;
  const frameSamples = Math.round((sampleRateHz * frameMs) / 1000);
  const neededFrames = Math.max(1, Math.round(startMs / frameMs));
  const recent = new Array<boolean>(Math.ceil(neededFrames * 1.5)).fill(false);
  const windowLows: number[] = [];
  let windowLow = Infinity;
  let framesInWindow = 0;
  let floorDbfs = -60;
  let smoothedDbfs: number | null = null;
  let sumOfSquares = 0;
  let samplesInFrame = 0;
  let frameNumber = 0;
  let voiced = false;
  let quietMs = 0;

  const followFloor = (levelDbfs: number): void => {
    smoothedDbfs = smoothedDbfs === null ? levelDbfs : smoothedDbfs + (levelDbfs - smoothedDbfs) * 0.3;
    windowLow = Math.min(windowLow, smoothedDbfs);
    framesInWindow += 1;
    if (framesInWindow === windowFrames) {
      windowLows.push(windowLow);
      if (windowLows.length > windowCount) windowLows.shift();
      windowLow = Infinity;
      framesInWindow = 0;
      // Until some windows are full a voice may be all that was heard: the floor only falls then.
      const low = Math.min(...windowLows);
      floorDbfs = windowLows.length >= trustedWindows ? low : Math.min(floorDbfs, low);
    }
  };

  const endFrame = (): boolean => {
    const levelDbfs = sumOfSquares === 0 ? silentDbfs : 10 * Math.log10(sumOfSquares / frameSamples / 32768 ** 2);
    sumOfSquares = 0;
    samplesInFrame = 0;
    followFloor(levelDbfs);
    const loud = levelDbfs > Math.max(leastDbfs, floorDbfs + (voiced ? aboveFloorDb / 2 : aboveFloorDb));
    recent[frameNumber % recent.length] = loud;
    frameNumber += 1;
    quietMs = loud ? 0 : quietMs + frameMs;
    if (voiced) {
      if (quietMs >= stopMs) {
        voiced = false;
        recent.fill(false);
      }
      return false;
    }
    if (!loud || recent.filter(Boolean).length < neededFrames) return false;
    voiced = true;
    return true;
  };

  return {
    get voiced() {
      return voiced;
    },
    get quietMs() {
      return quietMs;
    },
    push(samples) {
      let started = false;
      for (let at = 0; at < samples.length; ) {
        const end = Math.min(samples.length, at + frameSamples - samplesInFrame);
        // The hot loop: nothing but a sum, in a variable of its own.
        let sum = 0;
        for (let index = at; index < end; index += 1) {
          const sample = samples[index] ?? 0;
          sum += sample * sample;
        }
        sumOfSquares += sum;
        samplesInFrame += end - at;
        at = end;
        if (samplesInFrame === frameSamples && endFrame()) started = true;
      }
      return started;
    },
  };
}
