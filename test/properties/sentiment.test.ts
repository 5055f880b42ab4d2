import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sentimentOf, sentiments } from '../../src/survey/sentiment/sentiment.js';

const language = fc.oneof(fc.constantFrom('en', 'es', 'en-US', 'es-AR', 'fr', '', 'x-klingon'), fc.string({ unit: 'binary', maxLength: 12 }));
const said = fc.constantFrom(
  ...'bueno malo pésimo rápido atención excelente no nunca ningún sin pero aunque muy un poco bastante y o pequeño daño good bad not never no very a bit but although great slow problem problems answered and or 👍 😡 straße İstanbul ΟΔΟΣ __proto__ constructor toString 10 , . ?'.split(' '),
);
const sentence = fc.array(said, { maxLength: 25 }).map((words) => words.join(' '));
const spoken = fc.constantFrom('en', 'es');
const anyText = fc.oneof(sentence, fc.string({ maxLength: 500 }), fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 6000 }));

const everywhere = { numRuns: 1000 };

it('property 14: every text in every language has one of the three sentiments, always the same', () => {
  fc.assert(
    fc.property(anyText, language, (text, tag) => {
      const sentiment = sentimentOf(text, tag);
      expect(sentiments).toContain(sentiment);
      expect(sentimentOf(text, tag)).toBe(sentiment);
    }),
    everywhere,
  );
});

it('does not depend on case and accents', () => {
  fc.assert(
    fc.property(sentence, spoken, (text, tag) => {
      const sentiment = sentimentOf(text, tag);
      expect(sentimentOf(text.toUpperCase(), tag)).toBe(sentiment);
      expect(sentimentOf(text.toLowerCase(), tag)).toBe(sentiment);
      expect(sentimentOf(text.normalize('NFD'), tag)).toBe(sentiment);
      expect(sentimentOf(text.normalize('NFD').replace(/\p{M}/gu, ''), tag)).toBe(sentiment);
    }),
    everywhere,
  );
});

it('does not depend on white space', () => {
  const space = fc.array(fc.constantFrom(' ', '\t', '\n', '\u00a0', '\u2003'), { minLength: 1, maxLength: 4 }).map((characters) => characters.join(''));
  fc.assert(
    fc.property(sentence, spoken, space, (text, tag, more) => {
      expect(sentimentOf(more + text.replaceAll(' ', more) + more, tag)).toBe(sentimentOf(text, tag));
    }),
    everywhere,
  );
});

it('reads texts of the greatest length whatever they repeat', () => {
  fc.assert(
    fc.property(said, fc.integer({ min: 500, max: 20_000 }), spoken, (word, times, tag) => {
      expect(sentiments).toContain(sentimentOf(`${word} `.repeat(times), tag));
      expect(sentiments).toContain(sentimentOf(word.repeat(times), tag));
    }),
    { numRuns: 50 },
  );
});
