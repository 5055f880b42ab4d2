import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WireQuestion } from '../../../src/transports/dialects/voiceter/wire.js';
import type { ServerEvent } from '../../../public/src/client/server-event.js';
import { idle, nextSessionState, stateWordOf, type SessionAction, type SessionState } from '../../../public/src/client/session-state.js';

const question = (questionId: string, questionNumber = 1): WireQuestion => ({
  questionId,
  questionNumber,
  questionType: 'nps',
  questionText: `Question ${questionId}?`,
  isRequired: true,
  scale: { min: 0, max: 10 },
});
const server = (event: ServerEvent): SessionAction => ({ type: 'server', event });
const ready = server({
  name: 'session:ready',
  data: { questionnaireName: 'Loyalty', estimatedDuration: 5, firstQuestion: question('q1'), language: 'en-US', voiceId: 'tiffany', outputSampleRateHz: 24_000, hearing: 'speech' },
});
const advance = (questionId: string, number: number): SessionAction =>
  server({ name: 'question:advance', data: { question: question(questionId, number), progress: { current: number, total: 3, percentage: 33 } } });
const recorded = (questionId: string, answer: string): SessionAction =>
  server({ name: 'response:recorded', data: { qid: questionId, questionId, question: `Question ${questionId}?`, answer, revision: 1 } });
const complete = server({
  name: 'session:complete',
  data: { completionStatus: 'completed', totalQuestions: 3, answeredQuestions: 3, duration: 61, surveyAnswers: [], pendingAnswers: 0 },
});
const fault = (recoverable: boolean): SessionAction =>
  server({ name: 'error', data: { errorCode: 'BEDROCK_STREAM_ERROR', errorMessage: 'Stopped.', recoverable } });
const linkUp: SessionAction = { type: 'link', link: 'up' };
const microphoneOn: SessionAction = { type: 'microphone', microphone: { kind: 'on', label: 'Headset' } };

const after = (...actions: readonly SessionAction[]): SessionState => actions.reduce(nextSessionState, idle);
const live = (...actions: readonly SessionAction[]): SessionState => after({ type: 'begin' }, linkUp, microphoneOn, ready, ...actions);
const callOf = (state: SessionState) => {
  if (state.phase === 'idle') throw new Error('no call');
  return state.call;
};
const playing = (on: boolean): SessionAction => ({ type: 'playback', playing: on, epoch: 1, playedSamples: 100 });

it('goes from the tap to the summary', () => {
  expect(after().phase).toBe('idle');
  expect(after({ type: 'begin' }).phase).toBe('connecting');
  expect(live().phase).toBe('live');
  expect(live({ type: 'ending' }).phase).toBe('ending');
  expect(live(complete)).toMatchObject({ phase: 'ended', summary: { duration: 61 } });
  expect(live(complete, { type: 'reset' }).phase).toBe('idle');
});

it('says in one word what is going on', () => {
  expect(stateWordOf(after({ type: 'begin' }))).toBe('connecting');
  expect(stateWordOf(live())).toBe('listening');
  expect(stateWordOf(live(playing(true)))).toBe('speaking');
  expect(stateWordOf(live(playing(true), playing(false)))).toBe('listening');
  expect(stateWordOf(live({ type: 'said' }))).toBe('thinking');
  expect(stateWordOf(live({ type: 'said' }, playing(true), playing(false)))).toBe('listening');
  expect(stateWordOf(live({ type: 'muted', muted: true }))).toBe('muted');
  expect(stateWordOf(live({ type: 'microphone', microphone: { kind: 'off', reason: 'denied' } }))).toBe('waiting');
  expect(stateWordOf(live({ type: 'link', link: 'down' }))).toBe('reconnecting');
  expect(stateWordOf(live({ type: 'ending' }))).toBe('ending');
  expect(stateWordOf(live(complete))).toBe('ended');
});

