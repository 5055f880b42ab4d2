import type { SpokenLanguage } from './language.js';
import { belowHundredAt, brokenNumberAt, signAt, type FoundNumber } from './number-words.js';
import { isNegated } from './spoken-number.js';
import { yearAt } from './spoken-year.js';
import { phraseLengthAt, stem, tokensFromText, wordsOnly } from './words.js';

/** Which units count, and whether "nineteen eighty" can be one number. */
export interface QuantityWanted {
  /** Names of the measures that an answer may be in; null: any. */
  readonly measures: ReadonlySet<string> | null;
  /** Names of the measures that a rate may be in ("twice a *week*"). */
  readonly rates: ReadonlySet<string>;
  /** Stems of the words for what is counted. */
  readonly things: ReadonlySet<string>;
  /** The numbers wanted are years, or look like them: from 1000 to 2999. */
  readonly asYear: boolean;
}

export type SpokenQuantity =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly value: number }
  | { readonly kind: 'several'; readonly values: readonly number[] }
  /** A bound ("more than ten") or a rough number ("thirty something"). */
  | { readonly kind: 'vague' }
  /** In a unit that was not asked for. */
  | { readonly kind: 'otherUnit' };

interface Heard {
  readonly value: number;
  readonly at: number;
  readonly end: number;
  readonly flaw: 'vague' | 'otherUnit' | null;
}

/** Words behind a number in which its unit is looked for. */
const unitWindow = 4;

/** The names of the measures in a text. */
export const measuresIn = (text: string, language: SpokenLanguage): ReadonlySet<string> =>
  new Set(tokensFromText(text).flatMap((word) => language.quantities.measures.get(word) ?? []));

/** The number that a piece of an answer names, in words or digits, with its fraction. Tokens as `quantityTokens` yields them. */
export function spokenQuantity(tokens: readonly string[], wanted: QuantityWanted, language: SpokenLanguage): SpokenQuantity {
  const numbers = quantities(tokens, wanted, language);
  const heard = numbers.length > 0 ? numbers : oneOfMeasure(tokens, wanted, language);
  const values = [...new Set(heard.map((number) => number.value))];
  const [first] = values;
  if (first === undefined) return { kind: 'none' };
  if (values.length > 1) return { kind: 'several', values };
  if (!isOnlyRepeated(tokens, heard, language) || isAddedTo(tokens, heard.at(-1)?.end ?? 0, language)) return { kind: 'vague' };
  const flaw = heard.map((number) => number.flaw).find((found) => found !== null);
  return flaw === undefined ? { kind: 'one', value: first } : { kind: flaw };
}

/** "Forty, forty" says it twice; "two boys and two girls" counts twice. */
function isOnlyRepeated(tokens: readonly string[], heard: readonly Heard[], language: SpokenLanguage): boolean {
  return heard.every((number, index) => {
    const next = heard[index + 1];
    return next === undefined || wordsOnly(tokens.slice(number.end, next.at)).every((word) => language.fillers.has(word) || language.quantities.measures.has(word));
  });
}

/** "Two boys and a girl". */
function isAddedTo(tokens: readonly string[], end: number, language: SpokenLanguage): boolean {
  return tokens.some((token, at) => at >= end && wordsOnly([token]).length > 0 && language.separators.has(token) && language.quantities.articles.includes(tokens[at + 1] ?? ''));
}

/** "Less", "more", and nothing else. */
export function isComparator(tokens: readonly string[], language: SpokenLanguage): boolean {
  const words = wordsOnly(tokens).filter((word) => !language.fillers.has(word) || language.quantities.comparators.has(word));
  return words.length > 0 && words.every((word) => language.quantities.comparators.has(word));
}

function quantities(tokens: readonly string[], wanted: QuantityWanted, language: SpokenLanguage): readonly Heard[] {
  const { words } = language.quantities;
  const numbers: Heard[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] ?? '';
    const word = words.get(token);
    const lookalike = phraseLengthAt(tokens, at, language.lookalikes);
    const found = lookalike > 0 ? null : word !== undefined ? { value: word, end: at + 1 } : halfMeasureAt(tokens, at, language) ?? (wanted.asYear ? yearAt(tokens, at, language) : null) ?? brokenNumberAt(tokens, at, language);
    if (found === null) {
      at += Math.max(1, lookalike);
      continue;
    }
    const full = withLateFraction(tokens, found, language);
    if (!isPointer(tokens, at, found, language) && !isNegated(tokens, at, language, numbers.length > 0)) {
      numbers.push({ value: signAt(tokens, at, language) * full.value, at, end: full.end, flaw: flawAt(tokens, at, full.end, wanted, language) });
    }
    at = full.end;
  }
  return numbers;
}

