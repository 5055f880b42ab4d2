import { dtmfTone, type DtmfKey } from '../../src/audio/dtmf.js';
import { systemClock } from '../../src/kernel/clock.js';

/** A microphone that is open all the time, in real time: silence, and what is put into it. */
export interface OpenMicrophone {
  /** Presses keys. Resolves when they are sent. */
  press(...keys: readonly DtmfKey[]): Promise<void>;
  /** Resolves when it is sent. */
  play(samples: Int16Array): Promise<void>;
  stop(): void;
}

const keyMs = 160;

export function openMicrophone(send: (frame: Int16Array) => void, { rateHz, frameSamples }: { readonly rateHz: number; readonly frameSamples: number }): OpenMicrophone {
  let waiting = new Int16Array(0);
  let whenSent: (() => void) | null = null;
  let frames = 0;
  const frameMs = (frameSamples * 1000) / rateHz;
  const startedMs = systemClock.nowMs();
  let timer = systemClock.setTimer(0, tick);
  function tick(): void {
    frames += 1;
    const frame = new Int16Array(frameSamples);
    frame.set(waiting.subarray(0, frameSamples));
    waiting = waiting.slice(frameSamples);
    send(frame);
    if (waiting.length === 0) {
      whenSent?.();
      whenSent = null;
    }
    timer = systemClock.setTimer(Math.max(0, startedMs + frames * frameMs - systemClock.nowMs()), tick);
  }
  const play = (samples: Int16Array): Promise<void> =>
    new Promise((resolve) => {
      waiting = Int16Array.of(...waiting, ...samples);
      whenSent = resolve;
    });
  return {
    play,
    press: (...keys) => play(Int16Array.from(keys.flatMap((key) => [...dtmfTone(key, keyMs, rateHz), ...new Int16Array((rateHz * keyMs) / 1000)]))),
    stop: () => timer.cancel(),
  };
}
