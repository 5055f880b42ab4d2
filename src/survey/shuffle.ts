import type { Option } from './questionnaire.js';

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

/** Fisher-Yates over the plain options; `other` and `none` keep their place. Same seed and question: same order. */
export function shuffledOptions(options: readonly Option[], seed: number, questionId: string): readonly Option[] {
  const random = randomFrom(hash(seed, questionId));
  const plain = options.filter((option) => option.kind === 'plain');
  for (let i = plain.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const here = plain[i];
    const there = plain[j];
    if (here === undefined || there === undefined) continue;
    plain[i] = there;
    plain[j] = here;
  }
  let next = 0;
  return options.map((option) => (option.kind === 'plain' ? (plain[next++] ?? option) : option));
}
