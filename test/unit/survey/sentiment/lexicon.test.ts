import { describe, expect, it } from '@jest/globals';
import { tokensFromText } from '../../../../src/survey/hearing/words.js';
import { english } from '../../../../src/survey/sentiment/english.js';
import { cueIndexFromLexicon, cuesFromLexicon, type SentimentLexicon } from '../../../../src/survey/sentiment/lexicon.js';
import { spanish } from '../../../../src/survey/sentiment/spanish.js';

describe.each([english, spanish])('the lexicon of $tag', (lexicon) => {
  const patterns = cuesFromLexicon(lexicon).map(([pattern]) => pattern);

  it('says nothing twice', () => {
    expect(patterns.filter((pattern, at) => patterns.indexOf(pattern) !== at)).toEqual([]);
  });
  it('is written as answers are read', () => {
    const plain = patterns.map((pattern) => pattern.replaceAll('*', ''));
    expect(plain.filter((pattern) => tokensFromText(pattern).join(' ') !== pattern.replaceAll('  ', ' '))).toEqual([]);
  });
  it('begins each pattern with a word or number, or a stem of three letters or more', () => {
    expect(patterns.filter((pattern) => !/^([\p{L}\d]+( |$)|\p{L}{3,14}\*)/u.test(pattern))).toEqual([]);
  });
});

describe('looking up', () => {
  const lexicon: SentimentLexicon = {
    tag: 'xx',
    polar: [[1, 'good|goo*|good grief now'], [-1, 'good* grief|gr*']],
    settled: [],
    deeds: '',
    negations: '',
    boundaries: '',
    continuations: '',
    scales: [],
    contrasts: '',
    concessions: '',
    lightWords: '',
    openers: '',
  };
  const { cueAt } = cueIndexFromLexicon(lexicon);

  it('takes the most words, then the most letters', () => {
    expect(cueAt(['good'], 0)).toEqual({ cue: { kind: 'polar', weight: 1 }, length: 1 });
    expect(cueAt(['goods', 'grief'], 0)).toEqual({ cue: { kind: 'polar', weight: -1 }, length: 2 });
    expect(cueAt(['good', 'grief', 'now'], 0)).toEqual({ cue: { kind: 'polar', weight: 1 }, length: 3 });
    expect(cueAt(['a', 'goose'], 1)).toEqual({ cue: { kind: 'polar', weight: 1 }, length: 1 });
  });
  it('finds nothing beyond the end, nor for another word', () => {
    expect(cueAt(['good'], 1)).toBeUndefined();
    expect(cueAt(['bad'], 0)).toBeUndefined();
  });
});
