import { plainWords } from '../brains/answer-phrases.js';
import type { BrainLanguage } from '../brains/brain-language.js';
import type { Expectation } from '../brains/brain.js';
import { spanishDictionary } from './spanish-phones.js';

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

/** A grammar and the pronouncing dictionary of its own words. */
export interface SpokenGrammar {
  readonly jsgf: string;
  readonly dictionary: string;
}

/**
 * A grammar with slots, or Spanish phrases. English words sound as in the dictionary of the model; those that it lacks (names) and Spanish
 * ones by the rules of Spanish spelling.
 */
export function spokenGrammar(expected: Exclude<Expectation, { kind: 'anything' }>, english: ReadonlyMap<string, readonly string[]>): SpokenGrammar {
  const [rules, answer] =
    expected.kind === 'grammar' ? [Object.entries(expected.rules), expected.answer] : [[], expected.phrases.slice(0, maxPhrases).map((phrase) => wordsIn(phrase).join(' ')).join(' | ')];
  const lines = rules.map(([name, expansion]) => `<${name}> = ${expansion};`);
  const words = new Set([answer, ...rules.map(([, expansion]) => expansion)].flatMap(wordsIn));
  const language: BrainLanguage = expected.language ?? 'en';
  const known = language === 'en' ? [...words].filter((word) => english.has(word)) : [];
  const own = known.flatMap((word) => (english.get(word) ?? []).map((phones, index) => `${index === 0 ? word : `${word}(${index + 1})`} ${phones}\n`));
  return {
    jsgf: `#JSGF V1.0;\ngrammar answers;\n${lines.join('\n')}\npublic <answer> = ${answer};\n`,
    dictionary: own.join('') + spanishDictionary([...words].filter((word) => !known.includes(word))),
  };
}

const wordsIn = (expansion: string): readonly string[] => expansion.toLowerCase().replace(/<[^>]*>/g, ' ').match(/\p{L}+(?:'\p{L}+)*/gu) ?? [];

/** Every word of a CMU pronunciation dictionary with its ways to be said. */
export function pronunciationsFrom(text: string): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, word, phones] = /^([^\s(]+)(?:\(\d+\))? +(.+)$/.exec(line) ?? [];
    if (word === undefined || phones === undefined) continue;
    const ways = all.get(word);
    if (ways === undefined) all.set(word, [phones]);
    else ways.push(phones);
  }
  return all;
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
