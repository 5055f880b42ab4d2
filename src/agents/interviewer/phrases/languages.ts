import { english } from './english.js';
import type { Phrases } from './phrases.js';
import { spanish } from './spanish.js';

const languages: readonly Phrases[] = [english, spanish];

/** English where there is no table of the language. */
export function phrasesIn(language: string): Phrases {
  const primary = language.toLowerCase().split('-')[0];
  return languages.find(({ tag }) => tag === primary) ?? english;
}

/** An acknowledgement that is not always the same; the same place in the interview always gets the same one. */
export const acknowledgement = ({ recorded }: Phrases, answersSoFar: number): string => recorded[answersSoFar % recorded.length] ?? '';
