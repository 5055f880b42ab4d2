import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createResampler, resample } from '../../../src/audio/resample.js';
import { joined, levelDbfs, silent, sine } from './sounds.js';

it.each([
  [22050, 24000],
  [22050, 16000],
  [22050, 8000],
  [8000, 16000],
  [16000, 24000],
  [48000, 16000],
])('keeps a tone of 1 kHz as it is from %d Hz to %d Hz', (fromHz, toHz) => {
  const output = resample(sine(1000, 400, fromHz), fromHz, toHz);
  const wanted = sine(1000, 400, toHz);
  expect(output).toHaveLength(Math.ceil((sine(1000, 400, fromHz).length * toHz) / fromHz));
  const margin = toHz / 50;
  const error = output.slice(margin, -margin).map((sample, n) => sample - (wanted[n + margin] ?? 0));
  expect(levelDbfs(error)).toBeLessThan(-70);
});

it('takes away what the lower rate cannot carry, instead of folding it back', () => {
  const folded = resample(sine(6000, 400, 22050, 0.5), 22050, 8000);
  expect(levelDbfs(folded.slice(200, -200))).toBeLessThan(-70);
});

it('gives the same samples whatever the pieces', () => {
  const input = joined(sine(440, 60, 22050), sine(1800, 60, 22050));
  const whole = resample(input, 22050, 16000);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 12 }), (sizes) => {
      const resampler = createResampler({ fromHz: 22050, toHz: 16000 });
      const parts: Int16Array[] = [];
      let at = 0;
      for (const size of [...sizes, input.length]) {
        parts.push(resampler.push(input.subarray(at, at + size)));
        at = Math.min(input.length, at + size);
      }
      parts.push(resampler.flush());
      expect(joined(...parts).slice(0, whole.length)).toEqual(whole);
    }),
  );
});

it('is silent for silence, and can be used again after a flush', () => {
  const resampler = createResampler({ fromHz: 22050, toHz: 8000 });
  resampler.push(sine(500, 100, 22050));
  resampler.flush();
  const again = joined(resampler.push(silent(100, 22050)), resampler.flush());
  expect(again.every((sample) => sample === 0)).toBe(true);
});

it('never goes beyond full scale', () => {
  const square = Int16Array.from({ length: 4000 }, (_, n) => (Math.floor(n / 20) % 2 === 0 ? 32767 : -32768));
  const output = resample(square, 16000, 24000);
  expect(Math.max(...output)).toBe(32767);
  expect(Math.min(...output)).toBe(-32768);
});

it('refuses rates that are no rates', () => {
  expect(() => createResampler({ fromHz: 0, toHz: 8000 })).toThrow(RangeError);
  expect(() => createResampler({ fromHz: 22050.5, toHz: 8000 })).toThrow(RangeError);
});
