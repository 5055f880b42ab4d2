/** Uploads one after another, and a few that wait. */
export interface UploadQueue {
  /** Runs `work` in its turn. Null: too many wait already, and it is not run. */
  run<T>(work: () => Promise<T>): Promise<T> | null;
  /** Resolves when what runs and waits is done. */
  idle(): Promise<void>;
}

/** @param options.maxWaiting behind the one that runs */
export function createUploadQueue(options: { readonly maxWaiting: number }): UploadQueue {
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  return {
    run(work) {
      if (count > options.maxWaiting) return null;
      count += 1;
      const done = last.then(work).finally(() => {
        count -= 1;
      });
      last = done.catch(() => undefined);
      return done;
    },
    async idle() {
      await last;
    },
  };
}
