import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createJitterTarget, type JitterTarget } from '../../../public/src/audio/jitter-target.js';

/** Frames of 40 ms at real time, each `lateness(i)` ms after its due time. */
function receive(target: JitterTarget, count: number, lateness: (index: number) => number, fromMs = 0): void {
  for (let index = 0; index < count; index++) target.frame(fromMs + index * 40 + lateness(index), 40);
}

it('starts at 80 ms, and stays there while frames come in time or early', () => {
  const target = createJitterTarget();
  expect(target.targetMs).toBe(80);
  receive(target, 250, () => 0);
  expect(target.targetMs).toBe(80);
  target.startUtterance();
  for (let index = 0; index < 250; index++) target.frame(20_000 + index * 10, 40);
  expect(target.targetMs).toBe(80);
});

it('rises at once to the 95th percentile of lateness plus 20 ms', () => {
  const target = createJitterTarget();
  receive(target, 100, (index) => (index % 10 === 9 ? 70 : 0));
  expect(target.targetMs).toBe(90);
});

it('counts a stall that emptied the buffer once: playing begins anew behind it', () => {
  const target = createJitterTarget();
  receive(target, 10, (index) => (index === 9 ? 150 : 0));
  expect(target.targetMs).toBe(170);
  // All later frames are as late as that one, and so in time again. From the 20th on, one in so many is below the 95th percentile.
  for (let index = 10; index < 35; index++) target.frame(index * 40 + 150, 40);
  expect(target.targetMs).toBeCloseTo(170 - 16 * 0.4, 5);
});

it('never asks for more than 400 ms', () => {
  const target = createJitterTarget();
  receive(target, 100, (index) => index * 100);
  expect(target.targetMs).toBe(400);
});

it('falls by 10 ms for each second of sound, once the lateness is out of its 10 s', () => {
  const target = createJitterTarget();
  target.frame(0, 40);
  for (let index = 1; index < 8; index++) target.frame(300 + index * 40, 40);
  const high = target.targetMs;
  expect(high).toBe(320);
  receive(target, 250, () => 0, 1000);
  const afterWindow = target.targetMs;
  target.startUtterance();
  receive(target, 50, () => 0, 50_000);
  expect(afterWindow - target.targetMs).toBeCloseTo(20, 5);
});

it('does not take the pause between two utterances for lateness', () => {
  const target = createJitterTarget();
  receive(target, 20, () => 0);
  target.startUtterance();
  receive(target, 20, () => 0, 60_000);
  expect(target.targetMs).toBe(80);
});

it('stays within its bounds whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 5000 }), fc.integer({ min: 1, max: 200 })), { maxLength: 80 }), (frames) => {
      const target = createJitterTarget();
      let nowMs = 0;
      for (const [gapMs, durationMs] of frames) {
        nowMs += gapMs;
        target.frame(nowMs, durationMs);
        expect(target.targetMs).toBeGreaterThanOrEqual(80);
        expect(target.targetMs).toBeLessThanOrEqual(400);
      }
    }),
  );
});
