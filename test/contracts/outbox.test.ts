import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import { AppError } from '../../src/kernel/errors.js';
import type { Entry } from '../../src/storage/outbox/entry.js';
import { openLogFile } from '../../src/storage/outbox/log-file.js';
import { openOutbox } from '../../src/storage/outbox/outbox.js';
import { openOutboxPlace } from '../../src/storage/outbox/outbox-directory.js';
import { openOutboxLog } from '../../src/storage/outbox/outbox-log.js';
import { answerOf } from '../support/outbox-bench.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-outbox-'));
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true, force: true });
});

const log = (): void => undefined;
const entry = (n: number): Entry => ({ kind: 'answer', answer: answerOf({ questionId: `q${n}`, value: n }) });
const namesOf = (entries: readonly Entry[]): readonly string[] => entries.map((one) => (one.kind === 'answer' ? one.answer.questionId : one.kind));
const nowhere = (): Promise<never> => Promise.reject(new AppError('DB_CONNECTION_FAILED', 'away'));
const files = 'entries.log';

describe('the log', () => {
  it('holds every whole record, at whatever byte its writer died', async () => {
    const { log: written } = await openOutboxLog(await openLogFile(directory));
    for (const text of ['first', 'second', 'third']) await written.append(text);
    await written.close();
    const path = join(directory, files);
    const whole = readFileSync(path);
    const ends = [0, 17, 35, 52];
    expect(whole.length).toBe(52);
    for (let cut = 0; cut <= whole.length; cut += 1) {
      writeFileSync(path, whole.subarray(0, cut));
      const { log: found, texts, tornBytes } = await openOutboxLog(await openLogFile(directory));
      const kept = ends.filter((end) => end <= cut).length - 1;
      expect([cut, texts, tornBytes]).toEqual([cut, ['first', 'second', 'third'].slice(0, kept), cut - (ends[kept] ?? 0)]);
      // And takes the next one as if nothing had been.
      await found.append('next');
      await found.close();
      const again = await openOutboxLog(await openLogFile(directory));
      expect([again.texts, again.tornBytes]).toEqual([[...texts, 'next'], 0]);
      await again.log.close();
    }
  });
  it('is rewritten at once or not at all, and is nobody else\'s to read', async () => {
    const { log: written } = await openOutboxLog(await openLogFile(directory));
    for (let n = 0; n < 100; n += 1) written.note(`record ${n}`);
    await written.rewrite(() => ['one', 'two']);
    await written.append('three');
    await written.close();
    const path = join(directory, files);
    expect([statSync(path).size, (statSync(path).mode & 0o777).toString(8), existsSync(`${path}.new`)]).toEqual([47, '600', false]);
    expect((await openOutboxLog(await openLogFile(directory))).texts).toEqual(['one', 'two', 'three']);
  });
  it('shares one sync among those that come together', async () => {
    const file = await openLogFile(directory);
    let syncs = 0;
    const { log: written } = await openOutboxLog({ ...file, sync: () => ((syncs += 1), file.sync()) });
    await Promise.all(Array.from({ length: 200 }, (_, n) => written.append(`record ${n}`)));
    await written.close();
    expect(syncs).toBe(1);
    expect((await openOutboxLog(await openLogFile(directory))).texts).toHaveLength(200);
  });
});

describe('the directory', () => {
  it('gives each process a place of its own, and what a dead one left to the next', async () => {
    const first = await openOutboxPlace(directory);
    const second = await openOutboxPlace(directory);
    const outboxes = await Promise.all([first, second].map(({ file }) => openOutbox({ clock: systemClock, log, file, deliver: nowhere })));
    await outboxes[0]?.put(entry(1));
    await outboxes[1]?.put(entry(2));
    const third = await openOutboxPlace(directory);
    expect([first.leftovers.length, second.leftovers.length, third.leftovers.length]).toEqual([0, 0, 0]);
    await third.file.close();
    await third.release();

    await first.file.close();
    await first.release();
    // The second one lives on: what it holds stays its own.
    const fourth = await openOutboxPlace(directory);
    const found = await openOutbox({ clock: systemClock, log, file: fourth.file, leftovers: fourth.leftovers, deliver: nowhere });
    expect([fourth.leftovers.length, namesOf(found.entriesOf('s1'))]).toEqual([1, ['q1']]);
    await fourth.adopted();

    await second.file.close();
    await second.release();
    const fifth = await openOutboxPlace(directory);
    const taken = await openOutbox({ clock: systemClock, log, file: fifth.file, leftovers: fifth.leftovers, deliver: nowhere });
    expect(namesOf(taken.entriesOf('s1'))).toEqual(['q2']);
    await fifth.adopted();
    for (const outbox of [found, taken, ...outboxes]) await outbox.close(0).catch(() => undefined);
    await fourth.release();
    await fifth.release();
  }, 20_000);
  it('that cannot be written is named when the outbox is opened', async () => {
    const place = join(directory, 'file');
    writeFileSync(place, 'in the way');
    await expect(openOutboxPlace(join(place, 'outbox'))).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED', message: expect.stringMatching(/file\/outbox cannot be used: .*ENOTDIR/) });
    await expect(openOutboxPlace(place)).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED' });
  });
  it('is opened by others when one could not be', async () => {
    mkdirSync(join(directory, '1', 'entries.log'), { recursive: true });
    await expect(openOutboxPlace(directory)).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED', message: expect.stringContaining('EISDIR') });
    rmSync(join(directory, '1', 'entries.log'), { recursive: true });
    const place = await openOutboxPlace(directory);
    await place.file.close();
    await place.release();
  });
});

it('a disk that turns read-only or full is told, kept from new promises, and used again when it works', async () => {
  const file = await openLogFile(directory);
  let broken = false;
  const failing = { ...file, writeAt: (position: number, bytes: Uint8Array) => (broken ? Promise.reject(Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' })) : file.writeAt(position, bytes)) };
  const outbox = await openOutbox({ clock: systemClock, log, file: failing, deliver: nowhere });
  await outbox.put(entry(1));
  broken = true;
  await expect(outbox.put(entry(2))).rejects.toMatchObject({ code: 'DB_WRITE_FAILED' });
  expect([outbox.ready(), namesOf(outbox.entriesOf('s1'))]).toEqual([{ ready: false, reason: 'the outbox cannot be written: EROFS' }, ['q1']]);
  broken = false;
  await outbox.put(entry(3));
  expect([outbox.ready(), namesOf(outbox.entriesOf('s1'))]).toEqual([{ ready: true }, ['q1', 'q3']]);
  await outbox.close(0);
  const again = await openOutbox({ clock: systemClock, log, file: await openLogFile(directory), deliver: nowhere });
  expect(namesOf(again.entriesOf('s1'))).toEqual(['q1', 'q3']);
  await again.close(0);
});
