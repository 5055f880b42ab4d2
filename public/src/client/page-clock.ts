export interface PageTimer {
  /** Twice, or after it has fired, it does nothing. */
  cancel(): void;
}

/** Where the page's parts have their time from. Tests pass one that they move by hand. */
export interface PageClock {
  /** Monotonic milliseconds. */
  nowMs(): number;
  /** Milliseconds since 1970; may jump. */
  wallMs(): number;
  setTimer(delayMs: number, fire: () => void): PageTimer;
}

/** A tab out of sight is woken once a second or less: no part may need more. */
export const browserClock: PageClock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
