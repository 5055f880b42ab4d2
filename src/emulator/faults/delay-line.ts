import type { Clock, Timer } from '../../kernel/clock.js';

/** Lets things through in order, each no sooner than its delay. Without a delay it is not there. */
export interface DelayLine {
  /** Runs `leave` after `delayMs`, and after everything that was passed before. False when too much is waiting. */
  pass(delayMs: number, leave: () => void): boolean;
  /** Forgets what waits. */
  close(): void;
}

/** A whole stream's events, all of them late. */
const maxWaiting = 50_000;

export function createDelayLine(clock: Clock): DelayLine {
  let waiting: { readonly dueMs: number; readonly leave: () => void }[] = [];
  let lastDueMs = -Infinity;
  let timer: Timer | null = null;
  let closed = false;

  const awaitHead = (): void => {
    const [head] = waiting;
    if (head === undefined || timer !== null) return;
    timer = clock.setTimer(Math.max(0, head.dueMs - clock.nowMs()), () => {
      timer = null;
      let left = 0;
      for (const item of waiting) {
        if (item.dueMs > clock.nowMs() + 0.5) break;
        left += 1;
        if (!closed) item.leave();
      }
      waiting = waiting.slice(left);
      awaitHead();
    });
  };

  return {
    pass(delayMs, leave) {
      if (closed) return true;
      const dueMs = Math.max(lastDueMs, clock.nowMs() + delayMs);
      if (waiting.length === 0 && dueMs <= clock.nowMs()) {
        leave();
        return true;
      }
      if (waiting.length >= maxWaiting) return false;
      lastDueMs = dueMs;
      waiting.push({ dueMs, leave });
      awaitHead();
      return true;
    },
    close() {
      closed = true;
      timer?.cancel();
      waiting = [];
    },
  };
}
