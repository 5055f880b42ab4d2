import type { SpokenLanguage } from './language.js';
import { phraseLengthAt } from './words.js';

export interface FoundNumber {
  readonly value: number;
  /** Index of the first token behind the number. */
  readonly end: number;
}

/** Sums of parts such as 0.1 and 0.2 are cut here; nobody speaks more digits behind the point. */
const maxDecimals = 6;

/**
 * The whole number, in words or digits, that starts at `at`: "twenty five", "a hundred" (from "hundred" on), "two thousand five
 * hundred", "half a million", "2.5 million". Fractions behind it are {@link fractionAt}.
 */
export function numberAt(tokens: readonly string[], at: number, language: SpokenLanguage): FoundNumber | null {
  const half = phraseLengthAt(tokens, at, language.halfOf);
  const halved = half === 0 ? undefined : language.multipliers.get(tokens[at + half] ?? '');
  if (halved !== undefined) return { value: halved / 2, end: at + half + 1 };
  let total = 0;
  let end = at;
  // Parts follow each other from large to small, each below the one before.
  for (let limit = Number.POSITIVE_INFINITY; ; ) {
    const joined = end > at && language.hundredsJoiners.includes(tokens[end] ?? '') ? 1 : 0;
    const part = partAt(tokens, end + joined, language, end > at);
    if (part === null || part.value >= limit || part.unit >= limit || (end > at && part.value < 0)) break;
    total += part.value;
    end = part.end;
    // Only thousands and more are followed by smaller parts: a dozen is not, nor are plain numbers.
    if (part.unit < 1000) break;
    limit = part.unit;
  }
  return end === at ? null : { value: rounded(total), end };
}

/** "Five hundred thousand", "thousand", "three": a number below a thousand, or digits, with the multiplier behind it. */
function partAt(tokens: readonly string[], at: number, language: SpokenLanguage, goesOn: boolean): (FoundNumber & { readonly unit: number }) | null {
  const group = groupAt(tokens, at, language, goesOn);
  const end = group?.end ?? at;
  const unit = language.multipliers.get(tokens[end] ?? '');
  if (unit !== undefined) return { value: (group?.value ?? 1) * unit, end: end + 1, unit };
  return group === null ? null : { ...group, unit: 1 };
}

/** Below a thousand in words, or any digits. */
function groupAt(tokens: readonly string[], at: number, language: SpokenLanguage, goesOn: boolean): FoundNumber | null {
  const token = tokens[at];
  if (token === undefined) return null;
  const written = /^-?\d+(\.\d+)?$/.test(token);
  const low = written ? { value: Number(token), end: at + 1 } : belowHundredAt(tokens, at, language, goesOn);
  const isHundred = language.hundred.includes(tokens[low?.end ?? at] ?? '');
  const full = language.hundreds.get(token);
  if (!isHundred && full === undefined) return low;
  const value = full ?? (low?.value ?? 1) * 100;
  const end = full === undefined ? (low?.end ?? at) + 1 : at + 1;
  const joined = language.hundredsJoiners.includes(tokens[end] ?? '') ? 1 : 0;
  const rest = belowHundredAt(tokens, end + joined, language, true);
  // "Five hundred and two thousand" is not split after the "and": what follows belongs to the thousands.
  return rest === null || rest.value === 0 ? { value, end } : { value: value + rest.value, end: rest.end };
}

/** In words. `goesOn`: behind hundreds or thousands, where an article can only be the number one ("quinientos un mil"). */
export function belowHundredAt(tokens: readonly string[], at: number, language: SpokenLanguage, goesOn = false): FoundNumber | null {
  const token = tokens[at] ?? '';
  const ten = language.tens.get(token);
  const unit = language.units.get(token);
  // "Un siete": the article is no number of its own.
  const isArticle = !goesOn && language.quantities.articles.includes(token);
  if (ten === undefined) return unit === undefined || isArticle ? null : { value: unit, end: at + 1 };
  const isJoined = language.tensJoiners.includes(tokens[at + 1] ?? '');
  const next = language.tensJoiners.length === 0 ? at + 1 : isJoined ? at + 2 : -1;
  const more = language.units.get(tokens[next] ?? '');
  return more !== undefined && more > 0 && more < 10 ? { value: ten + more, end: next + 1 } : { value: ten, end: at + 1 };
}

