import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectCaller } from '../support/voice-caller.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  // In real time: what is shown is many conversations at once, not how fast one process can make speech.
  server = await startTestServer({ emulator: { limits: { maxStreams: 50 }, timing: { deliverySpeed: 2 } } });
});
afterAll(async () => {
  await server.stop();
});

/** One simulated participant with an open line, who answers each question in words of their own while it is being asked. */
async function interview(number: number) {
  const caller = await connectCaller(server.url, { timeoutMs: 60_000 });
  const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };
  caller.send('session:start', { questionnaireId: 'quick-pulse', userId: `participant-${number}`, consent });
  const answers = [number % 2 === 0 ? 'yes' : 'no', String(number % 11), `My remark has the number ${number}.`];
  const frame = Buffer.alloc(1024).toString('base64');
  for (const text of answers) {
    await caller.next('question:advance');
    await caller.next('transcription:assistant', ({ isFinal }) => !isFinal);
    for (let n = 0; n < 5; n += 1) caller.send('audio:chunk', { audioData: frame, sequenceNumber: n });
    caller.send('text:message', { text });
    await caller.next('response:recorded');
  }
  const complete = await caller.next('session:complete');
  const heard = caller.received.flatMap((envelope) => (envelope.event === 'transcription:user' ? [envelope.data.text] : []));
  const foreign = caller.received.filter((envelope) => envelope.sessionId !== caller.sessionId);
  caller.close();
  return { sessionId: caller.sessionId, answers, complete, heard, foreign };
}

describe('property 20: fifty conversations at once', () => {
  it('each end with every answer in the right session, and nothing of another', async () => {
    const finished = await Promise.all(Array.from({ length: 50 }, (_, number) => interview(number)));
    expect(new Set(finished.map(({ sessionId }) => sessionId)).size).toBe(50);
    for (const [number, { sessionId, answers, complete, heard, foreign }] of finished.entries()) {
      expect(complete).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
      expect(heard).toEqual(answers);
      expect(foreign).toEqual([]);
      const recorded = await server.storage.responses.list(sessionId);
      expect(recorded.map(({ value }) => value)).toEqual([number % 2 === 0, number % 11, `My remark has the number ${number}.`]);
      expect(await server.storage.sessions.get(sessionId)).toMatchObject({ userId: `participant-${number}`, status: 'completed' });
      const { entries } = await server.storage.transcripts.list(sessionId);
      expect(entries.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual(answers);
    }
  }, 120_000);

  it('leave nothing behind', () => {
    expect(server.sessions.count).toBe(0);
    expect(server.emulator?.openStreams).toBe(0);
  });
});

describe('property 1: session ids', () => {
  it.each([10, 50, 100])('are unique over %d connections at once', async (count) => {
    const callers = await Promise.all(Array.from({ length: count }, () => connectCaller(server.url)));
    expect(new Set(callers.map(({ sessionId }) => sessionId)).size).toBe(count);
    for (const caller of callers) caller.close();
  });
});
