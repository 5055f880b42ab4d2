import type { CalendarUnit } from './date-language.js';

/** A date as it was named, before it is known which year or which Tuesday is meant. */
export type HeardDate =
  /** Day, month and year as far as they were named; at least one of them. The year may have two digits. */
  | { readonly kind: 'parts'; readonly year: number | null; readonly month: number | null; readonly day: number | null; readonly which: Which | null }
  /** So many days from today. */
  | { readonly kind: 'days'; readonly offset: number }
  /** So many weeks, months or years from this one ("last month": -1), as a whole. `exact`: counted from today ("a month ago"). */
  | { readonly kind: 'span'; readonly unit: Exclude<CalendarUnit, 'day'>; readonly offset: number; readonly exact: boolean }
  /** `weekOffset`: of that week; else the one that `which` says. */
  | { readonly kind: 'weekday'; readonly weekday: number; readonly which: Which | null; readonly weekOffset: number | null }
  /** Before or after some date. */
  | { readonly kind: 'bound' };

export type Which = 'last' | 'this' | 'next';

export const parts = (year: number | null, month: number | null, day: number | null, which: Which | null = null): HeardDate => ({ kind: 'parts', year, month, day, which });

export interface DateAt {
  readonly date: HeardDate;
  /** Index of the first token behind the date. */
  readonly end: number;
}
