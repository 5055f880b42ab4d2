import type { SpokenLanguage } from '../../../../survey/hearing/language.js';
import { numberAt } from '../../../../survey/hearing/number-words.js';
import { phraseLengthAt } from '../../../../survey/hearing/words.js';
import { dateTokens } from '../../../../survey/hearing/written-date.js';
import type { DayPart, TimeWords } from './time-words.js';

export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

export interface HeardTimes {
  /** Every different time that was named. */
  readonly times: readonly TimeOfDay[];
  /** A time was named that no clock shows, or not at that part of the day. */
  readonly isImpossible: boolean;
  /** What is left when the times are taken out: where a date may be. */
  readonly rest: readonly string[];
}

/** A time as it was named, of a clock with twelve hours or with twenty-four. */
interface HeardClock extends TimeOfDay {
  readonly end: number;
  /** Written with its zero ("09:00"): of twenty-four. */
  readonly isExact: boolean;
}

const writtenTime = /(?<![\d.,/-])(\d{1,2})[:hH](\d{2})(?::\d{2})?(?!\d)/g;

/** Words, with "15:00" as one token, "3pm" and "15hs" as two, "p.m." as "pm", and dates in digits as one each. */
export function timeTokens(text: string): readonly string[] {
  const plain = text
    .slice(0, 500)
    .replace(/([ap])\.\s?m\b\.?/gi, '$1m')
    .replace(/(\d)\s?(am|pm|hs|hrs|horas?|h)\b(?!\d)/gi, '$1 $2');
  const tokens: string[] = [];
  let from = 0;
  for (const match of plain.matchAll(writtenTime)) {
    tokens.push(...dateTokens(plain.slice(from, match.index)), `${match[1] ?? ''}:${match[2] ?? ''}`);
    from = match.index + match[0].length;
  }
  return [...tokens, ...dateTokens(plain.slice(from))];
}

/** The times of day that were named. @param isTime the words are a time and nothing else, so that a bare number is one */
export function spokenTimes(tokens: readonly string[], words: TimeWords, language: SpokenLanguage, isTime: boolean): HeardTimes {
  const rest: string[] = [];
  const clocks: HeardClock[] = [];
  const parts: DayPart[] = [];
  const phrases = [...words.parts.keys()];
  for (let at = 0; at < tokens.length; ) {
    const lead = phraseLengthAt(tokens, at, words.leads);
    const clock = clockAt(tokens, at + lead, words, language);
    if (clock !== null && (lead > 0 || isTime || isEvident(tokens, at, clock, words))) {
      clocks.push(clock);
      // Dates do not join over a time.
      rest.push(',');
      at = clock.end;
      at += phraseLengthAt(tokens, at, words.marks);
      const length = phraseLengthAt(tokens, at, phrases);
      const part = words.parts.get(tokens.slice(at, at + length).join(' '));
      if (part !== undefined) parts.push(part);
      at += length;
      continue;
    }
    const length = phraseLengthAt(tokens, at, phrases);
    const part = words.parts.get(tokens.slice(at, at + length).join(' '));
    if (part !== undefined) parts.push(part);
    const taken = Math.max(1, length);
    // They stay: "esta tarde" is today as well.
    rest.push(...tokens.slice(at, at + taken));
    at += taken;
  }
  if (clocks.length === 0 && parts.includes('midday')) return { times: [{ hour: 12, minute: 0 }], isImpossible: false, rest };
  const times = clocks.map((clock) => timeMeant(clock, parts));
  const known = times.filter((time): time is TimeOfDay => time !== null);
  const different = [...new Map(known.map((time) => [`${time.hour}:${time.minute}`, time])).values()];
  return { times: different, isImpossible: known.length < times.length || (clocks.length === 0 && parts.includes('midnight')), rest };
}

