import { describe, expect, it } from '@jest/globals';
import type { TranscriptEntry } from '../../../src/conversation/ports.js';
import { AppError } from '../../../src/kernel/errors.js';
import { ok, refuse } from '../../../src/kernel/result.js';
import { createStorageJournal } from '../../../src/sessions/storage-journal.js';
import { createRecorder } from '../../../src/storage/recorder.js';
import type { SessionRow, Sessions } from '../../../src/storage/sessions.js';
import type { TranscriptInput, Transcripts } from '../../../src/storage/transcripts.js';
import { createLog } from '../../../src/telemetry/log.js';
import { createManualClock } from '../../support/manual-clock.js';
import { answerOf, pass, startRecording, timed } from '../../support/outbox-bench.js';

const row: SessionRow = { sessionId: 's1', questionnaireId: 'q', questionnaireVersion: '1', questionnaireHash: 'h', agent: 'interviewer', voiceId: 'matthew', language: 'en-US', startTime: '2026-11-21T09:00:00.000Z', status: 'active', streams: 1, seed: 7, userId: 'ann' };
const said = (content: string): TranscriptEntry => ({ role: 'user', content, stage: 'heard', turnNumber: 1, epoch: 0 });
const usage = { inputTokens: 1, outputTokens: 2, streams: 1 };
const refused = { status: 'terminated', disposition: 'refused' } as const;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A journal over tables in memory; `transcripts` may be broken. Without an outbox, what the tables do not take is refused. */
function openJournal() {
  const clock = createManualClock();
  const rows = new Map<string, object>();
  const entries: TranscriptInput[] = [];
  let consented = true;
  let broken = false;
  let tries = 0;
  const sessions: Pick<Sessions, 'create' | 'update'> = {
    create(given) {
      if (rows.has(given.sessionId)) return Promise.resolve(refuse({ code: 'exists' as const }));
      rows.set(given.sessionId, given);
      return Promise.resolve(ok(undefined));
    },
    update(sessionId, patch) {
      const next = { ...row, ...rows.get(sessionId), ...patch } as SessionRow;
      rows.set(sessionId, next);
      return Promise.resolve(ok(next));
    },
  };
  const erased: string[] = [];
  const transcripts: Pick<Transcripts, 'append'> = {
    append(entry) {
      tries += 1;
      if (broken) return Promise.reject(new AppError('DB_THROTTLED', 'busy'));
      entries.push(entry);
      return Promise.resolve({ ...entry, timestamp: entries.length, expiresAt: 1 });
    },
  };
  const recorder = createRecorder({
    clock,
    log: () => undefined,
    sessions,
    transcripts,
    responses: { record: () => Promise.reject(new Error('not here')) },
    eraseSession(sessionId) {
      entries.length = 0;
      erased.push(sessionId);
      return Promise.resolve();
    },
    outbox: null,
  });
  const journal = createStorageJournal({ clock, log: createLog({ level: 'silent' }), recorder }, { row, consented: () => consented });
  return { clock, journal, rows, entries, erased, consent: (value: boolean) => (consented = value), fail: (value: boolean) => (broken = value), tries: () => tries };
}

describe('the journal', () => {
  it('without consent writes how it ended and nothing that was said, nor who it was', async () => {
    const { journal, rows, entries, consent } = openJournal();
    consent(false);
    journal.transcript(said('I would rather not.'));
    await journal.close(refused, usage);
    const { userId: _withheld, ...bare } = row;
    expect(rows.get('s1')).toEqual({ ...bare, ...refused, endTime: '2026-11-21T09:00:00.000Z' });
    expect(entries).toEqual([]);
  });
  it('forgets what was said when consent was taken back, and keeps how it ended', async () => {
    const { journal, rows, entries, erased, consent } = openJournal();
    journal.transcript(said('Yes.'));
    await settled();
    consent(false);
    journal.transcript(said('No, stop.'));
    await journal.close(refused, usage);
    expect(rows.get('s1')).toMatchObject(refused);
    expect([entries, erased]).toEqual([[], ['s1']]);
  });
  it('writes how it ended although the transcript cannot be written', async () => {
    const { journal, rows, fail } = openJournal();
    fail(true);
    journal.transcript(said('Nine.'));
    await expect(journal.close({ status: 'completed', disposition: 'completed' }, usage)).rejects.toThrow('busy');
    expect(rows.get('s1')).toMatchObject({ status: 'completed', disposition: 'completed', streams: 1 });
  });
  it('tries a busy table once for all that came meanwhile, and loses nothing', async () => {
    const { journal, entries, fail, tries } = openJournal();
    await settled();
    fail(true);
    const words = Array.from({ length: 50 }, (_, n) => `word ${n}`);
    for (const word of words) journal.transcript(said(word));
    await settled();
    expect(tries()).toBe(1);
    fail(false);
    await journal.close({ status: 'completed', disposition: 'completed' }, usage);
    expect(entries.map(({ content }) => content)).toEqual(words);
  });
  it('says of each sentence when it was said, however late it is written', async () => {
    const { clock, journal, entries, fail } = openJournal();
    await settled();
    fail(true);
    journal.transcript(said('one'));
    clock.advance(60_000);
    journal.transcript(said('two'));
    await settled();
    fail(false);
    clock.advance(60_000);
    await journal.close({ status: 'completed', disposition: 'completed' }, usage);
    expect(entries.map(({ saidAtMs }) => saidAtMs)).toEqual([Date.UTC(2026, 10, 21, 9, 0), Date.UTC(2026, 10, 21, 9, 1)]);
  });
});

describe('while the database is away, the journal', () => {
  it('closes in time with all that was said in the outbox, and the end behind it', async () => {
    const { clock, tables, recorder, outbox } = await startRecording();
    tables.fail('away');
    const journal = createStorageJournal({ clock, log: createLog({ level: 'silent' }), recorder }, { row, consented: () => true });
    for (const word of ['one', 'two', 'three']) journal.transcript(said(word));
    await timed(clock, recorder.record(answerOf()));
    journal.transcript(said('four'));
    const { ms } = await timed(clock, journal.close({ status: 'completed', disposition: 'completed' }, usage));
    expect(ms).toBeLessThan(1000);
    expect(outbox.entriesOf('s1').map(({ kind }) => kind)).toEqual(['answer', 'begin', 'transcript', 'transcript', 'transcript', 'transcript', 'end']);
    tables.fail(null);
    await pass(clock, 15_000);
    expect([tables.linesOf('s1'), tables.sessionOf('s1')?.status, tables.valuesOf('s1', 'q1')]).toEqual([['one', 'two', 'three', 'four'], 'completed', [[1, 9]]]);
  });
});
