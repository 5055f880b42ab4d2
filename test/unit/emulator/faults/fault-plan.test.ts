import { expect, it } from '@jest/globals';
import { createFaultPlan, type FaultedStream, type FaultOrder } from '../../../../src/emulator/faults/fault-plan.js';

/** A stream that only writes down which faults reach it. */
function listener(number: number): FaultedStream & { readonly armed: readonly string[]; readonly orders: readonly FaultOrder[] } {
  const orders: FaultOrder[] = [];
  const armed: string[] = [];
  return {
    number,
    armed,
    orders,
    arm(order) {
      armed.push(order.fault.kind);
      orders.push(order);
    },
    disarm: (id) => void armed.push(`not ${id}`),
  };
}

it('gives each new stream what is meant for it, and counts down the next ones', () => {
  const plan = createFaultPlan();
  plan.add({ kind: 'throttled', when: { streams: { next: 2 } } });
  plan.add({ kind: 'reset', when: { streams: [2] } });
  plan.add({ kind: 'slow', delayMs: 5, when: { streams: 'every' } });
  plan.add({ kind: 'goaway', when: { streams: 'live' } });
  const streams = [1, 2, 3].map(listener);
  for (const stream of streams) plan.enter(stream);
  expect(streams.map(({ armed }) => armed)).toEqual([['throttled', 'slow'], ['throttled', 'reset', 'slow'], ['slow']]);
});

it('reaches open streams, and those that have left no more', () => {
  const plan = createFaultPlan();
  const [first, second, third] = [listener(1), listener(2), listener(3)];
  for (const stream of [first, second, third]) plan.enter(stream);
  plan.leave(first);
  plan.add({ kind: 'silence', when: { streams: 'live' } });
  plan.add({ kind: 'reset', when: { streams: [1, 2] } });
  plan.add({ kind: 'clean_end' });
  expect(plan.remove('fault-1')).toBe(true);
  expect(plan.remove('fault-1')).toBe(false);
  expect([first.armed, second.armed, third.armed]).toEqual([[], ['silence', 'reset', 'not fault-1'], ['silence', 'not fault-1']]);
});

it('counts what has happened, and never uses an id again', () => {
  const plan = createFaultPlan();
  const stream = listener(1);
  plan.enter(stream);
  plan.add({ kind: 'silence', when: { streams: 'every' } });
  stream.orders[0]?.onFired();
  expect(plan.list()).toEqual([{ id: 'fault-1', fault: { kind: 'silence', when: { streams: 'every', at: 'open' } }, fired: 1 }]);
  plan.clear();
  expect(plan.list()).toEqual([]);
  expect(plan.add({ kind: 'silence' })).toBe('fault-2');
});

it('refuses what only looks like a fault to the compiler, and more than it can hold', () => {
  const plan = createFaultPlan();
  expect(() => plan.add({ kind: 'slow', delayMs: -1 })).toThrow(/delayMs/);
  for (let n = 0; n < 10_000; n += 1) plan.add({ kind: 'silence', when: { streams: [1] } });
  expect(() => plan.add({ kind: 'silence' })).toThrow('too many faults');
});
