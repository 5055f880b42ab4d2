import { expect, it } from '@jest/globals';
import { espeakVoiceFor } from '../../../../src/emulator/speech/espeak-voices.js';

it.each([
  ['How are you today?', 'gmw/en-US+m3'],
  ['¿Cómo está usted?', 'roa/es-419+m3'],
  ['Bonjour, je vous écoute.', 'roa/fr+m3'],
  ['Ich habe das nicht verstanden.', 'gmw/de+m3'],
  ['Buongiorno, come sta lei?', 'roa/it+m3'],
  ['Olá, você não está bem?', 'roa/pt-BR+m3'],
  ['नमस्ते', 'inc/hi+m3'],
  ['Ok.', 'gmw/en-US+m3'],
])('lets the polyglot voice say %j with %s', (sentence, voice) => {
  expect(espeakVoiceFor('matthew', sentence).voice).toBe(voice);
});

it('keeps the other voices in their own language, Hindi excepted', () => {
  expect(espeakVoiceFor('carlos', 'How are you today?').voice).toBe('roa/es-419+m3');
  expect(espeakVoiceFor('kiara', 'नमस्ते').voice).toBe('inc/hi+f2');
});
