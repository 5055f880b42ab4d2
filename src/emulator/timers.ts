import type { Clock, Timer } from '../kernel/clock.js';

/** The timers of one owner: all are cancelled at once when it closes, and what they run cannot throw out of the process. */
export interface Timers {
  after(delayMs: number, fire: () => void): Timer;
  /** No timer fires, and none can be set, after this. */
  close(): void;
}

export function createTimers(clock: Clock, options: { readonly onThrow: (thrown: unknown) => void }): Timers {
  const running = new Set<Timer>();
  let closed = false;
  return {
    after(delayMs, fire) {
      if (closed) return { cancel: () => undefined };
      const timer = clock.setTimer(delayMs, () => {
        running.delete(timer);
        if (closed) return;
        try {
          fire();
        } catch (thrown) {
          options.onThrow(thrown);
        }
      });
      running.add(timer);
      return {
        cancel() {
          running.delete(timer);
          timer.cancel();
        },
      };
    },
    close() {
      closed = true;
      for (const timer of running) timer.cancel();
      running.clear();
    },
  };
}
