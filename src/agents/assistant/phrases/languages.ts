import { english } from './english.js';
import type { Phrases } from './phrases.js';
import { spanish } from './spanish.js';

const languages: readonly Phrases[] = [english, spanish];

/** English where there is no table of the language. */
export function phrasesIn(language: string): Phrases {
  const primary = language.toLowerCase().split('-')[0];
  return languages.find(({ tag }) => tag === primary) ?? english;
}
