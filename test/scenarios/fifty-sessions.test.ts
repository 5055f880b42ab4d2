import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
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
  }
  const complete = await caller.next('session:complete');
  const heard = caller.received.flatMap((envelope) => (envelope.event === 'transcription:user' ? [envelope.data.text] : []));
  // On a busy machine the last answer may still be on its way to the database when the interview is over: it is kept, and saved then.
  const kept = new Set(caller.received.flatMap((envelope) => (envelope.event === 'response:recorded' || envelope.event === 'response:saving' ? [envelope.data.questionId] : [])));
  const foreign = caller.received.filter((envelope) => envelope.sessionId !== caller.sessionId);
  caller.close();
  return { sessionId: caller.sessionId, answers, complete, heard, kept, foreign };
}

describe('property 20: fifty conversations at once', () => {
  it('each end with every answer in the right session, and nothing of another', async () => {
    const finished = await Promise.all(Array.from({ length: 50 }, (_, number) => interview(number)));
    expect(new Set(finished.map(({ sessionId }) => sessionId)).size).toBe(50);
    for (const [number, { sessionId, answers, complete, heard, kept, foreign }] of finished.entries()) {
      expect(complete).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
      expect(heard).toEqual(answers);
      expect([...kept]).toEqual(['p1', 'p2', 'p3']);
      expect(foreign).toEqual([]);
      const recorded = await eventually(() => server.storage.responses.list(sessionId), (rows) => rows.length === 3);
      expect(recorded.map(({ value }) => value)).toEqual([number % 2 === 0, number % 11, `My remark has the number ${number}.`]);
      const session = await eventually(() => server.storage.sessions.get(sessionId), (found) => found?.status === 'completed');
      expect(session).toMatchObject({ userId: `participant-${number}`, status: 'completed' });
      const wordsOf = async (): Promise<readonly string[]> => (await server.storage.transcripts.list(sessionId)).entries.flatMap(({ role, content }) => (role === 'user' ? [content] : []));
      expect(await eventually(wordsOf, (words) => words.length === 3)).toEqual(answers);
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
