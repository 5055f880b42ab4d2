/** What has to be known of a language to understand numbers of one's own: ages, counts, prices. Written as {@link SpokenLanguage}. */
export interface SpokenQuantityWords {
  /** Numbers of times ("twice"), and other words that are a number here only. */
  readonly words: ReadonlyMap<string, number>;
  /** The whole answer means 0 ("none at all"). */
  readonly zero: readonly string[];
  /** Before a thing: none of it ("no children"). */
  readonly noneOf: readonly string[];
  /** Before a number: it is not the number itself ("more than"). */
  readonly bounds: readonly string[];
  /** Behind a number: so too ("or more", "something"). */
  readonly vague: readonly string[];
  /** Behind a number and with nothing else: it is not the number itself ("ten, no, less"). */
  readonly comparators: ReadonlySet<string>;
  /** With a measure and no number: one ("a year"). */
  readonly articles: readonly string[];
  /** Before a measure: a rate, not a unit ("twice *a* week"). */
  readonly per: ReadonlySet<string>;
  /** Words and abbreviations of well-known units, each with a name that all words of that unit share. */
  readonly measures: ReadonlyMap<string, string>;
  /** Signs that are written before or behind a number, and the words that they stand for. */
  readonly signs: ReadonlyMap<string, string>;
}

export interface SpokenQuantitySentences {
  readonly oneQuantity: (unit: string | null, whole: boolean) => string;
  /** `min` and `max` as they are spoken; null: no such end. */
  readonly outsideRange: (heard: string, min: string | null, max: string | null) => string;
  readonly tooPrecise: (decimals: number) => string;
  /** "3 years", "1 year". */
  readonly quantity: (number: string, unit: string | null) => string;
}
