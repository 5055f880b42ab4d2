import snowball from 'snowball-stemmers';
import { askingWords, functionWords } from './stop-words.mjs';

/** @typedef {import('./stop-words.mjs').TextLanguage} TextLanguage */
/**
 * Turns text into the terms by which it is found. `ofText`, of a text that is to be found: stems of all words but function words,
 * repetitions kept. `ofQuestion`: each once, without the words that merely ask.
 * @typedef {{ ofText(text: string): string[], ofQuestion(text: string): string[] }} TermMaker
 */

/** Longer ones are no words: encoded data, rows of letters. */
const maxWordLength = 40;
/** By so many words a text's language is clear. */
const sampleWords = 4000;
/** Stemming costs more than anything else, and texts repeat their words. */
const maxKnownStems = 50_000;

/** @param {string} text */
const withoutAccents = (text) => text.normalize('NFD').replace(/\p{M}+/gu, '');

/** The words and numbers of a text, in order, in lower case; ligatures resolved, accents kept. "don't" is one word. @param {string} text */
const wordsOf = (text) =>
  (text.normalize('NFKC').toLowerCase().match(/[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu) ?? [])
    .map((word) => word.replace(/['’]s$|['’]/gu, ''))
    .filter((word) => word.length <= maxWordLength);

/** The Spanish stemmer knows these endings with their accent only; many documents, and some recognisers, leave it out. @param {string} word */
const accented = (word) => word.replace(/([cs])ion$/u, '$1ión');

/** @param {TextLanguage} language @returns {TermMaker} */
export function createTermMaker(language) {
  const stemmer = snowball.newStemmer(language === 'es' ? 'spanish' : 'english');
  const functional = functionWords[language];
  const asking = askingWords[language];
  /** @type {Map<string, string | null>} */
  const known = new Map();

  /** Null: a function word. @param {string} word @returns {string | null} */
  function termOf(word) {
    const found = known.get(word);
    if (found !== undefined) return found;
    if (known.size >= maxKnownStems) known.clear();
    const term = functional.has(withoutAccents(word)) ? null : withoutAccents(stemmer.stem(language === 'es' ? accented(word) : word));
    known.set(word, term);
    return term;
  }

  /** @param {string[]} words */
  const termsOf = (words) => words.map(termOf).filter((term) => term !== null);

  return {
    ofText: (text) => termsOf(wordsOf(text)),
    ofQuestion: (text) => [...new Set(termsOf(wordsOf(text).filter((word) => !asking.has(withoutAccents(word)))))],
  };
}

/** The language whose function words a text holds most of; English when there are none. @param {string} text @returns {TextLanguage} */
export function languageOf(text) {
  const sample = wordsOf(text.slice(0, sampleWords * 10)).slice(0, sampleWords).map(withoutAccents);
  /** @param {TextLanguage} language */
  const count = (language) => sample.filter((word) => functionWords[language].has(word)).length;
  return count('es') > count('en') ? 'es' : 'en';
}
