import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { createLog } from '../../src/telemetry/log.js';
import { quickEmulator, startTestServer } from '../support/server.js';
import { connectCaller } from '../support/voice-caller.js';

const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };

it('the log never holds what was said, answered or sent', async () => {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const server = await startTestServer({ emulator: quickEmulator, overrides: { log: createLog({ level: 'trace' }, destination) } });
  const caller = await connectCaller(server.url);
  caller.send('session:start', { questionnaireId: 'quick-pulse', consent, userId: 'user-zebra' });
  await caller.next('audio:end');
  caller.send('text:message', { text: 'yes indeed zebra' });
  await caller.next('response:recorded');
  caller.send('answer:submit', { questionId: 'zebra', value: 'zebra' });
  await caller.next('answer:refused');
  caller.send('answer:submit', { questionId: 'p2', value: 9 });
  caller.send('answer:submit', { questionId: 'p3', value: 'The zebra at the door \ud800.' });
  // Names that the server's own machinery uses too.
  for (const event of ['error', 'zebra', 'data', 'close']) caller.sendRaw(event, 'zebra', { zebra: 1 });
  caller.sendRaw('audio:chunk', { audioData: 'zebra!', sequenceNumber: 0 });
  expect((await caller.next('session:complete')).surveyAnswers.at(-1)?.answer).toContain('zebra');
  caller.close();
  await server.stop();

  const events = lines.map((line) => String((JSON.parse(line) as { event: unknown }).event));
  expect(events).toEqual(expect.arrayContaining(['session_started', 'tool_ran', 'message_refused', 'session_ended']));
  expect(lines.filter((line) => line.toLowerCase().includes('zebra'))).toEqual([]);
  expect(events.filter((event) => /failed|bug|uncaught/.test(event))).toEqual([]);
});
