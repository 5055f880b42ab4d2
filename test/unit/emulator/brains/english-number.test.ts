import { expect, it } from '@jest/globals';
import { englishNumber } from '../../../../src/emulator/brains/english-number.js';

it.each([
  [0, 'zero'],
  [10, 'ten'],
  [21, 'twenty one'],
  [90, 'ninety'],
  [100, 'one hundred'],
  [505, 'five hundred five'],
  [12_340, 'twelve thousand three hundred forty'],
  [1_000_001, 'one zero zero zero zero zero one'],
])('says %d as %s', (value, words) => {
  expect(englishNumber(value)).toBe(words);
});