/** What follows a number at `end` and breaks it: "and a half", "point two five". `value` is to be added to the number. */
export function fractionAt(tokens: readonly string[], end: number, language: SpokenLanguage): FoundNumber | null {
  const point = phraseLengthAt(tokens, end, language.decimalPoints);
  const digits = point === 0 ? null : digitsAt(tokens, end + point, language);
  if (digits !== null) return digits;
  const length = phraseLengthAt(tokens, end, [...language.fractions.keys()]);
  const value = language.fractions.get(tokens.slice(end, end + length).join(' '));
  return value === undefined ? null : { value, end: end + length };
}

/** Digits behind the point, one by one or as a number: "two five", "twenty five", "05". */
function digitsAt(tokens: readonly string[], at: number, language: SpokenLanguage): FoundNumber | null {
  let text = '';
  let end = at;
  while (text.length < maxDecimals) {
    const token = tokens[end] ?? '';
    const written = /^\d+$/.test(token) ? token : language.dates.zeroWords.includes(token) ? '0' : null;
    const found = written === null ? belowHundredAt(tokens, end, language) : { value: written, end: end + 1 };
    // A second number of two digits is another number.
    if (found === null || (text !== '' && String(found.value).length > 1)) break;
    text += String(found.value);
    end = found.end;
  }
  return text === '' ? null : { value: Number(`0.${text}`), end };
}

/** A number with its fraction and the multiplier behind that: "two and a half million". */
export function brokenNumberAt(tokens: readonly string[], at: number, language: SpokenLanguage): (FoundNumber & { readonly whole: boolean }) | null {
  const found = numberAt(tokens, at, language);
  if (found === null) return bareFractionAt(tokens, at, language);
  const fraction = fractionAt(tokens, found.end, language);
  if (fraction === null) return { ...found, whole: Number.isInteger(found.value) };
  // "A million and a half" is half a million more.
  const last = language.fractions.has(tokens.slice(found.end, fraction.end).join(' ')) ? (language.multipliers.get(tokens[found.end - 1] ?? '') ?? 1) : 1;
  const value = found.value + (found.value < 0 ? -fraction.value : fraction.value) * last;
  const unit = language.multipliers.get(tokens[fraction.end] ?? '');
  const scaled = unit === undefined ? { value, end: fraction.end } : { value: value * unit, end: fraction.end + 1 };
  return { value: rounded(scaled.value), end: scaled.end, whole: Number.isInteger(rounded(scaled.value)) };
}

/** "Point five"; not "con cinco", which is an everyday word first. */
function bareFractionAt(tokens: readonly string[], at: number, language: SpokenLanguage): (FoundNumber & { readonly whole: boolean }) | null {
  const point = phraseLengthAt(tokens, at, language.decimalPoints);
  if (point === 0 || language.lightWords.has(tokens[at] ?? '')) return null;
  const digits = digitsAt(tokens, at + point, language);
  return digits === null ? null : { ...digits, whole: false };
}

export const rounded = (value: number): number => (Math.abs(value) < 1e15 ? Number(value.toFixed(maxDecimals)) : value);

/** "Minus five"; not "mas o menos cinco". */
export function signAt(tokens: readonly string[], at: number, language: SpokenLanguage): 1 | -1 {
  if (!language.minus.includes(tokens[at - 1] ?? '')) return 1;
  return language.notMinus.some((phrase) => tokens.slice(Math.max(0, at - phrase.split(' ').length), at).join(' ') === phrase) ? 1 : -1;
}
