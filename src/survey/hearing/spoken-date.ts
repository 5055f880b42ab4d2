import { parts, type DateAt, type HeardDate } from './heard-date.js';
import type { SpokenLanguage } from './language.js';
import { numberAt, type FoundNumber } from './number-words.js';
import type { Region } from './region.js';
import { relativeDateAt, skipped } from './relative-date.js';
import { isNegated } from './spoken-number.js';
import { yearAt } from './spoken-year.js';
import { phraseLengthAt, wordsOnly } from './words.js';
import { writtenDate } from './written-date.js';

/** The dates that a piece of an answer names, in the order said. Tokens as `dateTokens` yields them. */
export function spokenDates(tokens: readonly string[], language: SpokenLanguage, region: Region): readonly HeardDate[] {
  const found: HeardDate[] = [];
  for (let at = 0; at < tokens.length; ) {
    const part = phraseLengthAt(tokens, at, language.dates.dayParts);
    const date = dateAt(tokens, at, language, region);
    if (isOrDay(tokens, at, language)) found.push({ kind: 'bound' });
    if (date !== null && date.end - at >= part) {
      const isOther = endsBound(tokens, at, language) || isChanged(tokens, at, date, language) || isOneOfDays(tokens, at, date, language);
      if (!isNegated(tokens, at, language, found.length > 0)) found.push(isOther ? { kind: 'bound' } : date.date);
      at = date.end;
    } else at += Math.max(1, part);
  }
  return withWeekdays(found);
}

/** "The third *or the fourth* of May". */
function isOrDay(tokens: readonly string[], at: number, language: SpokenLanguage): boolean {
  return language.alternatives.has(tokens[at] ?? '') && dayAt(tokens, skipped(tokens, at + 1, language.dates.joiners), language) !== null;
}

/** "Tuesday the third of May" is one date: the weekday beside a named day says nothing more. */
function withWeekdays(dates: readonly HeardDate[]): readonly HeardDate[] {
  const hasDay = dates.some((date) => date.kind === 'parts' && date.day !== null && date.month !== null);
  return hasDay ? dates.filter((date) => date.kind !== 'weekday') : dates;
}

function dateAt(tokens: readonly string[], at: number, language: SpokenLanguage, region: Region): DateAt | null {
  const written = writtenDate(tokens[at] ?? '', region.monthFirst);
  if (written !== null) return { date: written, end: at + 1 };
  return relativeDateAt(tokens, at, language) ?? longest(dayMonthAt(tokens, at, language), monthDayAt(tokens, at, language)) ?? bareYearAt(tokens, at, language);
}

const longest = (left: DateAt | null, right: DateAt | null): DateAt | null => (left === null || (right !== null && right.end > left.end) ? right : left);

/** "The third of May (of) 2024"; a year may be missing. */
function dayMonthAt(tokens: readonly string[], at: number, language: SpokenLanguage): DateAt | null {
  const day = dayAt(tokens, at, language);
  if (day === null) return null;
  const monthAt = skipped(tokens, day.end, language.dates.joiners);
  const month = language.dates.months.get(tokens[monthAt] ?? '');
  if (month === undefined) return null;
  return withYear(tokens, monthAt + 1, month, day.value, language);
}

/** "May (the) third(,) 2024", "May 2024", "in May". */
function monthDayAt(tokens: readonly string[], at: number, language: SpokenLanguage): DateAt | null {
  const { months, joiners } = language.dates;
  const month = months.get(tokens[at] ?? '');
  if (month === undefined) return null;
  const found = dayAt(tokens, skipped(tokens, at + 1, joiners), language);
  // "In May three times".
  const day = found !== null && language.quantities.measures.has(tokens[found.end] ?? '') ? null : found;
  const without = withYear(tokens, at + 1, month, null, language);
  const date = day === null ? without : longest(without, withYear(tokens, day.end, month, day.value, language));
  if (date === null || date.end > at + 1 || !language.dates.doubtfulMonths.has(tokens[at] ?? '')) return date;
  return isBareMonth(tokens, at, language) ? date : null;
}

/** "May" may be the month when nothing else is said, behind "in", or before "last year". */
function isBareMonth(tokens: readonly string[], at: number, language: SpokenLanguage): boolean {
  const alone = wordsOnly(tokens).filter((word) => !language.fillers.has(word)).length === 1;
  const { monthLeads, lastWords, thisWords, nextWords } = language.dates;
  return alone || monthLeads.has(tokens[at - 1] ?? '') || phraseLengthAt(tokens, at + 1, [...lastWords, ...thisWords, ...nextWords]) > 0;
}

