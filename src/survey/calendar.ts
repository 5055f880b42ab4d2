/** Days of an ISO date since 1970-01-01; `2024-05` and `2024` count from their first day. Null: no date of the calendar. */
export function daysFromIso(iso: string): number | null {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(iso);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  // Years before 100 would be read as 19xx.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? Math.round(date.getTime() / 86_400_000) : null;
}

/** The inverse, at a precision: the day's date, its month, or its year. */
export const isoFromDays = (days: number, precision: 'day' | 'month' | 'year'): string => new Date(days * 86_400_000).toISOString().slice(0, { day: 10, month: 7, year: 4 }[precision]);
