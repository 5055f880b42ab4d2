/** When in the day; with an hour of twelve it tells which one is meant. */
export type DayPart = 'night' | 'dawn' | 'morning' | 'midday' | 'afternoon' | 'evening' | 'midnight' | 'am' | 'pm';

/** What has to be known of a language to understand times of day. Words as `tokensFromText` yields them. */
export interface TimeWords {
  readonly tag: string;
  /** Before an hour. */
  readonly leads: readonly string[];
  /** Behind an hour: that it is one. */
  readonly marks: readonly string[];
  readonly parts: ReadonlyMap<string, DayPart>;
  /** Between hour and minutes ("y", "con"). */
  readonly plus: readonly string[];
  /** Between the hour and the minutes that lack to it ("menos"). */
  readonly minus: readonly string[];
  /** Behind minutes and before their hour ("past", "to"). */
  readonly past: readonly string[];
  readonly to: readonly string[];
  readonly half: readonly string[];
  readonly quarter: readonly string[];
  /** Before a quarter, and between minutes and "past". */
  readonly light: readonly string[];
  /** "A la una". */
  readonly one: readonly string[];
  /** Before a number of hours or minutes from now on. */
  readonly ahead: readonly string[];
  readonly hours: readonly string[];
  readonly minutes: readonly string[];
  /** What moves the day before it by weeks ("de hoy en ocho"): too seldom meant the same to be guessed. */
  readonly shifts: readonly string[];
  /** Before a day of the month that stands without its month ("el 15"). */
  readonly dayLeads: readonly string[];
}

const parts = (table: Readonly<Partial<Record<DayPart, string>>>): ReadonlyMap<string, DayPart> =>
  new Map(
    (['night', 'dawn', 'morning', 'midday', 'afternoon', 'evening', 'midnight', 'am', 'pm'] as const).flatMap((part) => (table[part] ?? '').split('|').filter((phrase) => phrase !== '').map((phrase) => [phrase, part] as const)),
  );

const spanish: TimeWords = {
  tag: 'es',
  leads: ['a las', 'a la', 'las', 'tipo', 'tipo las', 'a eso de las', 'a eso de la', 'para la', 'sobre las', 'hora'],
  marks: ['hs', 'h', 'hrs', 'hora', 'horas', 'en punto'],
  parts: parts({
    dawn: 'de la madrugada|de madrugada|por la madrugada|a la madrugada',
    morning: 'de la manana|por la manana|a la manana|en la manana|esta manana|a primera hora',
    midday: 'del mediodia|al mediodia|de mediodia|este mediodia|mediodia|a mediodia|al medio dia|del medio dia|medio dia',
    afternoon: 'de la tarde|por la tarde|a la tarde|en la tarde|esta tarde|de tarde',
    night: 'de la noche|por la noche|a la noche|en la noche|esta noche|de noche',
    midnight: 'medianoche|a medianoche|a la medianoche',
    am: 'am',
    pm: 'pm',
  }),
  plus: ['y', 'con'],
  minus: ['menos'],
  past: [],
  to: [],
  half: ['media'],
  quarter: ['cuarto'],
  light: ['un', 'minutos'],
  one: ['una'],
  ahead: ['en', 'dentro de'],
  hours: ['hora', 'horas', 'hs'],
  minutes: ['minuto', 'minutos'],
  shifts: ['en ocho', 'en 8', 'en quince', 'en 15'],
  dayLeads: ['el', 'dia', 'el dia', 'para el'],
};

const english: TimeWords = {
  tag: 'en',
  leads: ['at', 'at about', 'around', 'at around'],
  marks: ['oclock', 'hours', 'hrs', 'h', 'sharp'],
  parts: parts({
    morning: 'in the morning|this morning|morning',
    midday: 'at noon|noon|midday|at midday',
    afternoon: 'in the afternoon|this afternoon|afternoon',
    evening: 'in the evening|this evening|evening',
    night: 'at night|tonight|night',
    midnight: 'midnight|at midnight',
    am: 'am|a m',
    pm: 'pm|p m',
  }),
  plus: [],
  minus: [],
  past: ['past', 'after'],
  to: ['to', 'before', 'till'],
  half: ['half'],
  quarter: ['quarter'],
  light: ['a', 'minutes', 'minute'],
  one: [],
  ahead: ['in', 'within'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
  shifts: [],
  dayLeads: ['the', 'on the'],
};

/** English where there is no table of the language. */
export const timeWordsIn = (tag: string): TimeWords => (tag === spanish.tag ? spanish : english);
