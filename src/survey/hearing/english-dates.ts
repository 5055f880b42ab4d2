import type { CalendarSpan, SpokenDateSentences, SpokenDateWords } from './date-language.js';
import { alike, joinList, numbered, phrases, words } from './word-lists.js';

const monthNames = words('January February March April May June July August September October November December');

export const englishDates: SpokenDateWords = {
  months: new Map([
    ...numbered(monthNames.join(' ').toLowerCase(), 1),
    ...numbered('jan feb mar apr may jun jul aug sep oct nov dec', 1),
    ['sept', 9],
  ]),
  doubtfulMonths: new Set(words('may march mar')),
  monthLeads: new Set(words('in of since during around early mid late last this next until about')),
  weekdays: new Map([
    ...numbered('monday tuesday wednesday thursday friday saturday sunday', 1),
    ...numbered('mondays tuesdays wednesdays thursdays fridays saturdays sundays', 1),
    ...numbered('mon tue wed thu fri', 1),
    ['tues', 2],
    ['thur', 4],
    ['thurs', 4],
  ]),
  relativeDays: new Map([
    ...phrases('today|this morning|this afternoon|this evening|tonight|earlier today|this day').map((phrase) => [phrase, 0] as const),
    ...phrases('yesterday|last night|last evening').map((phrase) => [phrase, -1] as const),
    ...phrases('day before yesterday|day before last|night before last').map((phrase) => [phrase, -2] as const),
    ['tomorrow', 1],
    ['day after tomorrow', 2],
  ]),
  dayParts: phrases('in the morning|in the afternoon|in the evening|at night|morning|afternoon|evening|at noon'),
  units: new Map([
    ...alike<CalendarSpan>('day days', { unit: 'day', count: 1 }),
    ...alike<CalendarSpan>('week weeks', { unit: 'week', count: 1 }),
    ...alike<CalendarSpan>('fortnight fortnights', { unit: 'week', count: 2 }),
    ...alike<CalendarSpan>('month months', { unit: 'month', count: 1 }),
    ...alike<CalendarSpan>('year years', { unit: 'year', count: 1 }),
    ...alike<CalendarSpan>('decade decades', { unit: 'year', count: 10 }),
  ]),
  agoBefore: [],
  agoAfter: ['ago', 'back'],
  aheadBefore: ['in'],
  aheadAfter: phrases('from now|from today|ahead|hence'),
  lastWords: ['last', 'previous', 'past'],
  thisWords: ['this', 'current'],
  nextWords: ['next', 'coming', 'following'],
  lastAfter: [],
  nextAfter: [],
  dayOrdinals: new Map([
    ...numbered('first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth', 1),
    ['thirtieth', 30],
  ]),
  ordinalEndings: words('st nd rd th'),
  joiners: new Set(words('of the')),
  shortYearLeads: [],
  zeroWords: ['oh', 'o', 'zero'],
  bounds: phrases('before|after|prior to|earlier than|later than|from|until|till|by|week of|weekend of'),
  changedBy: phrases('before last|after next|week|ago'),
};

const asked = { day: 'the day, the month and the year', month: 'the month and the year', year: 'the year' } as const;

const date: SpokenDateSentences['date'] = (year, month, day, monthFirst) => {
  const name = month === null ? null : (monthNames[month - 1] ?? null);
  if (name === null) return year === null ? '' : String(year);
  if (day === null) return year === null ? name : `${name} ${year}`;
  if (monthFirst) return year === null ? `${name} ${day}` : `${name} ${day}, ${year}`;
  return year === null ? `${day} ${name}` : `${day} ${name} ${year}`;
};

export const englishDateSentences: SpokenDateSentences = {
  whatDate: (precision) => `Please tell me ${asked[precision]}.`,
  wholeDate: (precision) => `I need a little more than that. Please tell me ${asked[precision]}.`,
  noSuchDate: (heard, precision) => `There is no ${heard}. Please tell me ${asked[precision]}.`,
  whichDate: (heard) => `I heard ${joinList(heard, 'and')}. Which one is right?`,
  outsideDates: (heard, min, max) => {
    const wanted = min === null ? `that is not after ${max ?? ''}` : max === null ? `that is not before ${min}` : `between ${min} and ${max}`;
    return `I heard ${heard}. Please give me a date ${wanted}.`;
  },
  date,
};
