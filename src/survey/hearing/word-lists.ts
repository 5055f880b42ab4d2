/** The words, each with the number of its place: `first`, `first + step`, … */
export const numbered = (text: string, first: number, step = 1): ReadonlyMap<string, number> =>
  new Map(words(text).map((word, index) => [word, first + index * step]));

/** Every word of the text with the same value. */
export const alike = <T>(text: string, value: T): readonly (readonly [string, T])[] => words(text).map((word) => [word, value] as const);

export const words = (text: string): readonly string[] => text.split(' ');

/** Phrases, written with `|` between them. */
export const phrases = (text: string): readonly string[] => text.split('|').map((phrase) => phrase.trim());

/** "A, B and C". */
export const joinList = (items: readonly string[], last: string): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items[items.length - 1] ?? ''}`;

/** A label inside a sentence; abbreviations stay as they are. */
export const lowerFirst = (text: string): string => (/^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
