import { expect, it } from '@jest/globals';
import { opusPacketMs } from '../../../src/audio/opus-packet.js';

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');

it.each([
  ['fb03fffefffefffe', 60, 'three frames of 20 ms, as Chromium writes silence'],
  ['08', 20, 'one empty frame'],
  ['e0', 2.5, 'one frame of 2.5 ms'],
  ['1801020304', 60, 'one frame of 60 ms'],
  ['f90102', 40, 'two equal frames'],
  ['fa01aabb', 40, 'two frames, the first of one byte'],
  ['fb42020a0b0000', 40, 'two frames of one byte and two of padding'],
  ['fb820101', 40, 'two frames of stated lengths, the last one empty'],
])('reads %s as %p ms: %s', (hex, ms, _what) => {
  expect(opusPacketMs(bytes(hex))).toBe(ms);
});

it.each([
  ['', 'nothing'],
  ['f901', 'two equal frames in an odd number of bytes'],
  ['fa05aa', 'a first frame longer than the packet'],
  ['fb', 'no count'],
  ['fb00', 'no frames'],
  ['fb07', 'more than 120 ms'],
  ['fb020a', 'frames that do not divide'],
  ['fb4209aabb', 'more padding than stands there'],
  [`08${'00'.repeat(1276)}`, 'a frame that is too long'],
])('refuses %s: %s', (hex) => {
  expect(opusPacketMs(bytes(hex))).toBeNull();
});