/** Minutes from now on: "en dos horas", "in half an hour", "in 45 minutes". Null: none were named. */
export function spokenMinutesAhead(tokens: readonly string[], words: TimeWords, language: SpokenLanguage): number | null {
  for (let at = 0; at < tokens.length; at += 1) {
    const lead = phraseLengthAt(tokens, at, words.ahead);
    if (lead === 0) continue;
    const isHalf = words.half.includes(tokens[at + lead] ?? '');
    const start = at + lead + (isHalf ? 1 : 0);
    const isArticle = language.quantities.articles.includes(tokens[start] ?? '');
    const found = isArticle ? { value: 1, end: start + 1 } : isHalf ? { value: 1, end: start } : numberAt(tokens, start, language);
    if (found === null || !Number.isInteger(found.value) || found.value < 0) continue;
    const unit = tokens[found.end] ?? '';
    if (words.minutes.includes(unit)) return found.value;
    if (!words.hours.includes(unit)) continue;
    const more = words.plus.includes(tokens[found.end + 1] ?? '') ? minutesAt(tokens, found.end + 2, words, language) : null;
    return isHalf ? 30 : found.value * 60 + (more?.value ?? 0);
  }
  return null;
}

/** Nothing need stand before it: "3 pm", "15:00", "half past nine", "10 hs". */
function isEvident(tokens: readonly string[], at: number, { end }: HeardClock, words: TimeWords): boolean {
  const span = tokens.slice(at, end);
  if (span.some((token) => token.includes(':') || words.past.includes(token) || words.to.includes(token))) return true;
  if (phraseLengthAt(tokens, end, words.marks) > 0) return true;
  return phraseLengthAt(tokens, end, [...words.parts.keys()]) > 0;
}

function clockAt(tokens: readonly string[], at: number, words: TimeWords, language: SpokenLanguage): HeardClock | null {
  const written = /^(\d{1,2}):(\d{2})$/.exec(tokens[at] ?? '');
  if (written !== null) return { hour: Number(written[1]), minute: Number(written[2]), end: at + 1, isExact: (written[1] ?? '').startsWith('0') };
  const digits = /^([01]?\d|2[0-3])([0-5]\d)$/.exec(tokens[at] ?? '');
  if (digits !== null) return { hour: Number(digits[1]), minute: Number(digits[2]), end: at + 1, isExact: true };
  const before = minutesBefore(tokens, at, words, language);
  if (before !== null) return before;
  const hour = hourAt(tokens, at, words, language);
  if (hour === null) return null;
  const joined = tokens[hour.end] ?? '';
  const isLess = words.minus.includes(joined);
  if (isLess || words.plus.includes(joined)) {
    const minutes = minutesAt(tokens, hour.end + 1, words, language);
    if (minutes !== null) return { ...clockFrom(hour.value, isLess ? -minutes.value : minutes.value), end: minutes.end, isExact: false };
  }
  const bare = bareMinutesAt(tokens, hour.end, language);
  return { hour: hour.value, minute: bare?.value ?? 0, end: bare?.end ?? hour.end, isExact: false };
}

interface Found {
  readonly value: number;
  readonly end: number;
}

function hourAt(tokens: readonly string[], at: number, words: TimeWords, language: SpokenLanguage): Found | null {
  const token = tokens[at] ?? '';
  if (words.one.includes(token)) return { value: 1, end: at + 1 };
  // "Veinte y cinco" is five past, not twenty-five.
  if (language.tens.get(token) === 20 && words.plus.includes(tokens[at + 1] ?? '')) return { value: 20, end: at + 1 };
  const found = numberAt(tokens, at, language);
  return found !== null && Number.isInteger(found.value) && found.value >= 0 && found.value <= 24 ? found : null;
}

