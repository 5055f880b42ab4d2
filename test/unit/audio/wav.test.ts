import { expect, it } from '@jest/globals';
import { wavFromSamples } from '../../../src/audio/wav.js';

it('writes the 44 bytes of a PCM header before the samples', () => {
  const wav = wavFromSamples(Int16Array.of(1, -2), 16000);
  expect(wav.toString('hex')).toBe(
    '52494646' + '28000000' + '57415645' + '666d7420' + '10000000' + '0100' + '0100' + '803e0000' + '007d0000' + '0200' + '1000' + '64617461' + '04000000' + '0100feff',
  );
});
