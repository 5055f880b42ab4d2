/**
 * An ordered queue with one producer side and one consumer, read as an async iterable.
 *
 * `push` never waits: it returns `false` when `maxItems` are already waiting (the item is not taken) or when the queue is
 * finished. `finish` lets the consumer drain what is queued and then end; the consumer's pending `next()` resolves with
 * `done`. The iterator never throws.
 */
export interface BoundedQueue<T> extends AsyncIterable<T> {
  readonly length: number;
  readonly finished: boolean;
  push(...items: readonly T[]): boolean;
  finish(): void;
}

export function createBoundedQueue<T>(options: { readonly maxItems: number }): BoundedQueue<T> {
  let items: T[] = [];
  let head = 0;
  let finished = false;
  let wake: ((result: IteratorResult<T, undefined>) => void) | undefined;

  const take = (): IteratorResult<T, undefined> | undefined => {
    if (head < items.length) {
      const value = items[head] as T;
      head += 1;
      if (head === items.length) {
        items = [];
        head = 0;
      } else if (head >= 1024) {
        items = items.slice(head);
        head = 0;
      }
      return { done: false, value };
    }
    return finished ? { done: true, value: undefined } : undefined;
  };

  const deliver = (): void => {
    if (wake === undefined) return;
    const result = take();
    if (result === undefined) return;
    const resolve = wake;
    wake = undefined;
    resolve(result);
  };

  return {
    get length() {
      return items.length - head;
    },
    get finished() {
      return finished;
    },
    push(...added) {
      if (finished || items.length - head + added.length > options.maxItems) return false;
      items.push(...added);
      deliver();
      return true;
    },
    finish() {
      finished = true;
      deliver();
    },
    [Symbol.asyncIterator]() {
      return {
        next: () =>
          new Promise((resolve) => {
            const result = take();
            if (result !== undefined) resolve(result);
            else wake = resolve;
          }),
        return: () => {
          finished = true;
          items = [];
          head = 0;
          return Promise.resolve({ done: true, value: undefined });
        },
      };
    },
  };
}
