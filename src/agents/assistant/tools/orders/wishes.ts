import type { Clock } from '../../../../kernel/clock.js';
import { newId } from '../../../../kernel/ids.js';
import type { Creation } from '../../../../storage/service-desk/orders.js';

/**
 * Things that were asked for without anybody hearing that they are done: by a fault, or too late. A model asks for them again with the
 * same words, and must not get a second one. What was answered in time and is asked for again is wanted twice.
 */
export interface Wishes {
  /** Works on one wish do not run side by side: one that is asked for meanwhile waits, and is the same. */
  fulfil<T>(wish: string, work: (creation: Creation) => Promise<T>): Promise<T>;
}

/** Wishes of one conversation that are remembered. */
const maxOpen = 50;

/** @param options.patienceMs how long the model waits for an answer */
export function createWishes({ clock }: { readonly clock: Clock }, { patienceMs }: { readonly patienceMs: number }): Wishes {
  const open = new Map<string, { readonly creation: Creation; readonly settled: Promise<void> }>();

  return {
    async fulfil(wish, work) {
      // Waiting for the one before counts: by then the model may have heard that this one took too long.
      const askedMs = clock.nowMs();
      const earlier = open.get(wish);
      const creation: Creation = earlier?.creation ?? { key: newId(), number: null };
      const running = earlier === undefined ? work(creation) : earlier.settled.then(() => work(creation));
      const entry = { creation, settled: running.then(() => undefined, () => undefined) };
      open.set(wish, entry);
      const [oldest] = open.keys();
      if (open.size > maxOpen && oldest !== undefined) open.delete(oldest);
      const result = await running;
      if (clock.nowMs() - askedMs < patienceMs && open.get(wish) === entry) open.delete(wish);
      return result;
    },
  };
}
