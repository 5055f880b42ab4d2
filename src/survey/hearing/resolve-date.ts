import { addDays, addMonths, dayFromIso, daysBetween, daysInMonth, isoFromParts, partsFromIso, weekdayOf, type CalendarDay } from '../calendar.js';
import type { DatePrecision } from './date-language.js';
import type { HeardDate, Which } from './heard-date.js';

export interface DateWanted {
  readonly precision: DatePrecision;
  /** ISO at that precision. */
  readonly min: string | null;
  readonly max: string | null;
  /** Null: nobody knows; then nothing can be told from today. */
  readonly today: CalendarDay | null;
}

export type ResolvedDate =
  | { readonly kind: 'date'; readonly iso: string }
  /** Less was named than the precision needs. */
  | { readonly kind: 'incomplete' }
  /** No such day in the calendar. */
  | { readonly kind: 'impossible'; readonly year: number | null; readonly month: number; readonly day: number | null }
  | { readonly kind: 'unclear' };

const incomplete: ResolvedDate = { kind: 'incomplete' };
const unclear: ResolvedDate = { kind: 'unclear' };
const isoLength: Record<DatePrecision, number> = { day: 10, month: 7, year: 4 };
/** Years in which a day without a year is looked for: nobody is older, and no 29 February is further away than eight years. */
const yearsBack = 120;
const yearsAhead = 8;

const dated = (iso: string, precision: DatePrecision): ResolvedDate => ({ kind: 'date', iso: iso.slice(0, isoLength[precision]) });
const isoOf = (day: CalendarDay): string => isoFromParts(day.year, day.month, day.day);

/** The ISO date at the wanted precision that a heard date means; limits are used to choose years, not checked. */
export function resolveDate(heard: HeardDate, wanted: DateWanted): ResolvedDate {
  const { today, precision } = wanted;
  if (heard.kind === 'parts') return fromParts(heard, wanted);
  if (heard.kind === 'bound' || today === null) return unclear;
  switch (heard.kind) {
    case 'days':
      return dated(isoOf(addDays(today, heard.offset)), precision);
    case 'weekday':
      return dated(isoOf(weekdayMeant(heard, today, wanted)), precision);
    case 'span':
      return fromSpan(heard, today, precision);
  }
}

function fromSpan({ unit, offset }: Extract<HeardDate, { kind: 'span' }>, today: CalendarDay, precision: DatePrecision): ResolvedDate {
  if (unit === 'year') return precision === 'year' ? dated(isoFromParts(today.year + offset, null, null), 'year') : incomplete;
  if (precision === 'day') return incomplete;
  if (unit === 'month') {
    const { year, month } = addMonths(today, offset);
    return dated(isoFromParts(year, month, null), precision);
  }
  const monday = addDays(today, 7 * offset + 1 - weekdayOf(today));
  const [first, last] = [isoOf(monday), isoOf(addDays(monday, 6))].map((iso) => iso.slice(0, isoLength[precision]));
  return first !== undefined && first === last ? dated(first, precision) : incomplete;
}

function weekdayMeant({ weekday, which, weekOffset }: Extract<HeardDate, { kind: 'weekday' }>, today: CalendarDay, wanted: DateWanted): CalendarDay {
  const inWeek = addDays(today, 7 * (weekOffset ?? 0) + weekday - weekdayOf(today));
  if (weekOffset !== null || which === 'this') return inWeek;
  const isNext = which === 'next' || (which === null && reachesAhead(wanted, today));
  // Nobody calls today by its name: the one before, or the one after.
  if (isNext) return daysBetween(today, inWeek) > 0 ? inWeek : addDays(inWeek, 7);
  return daysBetween(today, inWeek) < 0 ? inWeek : addDays(inWeek, -7);
}

/** The limits speak of the future: they end behind today, or begin there. */
function reachesAhead({ min, max, precision }: DateWanted, today: CalendarDay): boolean {
  const now = isoOf(today).slice(0, isoLength[precision]);
  return (max !== null && max > now) || (min !== null && min >= now);
}

