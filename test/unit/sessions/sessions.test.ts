import { expect, it } from '@jest/globals';
import { AppError } from '../../../src/kernel/errors.js';
import { ok, refuse } from '../../../src/kernel/result.js';
import { createOwnLeases } from '../../../src/sessions/leases.js';
import { noRecorder } from '../../../src/sessions/recording.js';
import { createSessions, type SessionParts } from '../../../src/sessions/sessions.js';
import { createLog } from '../../../src/telemetry/log.js';
import { plainAgent, recordingJournal, scriptedModel } from '../../support/conversation-parts.js';
import { createManualClock } from '../../support/manual-clock.js';

const link = { send: () => undefined, sendAudio: () => undefined, sendUsage: () => undefined, replaced: () => undefined };

/** Sessions, of which `records` says whose are in the database. */
function bench(records: Readonly<Record<string, string | null>> = {}) {
  const recalled: string[] = [];
  const parts = (userId: string | null): SessionParts => ({
    subject: 'sandra', voiceId: 'matthew', userId, inputSampleRateHz: 16000, outputSampleRateHz: 24000, agent: plainAgent(), journal: recordingJournal().journal,
    startRecorder: () => noRecorder, history: [], isOurs: () => Promise.resolve(true),
  });
  const sessions = createSessions(
    {
      clock: createManualClock(),
      log: createLog({ level: 'silent' }),
      model: scriptedModel().model,
      leases: createOwnLeases({ node: 'node' }),
      prepare: ({ userId }) => ok(parts(userId)),
      recall(sessionId) {
        recalled.push(sessionId);
        return Promise.resolve(sessionId in records ? ok(parts(records[sessionId] ?? null)) : refuse(new AppError('SESSION_NOT_FOUND', 'no such session')));
      },
      ownerOf: (sessionId) => Promise.resolve(records[sessionId] ?? null),
      offers: () => true,
    },
    { maxSessions: 10 },
  );
  const start = (sessionId: string, userId: string | null) =>
    sessions.start({ sessionId, userId, agent: { kind: 'interviewer', questionnaireId: 'q' }, voiceId: null, inputSampleRateHz: 16000, outputSampleRateHz: 24000, language: null, consent: null }, link);
  return { sessions, start, recalled };
}

it('finds a running session for its user, for nobody else who was verified, and for whoever has the id where nobody is', async () => {
  const { sessions, start } = bench();
  const mine = start('s1', 'ana');
  expect(mine.ok && sessions.find('s1', 'ana') === mine.value && sessions.find('s1') === mine.value).toBe(true);
  expect(sessions.find('s1', 'bruno')).toBeNull();
  expect(await sessions.recall('s1', 'bruno')).toMatchObject({ ok: false, error: { code: 'SESSION_NOT_FOUND' } });
  expect(await sessions.recall('s1', 'ana')).toMatchObject({ ok: true });
  start('s2', null);
  expect(sessions.find('s2', 'ana')).toBeNull();
});

it('asks nobody who has a session to let go of it for somebody whose it is not', async () => {
  const { sessions, recalled } = bench({ s1: 'ana', s2: null });
  for (const [sessionId, owner] of [['s1', 'bruno'], ['s2', 'bruno'], ['s3', 'bruno']] as const) expect(await sessions.recall(sessionId, owner)).toMatchObject({ ok: false, error: { code: 'SESSION_NOT_FOUND' } });
  expect(recalled).toEqual([]);
  const back = await sessions.recall('s1', 'ana');
  expect(back.ok && back.value.begin(link).ok).toBe(true);
  expect(recalled).toEqual(['s1']);
});
