/** A timer that was set; cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/** The only source of time. Tests pass a clock that they move by hand. */
export interface Clock {
  /** Monotonic milliseconds: for durations and deadlines. Never goes back. */
  nowMs(): number;
  /** Wall-clock milliseconds since 1970: for records only. May jump. */
  wallMs(): number;
  /** Calls `fire` once after `delayMs` (at least 0). The caller owns the timer and cancels it. */
  setTimer(delayMs: number, fire: () => void): Timer;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer(delayMs, fire) {
    const handle = setTimeout(fire, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** ISO 8601 with milliseconds, as the envelopes and records carry it. */
export const isoFromWallMs = (wallMs: number): string => new Date(wallMs).toISOString();

/**
 * A clock on which time passes `factor` times faster than on `clock`, from now on: eight minutes last ten seconds at 48.
 * Both of its times begin where those of `clock` stand; its timers fire that much sooner.
 *
 * Throws a `RangeError` when `factor` is not a finite number above 0.
 */
export function acceleratedClock(clock: Clock, factor: number): Clock {
  if (!Number.isFinite(factor) || factor <= 0) throw new RangeError(`a time factor is a finite number above 0, not ${factor}`);
  const startMs = clock.nowMs();
  const wallStartMs = clock.wallMs();
  return {
    nowMs: () => startMs + (clock.nowMs() - startMs) * factor,
    wallMs: () => wallStartMs + (clock.wallMs() - wallStartMs) * factor,
    setTimer: (delayMs, fire) => clock.setTimer(delayMs / factor, fire),
  };
}
