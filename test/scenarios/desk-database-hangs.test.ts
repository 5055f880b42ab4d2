import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startShakyDatabase, type ShakyDatabase } from '../support/database-proxy.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';
import { connectCaller, type VoiceCaller } from '../support/voice-caller.js';

/* The database takes longer than a tool may, while something is booked: it does its work, and nobody hears of it in time. */

let database: ShakyDatabase;
let server: TestServer;
beforeAll(async () => {
  database = await startShakyDatabase();
  server = await startTestServer({ emulator: quickEmulator, environment: database.environment });
});
afterAll(async () => {
  await server.stop();
  await database.close();
});

async function calling(): Promise<{ readonly caller: VoiceCaller; says(said: string, answered: RegExp): Promise<string> }> {
  const caller = await connectCaller(server.url, { timeoutMs: 20_000 });
  caller.send('session:start', { personaId: 'carlos', language: 'en-US', audioEncoding: 'base64' });
  await caller.next('audio:end');
  return {
    caller,
    async says(said, answered) {
      const from = caller.received.length;
      caller.send('text:message', { text: said });
      const since = (): Promise<string | undefined> =>
        Promise.resolve(caller.received.slice(from).flatMap((one) => (one.event === 'transcription:assistant' && !one.data.isFinal ? [one.data.text] : [])).find((text) => answered.test(text)));
      return (await eventually(since, (text) => text !== undefined)) ?? `nothing like ${String(answered)}`;
    },
  };
}

it('an order that lands too late is not told as made, and is found when it is asked for again', async () => {
  const { caller, says } = await calling();
  await says('i want to place an order', /What would you like/);
  await says('three mugs at twenty pesos', /What name/);
  await says('this is elena martinez', /e-mail/);
  await says('elena dot martinez at example dot com', /in total 60 pesos/);
  // Two requests, and 3 s in all.
  database.proxy.state = 1600;
  expect(await says('yes please', /did not work|created/)).toBe('I am sorry, that did not work.');
  database.proxy.state = 'works';
  expect(await says('try again', /did not work|created/)).toBe('Done, I have created order number 1.');
  const listed = await database.storage.serviceDesk.orders.list();
  expect(listed.ok && listed.value.entries).toMatchObject([{ id: '1', customerName: 'Elena Martinez', totalCents: 6000 }]);
  caller.close();
});

it('an appointment too', async () => {
  const { caller, says } = await calling();
  await says('i want to book an appointment with doctor lopez', /For which day/);
  await says('the day after tomorrow at eleven', /name/);
  await says('my name is ana martinez', /e-mail/);
  await says('ana at example dot com', /appointment for Ana Martinez/);
  database.proxy.state = 700;
  expect(await says('yes please', /did not work|booked/)).toBe('I am sorry, that did not work.');
  database.proxy.state = 'works';
  expect(await says('try again', /did not work|booked|already has/)).toMatch(/booked appointment number \d+/);
  const listed = await database.storage.serviceDesk.appointments.list();
  expect(listed.ok && listed.value.entries).toMatchObject([{ patientName: 'Ana Martinez', status: 'scheduled' }]);
  caller.close();
});

it('what lands too late is told when it has, to somebody who only waits', async () => {
  const { caller, says } = await calling();
  await says('i want to place an order', /What would you like/);
  await says('two lamps at ten pesos', /What name/);
  await says('this is bruno diaz', /e-mail/);
  await says('bruno at example dot com', /in total 20 pesos/);
  database.proxy.state = 1600;
  expect(await says('yes please', /did not work|created/)).toBe('I am sorry, that did not work.');
  await caller.next('transcription:assistant', ({ text }) => text.startsWith('It has worked after all.'));
  await caller.next('transcription:assistant', ({ text }) => /^Done, I have created order number \d+\.$/.test(text));
  database.proxy.state = 'works';
  const listed = await database.storage.serviceDesk.orders.list();
  expect(listed.ok && listed.value.entries.filter(({ customerName }) => customerName === 'Bruno Diaz')).toMatchObject([{ totalCents: 2000 }]);
  caller.close();
});