function minutesAt(tokens: readonly string[], at: number, words: TimeWords, language: SpokenLanguage): Found | null {
  const start = words.light.includes(tokens[at] ?? '') ? at + 1 : at;
  const token = tokens[start] ?? '';
  if (words.half.includes(token)) return { value: 30, end: start + 1 };
  if (words.quarter.includes(token)) return { value: 15, end: start + 1 };
  const found = numberAt(tokens, start, language);
  if (found === null || !Number.isInteger(found.value) || found.value < 1 || found.value > 59) return null;
  return { value: found.value, end: words.light.includes(tokens[found.end] ?? '') ? found.end + 1 : found.end };
}

/** "Nine thirty", "ten oh five"; not "at 10 15 December". */
function bareMinutesAt(tokens: readonly string[], at: number, language: SpokenLanguage): Found | null {
  const zero = language.dates.zeroWords.includes(tokens[at] ?? '') ? 1 : 0;
  const found = numberAt(tokens, at + zero, language);
  if (found === null || !Number.isInteger(found.value) || found.value > 59 || (zero === 1 ? found.value > 9 : found.value < 10)) return null;
  const behind = [0, 1].map((skip) => tokens[found.end + skip] ?? '');
  return behind.some((token, index) => language.dates.months.has(token) && (index === 0 || language.dates.joiners.has(behind[0] ?? ''))) ? null : { value: found.value, end: found.end };
}

/** "Half past nine", "a quarter to five", "ten past three". */
function minutesBefore(tokens: readonly string[], at: number, words: TimeWords, language: SpokenLanguage): HeardClock | null {
  if (words.past.length === 0) return null;
  const minutes = minutesAt(tokens, at, words, language);
  if (minutes === null) return null;
  const link = tokens[minutes.end] ?? '';
  const isTo = words.to.includes(link);
  if (!isTo && !words.past.includes(link)) return null;
  const hour = hourAt(tokens, minutes.end + 1, words, language);
  return hour === null ? null : { ...clockFrom(hour.value, isTo ? -minutes.value : minutes.value), end: hour.end, isExact: false };
}

/** "Las ocho menos cuarto" is 7:45; of one o'clock it is 12:45. */
const clockFrom = (hour: number, minutes: number): TimeOfDay => (minutes >= 0 ? { hour, minute: minutes } : { hour: hour === 1 ? 12 : hour - 1, minute: 60 + minutes });

/** People who ask for an appointment mean hours when there are any: without a part of the day, 1 to 7 are in the afternoon. */
const firstOfficeHour = 8;

/** The time of day that is meant; null where the clock and the part of the day do not fit. */
function timeMeant({ hour, minute, isExact }: HeardClock, parts: readonly DayPart[]): TimeOfDay | null {
  if (hour > 23 || minute > 59) return null;
  if (parts.length === 0) return { hour: !isExact && hour >= 1 && hour < firstOfficeHour ? hour + 12 : hour, minute };
  const hours = new Set(parts.map((part) => hourIn(part, hour)));
  const [only] = hours;
  return hours.size !== 1 || only === undefined || only === null ? null : { hour: only, minute };
}

function hourIn(part: DayPart, hour: number): number | null {
  const laterFrom = (from: number, to: number): number | null => (hour >= from && hour <= to ? hour + 12 : null);
  switch (part) {
    case 'am':
      return hour === 12 ? 0 : hour < 12 ? hour : null;
    case 'pm':
      return hour === 12 ? 12 : hour < 12 ? hour + 12 : hour;
    case 'dawn':
      return hour <= 6 ? hour : null;
    case 'morning':
      return hour >= 1 && hour <= 12 ? hour : null;
    case 'midday':
      return hour === 11 || hour === 12 ? hour : hour >= 1 && hour <= 3 ? hour + 12 : hour >= 13 && hour <= 15 ? hour : null;
    case 'afternoon':
      return hour === 12 ? 12 : hour >= 13 && hour <= 20 ? hour : laterFrom(1, 8);
    case 'evening':
      return hour >= 16 ? hour : laterFrom(4, 11);
    case 'night':
      return hour >= 18 ? hour : laterFrom(6, 11);
    case 'midnight':
      return null;
  }
}