function withYear(tokens: readonly string[], at: number, month: number, day: number | null, language: SpokenLanguage): DateAt {
  const comma = tokens[at] === ',' ? 1 : 0;
  const start = skipped(tokens, at + comma, language.dates.joiners);
  const year = yearAt(tokens, start, language) ?? shortYearAt(tokens, at, start, language);
  return year === null ? { date: parts(null, month, day), end: at } : { date: parts(year.value, month, day), end: year.end };
}

/** "Del 08"; without such a lead only what can be neither a day nor an hour: "June fifth, eighty five". */
function shortYearAt(tokens: readonly string[], at: number, start: number, language: SpokenLanguage): FoundNumber | null {
  const hasLead = language.dates.shortYearLeads.includes(tokens[at] ?? '');
  const found = numberAt(tokens, start, language);
  return found !== null && Number.isInteger(found.value) && found.value >= (hasLead ? 10 : 32) && found.value < 100 ? found : null;
}

function bareYearAt(tokens: readonly string[], at: number, language: SpokenLanguage): DateAt | null {
  const year = yearAt(tokens, at, language);
  return year === null ? null : { date: parts(year.value, null, null), end: year.end };
}

/** "Third", "twenty third", "23", "23rd", "treinta y uno". Up to 99, so that a thirty-fourth of May is refused, not overheard. */
export function dayAt(tokens: readonly string[], at: number, language: SpokenLanguage): FoundNumber | null {
  const { dayOrdinals, ordinalEndings } = language.dates;
  const token = tokens[at] ?? '';
  const written = /^(\d{1,2})(\p{L}+)$/u.exec(token);
  if (written !== null) return ordinalEndings.includes(written[2] ?? '') ? { value: Number(written[1]), end: at + 1 } : null;
  const ten = language.tens.get(token);
  const unit = dayOrdinals.get(tokens[at + 1] ?? '');
  if (ten !== undefined && unit !== undefined && unit < 10) return { value: ten + unit, end: at + 2 };
  const ordinal = dayOrdinals.get(token);
  if (ordinal !== undefined) return { value: ordinal, end: at + 1 };
  const found = numberAt(tokens, at, language);
  return found !== null && Number.isInteger(found.value) && found.value >= 0 && found.value < 100 ? found : null;
}

/** "Two Tuesdays ago", "the Tuesday before last", "last last Tuesday", "May 3rd 24": not the date that was understood so far. */
function isChanged(tokens: readonly string[], at: number, { date, end }: DateAt, language: SpokenLanguage): boolean {
  const { changedBy, lastWords, nextWords } = language.dates;
  if (date.kind === 'parts') return date.year === null && date.month !== null && dayAt(tokens, skipped(tokens, end + (tokens[end] === ',' ? 1 : 0), language.dates.joiners), language) !== null;
  const isPointed = date.kind === 'weekday' || date.kind === 'span';
  const before = tokens[at - 1] ?? '';
  if (!isPointed) return false;
  return phraseLengthAt(tokens, end, changedBy) > 0 || dayAt(tokens, at - 1, language) !== null || ([...lastWords, ...nextWords].includes(before) && lastWords.concat(nextWords).includes(tokens[at] ?? ''));
}

/** "3 to 5 May", "May 3rd and 5th", "3rd-5th May": days of which none is the one. */
function isOneOfDays(tokens: readonly string[], at: number, { date, end }: DateAt, language: SpokenLanguage): boolean {
  if (date.kind !== 'parts' || date.day === null || date.month === null) return false;
  const { joiners } = language.dates;
  const isLink = (token: string | undefined): boolean => token !== undefined && (language.rangeWords.includes(token) || (language.separators.has(token) && wordsOnly([token]).length > 0));
  if (isLink(tokens[end]) && dayAt(tokens, skipped(tokens, end + 1, joiners), language) !== null) return true;
  const back = joiners.has(tokens[at - 1] ?? '') ? at - 2 : at - 1;
  return dayAt(tokens, isLink(tokens[back]) ? back - 1 : back, language)?.end === (isLink(tokens[back]) ? back : back + 1);
}

function endsBound(tokens: readonly string[], at: number, language: SpokenLanguage): boolean {
  let end = at;
  while (language.fillers.has(tokens[end - 1] ?? '') && !isBoundBefore(tokens, end, language)) end -= 1;
  return isBoundBefore(tokens, end, language);
}

const isBoundBefore = (tokens: readonly string[], end: number, language: SpokenLanguage): boolean =>
  [1, 2, 3].some((length) => end >= length && language.dates.bounds.includes(tokens.slice(end - length, end).join(' ')));
