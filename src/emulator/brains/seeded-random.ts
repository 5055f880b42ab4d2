/** Random choices that a number decides: the same seed makes the same choices, on every machine. */
export interface SeededRandom {
  /** From 0 to below 1. */
  next(): number;
  /** Whole, from 0 to `limit` - 1. */
  below(limit: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Takes one name, each as often as its weight says. At least one weight is above 0. */
  weighted<N extends string>(weights: Readonly<Record<N, number>>): N;
}

/** Mulberry32: small, and good enough to behave badly. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = Math.imul(seed, 0x9e3779b1) | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    weighted<N extends string>(weights: Readonly<Record<N, number>>): N {
      const names: N[] = [];
      // `Object.keys` has forgotten the names' type.
      for (const name in weights) names.push(name);
      let left = next() * names.reduce((sum, name) => sum + weights[name], 0);
      const found = names.find((name) => (left -= weights[name]) < 0) ?? names.at(-1);
      if (found === undefined) throw new RangeError('nothing to choose from');
      return found;
    },
  };
}
