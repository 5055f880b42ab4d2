import type { PageClock, PageTimer } from './page-clock.js';

/** Waits by name: a wait that is set anew replaces the one before. */
export interface Deadlines<Name extends string> {
  set(name: Name, ms: number, expired: () => void): void;
  clear(name: Name): void;
  clearAll(): void;
}

export function createDeadlines<Name extends string>(clock: PageClock): Deadlines<Name> {
  const timers = new Map<Name, PageTimer>();
  const clear = (name: Name): void => {
    timers.get(name)?.cancel();
    timers.delete(name);
  };
  return {
    set(name, ms, expired) {
      clear(name);
      timers.set(name, clock.setTimer(ms, expired));
    },
    clear,
    clearAll: () => [...timers.keys()].forEach(clear),
  };
}
