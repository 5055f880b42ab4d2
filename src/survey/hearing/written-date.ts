import { parts, type HeardDate } from './heard-date.js';
import { tokensFromText } from './words.js';

const maxChars = 4000;
const written = /(?<![\d.,/-])(?:\d{4}([-/.])\d{1,2}(?:\1\d{1,2})?|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})|\d{1,2}[/-]\d{4}|\d{1,2}\/\d{1,2})(?![\d/-]|[.,]\d)/g;
/** The time behind an ISO date. */
const timeOfDay = /(?<=\d{4}-\d{2}-\d{2})T[\d:.]+(?:Z|[+-][\d:]+)?/g;

/** As {@link tokensFromText}, with dates in digits ("03/05/2024", "2024-05") as one token each, and "1º" as "1". */
export function dateTokens(text: string): readonly string[] {
  const plain = text
    .slice(0, maxChars)
    .replace(/(\d)\.?[ºª°]/g, '$1')
    .normalize('NFKC')
    .slice(0, maxChars)
    .replace(timeOfDay, ' ')
    // "Dec. 3": the point ends no sentence.
    .replace(/(?<!\p{L})(\p{L}{3,4})\.(?=\s*\d)/gu, '$1 ')
    .replace(/[\u2010-\u2015\u2212]/g, '-');
  const tokens: string[] = [];
  let from = 0;
  for (const match of plain.matchAll(written)) {
    tokens.push(...tokensFromText(plain.slice(from, match.index)), match[0]);
    from = match.index + match[0].length;
  }
  return [...tokens, ...tokensFromText(plain.slice(from))];
}

/**
 * The date that a token writes in digits, or null. Of 03/05 the region decides which is the month, where not one of them is
 * above 12. A year of two digits stays as it is. Parts may be impossible (31/04).
 */
export function writtenDate(token: string, monthFirst: boolean): HeardDate | null {
  if (!/^\d+[-/.]\d/.test(token)) return null;
  const numbers = token.split(/[-/.]/).map(Number);
  const [a, b, c] = numbers;
  // "3.5" is a number.
  if (a === undefined || b === undefined || (c === undefined && a < 1000 && token.includes('.'))) return null;
  if (/^\d{4}/.test(token)) return parts(a, b, c ?? null);
  if (c === undefined && b > 31) return parts(b, a, null);
  const dayIsFirst = a > 12 || (b <= 12 && !monthFirst);
  return dayIsFirst ? parts(c ?? null, b, a) : parts(c ?? null, a, b);
}
