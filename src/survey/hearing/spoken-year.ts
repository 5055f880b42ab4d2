import type { SpokenLanguage } from './language.js';
import { belowHundredAt, numberAt, type FoundNumber } from './number-words.js';

const isYear = (value: number): boolean => Number.isInteger(value) && value >= 1000 && value <= 2999;

/** The year that starts at `at`: "2024", "two thousand four", "nineteen ninety nine", "twenty oh five". Four digits in any case. */
export function yearAt(tokens: readonly string[], at: number, language: SpokenLanguage): FoundNumber | null {
  const token = tokens[at] ?? '';
  if (/^\d+$/.test(token)) return token.length === 4 && isYear(Number(token)) ? { value: Number(token), end: at + 1 } : null;
  return yearInHalves(tokens, at, language) ?? wholeYear(tokens, at, language);
}

function wholeYear(tokens: readonly string[], at: number, language: SpokenLanguage): FoundNumber | null {
  const found = numberAt(tokens, at, language);
  return found !== null && isYear(found.value) ? found : null;
}

function yearInHalves(tokens: readonly string[], at: number, language: SpokenLanguage): FoundNumber | null {
  const century = belowHundredAt(tokens, at, language);
  if (century === null || century.value < 10 || century.value > 29) return null;
  const zero = language.dates.zeroWords.includes(tokens[century.end] ?? '') ? 1 : 0;
  const rest = belowHundredAt(tokens, century.end + zero, language);
  if (rest === null || rest.value > 99 || (zero === 1 ? rest.value > 9 || rest.value === 0 : rest.value < 10)) return null;
  return { value: century.value * 100 + rest.value, end: rest.end };
}
