export type CalendarUnit = 'day' | 'week' | 'month' | 'year';

/** A fortnight is two weeks. */
export interface CalendarSpan {
  readonly unit: CalendarUnit;
  readonly count: number;
}

/** What has to be known of a language to understand calendar dates. Written as {@link SpokenLanguage}. */
export interface SpokenDateWords {
  /** 1 to 12, with abbreviations. */
  readonly months: ReadonlyMap<string, number>;
  /** Names of months that are also everyday words ("may"): alone they count only as the whole answer or behind `monthLeads`. */
  readonly doubtfulMonths: ReadonlySet<string>;
  readonly monthLeads: ReadonlySet<string>;
  /** 1 (Monday) to 7. */
  readonly weekdays: ReadonlyMap<string, number>;
  /** Phrases for days, as an offset from today ("yesterday": -1). */
  readonly relativeDays: ReadonlyMap<string, number>;
  /** Phrases for times of day; they say nothing about the date. */
  readonly dayParts: readonly string[];
  /** Words for units, with what they are ("fortnight": two weeks). */
  readonly units: ReadonlyMap<string, CalendarSpan>;
  /** Before "two weeks": that long ago; behind it: so too. */
  readonly agoBefore: readonly string[];
  readonly agoAfter: readonly string[];
  /** Before or behind "two weeks": from today on. */
  readonly aheadBefore: readonly string[];
  readonly aheadAfter: readonly string[];
  /** Before a weekday, month or unit, or behind it: the one before this one, this one, the one after it. */
  readonly lastWords: readonly string[];
  readonly thisWords: readonly string[];
  readonly nextWords: readonly string[];
  /** Behind a weekday or unit instead of before it ("el martes *que viene*"). */
  readonly lastAfter: readonly string[];
  readonly nextAfter: readonly string[];
  /** The days of the month that have words of their own, up to "twentieth"; tens alone ("twenty") join with ordinals. */
  readonly dayOrdinals: ReadonlyMap<string, number>;
  /** A number with one of these endings is a day ("3rd"). */
  readonly ordinalEndings: readonly string[];
  /** May stand between day, month and year. */
  readonly joiners: ReadonlySet<string>;
  /** Between the day or month and a year of two digits ("mayo *del* 98"). */
  readonly shortYearLeads: readonly string[];
  /** "Nineteen *oh* five". */
  readonly zeroWords: readonly string[];
  /** Before a date: it is not the date itself ("before"). */
  readonly bounds: readonly string[];
  /** Behind a date: so too ("Tuesday *before last*"). */
  readonly changedBy: readonly string[];
}

export type DatePrecision = 'day' | 'month' | 'year';

export interface SpokenDateSentences {
  /** Nothing that could be a date was heard. */
  readonly whatDate: (precision: DatePrecision) => string;
  /** A date, but less of it than is needed. */
  readonly wholeDate: (precision: DatePrecision) => string;
  /** `day` of `month` is no day of the calendar. */
  readonly noSuchDate: (heard: string, precision: DatePrecision) => string;
  readonly whichDate: (heard: readonly string[]) => string;
  readonly outsideDates: (heard: string, min: string | null, max: string | null) => string;
  /** As it is read out; parts that are null are left out. */
  readonly date: (year: number | null, month: number | null, day: number | null, monthFirst: boolean) => string;
}
