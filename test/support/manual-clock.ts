import type { Clock } from '../../src/kernel/clock.js';

/** A clock that stands until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time on and fires what is due, in order; timers set meanwhile fire too when they are due. */
  advance(ms: number): void;
  /** Timers that wait. */
  readonly pending: number;
}

export function createManualClock(startWallMs = Date.UTC(2026, 10, 21, 9, 0, 0)): ManualClock {
  let nowMs = 0;
  let order = 0;
  const timers = new Map<number, { readonly dueMs: number; readonly fire: () => void }>();
  return {
    nowMs: () => nowMs,
    wallMs: () => startWallMs + nowMs,
    setTimer(delayMs, fire) {
      const id = (order += 1);
      timers.set(id, { dueMs: nowMs + Math.max(0, delayMs), fire });
      return { cancel: () => void timers.delete(id) };
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const [due] = [...timers].filter(([, timer]) => timer.dueMs <= untilMs).sort(([a, x], [b, y]) => x.dueMs - y.dueMs || a - b);
        if (due === undefined) break;
        const [id, timer] = due;
        timers.delete(id);
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.fire();
      }
      nowMs = untilMs;
    },
    get pending() {
      return timers.size;
    },
  };
}
