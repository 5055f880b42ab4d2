import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { base64FromSamples } from '../../../src/audio/pcm.js';
import { systemClock } from '../../../src/kernel/clock.js';
import { createRecorder, createRecordingRegister, noRecorder } from '../../../src/sessions/recording.js';
import { createDirectoryStore } from '../../../src/storage/recordings/directory-store.js';
import { openRecordings, type Recordings } from '../../../src/storage/recordings/recordings.js';
import type { RecordingStore } from '../../../src/storage/recordings/recording-store.js';
import { textFromRecord } from '../../../src/storage/show.js';
import { openStorage, type Storage } from '../../../src/storage/storage.js';
import type { SessionRow } from '../../../src/storage/sessions.js';
import { sine } from '../audio/sounds.js';

const directory = mkdtempSync(join(tmpdir(), 'voiceter-recorder-'));
let storage: Storage;
let store: RecordingStore;
let recordings: Recordings;

beforeAll(async () => {
  storage = await openStorage({ clock: systemClock }, { kind: 'embedded', directory, tablePrefix: 'test-' });
  store = createDirectoryStore({ clock: systemClock }, { directory: join(directory, 'recordings') });
  recordings = await openRecordings({ clock: systemClock, log: () => undefined, store, register: createRecordingRegister({ storage }) }, { spoolDirectory: join(directory, 'recordings', '.spool') });
});
afterAll(async () => {
  await recordings.close();
  store.close();
  await storage.close();
  rmSync(directory, { recursive: true });
});

const row = (sessionId: string, changes: Partial<SessionRow> = {}): SessionRow => ({
  sessionId,
  questionnaireId: 'demo',
  questionnaireVersion: '1.0.0',
  questionnaireHash: 'a'.repeat(64),
  agent: 'interviewer',
  voiceId: 'matthew',
  language: 'en-US',
  startTime: '2026-03-01T10:00:00.000Z',
  status: 'active',
  streams: 1,
  seed: 42,
  ...changes,
});
const tone = base64FromSamples(sine(440, 100, 16000));
const rates = { inputSampleRateHz: 16000, outputSampleRateHz: 24000 } as const;

async function call(sessionId: string, keep: boolean): Promise<void> {
  const recorder = createRecorder({ recordings }, { sessionId, ...rates });
  recorder.participant(tone);
  recorder.agent(tone, 1);
  recorder.played(1, 100);
  recorder.cut(2);
  await recorder.close(keep);
  await recordings.settled();
}

describe('the recorder of a conversation', () => {
  it("writes into the session's row where the recording is, for everybody to see", async () => {
    await storage.sessions.create(row('kept'));
    await call('kept', true);
    const [stored] = await store.list({ sessionId: 'kept', limit: 10 });
    const session = await storage.sessions.get('kept');
    expect(session?.recording).toEqual({ key: stored?.key, bytes: stored?.bytes, durationMs: expect.any(Number) });
    if (session === null) throw new Error('no row');
    expect(textFromRecord({ session, responses: [], transcript: [] })).toContain(`recording     ${stored?.key ?? ''} (0 s)`);
  });
  it('leaves no file and no note without consent', async () => {
    await storage.sessions.create(row('private'));
    await call('private', false);
    expect(await store.list({ sessionId: 'private', limit: 10 })).toEqual([]);
    expect((await storage.sessions.get('private'))?.recording).toBeUndefined();
  });
  it('is forgotten with its session', async () => {
    await storage.sessions.create(row('erased'));
    await call('erased', true);
    await storage.erase('erased');
    await recordings.delete('erased');
    expect((await storage.sessions.get('erased'))?.recording).toBeUndefined();
    expect(readdirSync(join(directory, 'recordings'))).not.toContain('erased');
  });
  it('takes everything and does nothing where nothing is recorded', async () => {
    noRecorder.participant(tone);
    noRecorder.agent(tone, 1);
    noRecorder.played(1, 1);
    noRecorder.cut(2);
    await expect(noRecorder.close(true)).resolves.toBeUndefined();
  });
});

describe('what is known of consent when a server was killed', () => {
  it.each([
    ['no row', null, false],
    ['a running session, which is written down after consent only', {}, true],
    ['consent on the page', { status: 'abandoned', consent: { version: '1', agreedAt: '2026-03-01T10:00:00.000Z' } }, true],
    ['a refusal', { status: 'terminated', disposition: 'refused' }, false],
    ['a session that ended before consent', { status: 'abandoned' }, false],
    ['a completed interview', { status: 'completed' }, true],
  ] as const)('%s', async (name, changes, consented) => {
    const sessionId = name.replaceAll(/\W/g, '-');
    if (changes !== null) await storage.sessions.create(row(sessionId, changes));
    expect(await createRecordingRegister({ storage }).consented(sessionId)).toBe(consented);
  });
  it('answers, which are stored after consent only', async () => {
    await storage.sessions.create(row('answered', { status: 'abandoned' }));
    await storage.responses.record({ sessionId: 'answered', questionId: 'q1', questionType: 'rating_scale', questionText: '?', value: 1, outcome: 'answered', label: '1', heard: 'one', via: 'voice', provisional: false, optionsShown: [], timestamp: '2026-03-01T10:01:00.000Z', revision: 1 });
    expect(await createRecordingRegister({ storage }).consented('answered')).toBe(true);
  });
});
