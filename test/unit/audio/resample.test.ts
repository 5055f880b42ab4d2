import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createResampler, createResampling, resample } from '../../../src/audio/resample.js';
import { joined, levelDbfs, silent, sine, withoutTone } from './sounds.js';

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

/** Every rate that a client, the model or a codec has. */
const rates = [8000, 16000, 22050, 24000, 44100, 48000];
const pairs = rates.flatMap((fromHz) => rates.filter((toHz) => toHz !== fromHz).map((toHz) => [fromHz, toHz] as const));
const throughStream = (input: Int16Array, fromHz: number, toHz: number): Int16Array => {
  const output = resample(input, fromHz, toHz);
  const margin = Math.ceil(toHz / 50);
  return output.slice(margin, -margin);
};

it.each(pairs)('passes 0.78 of the lower Nyquist frequency within 0.1 dB, from %d Hz to %d Hz', (fromHz, toHz) => {
  const nyquistHz = Math.min(fromHz, toHz) / 2;
  const before = levelDbfs(sine(nyquistHz / 10, 120, fromHz, 0.5));
  for (const share of [0.02, 0.25, 0.5, 0.7, 0.78]) {
    const level = levelDbfs(throughStream(sine(nyquistHz * share, 120, fromHz, 0.5), fromHz, toHz));
    expect(Math.abs(level - before)).toBeLessThan(0.1);
  }
});

it.each(pairs.filter(([fromHz, toHz]) => fromHz > toHz))('stops everything from the lower Nyquist frequency on by 78 dB, from %d Hz to %d Hz', (fromHz, toHz) => {
  const before = levelDbfs(sine(1000, 120, fromHz, 0.9));
  for (const hz of [toHz / 2, (toHz / 2) * 1.05, (toHz / 2) * 1.2, toHz * 0.75, fromHz * 0.45].filter((hz) => hz >= toHz / 2 && hz < fromHz / 2)) {
    const level = levelDbfs(throughStream(sine(hz, 120, fromHz, 0.9), fromHz, toHz));
    expect(level - before).toBeLessThan(-78);
  }
});

it.each(pairs.filter(([fromHz, toHz]) => fromHz < toHz))('leaves no image of a tone above the lower Nyquist frequency, from %d Hz to %d Hz', (fromHz, toHz) => {
  for (const share of [0.1, 0.5, 0.78]) {
    const hz = (fromHz / 2) * share;
    const output = throughStream(sine(hz, 120, fromHz, 0.9), fromHz, toHz);
    expect(levelDbfs(withoutTone(output, hz, toHz)) - levelDbfs(output)).toBeLessThan(-78);
  }
});

it.each([
  [48000, 16000, 480],
  [44100, 16000, 4096],
  [16000, 24000, 512],
  [24000, 48000, 960],
  [24000, 44100, 768],
  [48000, 8000, 1],
])('gives the same from %d Hz to %d Hz in pieces of %d samples as in one', (fromHz, toHz, piece) => {
  const input = joined(sine(440, 80, fromHz), silent(20, fromHz), sine(3000, 80, fromHz));
  const resampler = createResampler({ fromHz, toHz });
  const parts: Int16Array[] = [];
  for (let at = 0; at < input.length; at += piece) parts.push(resampler.push(input.subarray(at, at + piece)));
  parts.push(resampler.flush());
  const whole = resample(input, fromHz, toHz);
  expect(joined(...parts).slice(0, whole.length)).toEqual(whole);
});

it('is behind by its delay, and neither loses nor makes time in a long stream', () => {
  const { delayMs, open } = createResampling({ fromHz: 44100, toHz: 16000 });
  expect(delayMs).toBeCloseTo(1.45, 2);
  const resampler = open();
  const piece = sine(500, 100, 44100);
  let given = 0;
  for (let pieces = 0; pieces < 600; pieces += 1) given += resampler.push(piece).length;
  expect(given).toBe(60 * 16000 - 23);
  expect(resampler.flush()).toHaveLength(23);
});

it('keeps streams of one filter apart', () => {
  const { open } = createResampling({ fromHz: 24000, toHz: 48000 });
  const [loud, quiet] = [open(), open()];
  loud.push(sine(1000, 50, 24000));
  const output = quiet.push(silent(50, 24000));
  expect(output.length).toBeGreaterThan(2000);
  expect(output.every((sample) => sample === 0)).toBe(true);
});
