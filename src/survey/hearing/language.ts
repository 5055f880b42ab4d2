import type { SpokenDateSentences, SpokenDateWords } from './date-language.js';
import type { SpokenQuantitySentences, SpokenQuantityWords } from './quantity-language.js';

/**
 * What has to be known of a language to understand short spoken answers and to answer them: pure data. Words and phrases are
 * written as {@link tokensFromText} yields them: lower case, without accents and apostrophes ("dont know").
 */
export interface SpokenLanguage {
  /** Primary language subtag, e.g. `en`. */
  readonly tag: string;
  /** 0 to 19, and whatever else below 100 is one word that nothing may follow ("veintidos"). */
  readonly units: ReadonlyMap<string, number>;
  /** 20, 30, … 90: may be followed by a unit. */
  readonly tens: ReadonlyMap<string, number>;
  /** Between tens and units ("treinta y uno"); empty: they follow each other ("thirty one"). */
  readonly tensJoiners: readonly string[];
  /** Behind a number below 100: so many hundreds. Alone: 100. */
  readonly hundred: readonly string[];
  /** Words that are full hundreds by themselves ("doscientos"). */
  readonly hundreds: ReadonlyMap<string, number>;
  /** Allowed behind hundreds and thousands ("a hundred and five"). */
  readonly hundredsJoiners: readonly string[];
  /** Behind or instead of a number: so many thousands, millions, dozens. */
  readonly multipliers: ReadonlyMap<string, number>;
  /** Before one of those: half of it ("half a million"). */
  readonly halfOf: readonly string[];
  /** From 1; the last one is -1. */
  readonly ordinals: ReadonlyMap<string, number>;
  /** Homophones that mean a number only when they are the whole answer ("ate"). */
  readonly soundAlikes: ReadonlyMap<string, number>;
  /** Before a number: below zero. */
  readonly minus: readonly string[];
  /** Phrases that end in such a word and mean no such thing ("mas o menos"). */
  readonly notMinus: readonly string[];
  /** Phrases with a number in them that mean none ("por ciento"). */
  readonly lookalikes: readonly string[];
  /** After a number: what is added to it ("and a half"). */
  readonly fractions: ReadonlyMap<string, number>;
  /** After a number, with digits behind: the decimal point. */
  readonly decimalPoints: readonly string[];
  /** Between a score and the top of its scale ("out of"). */
  readonly outOf: readonly string[];
  /** "(on a) scale of 1 to 5": the two numbers are no answer. */
  readonly scaleWords: readonly string[];
  readonly rangeWords: readonly string[];
  /** Behind a number: a rating by up to five of these ("five stars"), whatever the scale. */
  readonly starWords: readonly string[];
  /** After or before the number one, these make it a pronoun ("this one", "one of"). */
  readonly pronounBefore: readonly string[];
  readonly pronounAfter: readonly string[];
  /** Words that may surround an answer without meaning anything. */
  readonly fillers: ReadonlySet<string>;
  /** Words of an option's label that need not be heard. */
  readonly lightWords: ReadonlySet<string>;
  /** Endings that do not change what a word names, the longest first ("waiting", "waited", "waits"). */
  readonly endings: readonly string[];
  /** What follows replaces what was said before. */
  readonly corrections: readonly string[];
  /** Of those, the ones that take back what was said when nothing follows. */
  readonly retractions: readonly string[];
  /** Corrections that people also say without correcting anything; not believed inside lists. */
  readonly weakCorrections: ReadonlySet<string>;
  /** What follows is not meant. One that is also a correction ("no") corrects when something precedes or a mark follows it. */
  readonly negations: ReadonlySet<string>;
  /** Before an option: all but this one ("todo *menos* el precio"). */
  readonly exceptions: ReadonlySet<string>;
  /** May stand between a negation and the number that it negates ("not *really a* ten"). */
  readonly afterNegation: ReadonlySet<string>;
  readonly yes: readonly string[];
  readonly no: readonly string[];
  /** Letters that are typed for yes and for no. */
  readonly yesLetters: readonly string[];
  readonly noLetters: readonly string[];
  /** With these, a yes or no does not stand on its own ("it depends"). */
  readonly hedges: readonly string[];
  readonly dontKnow: readonly string[];
  readonly refused: readonly string[];
  /** Words that may stand beside a refusal without adding anything: "… answer this one". */
  readonly refusalWords: ReadonlySet<string>;
  /** Refusals only when they are the whole answer ("pass"). */
  readonly refusedAlone: readonly string[];
  /** Between two answers of which one is meant ("or"). */
  readonly alternatives: ReadonlySet<string>;
  /** Between the items of a list. */
  readonly separators: ReadonlySet<string>;
  readonly both: readonly string[];
  readonly all: readonly string[];
  readonly none: readonly string[];
  /** Before the number of an option ("option two"). */
  readonly optionWords: ReadonlySet<string>;
  readonly quantities: SpokenQuantityWords;
  readonly dates: SpokenDateWords;
  readonly say: SpokenSentences;
}

/** Sentences of the server, all of which can be spoken. */
export interface SpokenSentences extends SpokenQuantitySentences, SpokenDateSentences {
  readonly nothingHeard: string;
  readonly oneNumber: (min: number, max: number) => string;
  readonly notOnScale: (heard: string, min: number, max: number) => string;
  /** Stars where the scale is another one. */
  readonly otherScale: (min: number, max: number) => string;
  readonly whichNumber: (heard: readonly string[]) => string;
  readonly yesOrNo: string;
  readonly notAnOption: (options: readonly string[]) => string;
  readonly whichOption: (options: readonly string[]) => string;
  readonly whichOptions: string;
  readonly sayAgain: string;
  readonly exclusive: (none: string) => string;
  readonly atMost: (count: number) => string;
  readonly atLeast: (count: number) => string;
  readonly shorter: string;
  /** Before the sentence that says what would be right. */
  readonly tooLong: string;
  readonly inWords: string;
  readonly scale: (min: number, minLabel: string | null, max: number, maxLabel: string | null) => string;
  readonly options: (options: readonly string[], several: boolean) => string;
  readonly whatElse: string;
  readonly listOr: (items: readonly string[]) => string;
  readonly listAnd: (items: readonly string[]) => string;
  readonly labels: {
    readonly yes: string;
    readonly no: string;
    readonly other: string;
    readonly none: string;
    readonly nothing: string;
    readonly dontKnow: string;
    readonly refused: string;
    readonly noResponse: string;
    readonly played: string;
  };
}
