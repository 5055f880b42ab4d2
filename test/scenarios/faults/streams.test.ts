import { describe, expect, it } from '@jest/globals';
import type { FaultInput } from '../../../src/emulator/faults/fault.js';
import { asked, calls, consent, firstAnswer, lastAnswer, recorded, secondAnswer, timesSaid } from '../../support/call.js';
import { quickEmulator, startTestServer } from '../../support/server.js';
import { connectCaller } from '../../support/voice-caller.js';

/* Rows of the fault table that begin at the model: what the participant hears of them, and what is kept. */

const { begin } = calls();

describe('row 1: the stream dies while the agent speaks', () => {
  const at = { streams: [1], at: { output: 'audioOutput' as const, nth: 4 } };
  it.each<[string, FaultInput]>([
    ['a reset', { kind: 'reset', when: at }],
    ['a GOAWAY', { kind: 'goaway', when: at }],
    ['a broken connection', { kind: 'tcp_reset', when: at }],
    ['a clean end', { kind: 'clean_end', when: at }],
    ['a truncated frame', { kind: 'truncated_frame', when: at }],
    ['system instability', { kind: 'exception', known: 'system_instability', when: at }],
    ['a model stream error', { kind: 'exception', known: 'unexpected_error', when: at }],
    ['a message that nobody has seen yet', { kind: 'exception', type: 'internalServerException', message: 'Something new.', when: at }],
  ])('by %s: speech goes on within 1.5 s, and the question is asked again', async (_name, fault) => {
    const one = await begin({ faults: [fault] });
    await one.caller.next('transcription:assistant', ({ text }) => text.includes('line was gone'));
    const torn = one.ear.heard()[0]?.toMs ?? 0;
    await firstAnswer(one);
    expect(one.ear.untilSpeech(torn)?.speechMs).toBeLessThan(1500);
  });
});

it('row 2: the stream dies while the participant speaks: what they said is not lost, and they are not asked again', async () => {
  const one = await begin();
  await firstAnswer(one);
  await asked(one, 'How likely');
  const pressed = one.ear.press('9');
  one.server.emulator?.faults.add({ kind: 'reset', when: { streams: 'live', at: { input: 'audioInput', nth: 6 } } });
  await pressed;
  expect(await recorded(one, 'p2')).toBe('9');
  expect(timesSaid(one, 'How likely')).toBe(1);
  await lastAnswer(one);
});

it('row 4: no stream to be had at the start: the participant is told, waits, and has the interview', async () => {
  const one = await begin({ faults: [{ kind: 'throttled', when: { streams: { next: 3 } } }, { kind: 'quota', when: { streams: [4] } }] });
  const startedMs = one.ear.nowMs;
  await one.caller.next('session:waiting');
  expect(one.ear.nowMs - startedMs).toBeLessThan(2000);
  await firstAnswer(one);
  expect(one.caller.received.filter(({ event }) => event === 'error')).toEqual([]);
});

it('row 4: five times as many participants as there are streams: all wait their turn, none is refused, all are heard to the end', async () => {
  const server = await startTestServer({ emulator: { ...quickEmulator, limits: { maxStreams: 4 } } });
  const values = { p1: 'true', p2: 9, p3: 'The opening hours, please.' } as const;
  const waited = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const caller = await connectCaller(server.url, { timeoutMs: 50_000 });
      caller.send('session:start', { questionnaireId: 'quick-pulse', consent });
      for (const questionId of ['p1', 'p2', 'p3'] as const) {
        await caller.next('question:advance', ({ question }) => question.questionId === questionId);
        caller.send('answer:submit', { questionId, value: values[questionId] });
      }
      expect(await caller.next('session:complete')).toMatchObject({ completionStatus: 'completed', answeredQuestions: 3 });
      expect(caller.received.filter(({ event }) => event === 'error')).toEqual([]);
      caller.close();
      return caller.received.some(({ event }) => event === 'session:waiting');
    }),
  );
  expect(waited).toContain(true);
  await server.stop();
});

