import type { Option, OptionOrder } from './questionnaire.js';

/** FNV-1a over the text, started from the seed: 32 bits. */
function hash(seed: number, text: string): number {
  let state = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return state;
}

/** Mulberry32: small, good enough to order options, the same on every machine. */
function randomFrom(state: number): () => number {
  let a = state;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The options in the order of this session. Anchored ones, `other` and `none` keep their place. Same seed and question: same order. */
export function orderedOptions(options: readonly Option[], order: OptionOrder, seed: number, questionId: string): readonly Option[] {
  if (order === 'as_written') return options;
  const movable = options.filter(isMovable);
  const random = randomFrom(hash(seed, questionId));
  const moved = order === 'shuffled' ? shuffled(movable, random) : random() < 0.5 ? [...movable].reverse() : movable;
  let next = 0;
  return options.map((option) => (isMovable(option) ? (moved[next++] ?? option) : option));
}

const isMovable = (option: Option): boolean => option.kind === 'plain' && !option.anchored;

/** Fisher-Yates. */
function shuffled(options: readonly Option[], random: () => number): readonly Option[] {
  const items = [...options];
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const here = items[i];
    const there = items[j];
    if (here === undefined || there === undefined) continue;
    items[i] = there;
    items[j] = here;
  }
  return items;
}
