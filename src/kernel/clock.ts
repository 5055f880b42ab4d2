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