describe('row 6: a model that accepts and says nothing', () => {
  it('after an answer: "one moment" within 2.5 s, another stream after 6 s, and the answer is not asked for again', async () => {
    const one = await begin();
    await firstAnswer(one);
    await asked(one, 'How likely');
    one.server.emulator?.faults.add({ kind: 'silence', when: { streams: 'live', at: { output: 'toolUse', nth: 1 } } });
    await one.ear.press('9');
    const spokeMs = one.ear.nowMs;
    await one.caller.next('session:waiting');
    expect(one.ear.nowMs - spokeMs).toBeLessThan(3500);
    expect(await recorded(one, 'p2')).toBe('9');
    expect(one.ear.nowMs - spokeMs).toBeLessThan(8500);
    expect(one.ear.heard().some(({ kind }) => kind === 'bridge')).toBe(true);
    expect(timesSaid(one, 'How likely')).toBe(1);
    await lastAnswer(one);
  });
  it('and hears nothing either: the stream is changed, and what was said to the deaf one is heard', async () => {
    const one = await begin({ limits: { deafMs: 1500 } });
    await firstAnswer(one);
    await asked(one, 'How likely');
    one.server.emulator?.faults.add({ kind: 'silence', when: { streams: 'live' } });
    await one.ear.press('9');
    expect(await recorded(one, 'p2')).toBe('9');
    expect(timesSaid(one, 'How likely')).toBe(1);
  });
  it('from the beginning, or whose first event comes late, is given up for another', async () => {
    const one = await begin({ limits: { firstAnswerMs: 1500 }, faults: [{ kind: 'silence', when: { streams: [1] } }, { kind: 'late_first_event', delayMs: 20_000, when: { streams: [2] } }] });
    await firstAnswer(one);
    expect(one.server.emulator?.streams()).toHaveLength(3);
  });
});

describe('a model that behaves badly', () => {
  it.each<[string, FaultInput]>([
    ['sends arguments encoded twice', { kind: 'double_encoded', when: { streams: 'every' } }],
    ['sends what it heard twice', { kind: 'duplicate_transcripts', when: { streams: 'every' } }],
    ['is slow in everything', { kind: 'slow', delayMs: 400, when: { streams: 'every' } }],
    ['refuses its history', { kind: 'exception', known: 'history_too_long', when: { streams: [2] } }],
  ])('that %s is no obstacle', async (_what, fault) => {
    const one = await begin({ faults: [fault], limits: { renewAfterMs: 3000 } });
    await firstAnswer(one);
    await secondAnswer(one);
    await lastAnswer(one);
  });
  it('that never calls a tool: answers are taken from what was heard, and marked', async () => {
    const one = await begin({ limits: { remindMs: 300, answerMs: 600 } });
    await asked(one, 'get done');
    one.server.emulator?.faults.add({ kind: 'missed_tools', when: { streams: 'every' } });
    one.caller.send('text:message', { text: 'yes' });
    expect(await recorded(one, 'p1')).toBe('Yes');
    expect(await one.server.storage.responses.get(one.caller.sessionId, 'p1')).toMatchObject({ value: true, provisional: true, heard: 'yes' });
  });
});

describe('a fault that another stream would not mend', () => {
  it.each<[string, FaultInput, string]>([
    ['the content filter', { kind: 'exception', known: 'content_filter', when: { streams: 'every' } }, 'BEDROCK_MODEL_ERROR'],
    ['no access to the model', { kind: 'access_denied', when: { streams: 'every' } }, 'BEDROCK_INIT_FAILED'],
  ])('%s ends the conversation politely, with its code', async (_what, fault, code) => {
    const one = await begin({ faults: [fault] });
    expect(await one.caller.next('error')).toMatchObject({ errorCode: code });
    expect(await one.caller.next('session:complete')).toMatchObject({ completionStatus: 'error' });
    expect(one.server.emulator?.streams()).toHaveLength(1);
  });
  it('streams that die one after another end it after seven, within seconds', async () => {
    const one = await begin({ faults: [{ kind: 'unavailable', when: { streams: 'every' } }] });
    expect(await one.caller.next('session:complete')).toMatchObject({ completionStatus: 'error' });
    expect(one.server.emulator?.streams()).toHaveLength(7);
  });
});
