import { expect, it } from '@jest/globals';
import { phraseLengthAt, tokensFromText } from '../../../../src/survey/hearing/words.js';

it('reads as much of a text of ligatures as of any other', () => {
  // U+FDFA alone stands for eighteen characters.
  expect(tokensFromText('\ufdfa'.repeat(4000)).join('').length).toBeLessThanOrEqual(4000);
});

it('finds the longest phrase that stands at a place', () => {
  const phrases = ['no', 'no wait', 'not', 'wait'];
  expect([0, 1, 2, 3].map((at) => phraseLengthAt(['no', 'wait', 'nothing'], at, phrases))).toEqual([2, 1, 0, 0]);
});