it('opens the first question, and the next ones with their progress', () => {
  expect(callOf(live()).question?.questionId).toBe('q1');
  const call = callOf(live(advance('q2', 2)));
  expect(call.question?.questionId).toBe('q2');
  expect(call.progress).toEqual({ current: 2, total: 3, percentage: 33 });
  expect(Object.keys(call.asked)).toEqual(['q1', 'q2']);
});

it('does not go back to the first question when the server gets ready again', () => {
  expect(callOf(live(advance('q2', 2), ready)).question?.questionId).toBe('q2');
});

it('follows a tapped answer: sent, recorded, ticked', () => {
  const sent = live({ type: 'submitted', questionId: 'q1' });
  expect(callOf(sent)).toMatchObject({ submitted: 'q1', thinking: true });
  const done = nextSessionState(sent, recorded('q1', '9'));
  expect(callOf(done)).toMatchObject({ submitted: null, answers: [{ questionId: 'q1', answer: '9' }] });
});

it('shows a refusal at its question until another answer is tried', () => {
  const refused = live({ type: 'submitted', questionId: 'q1' }, server({ name: 'answer:refused', data: { questionId: 'q1', reason: 'From 0 to 10, please.' } }));
  expect(callOf(refused)).toMatchObject({ submitted: null, refusal: { questionId: 'q1', reason: 'From 0 to 10, please.' } });
  expect(callOf(nextSessionState(refused, { type: 'submitted', questionId: 'q1' })).refusal).toBeNull();
});

it('replaces an answer that is corrected, in its place', () => {
  const state = live(recorded('q1', '9'), advance('q2', 2), recorded('q2', '5'), { type: 'correct', questionId: 'q1' }, recorded('q1', '3'));
  expect(callOf(state)).toMatchObject({
    correcting: null,
    answers: [
      { questionId: 'q1', answer: '3' },
      { questionId: 'q2', answer: '5' },
    ],
  });
});

it('shows an answer that is on its way as such, until it is recorded', () => {
  const saving = server({ name: 'response:saving', data: { questionId: 'q1', question: 'Question q1?', answer: '9', revision: 1 } });
  const state = live({ type: 'submitted', questionId: 'q1' }, saving);
  expect(callOf(state)).toMatchObject({ submitted: null, answers: [{ questionId: 'q1', answer: '9', saving: true }] });
  expect(callOf(nextSessionState(state, recorded('q1', '9'))).answers).toEqual([{ questionId: 'q1', question: 'Question q1?', answer: '9', saving: false }]);
  expect(nextSessionState(nextSessionState(state, { type: 'ending' }), { type: 'endTimedOut' })).toMatchObject({ summary: { pendingAnswers: 1 } });
});

it('has patience from the word of the server to the next words or sound', () => {
  const waiting = live(server({ name: 'session:waiting', data: {} }));
  expect(callOf(waiting).waiting).toBe(true);
  expect(callOf(nextSessionState(waiting, playing(true))).waiting).toBe(true);
  expect(callOf(nextSessionState(waiting, { type: 'agentHeard' })).waiting).toBe(false);
  const words = server({ name: 'transcription:assistant', data: { transcript: 'Well.', text: 'Well.', isFinal: false, role: 'assistant', epoch: 1, sentence: 0 } });
  expect(callOf(nextSessionState(waiting, words)).waiting).toBe(false);
});

const spoken = (text: string): SessionAction =>
  server({ name: 'transcription:assistant', data: { transcript: text, text, isFinal: true, role: 'assistant', epoch: 1, sentence: 0 } });
const assigned = (recovered: boolean): SessionAction => server({ name: 'session:assigned', data: { sessionId: 's-1', reconnected: true, recovered } });

