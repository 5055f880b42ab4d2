/** What a client has received, in order. Each wait takes the first frame that fits and was not taken, and has a deadline. */
export interface Inbox<F> {
  readonly received: readonly F[];
  put(frame: F): void;
  /** @param what for the message when it does not come */
  next(what: string, fits: (frame: F) => boolean): Promise<F>;
}

export function createInbox<F>(nameOf: (frame: F) => string, timeoutMs = 20_000): Inbox<F> {
  const received: F[] = [];
  const taken = new Set<F>();
  const looks = new Set<() => void>();
  return {
    received,
    put(frame) {
      received.push(frame);
      for (const look of [...looks]) look();
    },
    next: (what, fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = received.find((frame) => !taken.has(frame) && fits(frame));
          if (found === undefined) return;
          taken.add(found);
          looks.delete(look);
          clearTimeout(deadline);
          resolve(found);
        };
        const deadline = setTimeout(() => {
          looks.delete(look);
          reject(new Error(`no ${what} within ${timeoutMs} ms; received: ${received.map(nameOf).join(', ')}`));
        }, timeoutMs);
        looks.add(look);
        look();
      }),
  };
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/** The same value with ids called #1, #2, … in the order in which they come, so that it can be compared with a literal. */
export function withNamedIds(value: unknown): unknown {
  const names = new Map<string, string>();
  const text = JSON.stringify(value).replaceAll(uuid, (id) => {
    const name = names.get(id) ?? `#${names.size + 1}`;
    names.set(id, name);
    return name;
  });
  return JSON.parse(text);
}
