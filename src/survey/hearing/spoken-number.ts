import type { SpokenLanguage } from './language.js';
import { brokenNumberAt, numberAt, signAt, type FoundNumber } from './number-words.js';
import { phraseLengthAt, wordsOnly } from './words.js';

export interface SpokenNumber {
  readonly value: number;
  /** False for "nine and a half". */
  readonly whole: boolean;
  /** The top of the scale that the speaker named ("nine out of ten"), or null. */
  readonly outOf: number | null;
  /** Given in stars. */
  readonly stars: boolean;
}

/** The numbers that an answer names; "this one", "not nine" and "on a scale of 1 to 5" name none. */
export function spokenNumbers(tokens: readonly string[], language: SpokenLanguage): readonly SpokenNumber[] {
  const numbers: SpokenNumber[] = [];
  for (let at = 0; at < tokens.length; ) {
    const lookalike = phraseLengthAt(tokens, at, language.lookalikes);
    const found = lookalike > 0 ? null : brokenNumberAt(tokens, at, language);
    if (found === null) {
      at += Math.max(1, lookalike);
      continue;
    }
    const scaleEnd = endOfScale(tokens, at, found.end, language);
    if (scaleEnd !== null) {
      at = scaleEnd;
      continue;
    }
    const { end } = found;
    const top = topOfScale(tokens, end, language);
    if (!isPronoun(tokens, at, end, found.value, language) && !isNegated(tokens, at, language, numbers.length > 0)) {
      numbers.push({ value: signAt(tokens, at, language) * found.value, whole: found.whole, outOf: top?.value ?? null, stars: language.starWords.includes(tokens[end] ?? '') });
    }
    at = top?.end ?? end;
  }
  return numbers.length > 0 ? numbers : oneStar(tokens, language);
}

/** "Una estrella", "una": the article is the number where there is no other. */
function oneStar(tokens: readonly string[], language: SpokenLanguage): readonly SpokenNumber[] {
  const heard = wordsOnly(tokens);
  const at = heard.findIndex((token, index) => language.quantities.articles.includes(token) && language.units.get(token) === 1 && (heard.length === 1 || language.starWords.includes(heard[index + 1] ?? '')));
  return at < 0 || isNegated(heard, at, language, false) ? [] : [{ value: 1, whole: true, outOf: null, stars: heard.length > 1 }];
}

/** "scale of 1 to 5": the index behind it, or null. */
function endOfScale(tokens: readonly string[], at: number, end: number, language: SpokenLanguage): number | null {
  const before = tokens.slice(Math.max(0, at - 2), at);
  if (!before.some((word) => language.scaleWords.includes(word))) return null;
  if (!language.rangeWords.includes(tokens[end] ?? '')) return null;
  return numberAt(tokens, end + 1, language)?.end ?? null;
}

function topOfScale(tokens: readonly string[], end: number, language: SpokenLanguage): FoundNumber | null {
  const length = tokens[end] === '/' ? 1 : phraseLengthAt(tokens, end, language.outOf);
  // "Out of a hundred".
  const article = language.quantities.articles.includes(tokens[end + length] ?? '') ? 1 : 0;
  if (length > 0) return numberAt(tokens, end + length + article, language);
  // "four stars out of five": one word between, and then nothing as short as "of".
  const isStar = language.starWords.includes(tokens[end] ?? '');
  const later = phraseLengthAt(tokens, end + 1, isStar ? language.outOf : language.outOf.filter((phrase) => phrase.includes(' ')));
  return later === 0 || numberAt(tokens, end, language) !== null ? null : numberAt(tokens, end + 1 + later, language);
}

function isPronoun(tokens: readonly string[], at: number, end: number, value: number, language: SpokenLanguage): boolean {
  if (value !== 1 || /\d/.test(tokens[at] ?? '')) return false;
  if (language.pronounBefore.includes(tokens[at - 1] ?? '')) return true;
  return language.pronounAfter.includes(tokens[end] ?? '') && topOfScale(tokens, end, language) === null;
}

/**
 * "Not a ten". Where the negation is also the word for correcting ("diez no nueve") and a number came before, both readings are
 * possible, and neither number is taken away.
 */
export function isNegated(tokens: readonly string[], at: number, language: SpokenLanguage, hasEarlier: boolean): boolean {
  let before = at - 1;
  while (language.afterNegation.has(tokens[before] ?? '')) before -= 1;
  const word = tokens[before] ?? '';
  return language.negations.has(word) && !(hasEarlier && language.corrections.includes(word));
}
