import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createDtmfDetector, dtmfTone, type DtmfKey } from '../../../src/audio/dtmf.js';
import { toneSpeech } from '../../../src/emulator/speech/tone-speech.js';
import { joined, mixed, noise, silent, sine } from './sounds.js';

const allKeys: readonly DtmfKey[] = ['1', '2', '3', 'A', '4', '5', '6', 'B', '7', '8', '9', 'C', '*', '0', '#', 'D'];
const rates = [8000, 16000, 24000];

const keysIn = (samples: Int16Array, sampleRateHz: number): string => createDtmfDetector({ sampleRateHz }).push(samples).join('');
const dialled = (keys: readonly DtmfKey[], sampleRateHz: number, toneMs = 80, gapMs = 60): Int16Array =>
  joined(...keys.flatMap((key) => [silent(gapMs, sampleRateHz), dtmfTone(key, toneMs, sampleRateHz)]), silent(gapMs, sampleRateHz));

it.each(rates)('finds all sixteen keys at %d Hz', (rateHz) => {
  expect(keysIn(dialled(allKeys, rateHz), rateHz)).toBe(allKeys.join(''));
});

it('finds any number, whatever the pieces and the length of the tones', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...allKeys), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 45, max: 200 }),
      fc.integer({ min: 45, max: 120 }),
      fc.constantFrom(...rates),
      fc.integer({ min: 1, max: 999 }),
      (keys, toneMs, gapMs, rateHz, size) => {
        const sound = dialled(keys, rateHz, toneMs, gapMs);
        const detector = createDtmfDetector({ sampleRateHz: rateHz });
        const found: DtmfKey[] = [];
        for (let at = 0; at < sound.length; at += size) found.push(...detector.push(sound.subarray(at, at + size)));
        expect(found).toEqual(keys);
        expect(detector.sounding).toBeNull();
      },
    ),
  );
});

it('reports a held key once, and the same key again after a gap', () => {
  expect(keysIn(dialled(['5'], 8000, 2000), 8000)).toBe('5');
  expect(keysIn(dialled(['5', '5'], 8000), 8000)).toBe('55');
});

it('hears keys through noise 15 dB below them', () => {
  const tones = dialled(allKeys, 16000);
  expect(keysIn(mixed(tones, noise(tones.length / 16, 16000, 0.25 * 10 ** (-15 / 20))), 16000)).toBe(allKeys.join(''));
});

it('takes rows and columns that differ by 6 dB, and tones that are off by 1.5 %', () => {
  const twisted = (rowGain: number, columnGain: number, off: number): Int16Array =>
    mixed(sine(770 * off, 80, 8000, rowGain), sine(1336 * off, 80, 8000, columnGain));
  expect(keysIn(joined(twisted(0.3, 0.15, 1), silent(60, 8000), twisted(0.15, 0.3, 1)), 8000)).toBe('55');
  expect(keysIn(joined(twisted(0.2, 0.2, 1.015), silent(60, 8000), twisted(0.2, 0.2, 0.985)), 8000)).toBe('55');
});

it('does not take for keys: one tone of the two, a click of 20 ms, noise, a whisper of a tone', () => {
  expect(keysIn(sine(697, 500, 8000), 8000)).toBe('');
  expect(keysIn(joined(dtmfTone('1', 20, 8000), silent(100, 8000)), 8000)).toBe('');
  expect(keysIn(noise(20_000, 8000, 0.1), 8000)).toBe('');
  expect(keysIn(dtmfTone('1', 200, 8000).map((sample) => sample / 100), 8000)).toBe('');
});

it('does not take speech-like sound for keys', () => {
  const text = 'The quick brown fox jumps over the lazy dog while seven more foxes wait. '.repeat(10);
  for (const voice of ['matthew', 'tiffany'] as const) expect(keysIn(toneSpeech(text, voice, 16000).samples, 16000)).toBe('');
});
