import { expect, it } from '@jest/globals';
import { suggestedVoice, type VoiceOffer } from '../../../public/src/client/offers.js';

const voice = (id: string, language: string, polyglot = false): VoiceOffer => ({ id, name: id, language, gender: 'feminine', polyglot });
const voices = [voice('tiffany', 'en-US', true), voice('amy', 'en-GB'), voice('lupe', 'es-US'), voice('ambre', 'fr-FR')];

it.each([
  ['en-GB', null, 'amy'],
  ['en-AU', null, 'tiffany'],
  ['es-ES', null, 'lupe'],
  ['de-DE', null, 'tiffany'],
  ['en-US', 'amy', 'amy'],
  ['fr-FR', 'amy', 'ambre'],
  ['fr-FR', 'tiffany', 'tiffany'],
  ['en-US', 'gone', 'tiffany'],
])('for %s, with %s remembered, suggests %s', (language, remembered, expected) => {
  expect(suggestedVoice(voices, language, remembered)).toBe(expected);
});

it('suggests nothing where there is nothing', () => {
  expect(suggestedVoice([], 'en-US', null)).toBe('');
});
