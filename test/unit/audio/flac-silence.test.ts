import { expect, it } from '@jest/globals';
import { flacSilence } from '../../../src/audio/flac-silence.js';

it('is a FLAC file of as many silent blocks as it takes', () => {
  const file = flacSilence(5);
  // fLaC, the stream: 8 kHz, mono, 16 bit, 65536 samples; two frames with their check sums.
  expect(file.toString('hex')).toBe(
    ['664c6143', '80000022', '80008000', '000000000000', '01f400f0', '00010000', '0'.repeat(32), 'fff87408007fff07', '000000', '07a8', 'fff87408017fff6c', '000000', '9aa9'].join(''),
  );
});

it('takes little room', () => {
  expect(flacSilence(3600).length).toBeLessThan(14_000);
});
