import { expect, it } from '@jest/globals';
import { jsgfFromPhrases, pronunciationsFrom, spokenGrammar, wordsFromDictionary } from '../../../../src/emulator/hearing/grammar.js';

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

it('writes a grammar with slots, and a dictionary of its own words: English ones as they are known, others by Spanish spelling', () => {
  const english = pronunciationsFrom("my M AY\nis IH Z\nnine N AY N\nnine(2) N AY N AH\n");
  expect(english.get('nine')).toEqual(['N AY N', 'N AY N AH']);
  expect(spokenGrammar({ kind: 'grammar', language: 'en', rules: { digit: 'nine' }, answer: 'my dni is <digit> [ <digit> ]' }, english)).toEqual({
    jsgf: '#JSGF V1.0;\ngrammar answers;\n<digit> = nine;\npublic <answer> = my dni is <digit> [ <digit> ];\n',
    dictionary: 'my M AY\nis IH Z\nnine N AY N\nnine(2) N AY N AH\ndni D N IY\n',
  });
  expect(spokenGrammar({ kind: 'phrases', language: 'es', phrases: ['¿Al mar?', 'sí'] }, english)).toEqual({
    jsgf: '#JSGF V1.0;\ngrammar answers;\n\npublic <answer> = al mar | sí;\n',
    dictionary: 'al AA L\nmar M AA R\nsí S IY\n',
  });
});
