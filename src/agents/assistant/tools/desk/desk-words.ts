import type { LocalTime } from '../../../../storage/service-desk/desk-time.js';

/** What tools of the service desk say in any of their tool sets. A language: a table, and a row in `languages.ts`. */
export interface DeskWords {
  /** Primary language subtag. */
  readonly tag: 'en' | 'es';
  /** "viernes 27 de noviembre"; with the year where it is not the current one. */
  readonly day: (local: LocalTime, currentYear: number) => string;
  /** "a las 3 y media de la tarde". */
  readonly time: (local: LocalTime) => string;
  readonly now: (local: LocalTime) => string;
  readonly notVerified: string;
  readonly tooManyChecks: string;
  readonly badEmail: string;
}
