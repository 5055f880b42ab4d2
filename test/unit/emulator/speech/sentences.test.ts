import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sentencesFromText } from '../../../../src/emulator/speech/sentences.js';

it.each([
  ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
  ['It costs 3.50 in all. Fine.', ['It costs 3.50 in all.', 'Fine.']],
  ['Mr. Smith and Dr. Jones came. They left.', ['Mr. Smith and Dr. Jones came.', 'They left.']],
  ['"Really?" she said.', ['"Really?"', 'she said.']],
  ['  no   end ', ['no end']],
  ['¿Qué tal? ¡Bien!', ['¿Qué tal?', '¡Bien!']],
  ['', []],
])('cuts %j', (text, sentences) => {
  expect(sentencesFromText(text)).toEqual(sentences);
});

it('loses no word, and makes no piece too long or empty', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 3000 }), (text) => {
      const sentences = sentencesFromText(text);
      expect(sentences.every((sentence) => sentence !== '' && sentence.length <= 400)).toBe(true);
      expect(sentences.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }),
  );
});
