import { expect, it } from '@jest/globals';
import { jsgfFromPhrases, wordsFromDictionary } from '../../../../src/emulator/hearing/grammar.js';

const dictionary = wordsFromDictionary("nine N AY N\nnine(2) N AY N AH\nthree TH R IY\nor AO R\nmore M AO R\ndon't D OW N T\n");

it('reads the words of a dictionary once each', () => {
  expect([...dictionary]).toEqual(['nine', 'three', 'or', 'more', "don't"]);
});

it('writes phrases as alternatives, numbers as words, and leaves out what cannot be said', () => {
  expect(jsgfFromPhrases(['Nine!', '3 or more', 'nine', 'Voiceter', 'Don’t'], dictionary)).toBe(
    "#JSGF V1.0;\ngrammar answers;\npublic <answer> = nine | three or more | don't;\n",
  );
  expect(jsgfFromPhrases(['Voiceter', '…'], dictionary)).toBeNull();
});
