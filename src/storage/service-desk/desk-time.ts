/** Where the service desk is: its days and hours are those of this zone, whatever the server's clock is set to. */
export const deskTimeZone = 'America/Argentina/Buenos_Aires';

/** A minute of the calendar and the clock on the wall at the service desk. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formatter = new Intl.DateTimeFormat('en-US', {
  timeZone: deskTimeZone,
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
});
const minuteMs = 60_000;

export function localTimeFromMs(ms: number): LocalTime {
  const parts = new Map(formatter.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const part = (name: 'year' | 'month' | 'day' | 'hour' | 'minute'): number => parts.get(name) ?? 0;
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

const asUtcMs = ({ year, month, day, hour, minute }: LocalTime): number => Date.UTC(year, month - 1, day, hour, minute);

/** Milliseconds since 1970. A minute that a change of the clocks leaves out is the one after it. */
export function msFromLocalTime(local: LocalTime): number {
  const asIfUtc = asUtcMs(local);
  const offsetAt = (ms: number): number => asUtcMs(localTimeFromMs(ms)) - ms;
  const guess = asIfUtc - offsetAt(asIfUtc);
  return asIfUtc - offsetAt(guess);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `YYYY-MM-DD` at the service desk. */
export function localDayFromMs(ms: number): string {
  const { year, month, day } = localTimeFromMs(ms);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** `2026-11-23T15:00:00-03:00`: the hour is the one that people say. */
export function localIsoFromMs(ms: number): string {
  const local = localTimeFromMs(ms);
  const wholeMinuteMs = Math.floor(ms / minuteMs) * minuteMs;
  const offsetMinutes = (asUtcMs(local) - wholeMinuteMs) / minuteMs;
  const size = Math.abs(offsetMinutes);
  return `${localDayFromMs(ms)}T${two(local.hour)}:${two(local.minute)}:${two(Math.floor(ms / 1000) % 60)}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

export interface WrittenTime {
  readonly ms: number;
  /** False for a date alone; then `ms` is its first minute. */
  readonly hasTime: boolean;
}

const written = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** An ISO 8601 date or date and time; without an offset, it is the service desk's. Null where it is none, or no day of the calendar. */
export function writtenTimeFrom(text: string): WrittenTime | null {
  const match = written.exec(text.trim());
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part: string | undefined) => Number(part ?? 0));
  const local = { year, month, day, hour, minute };
  const check = new Date(asUtcMs(local));
  if (check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null;
  const zone = match[7]?.toUpperCase();
  const hasTime = match[4] !== undefined;
  if (zone === undefined) return { ms: msFromLocalTime(local) + second * 1000, hasTime };
  const offset = zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
  return { ms: asUtcMs(local) + second * 1000 - offset * minuteMs, hasTime };
}
