import type { Clock } from '../../src/kernel/clock.js';

/** A clock that knows which of its timers wait. */
export interface CountingClock extends Clock {
  /** Timers that were set, and neither fired nor were cancelled. */
  readonly pending: number;
}

export function countingClock(clock: Clock): CountingClock {
  const waiting = new Set<object>();
  return {
    nowMs: () => clock.nowMs(),
    wallMs: () => clock.wallMs(),
    setTimer(delayMs, fire) {
      const one = {};
      waiting.add(one);
      const timer = clock.setTimer(delayMs, () => {
        waiting.delete(one);
        fire();
      });
      return {
        cancel() {
          waiting.delete(one);
          timer.cancel();
        },
      };
    },
    get pending() {
      return waiting.size;
    },
  };
}
