import { expect, it } from '@jest/globals';
import { textFromRecord, textFromSessions } from '../../../src/storage/show.js';
import type { SessionRow } from '../../../src/storage/sessions.js';

const session: SessionRow = {
  sessionId: 's1', questionnaireId: 'demo-01-csat-nps', questionnaireVersion: '1.0.0', questionnaireHash: '0123456789abcdef', agent: 'interviewer', voiceId: 'matthew', language: 'en-US',
  startTime: '2026-03-01T10:00:00.000Z', endTime: '2026-03-01T10:03:20.000Z', status: 'completed', disposition: 'completed', streams: 1, seed: 1,
  usage: { inputTokens: 100, outputTokens: 50, totalTokens: 150 },
};

const revision = { outcome: 'answered', via: 'voice', provisional: false, optionsShown: [], questionText: 'From one to five?', timestamp: '2026-03-01T10:01:00.000Z' } as const;
const first = { ...revision, revision: 1, value: 4, label: '4', heard: 'four' };
const second = { ...revision, revision: 2, value: 2, label: '2', heard: 'sorry,\u001b[31m two' };

it('prints a session so that a person can read it, and a terminal cannot be steered', () => {
  const text = textFromRecord({
    session,
    responses: [{ ...second, sentiment: 'negative', sessionId: 's1', questionId: 'q2', questionType: 'rating_scale', revisions: [first, second] }],
    transcript: [{ sessionId: 's1', timestamp: 1772359212500, role: 'user', content: 'sorry, two', stage: 'heard', turnNumber: 2, epoch: 1, expiresAt: 1780135212 }],
  });
  expect(text).toBe(`Session s1
  questionnaire demo-01-csat-nps 1.0.0 (0123456789ab)
  agent         interviewer
  voice         matthew, en-US
  started       2026-03-01T10:00:00.000Z
  ended         2026-03-01T10:03:20.000Z (200 s)
  status        completed (completed)
  model streams 1
  tokens        150 (in 100, out 50)

Answers (1)
  q2      2   [voice, negative, revision 2]
          asked: From one to five?
          heard: sorry, [31m two
          before: 4

Transcript (1)
     12.5 s  participant heard    sorry, two
`);
});

it('lists sessions in columns', () => {
  expect(textFromSessions([session])).toBe(
    'SESSION  STARTED                   STATUS     DISPOSITION  QUESTIONNAIRE\ns1       2026-03-01T10:00:00.000Z  completed  completed    demo-01-csat-nps\n',
  );
  expect(textFromSessions([])).toBe('No sessions yet.\n');
});
