import type { Option } from '../questionnaire.js';
import type { SpokenLanguage } from './language.js';
import { spokenNumbers } from './spoken-number.js';
import { isPhrase, stem, tokensFromText, wordsOnly } from './words.js';

export type OptionMatch =
  | { readonly kind: 'one'; readonly option: Option }
  | { readonly kind: 'several'; readonly options: readonly Option[] }
  /** The words name an option in order to exclude it ("not the blue one"). */
  | { readonly kind: 'negated' }
  | { readonly kind: 'none' };

interface Candidate {
  readonly option: Option;
  /** All words of the label were heard. */
  readonly full: boolean;
  /** Indexes of the heard words that belong to the label. */
  readonly used: ReadonlySet<number>;
}

const sameText = (left: string, right: string): boolean => wordsOnly(tokensFromText(left)).join(' ') === wordsOnly(tokensFromText(right)).join(' ');

/** The option that is named exactly: its id, value, text or a synonym, whatever the case and the marks. */
export function exactOption(text: string, options: readonly Option[]): Option | null {
  const wanted = text.trim();
  if (wanted === '') return null;
  return (
    options.find((option) => option.optionId === wanted || option.value === wanted) ??
    options.find((option) => [option.optionId, option.value, option.text, ...option.synonyms].some((name) => wordsOnly(tokensFromText(name)).length > 0 && sameText(name, wanted))) ??
    null
  );
}

/**
 * The option meant by a few words. Whole labels win over parts of labels, and more of a label over less of it; words that fit
 * several options equally well are `several`, never a guess. Numbers ("2", "the second one") count in the order shown, unless
 * the labels themselves contain that number.
 */
export function spokenOption(tokens: readonly string[], options: readonly Option[], language: SpokenLanguage): OptionMatch {
  const heard = wordsOnly(tokens);
  const match = matchOf(heard, options, language);
  if (match.kind !== 'one' || !heard.some((word) => language.alternatives.has(word))) return match;
  // "The price or the queues": a whole label on one side does not outweigh a part of another on the other side.
  const sides = alternativesIn(heard, language).map((side) => matchOf(side, options, language));
  const named = [...new Set([match.option, ...sides.flatMap((side) => (side.kind === 'one' ? [side.option] : []))])];
  return named.length > 1 ? { kind: 'several', options: named } : match;
}

function alternativesIn(heard: readonly string[], language: SpokenLanguage): readonly (readonly string[])[] {
  const sides: string[][] = [[]];
  for (const word of heard) {
    if (language.alternatives.has(word)) sides.push([]);
    else sides.at(-1)?.push(word);
  }
  return sides.filter((side) => side.some((word) => !language.fillers.has(word)));
}

function matchOf(heard: readonly string[], options: readonly Option[], language: SpokenLanguage): OptionMatch {
  const best = strongest(options.flatMap((option) => candidates(heard, option, language)));
  const named = [...new Set(best.map((candidate) => candidate.option))];
  const [first, ...others] = named;
  if (first === undefined) return optionByPosition(heard, options, language);
  if (others.length > 0) return { kind: 'several', options: named };
  return isNegated(heard, best[0]?.used ?? new Set(), language) ? { kind: 'negated' } : { kind: 'one', option: first };
}

function candidates(heard: readonly string[], option: Option, language: SpokenLanguage): readonly Candidate[] {
  return [option.text, ...option.synonyms].flatMap((label): readonly Candidate[] => {
    const wanted = contentWords(label, language);
    const used = new Set<number>();
    let matched = 0;
    let meant = false;
    for (const word of wanted) {
      const at = heard.findIndex((candidate, index) => !used.has(index) && soundsLike(candidate, word, language));
      if (at < 0) continue;
      used.add(at);
      matched += 1;
      meant ||= !language.negations.has(word) && !language.no.includes(word);
    }
    const full = matched === wanted.length;
    // A part of a label must be more than its "no" or "not".
    return matched > 0 && (full || meant) ? [{ option, full, used }] : [];
  });
}

/** Every word of the labels: where an option is called "No parking", a "no" corrects nothing. */
export const wordsOfLabels = (options: readonly Option[]): ReadonlySet<string> =>
  new Set(options.flatMap((option) => [option.text, ...option.synonyms].flatMap(tokensFromText)));

/** Without the light words, unless the label consists of them. */
function contentWords(label: string, language: SpokenLanguage): readonly string[] {
  const all = wordsOnly(tokensFromText(label));
  const content = all.filter((word) => !language.lightWords.has(word));
  return content.length > 0 ? content : all;
}

/** Whole labels before parts; then only those that explain something no other explains. */
function strongest(all: readonly Candidate[]): readonly Candidate[] {
  const pool = all.some((candidate) => candidate.full) ? all.filter((candidate) => candidate.full) : all;
  return pool.filter((candidate) => !pool.some((other) => other.used.size > candidate.used.size && [...candidate.used].every((at) => other.used.has(at))));
}

function isNegated(heard: readonly string[], used: ReadonlySet<number>, language: SpokenLanguage): boolean {
  const first = Math.min(...used);
  // "The price no".
  const after = Math.max(...used) + 1;
  const last = heard[after] ?? '';
  if (after === heard.length - 1 && (language.negations.has(last) || language.retractions.includes(last))) return true;
  return [first - 1, first - 2].some((at) => !used.has(at) && (language.negations.has(heard[at] ?? '') || language.exceptions.has(heard[at] ?? '')));
}

/** Words that people hear as the same: equal but for an ending, or one letter off where they are long. */
function soundsLike(left: string, right: string, language: SpokenLanguage): boolean {
  const [a, b] = [stem(left, language), stem(right, language)];
  if (a === b) return true;
  return a.length >= 6 && b.length >= 6 && isOneEditApart(a, b);
}

function isOneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let endA = a.length - 1;
  let endB = b.length - 1;
  while (endA >= start && endB >= start && a[endA] === b[endB]) {
    endA -= 1;
    endB -= 1;
  }
  return endA - start <= 0 && endB - start <= 0;
}

function optionByPosition(heard: readonly string[], options: readonly Option[], language: SpokenLanguage): OptionMatch {
  // "Los dos" is not the second, nor is "ninguno de los dos".
  if (isPhrase(heard, language.none, language.fillers)) return { kind: 'none' };
  if (isPhrase(heard, [...language.both, ...language.all], language.fillers)) return { kind: 'several', options };
  const positions = new Set<number>();
  const numbers = spokenNumbers(heard, language).map(({ value }) => value);
  for (const word of heard) {
    const ordinal = language.ordinals.get(word);
    if (ordinal !== undefined) positions.add(ordinal === -1 ? options.length : ordinal);
  }
  if (positions.size === 0) {
    const bare = heard.filter((word) => !language.fillers.has(word) && !language.optionWords.has(word));
    // "The cheap one" points at something, but not at the first option.
    const isPointing = bare.length > 1 && language.units.get(bare.at(-1) ?? '') === 1 && !numbers.some((value) => value > 1);
    if (bare.length > 2 || isPointing) return { kind: 'none' };
    numbers.forEach((value) => positions.add(value));
  } else {
    // "The second one" is one, "the first two" are two.
    numbers.filter((value) => value !== 1).forEach((value) => positions.add(value));
  }
  const named = [...positions].map((position) => (position > 0 ? options[position - 1] : undefined)).filter((option) => option !== undefined);
  const [option, ...more] = named;
  if (option === undefined || named.length < positions.size) return { kind: 'none' };
  return more.length > 0 ? { kind: 'several', options: named } : { kind: 'one', option };
}
