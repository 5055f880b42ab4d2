import { weekdayOf } from '../../../../survey/calendar.js';
import type { LocalTime } from '../../../../storage/service-desk/desk-time.js';

/** @param weekdays from Monday on @param months from January on */
export const namesOf = (local: LocalTime, weekdays: readonly string[], months: readonly string[]): { readonly weekday: string; readonly month: string } => ({
  weekday: weekdays[weekdayOf(local) - 1] ?? '',
  month: months[local.month - 1] ?? '',
});

export const twoDigits = (value: number): string => String(value).padStart(2, '0');
/** Of a clock with twelve hours. */
export const hour12 = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);
