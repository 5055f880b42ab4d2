import { expect, it } from '@jest/globals';
import { createResampler } from '../../../public/src/audio/fir-resampler.js';

/** One second of a tone with amplitude 1 through the resampler; level of what comes out, in dB. */
function levelDb(fromHz: number, toHz: number, frequencyHz: number): number {
  const resampler = createResampler({ fromHz, toHz });
  const out: number[] = [];
  for (let i = 0; i < fromHz; i++) {
    resampler.feed(Math.sin((2 * Math.PI * frequencyHz * i) / fromHz));
    while (!resampler.needsInput) out.push(resampler.take());
  }
  const settled = out.slice(Math.floor(out.length / 4));
  const power = settled.reduce((sum, sample) => sum + sample * sample, 0) / settled.length;
  return 10 * Math.log10(Math.max(1e-12, power * 2));
}

function outputCount(fromHz: number, toHz: number): number {
  const resampler = createResampler({ fromHz, toHz });
  let count = 0;
  for (let i = 0; i < fromHz; i++) {
    resampler.feed(0);
    for (; !resampler.needsInput; count++) resampler.take();
  }
  return count;
}

it.each([
  [48_000, 300],
  [48_000, 3000],
  [48_000, 6000],
  [44_100, 3000],
  [44_100, 6000],
  [96_000, 3000],
])('keeps speech: from %d Hz a tone of %d Hz changes by less than 0.2 dB', (fromHz, frequencyHz) => {
  expect(Math.abs(levelDb(fromHz, 16_000, frequencyHz))).toBeLessThan(0.2);
});

it.each([
  [48_000, 8500],
  [48_000, 10_000],
  [48_000, 12_000],
  [48_000, 14_000],
  [48_000, 23_000],
  [44_100, 10_000],
  [96_000, 40_000],
])('keeps out what would fold back: from %d Hz a tone of %d Hz is more than 70 dB down', (fromHz, frequencyHz) => {
  expect(levelDb(fromHz, 16_000, frequencyHz)).toBeLessThan(-70);
});

it.each([
  [24_000, 48_000],
  [24_000, 44_100],
  [8000, 48_000],
])('plays %d Hz at %d Hz without changing the level', (fromHz, toHz) => {
  expect(Math.abs(levelDb(fromHz, toHz, 1000))).toBeLessThan(0.1);
});

it.each([
  [48_000, 16_000],
  [44_100, 16_000],
  [24_000, 44_100],
  [24_000, 48_000],
  [16_000, 16_000],
])('makes exactly as many samples as the rates say: %d to %d', (fromHz, toHz) => {
  expect(outputCount(fromHz, toHz)).toBe(toHz);
});

it('has a filter of at least 63 taps where it lowers the rate, and none where both are equal', () => {
  expect(createResampler({ fromHz: 48_000, toHz: 16_000 }).taps).toBe(145);
  expect(createResampler({ fromHz: 16_000, toHz: 16_000 }).taps).toBe(1);
});

it('forgets the past on reset', () => {
  const resampler = createResampler({ fromHz: 24_000, toHz: 48_000 });
  for (let i = 0; i < 100; i++) {
    resampler.feed(1);
    while (!resampler.needsInput) resampler.take();
  }
  resampler.reset();
  resampler.feed(0);
  expect(resampler.take()).toBe(0);
});
