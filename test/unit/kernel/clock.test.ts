import { expect, it } from '@jest/globals';
import { acceleratedClock } from '../../../src/kernel/clock.js';
import { createManualClock } from '../../support/manual-clock.js';

it('runs so many times faster from the moment it is made, and fires that much sooner', () => {
  const real = createManualClock(1_000_000);
  real.advance(500);
  const fast = acceleratedClock(real, 48);
  expect([fast.nowMs(), fast.wallMs()]).toEqual([500, 1_000_500]);
  const firedAt: number[] = [];
  fast.setTimer(480_000, () => firedAt.push(fast.nowMs()));
  const cancelled = fast.setTimer(1000, () => firedAt.push(-1));
  cancelled.cancel();
  real.advance(9999);
  expect(firedAt).toEqual([]);
  real.advance(1);
  expect(firedAt).toEqual([480_500]);
  expect([fast.nowMs(), fast.wallMs()]).toEqual([480_500, 1_480_500]);
});

it('may run slower, and refuses factors with which time would stand or go back', () => {
  const real = createManualClock(0);
  const slow = acceleratedClock(real, 0.5);
  real.advance(100);
  expect(slow.nowMs()).toBe(50);
  for (const factor of [0, -1, NaN, Infinity]) expect(() => acceleratedClock(real, factor)).toThrow(RangeError);
});
