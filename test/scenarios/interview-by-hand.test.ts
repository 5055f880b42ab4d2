import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectCaller } from '../support/voice-caller.js';
import { quickEmulator, startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ emulator: quickEmulator });
});
afterAll(async () => {
  await server.stop();
});

const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };

describe('an interview', () => {
  it('goes from the first question to the summary by tapping, and everything is recorded', async () => {
    const caller = await connectCaller(server.url);
    caller.send('session:start', { questionnaireId: 'quick-pulse', voiceId: 'matthew', consent });
    const ready = await caller.next('session:ready');
    expect(ready).toMatchObject({ questionnaireName: expect.any(String), hearing: 'none', voiceId: 'matthew', outputSampleRateHz: 24000 });

    let { question } = await caller.next('question:advance');
    expect(question.questionType).toBe('yes_no');
    caller.send('answer:submit', { questionId: question.questionId, value: 'true' });
    expect(await caller.next('response:recorded')).toMatchObject({ questionId: question.questionId, answer: 'Yes', revision: 1 });

    ({ question } = await caller.next('question:advance'));
    expect(question).toMatchObject({ questionType: 'nps', scale: { min: 0, max: 10 } });
    caller.send('answer:submit', { questionId: question.questionId, value: 11 });
    expect((await caller.next('answer:refused')).reason).toMatch(/0.*10/);
    caller.send('answer:submit', { questionId: question.questionId, value: 9 });
    await caller.next('response:recorded');

    ({ question } = await caller.next('question:advance'));
    expect(question.questionType).toBe('open_ended');
    caller.send('answer:submit', { questionId: question.questionId, value: 'Quick and friendly.' });
    await caller.next('response:recorded');

    const complete = await caller.next('session:complete');
    expect(complete).toMatchObject({ completionStatus: 'completed', totalQuestions: 3, answeredQuestions: 3 });
    expect(complete.surveyAnswers.map(({ answer }) => answer)).toEqual(['Yes', '9', 'Quick and friendly.']);

    const responses = await server.storage.responses.list(caller.sessionId);
    expect(responses.map(({ value, via }) => [value, via])).toEqual([[true, 'touch'], [9, 'touch'], ['Quick and friendly.', 'touch']]);
    expect(await server.storage.sessions.get(caller.sessionId)).toMatchObject({ status: 'completed', disposition: 'completed', questionnaireId: 'quick-pulse', consent });
    const transcript = (await server.storage.transcripts.list(caller.sessionId)).entries;
    expect(transcript.filter(({ role, stage }) => role === 'assistant' && stage === 'spoken').length).toBeGreaterThanOrEqual(4);
    caller.close();
  });

  it('goes on by typing, through the model and its tools', async () => {
    const caller = await connectCaller(server.url);
    caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
    await caller.next('question:advance');
    for (const [text, answer] of [['yes please', 'Yes'], ["I'd say an eight", '8'], ['The staff listened to me.', 'The staff listened to me.']] as const) {
      await caller.next('audio:end');
      caller.send('text:message', { text });
      expect((await caller.next('transcription:user')).transcript).toBe(text);
      expect(await caller.next('response:recorded')).toMatchObject({ answer });
    }
    expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
    const transcript = (await server.storage.transcripts.list(caller.sessionId)).entries;
    expect(transcript.filter(({ role }) => role === 'user').map(({ content }) => content)).toEqual(['yes please', "I'd say an eight", 'The staff listened to me.']);
    caller.close();
  });

  it('ends with the closing words when the last answer was tapped in silence', async () => {
    const caller = await connectCaller(server.url);
    caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
    for (const value of ['true', 9, 'Quick and friendly.']) {
      const { question } = await caller.next('question:advance');
      await caller.next('audio:end');
      caller.send('answer:submit', { questionId: question.questionId, value });
    }
    await caller.next('session:complete');
    const { entries } = await server.storage.transcripts.list(caller.sessionId);
    expect(entries.at(-1)).toMatchObject({ role: 'assistant', content: expect.stringContaining('Goodbye.') });
    caller.close();
  });

  it('that the participant does not agree to ends politely, and keeps nothing but that', async () => {
    const caller = await connectCaller(server.url);
    caller.send('session:start', { questionnaireId: 'demo-01-csat-nps', userId: 'participant-7', consent });
    const { question } = await caller.next('question:advance');
    caller.send('answer:submit', { questionId: question.questionId, value: 'false' });
    expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'terminated', answeredQuestions: 0, surveyAnswers: [] });
    expect(caller.received.map(({ event }) => event)).not.toContain('response:recorded');
    expect(await server.storage.responses.list(caller.sessionId)).toEqual([]);
    expect((await server.storage.transcripts.list(caller.sessionId)).entries).toEqual([]);
    const row = await server.storage.sessions.get(caller.sessionId);
    expect(row).toMatchObject({ status: 'terminated', disposition: 'refused' });
    expect(row).not.toHaveProperty('userId');
    caller.close();
  });

  it('forgets everything that was said when consent is taken back', async () => {
    const caller = await connectCaller(server.url);
    caller.send('session:start', { questionnaireId: 'demo-01-csat-nps', userId: 'participant-7', consent });
    for (const value of ['true', 4, 'true']) {
      const { question } = await caller.next('question:advance');
      caller.send('answer:submit', { questionId: question.questionId, value });
      await caller.next('response:recorded');
    }
    expect(await server.storage.responses.list(caller.sessionId)).toHaveLength(3);
    caller.send('answer:submit', { questionId: 'q1', value: 'false' });
    expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'terminated', surveyAnswers: [] });
    expect(await server.storage.responses.list(caller.sessionId)).toEqual([]);
    expect((await server.storage.transcripts.list(caller.sessionId)).entries).toEqual([]);
    const row = await server.storage.sessions.get(caller.sessionId);
    expect(row).toMatchObject({ disposition: 'refused' });
    expect(row).not.toHaveProperty('userId');
    expect(row).not.toHaveProperty('consent');
    caller.close();
  });

  it('leaves nothing behind', () => {
    expect(server.sessions.count).toBe(0);
    expect(server.emulator?.openStreams).toBe(0);
  });
});
