import { ok, refuse, type Result } from '../../../../kernel/result.js';
import { localTimeFromMs, writtenTimeFrom } from '../../../../storage/service-desk/desk-time.js';
import { addDays, dayFromIso, daysBetween, daysInMonth, isoFromParts, weekdayOf, type CalendarDay } from '../../../../survey/calendar.js';
import type { HeardDate } from '../../../../survey/hearing/heard-date.js';
import type { SpokenLanguage } from '../../../../survey/hearing/language.js';
import { languageFromTag } from '../../../../survey/hearing/languages.js';
import { regionFromTag } from '../../../../survey/hearing/region.js';
import { resolveDate } from '../../../../survey/hearing/resolve-date.js';
import { dayAt, spokenDates } from '../../../../survey/hearing/spoken-date.js';
import { phraseLengthAt } from '../../../../survey/hearing/words.js';
import { spokenMinutesAhead, spokenTimes, timeTokens, type TimeOfDay } from './spoken-time.js';
import { timeWordsIn, type TimeWords } from './time-words.js';

/** A day and a time of day at the desk, as far as they were named. */
export interface SpokenWhen {
  readonly day: CalendarDay | null;
  readonly time: TimeOfDay | null;
}

export type WhenProblem =
  /** Nothing that could be a day or a time was heard, or not one that can be worked out. */
  | 'unclear'
  | 'no_such_day'
  | 'no_such_time'
  /** Several days or times. */
  | 'which_day'
  | 'which_time';

export interface WhenContext {
  /** BCP-47; the other language of the desk is tried after it. */
  readonly language: string;
  readonly nowMs: number;
  /** A time alone is asked for: a bare number is the hour. */
  readonly isTime?: boolean;
}

/** How far ahead days are looked for, in days: a year. */
export const maxDaysAhead = 365;

/** What "mañana a las 10", "next friday at 3 pm", "el 3 de diciembre" or an ISO 8601 date mean, told from now. */
export function spokenWhen(text: string, context: WhenContext): Result<SpokenWhen, WhenProblem> {
  const written = writtenWhen(text);
  if (written !== null) return ok(written);
  const tag = languageFromTag(context.language).tag;
  const first = whenIn(text, tag, context);
  if (first.ok && isWhole(first.value)) return first;
  const second = whenIn(text, tag === 'es' ? 'en' : 'es', context);
  return second.ok && (!first.ok || isWhole(second.value)) ? second : first;
}

const isWhole = ({ day, time }: SpokenWhen): boolean => day !== null && time !== null;

/** ISO 8601. Midnight is a day without a time: so models write one. */
function writtenWhen(text: string): SpokenWhen | null {
  const written = writtenTimeFrom(text);
  if (written === null) return null;
  const day = dayFromIso(text.trim().slice(0, 10));
  if (!written.hasTime || /[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-][\d:]+)?$/i.test(text.trim())) return { day, time: null };
  return whenFromMs(written.ms);
}

function whenFromMs(ms: number): SpokenWhen {
  const { year, month, day, hour, minute } = localTimeFromMs(ms);
  return { day: { year, month, day }, time: { hour, minute } };
}

const minuteMs = 60_000;
/** Nobody means 18:13. */
const roundedUp = (ms: number): number => Math.ceil(ms / (5 * minuteMs)) * 5 * minuteMs;

function whenIn(text: string, tag: string, { language, nowMs, isTime = false }: WhenContext): Result<SpokenWhen, WhenProblem> {
  const words = timeWordsIn(tag);
  const spoken = languageFromTag(tag);
  const tokens = timeTokens(text);
  const aheadMinutes = spokenMinutesAhead(tokens, words, spoken);
  if (aheadMinutes !== null) return ok(whenFromMs(roundedUp(nowMs + aheadMinutes * minuteMs)));
  const { times, isImpossible, rest } = spokenTimes(tokens, words, spoken, isTime);
  if (isImpossible) return refuse('no_such_time');
  if (times.length > 1) return refuse('which_time');
  const day = dayIn(rest, words, spoken, { language, nowMs });
  if (!day.ok) return day;
  const [time = null] = times;
  return day.value === null && time === null ? refuse('unclear') : ok({ day: day.value, time });
}

