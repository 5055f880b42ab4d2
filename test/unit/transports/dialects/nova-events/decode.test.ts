import { expect, it } from '@jest/globals';
import { decode } from '../../../../../src/transports/dialects/nova-events/decode.js';

it('keeps of the settings of a connection what is known, so that they can not grow', () => {
  const given = { personaId: 'documents', temperature: 0.7, ...Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`junk${n}`, 'x'.repeat(100)])) };
  expect(decode('initializeConnection', given)).toEqual({ event: 'initializeConnection', settings: { personaId: 'documents' } });
  expect(decode('startNewChat', { voiceId: 'tina', more: 1 })).toEqual({ event: 'startNewChat', settings: { voiceId: 'tina' } });
});
