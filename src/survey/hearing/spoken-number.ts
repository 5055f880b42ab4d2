import type { SpokenLanguage } from './language.js';
import { phraseLengthAt } from './words.js';

export interface SpokenNumber {
  readonly value: number;
  /** False for "nine and a half". */
  readonly whole: boolean;
  /** The top of the scale that the speaker named ("nine out of ten"), or null. */
  readonly outOf: number | null;
}

interface Found {
  readonly value: number;
  /** Index of the first token behind the number. */
  readonly end: number;
}

/** The numbers that an answer names; "this one", "not nine" and "on a scale of 1 to 5" name none. */
export function spokenNumbers(tokens: readonly string[], language: SpokenLanguage): readonly SpokenNumber[] {
  const numbers: SpokenNumber[] = [];
  for (let at = 0; at < tokens.length; ) {
    const found = numberAt(tokens, at, language);
    if (found === null) {
      at += 1;
      continue;
    }
    const scaleEnd = endOfScale(tokens, at, found.end, language);
    if (scaleEnd !== null) {
      at = scaleEnd;
      continue;
    }
    let end = found.end;
    const fraction = phraseLengthAt(tokens, end, language.fractions);
    if (fraction > 0) end += fraction;
    const top = topOfScale(tokens, end, language);
    const ignored = isPronoun(tokens, at, end, found.value, language) || language.negations.has(tokens[at - 1] ?? '');
    if (!ignored) {
      const sign = language.minus.includes(tokens[at - 1] ?? '') ? -1 : 1;
      numbers.push({ value: sign * found.value, whole: fraction === 0 && Number.isInteger(found.value), outOf: top?.value ?? null });
    }
    at = Math.max(top?.end ?? end, at + 1);
    if (fraction > 0) {
      const digits = numberAt(tokens, at, language);
      if (digits !== null) at = digits.end;
    }
  }
  return numbers;
}

function numberAt(tokens: readonly string[], at: number, language: SpokenLanguage): Found | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (/^-?\d+(\.\d+)?$/.test(token)) return { value: Number(token), end: at + 1 };
  if (language.hundred.includes(token)) return { value: 100, end: at + 1 };
  const ten = language.tens.get(token);
  if (ten !== undefined) {
    const unit = language.units.get(tokens[at + 1] ?? '');
    return unit !== undefined && unit > 0 && unit < 10 ? { value: ten + unit, end: at + 2 } : { value: ten, end: at + 1 };
  }
  const unit = language.units.get(token);
  if (unit === undefined) return null;
  return language.hundred.includes(tokens[at + 1] ?? '') ? { value: unit * 100, end: at + 2 } : { value: unit, end: at + 1 };
}

/** "scale of 1 to 5": the index behind it, or null. */
function endOfScale(tokens: readonly string[], at: number, end: number, language: SpokenLanguage): number | null {
  const before = tokens.slice(Math.max(0, at - 2), at);
  if (!before.some((word) => language.scaleWords.includes(word))) return null;
  if (!language.rangeWords.includes(tokens[end] ?? '')) return null;
  return numberAt(tokens, end + 1, language)?.end ?? null;
}

function topOfScale(tokens: readonly string[], end: number, language: SpokenLanguage): Found | null {
  const length = tokens[end] === '/' ? 1 : phraseLengthAt(tokens, end, language.outOf);
  if (length > 0) return numberAt(tokens, end + length, language);
  // "four stars out of five": one word between, and then nothing as short as "of".
  const later = phraseLengthAt(tokens, end + 1, language.outOf.filter((phrase) => phrase.includes(' ')));
  return later === 0 || numberAt(tokens, end, language) !== null ? null : numberAt(tokens, end + 1 + later, language);
}

function isPronoun(tokens: readonly string[], at: number, end: number, value: number, language: SpokenLanguage): boolean {
  if (value !== 1 || /\d/.test(tokens[at] ?? '')) return false;
  if (language.pronounBefore.includes(tokens[at - 1] ?? '')) return true;
  return language.pronounAfter.includes(tokens[end] ?? '') && topOfScale(tokens, end, language) === null;
}