/** Null: none was named. */
function dayIn(tokens: readonly string[], words: TimeWords, spoken: SpokenLanguage, { language, nowMs }: WhenContext): Result<CalendarDay | null, WhenProblem> {
  const { year, month, day } = localTimeFromMs(nowMs);
  const today = { year, month, day };
  const isoOf = (one: CalendarDay): string => isoFromParts(one.year, one.month, one.day);
  const wanted = { precision: 'day', min: isoOf(today), max: isoOf(addDays(today, maxDaysAhead - 1)), today } as const;
  const found = new Map<string, { readonly date: CalendarDay; readonly heard: HeardDate }>();
  if (tokens.some((_token, at) => phraseLengthAt(tokens, at, words.shifts) > 0)) return refuse('unclear');
  for (const heard of inTheirWeek(spokenDates(tokens, spoken, regionFromTag(language)))) {
    const resolved = resolveDate(heard, wanted);
    if (resolved.kind === 'impossible') return refuse('no_such_day');
    const named = resolved.kind === 'date' ? dayFromIso(resolved.iso) : null;
    if (named === null) return refuse('unclear');
    // "This Friday" said on a Saturday: nobody books what is past.
    const date = heard.kind === 'weekday' && heard.weekOffset === null && daysBetween(today, named) < 0 ? addDays(named, 7) : named;
    found.set(isoOf(date), { date, heard });
  }
  const all = [...found.values()];
  const weekdays = all.filter(({ heard }) => heard.kind === 'weekday');
  const others = all.filter(({ heard }) => heard.kind !== 'weekday');
  const ofMonth = others.length === 0 ? dayOfMonthIn(tokens, words, spoken, today, weekdays.length > 0) : null;
  if (ofMonth === 'none') return refuse('no_such_day');
  const named = ofMonth === null ? others.map(({ date }) => date) : [ofMonth];
  const [only = weekdays[0]?.date ?? null] = named;
  if (named.length > 1 || (named.length === 0 && weekdays.length > 1)) return refuse('which_day');
  // "Hoy viernes", "viernes 27": the weekday says the same, or it is not clear what is meant.
  if (only !== null && weekdays.some(({ date }) => weekdayOf(date) !== weekdayOf(only))) return refuse('which_day');
  return ok(only);
}

/** "La semana que viene, el martes": the day of that week. */
function inTheirWeek(heard: readonly HeardDate[]): readonly HeardDate[] {
  const weeks = heard.flatMap((one) => (one.kind === 'span' && one.unit === 'week' && !one.exact ? [one.offset] : []));
  const [week] = weeks;
  if (week === undefined || weeks.length > 1 || heard.filter(({ kind }) => kind === 'weekday').length !== 1) return heard;
  return heard.flatMap((one) => (one.kind === 'span' ? [] : one.kind === 'weekday' && one.weekOffset === null ? [{ ...one, which: null, weekOffset: week }] : [one]));
}

/** "El 15", "Friday the 27th": the next such day of a month. `none`: no month has it. Null: none was named. */
function dayOfMonthIn(tokens: readonly string[], words: TimeWords, spoken: SpokenLanguage, today: CalendarDay, behindWeekday: boolean): CalendarDay | 'none' | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const lead = phraseLengthAt(tokens, at, words.dayLeads);
    const isNamed = lead > 0 || (behindWeekday && spoken.dates.weekdays.has(tokens[at - 1] ?? ''));
    const found = isNamed || /^\d{1,2}(?:st|nd|rd|th)$/.test(tokens[at] ?? '') ? dayAt(tokens, at + lead, spoken) : null;
    if (found === null) continue;
    if (found.value < 1 || found.value > 31) return 'none';
    for (let ahead = 0; ahead < 62; ahead += 1) {
      const date = addDays(today, ahead);
      if (date.day === found.value && daysInMonth(date.year, date.month) >= found.value) return date;
    }
  }
  return null;
}

export const isTooFar = (day: CalendarDay, nowMs: number): boolean => {
  const { year, month, day: date } = localTimeFromMs(nowMs);
  return daysBetween({ year, month, day: date }, day) > maxDaysAhead;
};
