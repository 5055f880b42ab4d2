import { acceleratedClock, systemClock, type Clock } from '../../src/kernel/clock.js';

/** A clock that goes as usual, until it is told to hurry. */
export interface HurriedClock extends Clock {
  /** From now on time passes `factor` times faster; timers that wait keep their hour of the old time. */
  hurry(factor: number): void;
}

export function createHurriedClock(from: Clock = systemClock): HurriedClock {
  let clock = from;
  return {
    nowMs: () => clock.nowMs(),
    wallMs: () => clock.wallMs(),
    setTimer: (delayMs, fire) => clock.setTimer(delayMs, fire),
    hurry: (factor) => void (clock = acceleratedClock(clock, factor)),
  };
}
