import { expect, it } from '@jest/globals';
import { samplesFromWire } from '../../../public/src/client/pcm-frame.js';

it.each([
  ['binary', Uint8Array.of(1, 0, 255, 255).buffer],
  ['a view of something longer', Uint8Array.of(9, 1, 0, 255, 255, 9).subarray(1, 5)],
  ['base64', 'AQD//w=='],
  ['an odd number of bytes', Uint8Array.of(1, 0, 255, 255, 7)],
])('reads %s', (_name, audioData) => {
  expect(samplesFromWire(audioData)).toEqual(Int16Array.of(1, -1));
});

it.each([[''], ['***'], [Uint8Array.of(1)], [null], [42]])('finds no sound in %p', (audioData) => {
  expect(samplesFromWire(audioData)).toBeNull();
});
