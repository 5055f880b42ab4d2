import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRingBuffer } from '../../../public/src/audio/ring-buffer.js';

it('gives samples back in order, across the wrap', () => {
  const ring = createRingBuffer(4);
  expect(ring.write(Int16Array.of(1, 2, 3))).toBe(3);
  expect([ring.read(), ring.read()]).toEqual([1, 2]);
  expect(ring.write(Int16Array.of(4, 5, 6))).toBe(3);
  expect([ring.read(), ring.read(), ring.read(), ring.read()]).toEqual([3, 4, 5, 6]);
  expect(ring.queued).toBe(0);
  expect(ring.readPosition).toBe(6);
});

it('takes only what fits, and says how much', () => {
  const ring = createRingBuffer(4);
  expect(ring.write(Int16Array.of(1, 2, 3, 4, 5, 6))).toBe(4);
  expect(ring.queued).toBe(4);
  expect(ring.write(Int16Array.of(7))).toBe(0);
});

it('skips forward, but neither back nor beyond what was written', () => {
  const ring = createRingBuffer(8);
  ring.write(Int16Array.of(1, 2, 3, 4));
  ring.skipTo(2);
  ring.skipTo(1);
  expect(ring.read()).toBe(3);
  ring.skipTo(99);
  expect(ring.readPosition).toBe(4);
});

it('behaves like a queue with a bound, whatever is written, read and skipped', () => {
  const step = fc.oneof(
    fc.record({ write: fc.array(fc.integer({ min: -32768, max: 32767 }), { maxLength: 12 }) }),
    fc.record({ read: fc.nat({ max: 12 }) }),
    fc.record({ skip: fc.nat({ max: 12 }) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(step, { maxLength: 40 }), (capacity, steps) => {
      const ring = createRingBuffer(capacity);
      let model: number[] = [];
      for (const one of steps) {
        if ('write' in one) {
          const fitting = one.write.slice(0, capacity - model.length);
          expect(ring.write(Int16Array.from(one.write))).toBe(fitting.length);
          model = [...model, ...fitting];
        } else if ('read' in one) {
          for (let i = 0; i < one.read && ring.queued > 0; i++) expect(ring.read()).toBe(model.shift());
        } else {
          ring.skipTo(ring.readPosition + one.skip);
          model = model.slice(one.skip);
        }
        expect(ring.queued).toBe(model.length);
      }
    }),
    { numRuns: 500 },
  );
});