/** "Half an hour". */
function halfMeasureAt(tokens: readonly string[], at: number, language: SpokenLanguage): FoundNumber | null {
  const length = phraseLengthAt(tokens, at, language.halfOf);
  if (length === 0 || !language.quantities.measures.has(tokens[at + length] ?? '')) return null;
  return { value: 0.5, end: at + length };
}

/** "Two years and a half": the fraction comes behind the unit. */
function withLateFraction(tokens: readonly string[], found: FoundNumber, language: SpokenLanguage): FoundNumber {
  if (!Number.isInteger(found.value) || !language.quantities.measures.has(tokens[found.end] ?? '')) return found;
  const late = [...language.fractions.keys()].filter((phrase) => phrase.includes(' '));
  const length = phraseLengthAt(tokens, found.end + 1, late);
  if (length === 0) return found;
  const value = language.fractions.get(tokens.slice(found.end + 1, found.end + 1 + length).join(' ')) ?? 0;
  return { value: found.value + value, end: found.end + 1 + length };
}

/** "That one", "one of": no number. "One second" is one. */
function isPointer(tokens: readonly string[], at: number, { value, end }: FoundNumber, language: SpokenLanguage): boolean {
  if (value !== 1 || end > at + 1 || /\d/.test(tokens[at] ?? '') || language.quantities.words.has(tokens[at] ?? '')) return false;
  const next = tokens[end] ?? '';
  return language.pronounBefore.includes(tokens[at - 1] ?? '') || (language.pronounAfter.includes(next) && !language.quantities.measures.has(next));
}

function flawAt(tokens: readonly string[], at: number, end: number, wanted: QuantityWanted, language: SpokenLanguage): Heard['flaw'] {
  const { bounds, vague } = language.quantities;
  let first = at;
  while (language.fillers.has(tokens[first - 1] ?? '') && !endsBound(tokens, first, bounds)) first -= 1;
  if (endsBound(tokens, first, bounds) || phraseLengthAt(tokens, end, vague) > 0 || isComparator(tokens.slice(end), language)) return 'vague';
  // Cut off: "sesenta y".
  if (language.tensJoiners.includes(tokens[end] ?? '') && wordsOnly(tokens.slice(end + 1)).length === 0) return 'vague';
  // "Nine out of ten", "3/4": a part of something, not a number of it.
  const top = tokens[end] === '/' ? 1 : phraseLengthAt(tokens, end, language.outOf);
  if (top > 0 && brokenNumberAt(tokens, end + top, language) !== null) return 'vague';
  return unitFlaw(tokens, end, wanted, language);
}

const endsBound = (tokens: readonly string[], end: number, bounds: readonly string[]): boolean =>
  [1, 2, 3, 4].some((length) => end >= length && bounds.includes(tokens.slice(end - length, end).join(' ')));

function unitFlaw(tokens: readonly string[], end: number, wanted: QuantityWanted, language: SpokenLanguage): Heard['flaw'] {
  const { measures, per, vague } = language.quantities;
  let isFirst = true;
  for (let at = end; at < Math.min(end + unitWindow, tokens.length); at += 1) {
    const token = tokens[at] ?? '';
    if (wordsOnly([token]).length === 0 || belowHundredAt(tokens, at, language) !== null) break;
    const measure = measures.get(token);
    if (measure === undefined) continue;
    const isRate = at > end && per.has(tokens[at - 1] ?? '');
    if (isRate ? !wanted.rates.has(measure) : isFirst && wanted.measures !== null && !wanted.measures.has(measure)) return 'otherUnit';
    if (!isRate && phraseLengthAt(tokens, at + 1, vague) > 0) return 'vague';
    isFirst = false;
  }
  return null;
}

/** "A year", "an hour and a half": one of what was asked for. "Una", "un hijo": where the article is a number, of any thing. */
function oneOfMeasure(tokens: readonly string[], wanted: QuantityWanted, language: SpokenLanguage): readonly Heard[] {
  const { articles, measures } = language.quantities;
  const at = tokens.findIndex((token, index) => {
    if (!articles.includes(token)) return false;
    const next = tokens[index + 1] ?? '';
    const measure = measures.get(next);
    if (measure !== undefined) return true;
    return language.units.get(token) === 1 && (wordsOnly([next]).length === 0 || wanted.things.has(stem(next, language)));
  });
  if (at < 0 || isNegated(tokens, at, language, false)) return [];
  const full = withLateFraction(tokens, { value: 1, end: at + 1 }, language);
  return [{ value: full.value, at, end: full.end, flaw: flawAt(tokens, at, full.end, wanted, language) }];
}
