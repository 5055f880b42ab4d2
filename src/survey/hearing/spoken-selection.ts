import type { Option } from '../questionnaire.js';
import type { SpokenLanguage } from './language.js';
import { exactOption, spokenOption, wordsOfLabels, type OptionMatch } from './spoken-option.js';
import { indexOfPhrase, isPhrase, phraseLengthAt, tokensFromText, wordsOnly } from './words.js';

export type Selection =
  /** `unknown`: parts of the answer that fit no option. */
  | { readonly kind: 'selected'; readonly options: readonly Option[]; readonly unknown: readonly string[] }
  /** One part fits these equally well. */
  | { readonly kind: 'several'; readonly options: readonly Option[] }
  | { readonly kind: 'unclear' };

/** Stands where a label was taken out; no token looks like it. */
const namedMark = '#';

const unclear: Selection = { kind: 'unclear' };
const selected = (options: readonly Option[]): Selection => ({ kind: 'selected', options, unknown: [] });

/** The options that one sentence names: "the parking and the prices", "both", "none of them". */
export function spokenSelection(text: string, options: readonly Option[], language: SpokenLanguage): Selection {
  const exact = exactOption(text, options);
  if (exact !== null) return selected([exact]);
  const tokens = tokensFromText(text);
  const plain = options.filter((option) => option.kind === 'plain');
  if (isPhrase(tokens, language.none, language.fillers)) return selected(options.filter((option) => option.kind === 'none'));
  if (isPhrase(tokens, language.both, language.fillers)) return plain.length === 2 ? selected(plain) : { kind: 'unclear' };
  if (isPhrase(tokens, language.all, language.fillers)) return selected(plain);
  const selection = correctedSelection(splitList(tokens, wordsOfLabels(options), language), options, language);
  // Nothing but words of their own: kept as said, not as tokens.
  const allTheirOwn = selection.kind === 'selected' && selection.options.length === 0 && selection.unknown.length > 0;
  return allTheirOwn ? { ...selection, unknown: [text] } : selection;
}

/**
 * Splits at corrections that are one for sure: not a weak one among other words, nor a word of a label. "Parking, no, prices" is
 * split, "parking, no queues" is not.
 */
function splitList(tokens: readonly string[], labelWords: ReadonlySet<string>, language: SpokenLanguage): readonly (readonly string[])[] {
  const segments: string[][] = [[]];
  const isMark = (at: number): boolean => wordsOnly([tokens[at] ?? '']).length === 0;
  for (let at = 0; at < tokens.length; ) {
    const length = phraseLengthAt(tokens, at, language.corrections);
    const marker = tokens.slice(at, at + length).join(' ');
    const isWeak = language.weakCorrections.has(marker) && !(isMark(at - 1) && isMark(at + length));
    if (length > 0 && !isWeak && !labelWords.has(marker)) {
      segments.push([]);
      at += length;
    } else {
      segments.at(-1)?.push(tokens[at] ?? '');
      at += 1;
    }
  }
  return segments;
}

/**
 * What remains after corrections, where it is clear what they take back: the only item that was named ("parking, no wait,
 * staff"), or those that they name ("parking and prices, no, not prices").
 */
function correctedSelection(segments: readonly (readonly string[])[], options: readonly Option[], language: SpokenLanguage): Selection {
  const hasContent = (segment: readonly string[]): boolean => wordsOnly(segment).some((word) => !language.fillers.has(word));
  const [first = [], ...later] = segments.filter((segment, index) => hasContent(segment) || index === segments.length - 1);
  let all = selectionFromParts(first, options, language);
  for (const segment of later) {
    const before = all;
    if (before.kind !== 'selected') return before;
    const words = wordsOnly(segment).filter((word) => !language.fillers.has(word));
    const isTakenBack = language.negations.has(words[0] ?? '');
    const named = selectionFromParts(isTakenBack ? segment.slice(segment.indexOf(words[0] ?? '') + 1) : segment, options, language);
    if (words.length === 0 || named.kind !== 'selected') return words.length === 0 ? unclear : named;
    const rest = before.options.filter((option) => !named.options.includes(option));
    const isClear = isTakenBack
      ? named.unknown.length === 0 && rest.length > 0 && rest.length + named.options.length === before.options.length
      : before.options.length + before.unknown.length === 1;
    if (!isClear) return unclear;
    all = isTakenBack ? { ...before, options: rest } : named;
  }
  return all;
}

function selectionFromParts(tokens: readonly string[], options: readonly Option[], language: SpokenLanguage): Selection {
  const { named, rest } = takeWholeLabels(tokens, options);
  const found = new Set(named);
  const unknown: string[] = [];
  for (const part of partsOf(rest, language)) {
    const exactly = exactOption(part.join(' '), options);
    const match: OptionMatch = exactly === null ? spokenOption(part.filter((token) => token !== namedMark), options, language) : { kind: 'one', option: exactly };
    if (part.includes(namedMark)) {
      // What stands around a label that was said whole only adds to it: "I could not find *the batteries*".
      if (match.kind === 'one') found.add(match.option);
      continue;
    }
    if (match.kind === 'several') return { kind: 'several', options: match.options };
    if (match.kind === 'negated') return { kind: 'unclear' };
    if (match.kind === 'one') found.add(match.option);
    else unknown.push(part.join(' '));
  }
  return { kind: 'selected', options: [...found], unknown };
}

/** Takes labels out that were said word for word, so that "bread and butter" is not two items. */
function takeWholeLabels(tokens: readonly string[], options: readonly Option[]): { readonly named: readonly Option[]; readonly rest: readonly string[] } {
  const labels = options
    .flatMap((option) => [option.text, ...option.synonyms].map((label) => ({ option, phrase: wordsOnly(tokensFromText(label)).join(' ') })))
    .filter((label) => label.phrase.includes(' '))
    .sort((a, b) => b.phrase.length - a.phrase.length);
  const named: Option[] = [];
  let rest = [...tokens];
  for (const { option, phrase } of labels) {
    const at = indexOfPhrase(rest, phrase);
    if (at < 0) continue;
    named.push(option);
    rest = [...rest.slice(0, at), namedMark, ...rest.slice(at + phrase.split(' ').length)];
  }
  return { named, rest };
}

/** What stands between separators, without parts that consist of fillers. */
function partsOf(tokens: readonly string[], language: SpokenLanguage): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const token of tokens) {
    if (language.separators.has(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.includes(namedMark) || wordsOnly(part).some((word) => !language.fillers.has(word) && !language.lightWords.has(word)));
}