function fromParts(heard: Extract<HeardDate, { kind: 'parts' }>, wanted: DateWanted): ResolvedDate {
  const { month, day, which } = heard;
  const { precision, today } = wanted;
  const year = heard.year !== null && heard.year < 100 ? fullYear(heard.year, month, day, wanted) : heard.year;
  if (heard.year !== null && year === null) return incomplete;
  if (month !== null && (month < 1 || month > 12 || (day !== null && (day < 1 || day > daysInMonth(year, month))))) return { kind: 'impossible', year, month, day };
  if ((precision === 'day' && day === null) || (precision !== 'year' && month === null)) return incomplete;
  if (year !== null) return dated(isoFromParts(year, month, day), precision);
  if (month === null || (precision === 'year' && which === null)) return incomplete;
  // Where months are asked, the number in "May twenty four" and 5/24 may be the year.
  if (precision === 'month' && day !== null) return incomplete;
  const inferred = which === null ? likelyYear(month, day, wanted) : today === null ? null : yearOfMonth(month, which, today);
  return inferred === null ? incomplete : dated(isoFromParts(inferred, month, day), precision);
}

/** "Last May", "this May", "next May". */
function yearOfMonth(month: number, which: Which, today: CalendarDay): number {
  switch (which) {
    case 'last':
      return month < today.month ? today.year : today.year - 1;
    case 'this':
      return today.year;
    case 'next':
      return month > today.month ? today.year : today.year + 1;
  }
}

/** The year of two digits that is allowed, the latest that is not ahead where several are. */
function fullYear(short: number, month: number | null, day: number | null, wanted: DateWanted): number | null {
  const years = [1900, 2000].map((century) => century + short);
  return chosenYear(years, month, day, wanted);
}

function likelyYear(month: number, day: number | null, wanted: DateWanted): number | null {
  const middle = wanted.today?.year ?? partsFromIso(wanted.max ?? '')?.year ?? null;
  if (middle === null) return null;
  const years = Array.from({ length: yearsBack + yearsAhead + 1 }, (_, index) => middle - yearsBack + index);
  return chosenYear(years.filter((year) => day === null || day <= daysInMonth(year, month)), month, day, wanted);
}

/**
 * Of several years: the only one within the limits; the one nearest to today, where the limits reach ahead of today; else the
 * latest that is not ahead of today. Without limits or beyond them, the latest not ahead.
 */
function chosenYear(years: readonly number[], month: number | null, day: number | null, { precision, min, max, today }: DateWanted): number | null {
  const dateIn = (year: number): string => isoFromParts(year, month, day);
  const allowed = years.filter((year) => {
    const iso = dateIn(year).slice(0, isoLength[precision]);
    return (min === null || iso >= min.slice(0, iso.length)) && (max === null || iso <= max.slice(0, iso.length));
  });
  const [only] = allowed;
  if (only !== undefined && allowed.length === 1 && (min !== null || max !== null)) return only;
  if (today === null) return null;
  const now = isoOf(today);
  const isPast = (year: number): boolean => dateIn(year) <= now.slice(0, dateIn(year).length);
  if (allowed.length > 0 && reachesAhead({ precision, min, max, today }, today)) {
    const distance = (year: number): number => Math.abs(daysBetween(today, { year, month: month ?? today.month, day: day ?? 15 }));
    return [...allowed].sort((left, right) => distance(left) - distance(right))[0] ?? null;
  }
  return allowed.findLast(isPast) ?? years.findLast(isPast) ?? null;
}

/** The limits of a question: ISO at its precision; `today` where today is known, else none. */
export function limitFrom(limit: string | null, precision: DatePrecision, today: string | null): string | null {
  const iso = limit === 'today' ? today : limit;
  return iso === null || (limit === 'today' && dayFromIso(iso) === null) ? null : iso.slice(0, isoLength[precision]);
}
