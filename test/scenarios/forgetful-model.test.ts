import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ScriptStep } from '../../src/emulator/brains/script-brain.js';
import { connectCaller } from '../support/voice-caller.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';

/** A model that chats and never calls a tool. What the server asks it to say, it says. */
const forgetful: ScriptStep[] = [
  { on: 'serverText', reply: [{ kind: 'say', text: 'Of course.' }], always: true },
  { on: 'userText', reply: [{ kind: 'say', text: 'How lovely.' }], always: true },
];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ emulator: { ...quickEmulator, script: forgetful } });
});
afterAll(async () => {
  await server.stop();
});

describe('a model that forgets to call the tools', () => {
  it('is reminded, and loses no answer: each is recorded from what was heard, marked provisional', async () => {
    const caller = await connectCaller(server.url);
    caller.send('session:start', { questionnaireId: 'quick-pulse', consent: { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' } });
    for (const [text, answer] of [['yes', 'Yes'], ["I'd give it an eight", '8'], ['The staff listened to me carefully.', 'The staff listened to me carefully.']] as const) {
      await caller.next('question:advance');
      await caller.next('audio:end');
      caller.send('text:message', { text });
      expect(await caller.next('response:recorded')).toMatchObject({ answer });
    }
    expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
    const responses = await server.storage.responses.list(caller.sessionId);
    expect(responses.map(({ value, provisional }) => [value, provisional])).toEqual([[true, true], [8, true], ['The staff listened to me carefully.', true]]);
    caller.close();
  });

  it('takes no question and no small talk for an answer', async () => {
    const caller = await connectCaller(server.url);
    caller.send('session:start', { questionnaireId: 'quick-pulse', consent: { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' } });
    for (const text of ['What is this about?', 'Nice weather today.']) {
      await caller.next('audio:end');
      caller.send('text:message', { text });
      await caller.next('transcription:assistant', (data) => data.text === 'How lovely.' && data.isFinal);
    }
    caller.send('session:end', {});
    expect(await caller.next('session:complete')).toMatchObject({ answeredQuestions: 0 });
    caller.close();
  });
});
