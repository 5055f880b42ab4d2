import type { Clock } from '../../../../kernel/clock.js';
import { newId } from '../../../../kernel/ids.js';
import type { Creation } from '../../../../storage/service-desk/orders.js';

/**
 * Things that were asked for without anybody hearing that they are done: by a fault, or too late. A model asks for them again with the
 * same words, and must not get a second one. What was answered in time and is asked for again is wanted twice.
 */
export interface Wishes {
  fulfil<T>(wish: string, work: (creation: Creation) => Promise<T>): Promise<T>;
}

/** Wishes of one conversation that are remembered. */
const maxOpen = 50;

/** @param options.patienceMs how long the model waits for an answer */
export function createWishes({ clock }: { readonly clock: Clock }, { patienceMs }: { readonly patienceMs: number }): Wishes {
  const open = new Map<string, { readonly key: string; readonly startedMs: number; isRunning: boolean; settled: Promise<void> }>();

  return {
    async fulfil(wish, work) {
      const earlier = open.get(wish);
      const isUnanswered = earlier !== undefined && (!earlier.isRunning || clock.nowMs() - earlier.startedMs >= patienceMs);
      // What still runs may yet arrive: this one waits for it, and then looks whether it has.
      if (isUnanswered) await earlier.settled;
      const creation: Creation = isUnanswered ? { key: earlier.key, again: true } : { key: newId(), again: false };
      const running = work(creation);
      const entry = { key: creation.key, startedMs: clock.nowMs(), isRunning: true, settled: running.then(() => undefined, () => undefined) };
      open.set(wish, entry);
      const [oldest] = open.keys();
      if (open.size > maxOpen && oldest !== undefined) open.delete(oldest);
      try {
        const result = await running;
        if (clock.nowMs() - entry.startedMs < patienceMs && open.get(wish) === entry) open.delete(wish);
        return result;
      } finally {
        entry.isRunning = false;
      }
    },
  };
}
