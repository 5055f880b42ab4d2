/** Longer answers are cut here before they are searched for a number or an option; nobody answers a scale in 600 words. */
const maxSearchedChars = 4000;

const tokenPattern = /(?<![\p{L}\d])-\d+(?:\.\d+)?|\d+(?:\.\d+)?(?![\p{L}\d])|\d*[\p{L}]+|\d+|[,;.!?&/…]/gu;

/**
 * Words, numbers and marks of a heard or typed answer: NFKC, lower case, accents and apostrophes dropped ("don't" is `dont`),
 * marks as tokens of their own.
 */
export function tokensFromText(text: string): readonly string[] {
  const folded = text
    .slice(0, maxSearchedChars)
    .normalize('NFKD')
    // Again: some single characters become eighteen.
    .slice(0, maxSearchedChars)
    .toLowerCase()
    .replace(/\p{M}|['’ʼ`´]/gu, '');
  return folded.match(tokenPattern) ?? [];
}

const isWord = (token: string): boolean => /[\p{L}\d]/u.test(token);

export const wordsOnly = (tokens: readonly string[]): readonly string[] => tokens.filter(isWord);

/** Where `phrase` (words with single spaces) starts in the tokens from `from` on, or -1. */
export function indexOfPhrase(tokens: readonly string[], phrase: string, from = 0): number {
  const wanted = phrase.split(' ');
  for (let at = from; at + wanted.length <= tokens.length; at += 1) {
    if (wanted.every((word, offset) => tokens[at + offset] === word)) return at;
  }
  return -1;
}

/** The phrase of the list that stands at `at`, the longest first; its length in tokens, or 0. */
export function phraseLengthAt(tokens: readonly string[], at: number, phrases: readonly string[]): number {
  const first = tokens[at];
  if (first === undefined) return 0;
  let longest = 0;
  for (const phrase of phrases) {
    // Most phrases begin otherwise: this runs for each word of an answer.
    if (!phrase.startsWith(first)) continue;
    const wanted = phrase.split(' ');
    if (wanted.length > longest && wanted.every((word, offset) => tokens[at + offset] === word)) longest = wanted.length;
  }
  return longest;
}

/** True when the words are one of the phrases, and fillers around it. */
export function isPhrase(tokens: readonly string[], phrases: readonly string[], fillers: ReadonlySet<string>): boolean {
  const heard = wordsOnly(tokens);
  return phrases.some((phrase) => {
    const at = indexOfPhrase(heard, phrase);
    if (at < 0) return false;
    const end = at + phrase.split(' ').length;
    return heard.every((word, index) => (index >= at && index < end) || fillers.has(word));
  });
}

export interface Corrected {
  /** What was said between corrections, in order; never empty. */
  readonly segments: readonly (readonly string[])[];
  /** True when the last thing said takes back what was before, and nothing follows. */
  readonly retracted: boolean;
}

/**
 * Splits "ten, no, nine" at its corrections. Markers in `keep` are ordinary words here (an option is called so). A word that
 * also negates (Spanish "no") splits only where a mark or nothing follows it: "no un diez, un ocho" corrects nothing.
 */
export function splitCorrections(
  tokens: readonly string[],
  language: { readonly corrections: readonly string[]; readonly retractions: readonly string[]; readonly negations: ReadonlySet<string> },
  keep: (marker: string) => boolean = () => false,
): Corrected {
  const markers = language.corrections.filter((marker) => !keep(marker));
  const segments: string[][] = [[]];
  let lastMarker = '';
  for (let at = 0; at < tokens.length; ) {
    const length = phraseLengthAt(tokens, at, markers);
    const next = tokens[at + length];
    const isNegation = length === 1 && language.negations.has(tokens[at] ?? '') && next !== undefined && isWord(next);
    if (length > 0 && !isNegation) {
      lastMarker = tokens.slice(at, at + length).join(' ');
      segments.push([]);
      at += length;
    } else {
      segments.at(-1)?.push(tokens[at] ?? '');
      at += 1;
    }
  }
  const nothingFollows = wordsOnly(segments.at(-1) ?? []).length === 0;
  return { segments, retracted: segments.length > 1 && nothingFollows && language.retractions.includes(lastMarker) };
}

/** A word without the ending that does not change what it names. */
export function stem(word: string, language: { readonly endings: readonly string[] }): string {
  const ending = language.endings.find((candidate) => word.endsWith(candidate) && word.length >= candidate.length + 3);
  return ending === undefined ? word : word.slice(0, -ending.length);
}
