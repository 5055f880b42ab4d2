/** A day of the Gregorian calendar. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const dayMs = 86_400_000;

const epochDay = ({ year, month, day }: CalendarDay): number => Math.round(Date.UTC(year, month - 1, day) / dayMs);

function dayFromEpoch(days: number): CalendarDay {
  const date = new Date(days * dayMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export const addDays = (day: CalendarDay, count: number): CalendarDay => dayFromEpoch(epochDay(day) + count);

export const daysBetween = (from: CalendarDay, to: CalendarDay): number => epochDay(to) - epochDay(from);

/** Year and month, so many months later. */
export function addMonths({ year, month }: { readonly year: number; readonly month: number }, count: number): { readonly year: number; readonly month: number } {
  const months = year * 12 + month - 1 + count;
  return { year: Math.floor(months / 12), month: (((months % 12) + 12) % 12) + 1 };
}

/** 1 (Monday) to 7. */
export const weekdayOf = (day: CalendarDay): number => ((((epochDay(day) + 3) % 7) + 7) % 7) + 1;

/** 1 to 31; without a year, February has 29 days. */
export function daysInMonth(year: number | null, month: number): number {
  return new Date(Date.UTC(year ?? 2000, month, 0)).getUTCDate();
}

export const pad = (value: number, length: number): string => String(value).padStart(length, '0');

/** `YYYY-MM-DD`, or as much of it as there is. Years from 1000 on sort as text. */
export const isoFromParts = (year: number, month: number | null, day: number | null): string =>
  [pad(year, 4), ...(month === null ? [] : [pad(month, 2)]), ...(month === null || day === null ? [] : [pad(day, 2)])].join('-');

export interface IsoParts {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
}

/** The parts of `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, if that is a date of the calendar from the year 1000 on, else null. */
export function partsFromIso(iso: string): IsoParts | null {
  const match = /^([1-9]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(iso);
  if (match === null) return null;
  const [year, month, day] = [match[1], match[2], match[3]].map((part) => (part === undefined ? null : Number(part)));
  if (year === null || year === undefined) return null;
  if (month === null || month === undefined) return { year, month: null, day: null };
  if (month < 1 || month > 12) return null;
  if (day === null || day === undefined) return { year, month, day: null };
  return day >= 1 && day <= daysInMonth(year, month) ? { year, month, day } : null;
}

/** The day of `YYYY-MM-DD`, else null. */
export function dayFromIso(iso: string): CalendarDay | null {
  const parts = partsFromIso(iso);
  return parts === null || parts.month === null || parts.day === null ? null : { year: parts.year, month: parts.month, day: parts.day };
}

/** Days since 1970-01-01 of an ISO date; a month or a year counts from its first day. Null: no date of the calendar. */
export function daysFromIso(iso: string): number | null {
  const parts = partsFromIso(iso);
  return parts === null ? null : epochDay({ year: parts.year, month: parts.month ?? 1, day: parts.day ?? 1 });
}

/** The inverse, at a precision: the day's date, its month, or its year. */
export function isoFromDays(days: number, precision: 'day' | 'month' | 'year'): string {
  const { year, month, day } = dayFromEpoch(days);
  return isoFromParts(year, precision === 'year' ? null : month, precision === 'day' ? day : null);
}
