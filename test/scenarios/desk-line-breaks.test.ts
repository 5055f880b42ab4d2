import { expect, it } from '@jest/globals';
import type { FaultInput } from '../../src/emulator/faults/fault.js';
import { eventually } from '../support/eventually.js';
import { quickEmulator, startTestServer } from '../support/server.js';
import { connectCaller } from '../support/voice-caller.js';

/* The line to the model breaks around an order that is made: the caller learns of it from the next one, and has no reason to ask again. */

it.each<[string, FaultInput]>([
  ['before the model has read the result', { kind: 'reset', when: { streams: [1], at: { input: 'toolResult' } } }],
  ['when the model has read the result, and says nothing', { kind: 'silence', when: { streams: [1], at: { input: 'toolResult' } } }],
])('%s', async (_, fault) => {
  const server = await startTestServer({ emulator: { ...quickEmulator, faults: [fault] }, overrides: { limits: { answerMs: 1500 } } });
  const caller = await connectCaller(server.url, { timeoutMs: 20_000 });
  caller.send('session:start', { personaId: 'carlos', language: 'en-US', audioEncoding: 'base64' });
  await caller.next('audio:end');
  const says = async (said: string, answered: RegExp): Promise<string> => {
    const from = caller.received.length;
    caller.send('text:message', { text: said });
    const found = await eventually(
      () => Promise.resolve(caller.received.slice(from).flatMap((one) => (one.event === 'transcription:assistant' && !one.data.isFinal ? [one.data.text] : [])).find((text) => answered.test(text))),
      (text) => text !== undefined,
    );
    return found ?? `nothing like ${String(answered)}`;
  };
  await says('i want to place an order', /What would you like/);
  await says('three mugs at twenty pesos', /What name/);
  await says('this is elena martinez', /e-mail/);
  await says('elena dot martinez at example dot com', /in total 60 pesos/);
  expect(await says('yes please', /order number|say that again|did not work/)).toMatch(/order number 1/);
  const listed = await server.storage.serviceDesk.orders.list();
  expect(listed.ok && listed.value.entries).toMatchObject([{ id: '1', customerName: 'Elena Martinez', totalCents: 6000 }]);
  expect(server.emulator?.streams().length).toBe(2);
  caller.close();
  await server.stop();
});
