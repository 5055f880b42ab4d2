import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { localDayFromMs, localIsoFromMs, localTimeFromMs, msFromLocalTime, writtenTimeFrom } from '../../../../src/storage/service-desk/desk-time.js';

describe('the time at the desk', () => {
  it('is that of Buenos Aires, whatever the machine thinks', () => {
    const ms = Date.parse('2026-11-22T02:30:45Z');
    expect(localTimeFromMs(ms)).toEqual({ year: 2026, month: 11, day: 21, hour: 23, minute: 30 });
    expect(localDayFromMs(ms)).toBe('2026-11-21');
    expect(localIsoFromMs(ms)).toBe('2026-11-21T23:30:45-03:00');
    expect(msFromLocalTime({ year: 2026, month: 11, day: 21, hour: 23, minute: 30 })).toBe(Date.parse('2026-11-22T02:30:00Z'));
  });
  it('goes there and back, in summers of two hours behind too', () => {
    expect(localIsoFromMs(Date.parse('2008-12-01T12:00:00Z'))).toBe('2008-12-01T10:00:00-02:00');
    const minutes = fc.integer({ min: Date.parse('2000-01-01T00:00:00Z') / 60_000, max: Date.parse('2060-01-01T00:00:00Z') / 60_000 });
    fc.assert(fc.property(minutes, (minute) => Date.parse(localIsoFromMs(minute * 60_000)) === minute * 60_000), { numRuns: 300 });
  });
  it.each([
    ['2026-11-27T15:00', '2026-11-27T18:00:00.000Z', true],
    ['2026-11-27 15:00:30', '2026-11-27T18:00:30.000Z', true],
    ['2026-11-27T15:00:00.000Z', '2026-11-27T15:00:00.000Z', true],
    ['2026-11-27T15:00:00-05:00', '2026-11-27T20:00:00.000Z', true],
    ['2026-11-27T15:00:00+0530', '2026-11-27T09:30:00.000Z', true],
    ['2026-11-27', '2026-11-27T03:00:00.000Z', false],
  ])('reads %s', (text, iso, hasTime) => {
    expect(writtenTimeFrom(text)).toEqual({ ms: Date.parse(iso), hasTime });
  });
  it.each(['2026-02-30', '2026-13-01', '2026-11-27T24:30', '2026-11-27T10:75', 'mañana', '27/11/2026', '2026-11-27T10'])('does not read %s', (text) => {
    expect(writtenTimeFrom(text)).toBeNull();
  });
});
