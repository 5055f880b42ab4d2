import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { systemClock, type Clock } from '../../src/kernel/clock.js';
import { createDirectoryStore } from '../../src/storage/recordings/directory-store.js';
import { openRecordings } from '../../src/storage/recordings/recordings.js';
import { openStorage } from '../../src/storage/storage.js';
import { eventually } from '../support/eventually.js';

const directory = mkdtempSync(join(tmpdir(), 'voiceter-expiry-'));
afterAll(() => rmSync(directory, { recursive: true }));

const dayMs = 24 * 60 * 60 * 1000;

/** Real time, but for the day: what waits for one is called by hand, and the date is what the test says. */
function clockOfDays(startMs: number): { readonly clock: Clock; nextDay(days?: number): void; readonly waiting: () => number } {
  let wallMs = startMs;
  let daily: (() => void)[] = [];
  return {
    clock: {
      ...systemClock,
      wallMs: () => wallMs,
      setTimer(delayMs, fire) {
        if (delayMs < dayMs) return systemClock.setTimer(delayMs, fire);
        daily.push(fire);
        return { cancel: () => void (daily = daily.filter((one) => one !== fire)) };
      },
    },
    nextDay(days = 1) {
      wallMs += days * dayMs;
      for (const fire of daily.splice(0)) fire();
    },
    waiting: () => daily.length,
  };
}

it('deletes transcripts and recordings of a server that is never restarted after 90 days, and no earlier', async () => {
  const { clock, nextDay, waiting } = clockOfDays(Date.parse('2026-03-01T10:00:00.000Z'));
  const logged: string[] = [];
  const log = (event: string): void => void logged.push(event);
  const storage = await openStorage({ clock, log }, { kind: 'embedded', directory, tablePrefix: 'test-' });
  const store = createDirectoryStore({ clock }, { directory: join(directory, 'recordings') });
  const register = { stored: () => Promise.resolve(), missing: () => Promise.resolve(), consented: () => Promise.resolve(false) };
  const recordings = await openRecordings({ clock, log, store, register }, { spoolDirectory: join(directory, 'recordings', '.spool') });
  await storage.transcripts.append({ sessionId: 's1', role: 'user', content: 'hello', stage: 'heard', turnNumber: 1, epoch: 1 });
  writeFileSync(join(directory, 'a.wav'), 'RIFF');
  await store.put('s1/2026-03-01T10-00-00.000Z.wav', join(directory, 'a.wav'), { sessionId: 's1', durationMs: 1, incomplete: false });

  nextDay(89);
  await recordings.settled();
  expect(logged.filter((event) => event.includes('expired'))).toEqual([]);
  expect(waiting()).toBe(2);

  nextDay(2);
  await eventually(() => Promise.resolve(logged), (events) => events.filter((event) => event.includes('expired')).length === 2);
  expect(logged).toEqual(expect.arrayContaining(['storage_transcripts_expired', 'recordings_expired']));
  expect(await store.list({ limit: 10 })).toEqual([]);
  await recordings.close();
  await storage.close();
  expect(waiting()).toBe(0);
});
