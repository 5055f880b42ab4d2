import { expect, it } from '@jest/globals';
import { encode } from '../../../../../src/transports/dialects/voiceter/encode.js';

const context = { voiceId: 'matthew', outputSampleRateHz: 24000, timestamp: '2026-11-21T09:00:00.000Z' } as const;
const answer = { questionId: 'q1', question: 'How likely?', answer: '9' };

it('says of an answer that waits that it is saving, and of one that the database has that it is recorded', () => {
  expect(encode({ type: 'notice', notice: { kind: 'saving', data: { ...answer, revision: 2 } } }, context)).toEqual([
    { event: 'response:saving', data: { questionId: 'q1', question: 'How likely?', answer: '9', revision: 2 } },
  ]);
  expect(encode({ type: 'notice', notice: { kind: 'recorded', data: { ...answer, revision: 2 } } }, context)).toEqual([
    { event: 'response:recorded', data: { qid: 'q1', questionId: 'q1', question: 'How likely?', answer: '9', revision: 2 } },
  ]);
});

it('says at the end how many answers are on their way', () => {
  const ended = (pending: object) =>
    encode({ type: 'ended', outcome: { status: 'completed', disposition: 'completed' }, durationMs: 61_400, summary: { kind: 'summary', data: { totalQuestions: 3, answeredQuestions: 1, answers: [answer], ...pending } } }, context);
  expect(ended({ pendingAnswers: 1 })).toEqual([
    { event: 'turn:complete', data: { role: 'assistant' } },
    { event: 'session:complete', data: { completionStatus: 'completed', totalQuestions: 3, answeredQuestions: 1, duration: 61, surveyAnswers: [answer], pendingAnswers: 1 } },
  ]);
  expect(ended({})).toMatchObject([{ event: 'turn:complete' }, { data: { pendingAnswers: 0 } }]);
});

// The page of the source takes a line of the agent for unfinished until then: its finals only replace what was planned.
it('closes what the agent said when the participant speaks, and never mutes the microphone of the source before', () => {
  expect(encode({ type: 'userText', text: 'yes', typed: false, epoch: 3 }, context)).toEqual([
    { event: 'turn:complete', data: { role: 'assistant' } },
    { event: 'transcription:user', data: { transcript: 'yes', text: 'yes', isFinal: true, role: 'user', epoch: 3, sentence: 0 } },
  ]);
  expect(encode({ type: 'agentText', stage: 'planned', text: 'Hello.', epoch: 3, sentence: 1 }, context).map(({ event }) => event)).toEqual(['transcription:assistant']);
});
