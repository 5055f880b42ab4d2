/** Weighted patterns: `[weight, 'pattern|pattern|…']`. */
export type Weighted = readonly (readonly [number, string])[];

/**
 * What has to be known of a language to tell whether a remark praises or blames: pure data. A pattern is one or more words as
 * `tokensFromText` yields them (lower case, no accents, no apostrophes); a word that ends in `*` stands for all words that begin so.
 * Where several patterns fit, the one with most words holds, then the one with most letters. No pattern stands in two places.
 */
export interface SentimentLexicon {
  /** Primary language subtag, e.g. `en`. */
  readonly tag: string;
  /** Words that praise (above 0) or blame (below 0), from 0.5 (faint) to 3 (extreme). Negation turns them round, scales change them. */
  readonly polar: Weighted;
  /** Sayings with a weight of their own, which nothing before them changes ("not bad"); with 0, words that say nothing here ("not sure"). */
  readonly settled: Weighted;
  /** What a business is expected to do anyhow: little said when it was done, much when it was not ("answered", "delivered"). */
  readonly deeds: string;
  /** Turn round the next polar word within a few words. */
  readonly negations: string;
  /** End the reach of a negation: conjunctions after which a new thought begins. */
  readonly boundaries: string;
  /** Carry a negation on to one more polar word ("no delays or problems"). */
  readonly continuations: string;
  /** Multiply the weight of the next polar word. */
  readonly scales: Weighted;
  /** What follows weighs more than what was said before ("but"). */
  readonly contrasts: string;
  /** What follows closely weighs less ("although"). */
  readonly concessions: string;
  /** Not counted in the reach of negations and scales. */
  readonly lightWords: string;
  /** A filler when an answer begins with it and goes on ("bueno, …"). */
  readonly openers: string;
}

export type Cue =
  | { readonly kind: 'polar' | 'settled' | 'deed'; readonly weight: number }
  | { readonly kind: 'scale'; readonly factor: number }
  | { readonly kind: 'negation' | 'boundary' | 'continuation' | 'contrast' | 'concession' | 'light' };

export interface FoundCue {
  readonly cue: Cue;
  /** In tokens, at least 1. */
  readonly length: number;
}

interface Pattern {
  readonly words: readonly string[];
  /** All characters, to choose between patterns of as many words. */
  readonly letters: number;
  readonly cue: Cue;
}

/** A lexicon made ready for looking up. */
export interface CueIndex {
  readonly tag: string;
  readonly openers: ReadonlySet<string>;
  /** The cue that begins at the token `at`. Takes a time that depends on the lexicon only, not on the number of tokens. */
  readonly cueAt: (tokens: readonly string[], at: number) => FoundCue | undefined;
}

/** Weight of a deed that was done. */
const deedWeight = 0.3;
const minStemLetters = 3;
const maxStemLetters = 14;

const patternsFrom = (text: string): readonly string[] => (text === '' ? [] : text.split('|'));

/** All patterns with what they mean, in no order. */
export function cuesFromLexicon(lexicon: SentimentLexicon): readonly (readonly [string, Cue])[] {
  const plain = (text: string, cue: Cue) => patternsFrom(text).map((pattern) => [pattern, cue] as const);
  const weighted = (rows: Weighted, cueFromWeight: (weight: number) => Cue) => rows.flatMap(([weight, text]) => plain(text, cueFromWeight(weight)));
  return [
    ...weighted(lexicon.polar, (weight) => ({ kind: 'polar', weight })),
    ...weighted(lexicon.settled, (weight) => ({ kind: 'settled', weight })),
    ...weighted(lexicon.scales, (factor) => ({ kind: 'scale', factor })),
    ...plain(lexicon.deeds, { kind: 'deed', weight: deedWeight }),
    ...plain(lexicon.negations, { kind: 'negation' }),
    ...plain(lexicon.boundaries, { kind: 'boundary' }),
    ...plain(lexicon.continuations, { kind: 'continuation' }),
    ...plain(lexicon.contrasts, { kind: 'contrast' }),
    ...plain(lexicon.concessions, { kind: 'concession' }),
    ...plain(lexicon.lightWords, { kind: 'light' }),
  ];
}

const fits = (pattern: string, token: string | undefined): boolean =>
  token !== undefined && (pattern.endsWith('*') ? token.startsWith(pattern.slice(0, -1)) : token === pattern);

export function cueIndexFromLexicon(lexicon: SentimentLexicon): CueIndex {
  const byFirst = new Map<string, Pattern[]>();
  for (const [text, cue] of cuesFromLexicon(lexicon)) {
    const words = text.split(' ');
    const first = words[0] ?? '';
    byFirst.set(first, [...(byFirst.get(first) ?? []), { words, letters: text.length, cue }]);
  }
  for (const patterns of byFirst.values()) patterns.sort((a, b) => b.words.length - a.words.length || b.letters - a.letters);

  const bestOf = (first: string, tokens: readonly string[], at: number): Pattern | undefined =>
    byFirst.get(first)?.find(({ words }) => words.every((word, offset) => offset === 0 || fits(word, tokens[at + offset])));

  function cueAt(tokens: readonly string[], at: number): FoundCue | undefined {
    const token = tokens[at];
    if (token === undefined) return undefined;
    let best = bestOf(token, tokens, at);
    // The longest stem first: of as many words, the first one found holds.
    for (let letters = Math.min(token.length, maxStemLetters); letters >= minStemLetters; letters -= 1) {
      const found = bestOf(`${token.slice(0, letters)}*`, tokens, at);
      if (found !== undefined && found.words.length > (best?.words.length ?? 0)) best = found;
    }
    return best && { cue: best.cue, length: best.words.length };
  }

  return { tag: lexicon.tag, openers: new Set(patternsFrom(lexicon.openers)), cueAt };
}
