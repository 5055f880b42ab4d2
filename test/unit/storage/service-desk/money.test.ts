import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { centsFromDecimal, decimalFromCents, maxCents } from '../../../../src/storage/service-desk/money.js';

describe('amounts', () => {
  it.each([
    [67.48, 6748],
    ['67.48', 6748],
    ['67,5', 6750],
    ['$ 1500', 150_000],
    [0, 0],
    [0.1 * 3, null],
    [1.005, null],
    ['1.500', null],
    ['1.500,50', null],
    [-1, null],
    ['', null],
    ['gratis', null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [1e21, null],
    [100_000_000, 10_000_000_000],
    [100_000_000.01, null],
  ])('%p is %p cents', (amount, cents) => {
    expect(centsFromDecimal(amount)).toBe(cents);
  });
  it('come back as they went, by number and by text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: maxCents }), (cents) => {
        const decimal = decimalFromCents(cents);
        return centsFromDecimal(decimal) === cents && centsFromDecimal(decimal.toFixed(2)) === cents && centsFromDecimal(JSON.stringify(decimal)) === cents;
      }),
      { numRuns: 2000 },
    );
  });
});
