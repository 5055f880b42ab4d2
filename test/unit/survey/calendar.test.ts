import { expect, it } from '@jest/globals';
import { addDays, addMonths, dayFromIso, daysInMonth, isoFromParts, partsFromIso, weekdayOf } from '../../../src/survey/calendar.js';
import { regionFromTag } from '../../../src/survey/hearing/region.js';

it('counts days over ends of months and years', () => {
  expect(addDays({ year: 2024, month: 2, day: 28 }, 1)).toEqual({ year: 2024, month: 2, day: 29 });
  expect(addDays({ year: 2026, month: 1, day: 1 }, -1)).toEqual({ year: 2025, month: 12, day: 31 });
  expect([addMonths({ year: 2026, month: 1 }, -1), addMonths({ year: 2026, month: 12 }, 2), addMonths({ year: 2026, month: 5 }, -17)]).toEqual([
    { year: 2025, month: 12 }, { year: 2027, month: 2 }, { year: 2024, month: 12 },
  ]);
});

it('knows weekdays and lengths of months', () => {
  expect([weekdayOf({ year: 2026, month: 5, day: 20 }), weekdayOf({ year: 1969, month: 12, day: 28 }), weekdayOf({ year: 2000, month: 1, day: 1 })]).toEqual([3, 7, 6]);
  expect([daysInMonth(2024, 2), daysInMonth(2023, 2), daysInMonth(1900, 2), daysInMonth(null, 2), daysInMonth(2026, 4)]).toEqual([29, 28, 28, 29, 30]);
});

it('takes ISO dates of the calendar only', () => {
  expect(['2024-05-03', '2024-05', '2024'].map(partsFromIso)).toEqual([{ year: 2024, month: 5, day: 3 }, { year: 2024, month: 5, day: null }, { year: 2024, month: null, day: null }]);
  expect(['2024-04-31', '2024-13', '0999', '2024-5-3', '20240503', '2024-05-03T00:00', ''].map(partsFromIso)).toEqual([null, null, null, null, null, null, null]);
  expect([dayFromIso('2024-05'), isoFromParts(2024, 5, null), isoFromParts(2024, null, 3)]).toEqual([null, '2024-05', '2024']);
});

it('knows how regions write numbers and dates', () => {
  expect(['en-US', 'en', 'en-GB', 'es-ES', 'es-MX', 'es-419', 'es', 'fr-CA'].map(regionFromTag)).toEqual([
    { decimalMark: '.', monthFirst: true }, { decimalMark: '.', monthFirst: true }, { decimalMark: '.', monthFirst: false }, { decimalMark: ',', monthFirst: false },
    { decimalMark: '.', monthFirst: false }, { decimalMark: '.', monthFirst: false }, { decimalMark: ',', monthFirst: false }, { decimalMark: ',', monthFirst: false },
  ]);
});
