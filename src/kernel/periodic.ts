import type { Clock } from './clock.js';

/** Work that is done at once and then again and again. */
export interface Periodic {
  /** No more of it. Resolves when what was under way is done: `work` sees its signal aborted. */
  stop(): Promise<void>;
}

/** Runs `work` now, and `everyMs` after it was done. It must not reject; the caller stops it. */
export function createPeriodic(clock: Clock, everyMs: number, work: (stop: AbortSignal) => Promise<void>): Periodic {
  const abort = new AbortController();
  let timer = clock.setTimer(0, () => undefined);
  let done = Promise.resolve();
  const run = (): void => {
    done = work(abort.signal).then(() => {
      if (!abort.signal.aborted) timer = clock.setTimer(everyMs, run);
    });
  };
  run();
  return {
    async stop() {
      timer.cancel();
      abort.abort();
      await done;
    },
  };
}
