import type { Clock } from './clock.js';

export interface RetryOptions {
  /** Tries in all, the first included. */
  readonly tries: number;
  /** Longest wait before the second try; doubles from there. The real wait is a random part of it (full jitter). */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** False ends the tries at once with this error. Default: every error is retried. */
  readonly retryable?: (error: unknown) => boolean;
  readonly random?: () => number;
}

/** Runs `attempt` until it succeeds or the tries are used up; then rejects with the last error. */
export async function retry<T>(clock: Clock, options: RetryOptions, attempt: (tryNumber: number) => Promise<T>): Promise<T> {
  const random = options.random ?? Math.random;
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      return await attempt(tryNumber);
    } catch (error) {
      if (tryNumber >= options.tries || options.retryable?.(error) === false) throw error;
      const ceilingMs = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (tryNumber - 1));
      await sleep(clock, random() * ceilingMs);
    }
  }
}

export const sleep = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.setTimer(delayMs, resolve);
  });

/** Rejects with `onTimeout()` when `work` has not settled within `timeoutMs`. The work itself goes on: its owner ends it. */
export function withDeadline<T>(clock: Clock, timeoutMs: number, work: Promise<T>, onTimeout: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(timeoutMs, () => reject(onTimeout()));
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}
