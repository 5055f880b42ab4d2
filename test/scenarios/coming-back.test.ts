import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { connectCaller, type VoiceCaller } from '../support/voice-caller.js';
import { eventually } from '../support/eventually.js';
import { quickEmulator, startTestServer } from '../support/server.js';

const consent = { version: '1', agreedAt: '2026-11-21T09:00:00.000Z' };

async function firstAnswer(caller: VoiceCaller): Promise<void> {
  caller.send('session:start', { questionnaireId: 'quick-pulse', voiceId: 'tiffany', consent });
  await caller.next('audio:end');
  caller.send('answer:submit', { questionId: 'p1', value: 'true' });
  await caller.next('response:recorded');
  await caller.next('question:advance', ({ question }) => question.questionId === 'p2');
}

/** The rest of the interview, to its end. */
async function lastAnswers(caller: VoiceCaller): Promise<void> {
  caller.send('answer:submit', { questionId: 'p2', value: 9 });
  expect(await caller.next('response:recorded', ({ questionId }) => questionId === 'p2')).toMatchObject({ revision: 1 });
  caller.send('answer:submit', { questionId: 'p3', value: 'Nothing.' });
  expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
}

it('a page that was away for a moment gets what it has missed, once, and the open question', async () => {
  const server = await startTestServer({ emulator: quickEmulator });
  const caller = await connectCaller(server.url);
  await firstAnswer(caller);
  const { sessionId, position } = caller;
  caller.close();
  // Said while nobody was there.
  const gone = await connectCaller(server.url, { sessionId });
  gone.send('answer:submit', { questionId: 'p1', value: 'false' });
  await gone.next('response:recorded');
  gone.close();

  const back = await connectCaller(server.url, { sessionId, after: position });
  expect(back.received[0]?.data).toEqual({ sessionId, reconnected: true, recovered: true });
  await back.next('session:ready');
  const missed = back.received.filter(({ event }) => event === 'response:recorded');
  expect(missed.map(({ data }) => data)).toMatchObject([{ questionId: 'p1', answer: 'No', revision: 2 }]);
  const numbers = back.received.flatMap(({ seq }) => seq ?? []);
  expect(numbers[0]).toBeGreaterThan(position.seq);
  expect([...numbers].sort((a, b) => a - b)).toEqual(numbers);
  await lastAnswers(back);
  back.close();
  await server.stop();
});

it('an interview that was left for more than a minute is parked, and goes on at the same question', async () => {
  const server = await startTestServer({ emulator: quickEmulator, overrides: { limits: { detachedMs: 50, vacantMs: 20 } } });
  const caller = await connectCaller(server.url);
  await firstAnswer(caller);
  const { sessionId, position } = caller;
  caller.close();
  expect(await eventually(() => Promise.resolve(server.sessions.count), (count) => count === 0)).toBe(0);
  expect(await server.storage.sessions.get(sessionId)).toMatchObject({ status: 'parked', disposition: 'break_off' });
  expect(server.emulator?.openStreams).toBe(0);

  const back = await connectCaller(server.url, { sessionId, after: position });
  expect(back.received[0]?.data).toEqual({ sessionId, reconnected: true, recovered: false });
  expect(await back.next('session:ready')).toMatchObject({ firstQuestion: { questionId: 'p2' }, voiceId: 'tiffany' });
  expect((await back.next('transcription:assistant')).text).toContain('Welcome back');
  await lastAnswers(back);
  expect(await server.storage.sessions.get(sessionId)).toMatchObject({ status: 'completed', streams: 2 });
  back.close();
  await server.stop();
});

it('an interview goes on after the server was stopped and started again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-test-'));
  const first = await startTestServer({ directory, emulator: quickEmulator });
  const caller = await connectCaller(first.url);
  await firstAnswer(caller);
  const { sessionId } = caller;
  const stopped = first.stop();
  await caller.next('session:parked');
  await stopped;

  const second = await startTestServer({ directory, emulator: quickEmulator });
  const back = await connectCaller(second.url, { sessionId });
  expect(await back.next('session:ready')).toMatchObject({ firstQuestion: { questionId: 'p2' } });
  await lastAnswers(back);
  const rows = await second.storage.responses.list(sessionId);
  expect(rows.map(({ questionId, value, revision }) => [questionId, value, revision])).toEqual([['p1', true, 1], ['p2', 9, 1], ['p3', 'Nothing.', 1]]);
  back.close();
  await second.stop();
  rmSync(directory, { recursive: true, force: true });
});

it('an interview that nobody comes back to is ended for good after half an hour, also by the server after it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'voiceter-test-'));
  const first = await startTestServer({ directory, emulator: quickEmulator });
  const caller = await connectCaller(first.url);
  await firstAnswer(caller);
  await first.stop();
  caller.close();
  expect((await startAndLook(29)).status).toBe('parked');
  expect(await startAndLook(31)).toMatchObject({ status: 'abandoned', disposition: 'break_off', endTime: expect.any(String) });
  rmSync(directory, { recursive: true, force: true });

  async function startAndLook(minutesLater: number) {
    const clock = { ...systemClock, wallMs: () => Date.now() + minutesLater * 60_000 };
    const server = await startTestServer({ directory, emulator: quickEmulator, overrides: { clock } });
    const row = await eventually(() => server.storage.sessions.get(caller.sessionId), (session) => session?.status === 'abandoned', minutesLater > 30 ? 5000 : 500);
    if (minutesLater > 30) {
      const late = await connectCaller(server.url, { sessionId: caller.sessionId });
      expect(await late.next('error')).toMatchObject({ errorCode: 'SESSION_EXPIRED' });
      late.close();
    }
    await server.stop();
    if (row === null) throw new Error('no row');
    return row;
  }
});

it('an interview that is over, or never was, is not brought back: there is a new id and a clear word', async () => {
  const server = await startTestServer({ emulator: quickEmulator });
  const caller = await connectCaller(server.url);
  await firstAnswer(caller);
  await lastAnswers(caller);
  const over = await connectCaller(server.url, { sessionId: caller.sessionId });
  expect(over.sessionId).not.toBe(caller.sessionId);
  expect(await over.next('error')).toMatchObject({ errorCode: 'SESSION_EXPIRED' });
  const invented = await connectCaller(server.url, { sessionId: 'invented' });
  expect(await invented.next('error')).toMatchObject({ errorCode: 'SESSION_NOT_FOUND' });
  for (const one of [caller, over, invented]) one.close();
  await server.stop();
});
