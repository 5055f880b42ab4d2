import { expect, it } from '@jest/globals';
import { withNoiseFloor } from '../../../../src/emulator/hearing/noise-floor.js';
import { phonesFromSpanish, spanishDictionary } from '../../../../src/emulator/hearing/spanish-phones.js';

it.each([
  ['guillermo', 'G IY Y EH R M OW'],
  ['quiero', 'K Y EH R OW'],
  ['mañana', 'M AA N Y AA N AA'],
  ['agüero', 'AA G W EH R OW'],
  ['dieciséis', 'D Y EH S IY S EY S'],
  ['hoy', 'OY'],
  ['y', 'IY'],
  ['chau', 'CH AW'],
  ['rodríguez', 'R OW D R IY G EH S'],
  ['jueves', 'HH W EH B EH S'],
  ['próximo', 'P R OW K S IY M OW'],
  ['123', ''],
])('spells %j in sounds', (word, phones) => {
  expect(phonesFromSpanish(word)).toBe(phones);
});

it('knows softer ways to say a word, and leaves out what is none', () => {
  expect(spanishDictionary(['número', 'dos', '12'])).toBe('número N UW M EH R OW\nnúmero(2) N UW M EH D OW\ndos D OW S\n');
});

it('puts the same quiet noise under every sound, and never over its bounds', () => {
  const floor = withNoiseFloor(new Int16Array(1000));
  expect([Math.max(...floor) <= 150, Math.min(...floor) >= -150, new Set(floor).size > 100]).toEqual([true, true, true]);
  expect(withNoiseFloor(new Int16Array(1000))).toEqual(floor);
  expect(Math.max(...withNoiseFloor(new Int16Array(1000).fill(32_767)))).toBe(32_767);
});
