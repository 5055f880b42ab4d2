import type { CalendarSpan } from './date-language.js';
import { parts, type DateAt, type HeardDate, type Which } from './heard-date.js';
import type { SpokenLanguage } from './language.js';
import { brokenNumberAt } from './number-words.js';
import { phraseLengthAt } from './words.js';

/** A date that is told from today: "yesterday", "two weeks ago", "last Tuesday", "next month", "last May". */
export function relativeDateAt(tokens: readonly string[], at: number, language: SpokenLanguage): DateAt | null {
  const { relativeDays } = language.dates;
  const length = phraseLengthAt(tokens, at, [...relativeDays.keys()]);
  const offset = relativeDays.get(tokens.slice(at, at + length).join(' '));
  if (offset !== undefined) return { date: { kind: 'days', offset }, end: at + length };
  return countedAt(tokens, at, language) ?? pointedAt(tokens, at, language) ?? weekdayAt(tokens, at, null, language);
}

/** The first index from `at` on that holds none of the words; at most three are skipped. */
export function skipped(tokens: readonly string[], at: number, words: ReadonlySet<string>): number {
  let next = at;
  while (next < at + 3 && words.has(tokens[next] ?? '')) next += 1;
  return next;
}

const isArticle = (token: string | undefined, language: SpokenLanguage): boolean => token !== undefined && language.quantities.articles.includes(token);

const isSkippable = (token: string | undefined, language: SpokenLanguage): boolean =>
  token !== undefined && language.fillers.has(token) && !isArticle(token, language);

/** "Two weeks ago", "hace un mes", "in three days". */
function countedAt(tokens: readonly string[], at: number, language: SpokenLanguage): DateAt | null {
  const { agoBefore, agoAfter, aheadBefore, aheadAfter, units } = language.dates;
  const [ago, ahead] = [phraseLengthAt(tokens, at, agoBefore), phraseLengthAt(tokens, at, aheadBefore)];
  const lead = at + Math.max(ago, ahead);
  // "Hace como dos semanas".
  const start = [0, 1, 2, 3].map((more) => lead + more).find((index) => index === lead + 3 || !isSkippable(tokens[index], language)) ?? lead;
  const from = lead > at ? start : at;
  const count = brokenNumberAt(tokens, from, language) ?? (isArticle(tokens[from], language) ? { value: 1, end: from + 1 } : null);
  const span = units.get(tokens[count?.end ?? from] ?? '');
  if (count === null || span === undefined) return null;
  // "A week and a half ago".
  const broken = phraseLengthAt(tokens, count.end + 1, [...language.fractions.keys()]);
  const behind = count.end + 1 + broken;
  const [past, future] = [phraseLengthAt(tokens, behind, agoAfter), phraseLengthAt(tokens, behind, aheadAfter)];
  const sign = ago > 0 || past > 0 ? -1 : ahead > 0 || future > 0 ? 1 : 0;
  // "In two weeks" said of the past means nothing; "two weeks" alone is a duration.
  if (sign === 0) return null;
  const end = behind + Math.max(past, future);
  // A broken count is no day of the calendar; a long one leaves it.
  if (broken > 0 || !Number.isInteger(count.value) || count.value * span.count > 9999) return { date: { kind: 'bound' }, end };
  const date = spanDate({ ...span, count: span.count * count.value * sign }, true);
  const day = weekdayAfter(tokens, end, date, language);
  return day ?? { date, end };
}

/** "A week ago Tuesday" names neither that week's day nor the one before for sure. */
function weekdayAfter(tokens: readonly string[], end: number, date: HeardDate, language: SpokenLanguage): DateAt | null {
  return date.kind === 'days' && language.dates.weekdays.has(tokens[end] ?? '') ? { date: { kind: 'bound' }, end: end + 1 } : null;
}

/** Days and weeks ago are counted in days; months and years, and "last week", are spans. */
function spanDate({ unit, count }: CalendarSpan, exact: boolean): HeardDate {
  if (unit === 'day') return { kind: 'days', offset: count };
  if (unit === 'week' && exact) return { kind: 'days', offset: 7 * count };
  return { kind: 'span', unit, offset: count, exact };
}

/** "Last week", "this May", "next Tuesday"; "la semana pasada", "el mes que viene". */
function pointedAt(tokens: readonly string[], at: number, language: SpokenLanguage): DateAt | null {
  const { units, months, lastAfter, nextAfter } = language.dates;
  const before = whichAt(tokens, at, language);
  const noun = at + (before?.length ?? 0);
  const word = tokens[noun] ?? '';
  const [last, next] = [phraseLengthAt(tokens, noun + 1, lastAfter), phraseLengthAt(tokens, noun + 1, nextAfter)];
  const which: Which | null = before?.which ?? (last > 0 ? 'last' : next > 0 ? 'next' : null);
  if (which === null) return null;
  const end = noun + 1 + (before === null ? Math.max(last, next) : 0);
  const span = units.get(word);
  // "The last two weeks" and "the past days" are no date.
  if (span?.count === 1 && span.unit !== 'day') return { date: { kind: 'span', unit: span.unit, offset: offsetOf(which), exact: false }, end };
  const month = months.get(word);
  if (month !== undefined) return { date: parts(null, month, null, which), end };
  const weekday = weekdayAt(tokens, noun, which, language);
  return weekday === null ? null : { ...weekday, end: Math.max(end, weekday.end) };
}

const offsetOf = (which: Which): number => (which === 'last' ? -1 : which === 'this' ? 0 : 1);

function whichAt(tokens: readonly string[], at: number, { dates }: SpokenLanguage): { readonly which: Which; readonly length: number } | null {
  for (const [which, words] of [['last', dates.lastWords], ['this', dates.thisWords], ['next', dates.nextWords]] as const) {
    const length = phraseLengthAt(tokens, at, words);
    if (length > 0) return { which, length };
  }
  return null;
}

/** "Tuesday", "Tuesday of last week", "el martes de la semana pasada". */
function weekdayAt(tokens: readonly string[], at: number, which: Which | null, language: SpokenLanguage): DateAt | null {
  const weekday = language.dates.weekdays.get(tokens[at] ?? '');
  if (weekday === undefined) return null;
  const rest = skipped(tokens, at + 1, new Set([...language.dates.joiners, ...language.quantities.articles]));
  const week = which === null && !language.dates.weekdays.has(tokens[rest] ?? '') ? pointedAt(tokens, rest, language) : null;
  if (week?.date.kind === 'span' && week.date.unit === 'week') return { date: { kind: 'weekday', weekday, which: null, weekOffset: week.date.offset }, end: week.end };
  return { date: { kind: 'weekday', weekday, which, weekOffset: null }, end: at + 1 };
}
