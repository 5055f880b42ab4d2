import { samplesFromMs } from '../../audio/pcm.js';
import type { Resampling } from '../../audio/resample.js';
import type { Clock, Timer } from '../../kernel/clock.js';

/**
 * Speaks as a microphone would: a frame of 10 ms every 10 ms, speech or silence, from the first moment to `close`. The agent's
 * speech comes faster than it is heard; it waits here, and is gone at once when it is cut.
 */
export interface PacedVoice {
  /** Takes speech of an utterance. False: too much is waiting, it was left out. */
  speak(samples: Int16Array, epoch: number): boolean;
  /** What waits is not spoken. Sound that is on its way (some 20 ms, and what the other side buffers) is still heard. */
  cut(): void;
  close(): void;
}

export interface PacedVoiceOptions {
  /** From the agent's rate to the line's. */
  readonly resampling: Resampling;
  /** Longest speech that may wait. Default 90,000. */
  readonly maxWaitingMs?: number;
}

export interface PacedVoiceEvents {
  /** 10 ms at the line's rate. */
  frame(samples: Int16Array): void;
  /** So much of the utterance has been spoken, in samples at the agent's rate: 4 times a second while it is, and at its end. */
  played(epoch: number, samples: number): void;
}

const frameMs = 10;
/** After a pause of the process no more is made up for than this: the rest of the time is gone, no speech is. */
const maxCatchUpFrames = 5;
const playedEveryMs = 250;

export function createPacedVoice(deps: { readonly clock: Clock }, options: PacedVoiceOptions, events: PacedVoiceEvents): PacedVoice {
  const { clock } = deps;
  const { fromHz, toHz } = options.resampling;
  const frameSamples = samplesFromMs(frameMs, toHz);
  const maxWaiting = samplesFromMs(options.maxWaitingMs ?? 90_000, fromHz);
  const resampler = options.resampling.open();
  const silence = new Int16Array(frameSamples);
  let queue: { readonly samples: Int16Array; readonly epoch: number }[] = [];
  let waiting = 0;
  /** At the line's rate; `at` of it is spoken. Empty when silent. */
  let ready: Int16Array = new Int16Array(0);
  let at = 0;
  /** Something of the resampler's input has not come out yet. */
  let hasTail = false;
  let current: { readonly epoch: number; taken: number; told: number } | null = null;
  let lastToldMs = 0;
  let dueMs = clock.nowMs();
  let timer: Timer | null = null;

  const isSilent = (): boolean => queue.length === 0 && !hasTail && at === ready.length;

  /** More sound at the line's rate; false when there is none. */
  function refill(): boolean {
    const next = queue.shift();
    if (next !== undefined) {
      waiting -= next.samples.length;
      if (current?.epoch !== next.epoch) {
        if (current !== null && current.told < current.taken) events.played(current.epoch, current.taken);
        current = { epoch: next.epoch, taken: 0, told: 0 };
      }
      current.taken += next.samples.length;
      ready = resampler.push(next.samples);
      hasTail = true;
    } else if (hasTail) {
      ready = resampler.flush();
      hasTail = false;
    } else return false;
    at = 0;
    return true;
  }

  function nextFrame(): Int16Array {
    if (isSilent()) return silence;
    const frame = new Int16Array(frameSamples);
    let filled = 0;
    while (filled < frameSamples) {
      if (at === ready.length && !refill()) break;
      const taken = Math.min(frameSamples - filled, ready.length - at);
      frame.set(ready.subarray(at, at + taken), filled);
      at += taken;
      filled += taken;
    }
    return frame;
  }

  function tellPlayed(nowMs: number): void {
    if (current === null) return;
    const ahead = Math.round(((ready.length - at) * fromHz) / toHz);
    const played = Math.max(0, current.taken - ahead);
    if (played === current.told || (!isSilent() && nowMs - lastToldMs < playedEveryMs)) return;
    current.told = played;
    lastToldMs = nowMs;
    events.played(current.epoch, played);
  }

  function tick(): void {
    const nowMs = clock.nowMs();
    if (nowMs - dueMs > maxCatchUpFrames * frameMs) dueMs = nowMs;
    // Against drift: what is due is counted from a fixed start, however late the timer was.
    for (; dueMs <= nowMs; dueMs += frameMs) events.frame(nextFrame());
    tellPlayed(nowMs);
    timer = clock.setTimer(dueMs - nowMs, tick);
  }
  tick();

  function drop(): void {
    queue = [];
    waiting = 0;
    resampler.flush();
    ready = new Int16Array(0);
    at = 0;
    hasTail = false;
    current = null;
  }

  return {
    speak(samples, epoch) {
      if (timer === null || waiting + samples.length > maxWaiting) return false;
      queue.push({ samples, epoch });
      waiting += samples.length;
      return true;
    },
    cut: drop,
    close() {
      timer?.cancel();
      timer = null;
      drop();
    },
  };
}
