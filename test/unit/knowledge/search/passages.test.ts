import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pagesOf, passagesOf } from '../../../../src/knowledge/search/passages.mjs';

const sentence = (words: number, word = 'word'): string => `${Array.from({ length: words - 1 }, () => word).join(' ')} end.`;

describe('passages', () => {
  it('joins lines, and words that the end of a line or of a page had divided', () => {
    expect([...passagesOf(['The insur-\nance covers  the\nwhole fam-', 'ily. Well-known is well-\nKnown.'])]).toEqual([
      { text: 'The insurance covers the whole family. Well-known is well- Known.', page: 1 },
    ]);
  });
  it('end with a sentence, and tell the page on which most of them stands', () => {
    const found = [...passagesOf([sentence(30), sentence(60), sentence(95), sentence(10)])];
    expect(found.map(({ text, page }) => [text.split(' ').length, page])).toEqual([[90, 2], [105, 3]]);
  });
  it('end somewhere when no sentence does', () => {
    expect([...passagesOf(['x '.repeat(400)])].map(({ text }) => text.split(' ').length)).toEqual([150, 150, 100]);
  });
  it('of nothing there are none', () => {
    expect([...passagesOf([' \n ', ''])]).toEqual([]);
  });
  it('lose no word and no page, whatever the pages hold', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.stringMatching(/^[a-z]{1,8}[.!]?$/), { maxLength: 80 }).map((words) => words.join(' ')), { maxLength: 12 }), (pages) => {
        const found = [...passagesOf(pagesOf(Buffer.from(pages.join('\f'))))];
        expect(found.flatMap(({ text }) => text.split(' '))).toEqual(pages.flatMap((page) => page.split(' ').filter((word) => word !== '')));
        expect(found.every(({ text, page }) => text.split(' ').length <= 175 && page >= 1 && page <= pages.length)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