it('keeps what was seen as earlier conversation when the server counts anew', () => {
  const state = live(spoken('Hello.'), recorded('q1', '9'), advance('q2', 2), assigned(false), ready, advance('q2', 2), spoken('Welcome back.'));
  expect(callOf(state).captions.lines.map(({ text }) => text)).toEqual(['Hello.', 'Welcome back.']);
  expect(callOf(state)).toMatchObject({ question: { questionId: 'q2' }, answers: [{ questionId: 'q1' }] });
});

it('goes on where it was when the server counts on', () => {
  const state = live(spoken('Hello.'), assigned(true), ready, spoken('Hello.'));
  expect(callOf(state).captions.lines.map(({ text }) => text)).toEqual(['Hello.']);
});

it('shows the way back, and that another tab has the conversation', () => {
  const outage = { tries: 2, nextTryAtMs: 100 };
  const down = live({ type: 'link', link: 'down', outage });
  expect(callOf(down).outage).toEqual(outage);
  expect(callOf(nextSessionState(down, linkUp)).outage).toBeNull();
  const taken = live(spoken('Hello.'), recorded('q1', '9'), playing(true), { type: 'takenOver' });
  expect(taken).toMatchObject({ phase: 'elsewhere', call: { agentSpeaking: false } });
  expect(stateWordOf(taken)).toBe('elsewhere');
  expect(nextSessionState(taken, { type: 'begin', again: true })).toMatchObject({
    phase: 'connecting',
    call: { link: 'connecting', microphone: { kind: 'asking' }, question: { questionId: 'q1' }, answers: [{ answer: '9' }], captions: { lines: [{ text: 'Hello.' }] } },
  });
  expect(nextSessionState(taken, { type: 'begin' })).toMatchObject({ call: { answers: [], captions: { lines: [] } } });
});

it('shows a fault that can be mended, and goes on', () => {
  const state = live(fault(true));
  expect(state.phase).toBe('live');
  expect(callOf(state).fault?.errorMessage).toBe('Stopped.');
  expect(callOf(nextSessionState(state, { type: 'faultSeen' })).fault).toBeNull();
});

it('waits for the answers after a fault that cannot be mended, and stops at any fault before the start', () => {
  const state = live(fault(false));
  expect(state.phase).toBe('ending');
  expect(nextSessionState(state, complete)).toMatchObject({ phase: 'ended', call: { fault: { errorCode: 'BEDROCK_STREAM_ERROR' } } });
  expect(after({ type: 'begin' }, linkUp, fault(true)).phase).toBe('failed');
});

it('closes with what is known when the server says no goodbye', () => {
  const state = live(recorded('q1', '9'), { type: 'ending' }, { type: 'endTimedOut' });
  expect(state).toMatchObject({
    phase: 'ended',
    summary: { completionStatus: 'abandoned', answeredQuestions: 1, surveyAnswers: [{ questionId: 'q1', answer: '9' }] },
  });
});

it('strikes the planned words and stops speaking on an interruption', () => {
  const plan = server({ name: 'transcription:assistant', data: { transcript: 'Well.', text: 'Well.', isFinal: false, role: 'assistant', epoch: 1, sentence: 0 } });
  const state = live(plan, playing(true), server({ name: 'audio:interrupt', data: { epoch: 2 } }));
  expect(callOf(state)).toMatchObject({ agentSpeaking: false, captions: { planned: { interrupted: true } } });
});

it('stays ended whatever comes late', () => {
  const late: SessionAction[] = [ready, advance('q2', 2), fault(true), fault(false), { type: 'link', link: 'down' }, { type: 'ending' }, complete, playing(false)];
  fc.assert(
    fc.property(fc.shuffledSubarray(late), (actions) => {
      expect(actions.reduce(nextSessionState, live(complete)).phase).toBe('ended');
    }),
  );
});

it('does nothing while idle but begin', () => {
  fc.assert(
    fc.property(fc.constantFrom(ready, complete, linkUp, microphoneOn, playing(true), fault(false)), (action) => {
      expect(nextSessionState(idle, action)).toBe(idle);
    }),
  );
});
