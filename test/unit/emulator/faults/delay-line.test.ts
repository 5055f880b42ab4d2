import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDelayLine } from '../../../../src/emulator/faults/delay-line.js';
import { createManualClock } from '../../../support/manual-clock.js';

it('is not there without a delay', () => {
  const line = createDelayLine(createManualClock());
  const left: string[] = [];
  line.pass(0, () => left.push('a'));
  expect(left).toEqual(['a']);
});

it('keeps the order, whatever the delays, and lets nothing out before its time', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ gapMs: fc.nat(50), delayMs: fc.nat(100) }), { maxLength: 40 }), (items) => {
      const clock = createManualClock();
      const line = createDelayLine(clock);
      const left: number[] = [];
      for (const [at, { gapMs, delayMs }] of items.entries()) {
        clock.advance(gapMs);
        const dueMs = clock.nowMs() + delayMs;
        line.pass(delayMs, () => {
          expect(clock.nowMs()).toBeGreaterThanOrEqual(dueMs);
          left.push(at);
        });
      }
      clock.advance(5000);
      expect(left).toEqual(items.map((_, at) => at));
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 500 },
  );
});

it('holds 50,000 things and no more, and forgets them when it is closed', () => {
  const clock = createManualClock();
  const line = createDelayLine(clock);
  const left: number[] = [];
  for (let n = 0; n < 50_000; n += 1) line.pass(10, () => left.push(n));
  expect(line.pass(10, () => left.push(-1))).toBe(false);
  line.close();
  clock.advance(1000);
  expect([left, clock.pending]).toEqual([[], 0]);
});
