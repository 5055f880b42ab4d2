import { plainWords } from '../brains/answer-phrases.js';

/** More are cut off: the grammar of a question is small, and the recogniser slows down with its size. */
const maxPhrases = 1500;

/** Phrases as a JSGF grammar; those with a word that is not in the dictionary are left out. `null` when none is left. */
export function jsgfFromPhrases(phrases: readonly string[], dictionary: ReadonlySet<string>): string | null {
  const known = [...new Set(phrases.map(plainWords))].filter(
    (phrase) => phrase !== '' && phrase.split(' ').every((word) => dictionary.has(word)),
  );
  if (known.length === 0) return null;
  return `#JSGF V1.0;\ngrammar answers;\npublic <answer> = ${known.slice(0, maxPhrases).join(' | ')};\n`;
}

/** The words of a CMU pronunciation dictionary; `word(2)` is another sound of `word`. */
export function wordsFromDictionary(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const line of text.split('\n')) {
    const word = /^[^\s(]+/.exec(line)?.[0];
    if (word !== undefined) words.add(word);
  }
  return words;
}
