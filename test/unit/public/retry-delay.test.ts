import { expect, it } from '@jest/globals';
import { retryDelayMs } from '../../../public/src/client/retry-delay.js';

it('waits longer and longer, up to five seconds', () => {
  expect([1, 2, 8, 9, 10, 11, 12, 500].map((tries) => retryDelayMs(tries, () => 1))).toEqual([300, 600, 600, 1000, 2000, 4000, 5000, 5000]);
});

it('leaves half of it to chance', () => {
  expect(retryDelayMs(2, () => 0)).toBe(300);
  expect(retryDelayMs(2, () => 0.5)).toBe(450);
});
