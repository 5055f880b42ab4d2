import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { serverEventFrom } from '../../../public/src/client/server-event.js';

it('takes the data out of the envelope', () => {
  const envelope = { event: 'audio:end', sessionId: 's', timestamp: '2026-01-01T00:00:00Z', data: { epoch: 3 } };
  expect(serverEventFrom('audio:end', envelope)).toEqual({ name: 'audio:end', data: { epoch: 3 } });
});

it.each([
  ['unknown:event', { data: {} }],
  ['toString', { data: {} }],
  ['audio:end', { data: {} }],
  ['audio:end', { data: { epoch: '3' } }],
  ['audio:end', { epoch: 3 }],
  ['audio:chunk', { data: { epoch: 1, audioData: null } }],
  ['question:advance', { data: { question: null, progress: {} } }],
  ['error', { data: null }],
])('lets %s with %j pass by', (name, envelope) => {
  expect(serverEventFrom(name, envelope)).toBeNull();
});

it('answers anything with an event of that name or with nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom('error', 'audio:chunk', 'session:ready', 'x'), fc.anything(), (name, data) => {
      expect([null, name]).toContain(serverEventFrom(name, { data })?.name ?? null);
      expect([null, name]).toContain(serverEventFrom(name, data)?.name ?? null);
    }),
  );
});
