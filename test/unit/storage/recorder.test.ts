import { describe, expect, it } from '@jest/globals';
import type { Result } from '../../../src/kernel/result.js';
import type { SavingAnswer } from '../../../src/storage/recorder.js';
import type { RecordRefusal, ResponseRow } from '../../../src/storage/responses.js';
import { answerOf, pass, rowOf, settled, startRecording, timed } from '../../support/outbox-bench.js';

const savingOf = (result: Result<ResponseRow | SavingAnswer, RecordRefusal>): SavingAnswer => {
  if (!result.ok || !('saving' in result.value)) throw new Error('it is not saving');
  return result.value;
};
const line = (content: string) => ({ sessionId: 's1', role: 'user' as const, content, stage: 'heard' as const, turnNumber: 1, epoch: 0 });

describe('with a database that works, a write', () => {
  it('goes there, and touches no disk', async () => {
    const { clock, tables, recorder, disk, outbox } = await startRecording();
    expect((await timed(clock, recorder.record(answerOf()), 1)).value).toMatchObject({ ok: true, value: { revision: 1, value: 9 } });
    await timed(clock, recorder.transcript(line('nine')));
    expect([tables.valuesOf('s1', 'q1'), tables.linesOf('s1'), disk.syncs, disk.durable.length, outbox.size]).toEqual([[[1, 9]], ['nine'], 0, 0, 0]);
  });
  it('tells what the table refuses', async () => {
    const { clock, recorder } = await startRecording();
    await timed(clock, recorder.record(answerOf()));
    expect((await timed(clock, recorder.record(answerOf({ value: 3 })))).value).toMatchObject({ ok: false, error: { code: 'stale', current: { value: 9 } } });
  });
});

describe('an answer', () => {
  it('waits 800 ms for a slow database, is kept, and becomes recorded by the write that was under way', async () => {
    const { clock, tables, recorder, outbox } = await startRecording();
    tables.fail('slow');
    const { value, ms } = await timed(clock, recorder.record(answerOf()));
    expect([ms, outbox.size, tables.requests]).toEqual([800, 1, 1]);
    const { value: revision, ms: more } = await timed(clock, savingOf(value).recorded);
    expect([revision, more, tables.requests, tables.valuesOf('s1', 'q1'), outbox.size]).toEqual([1, 1200, 1, [[1, 9]], 0]);
  });
  it('is kept at once while others of its session wait, and order is kept', async () => {
    const { clock, tables, recorder } = await startRecording();
    tables.fail('away');
    await timed(clock, recorder.record(answerOf()));
    const { value, ms } = await timed(clock, recorder.record(answerOf({ value: 8, revision: 2, timestamp: '2026-03-01T10:00:05.000Z' })));
    expect(ms).toBeLessThanOrEqual(10);
    // Another session has its own queue.
    await timed(clock, recorder.record(answerOf({ sessionId: 's2' })));
    tables.fail(null);
    expect((await timed(clock, savingOf(value).recorded)).value).toBe(2);
    expect([tables.valuesOf('s1', 'q1'), tables.valuesOf('s2', 'q1')]).toEqual([[[1, 9], [2, 8]], [[1, 9]]]);
  });
  it('is recorded once when its acknowledgement was lost', async () => {
    const { clock, tables, recorder } = await startRecording();
    tables.fail('deaf');
    const { value } = await timed(clock, recorder.record(answerOf()));
    await pass(clock, 5000);
    expect(tables.valuesOf('s1', 'q1')).toEqual([[1, 9]]);
    tables.fail(null);
    expect((await timed(clock, savingOf(value).recorded)).value).toBe(1);
    expect(tables.valuesOf('s1', 'q1')).toEqual([[1, 9]]);
  });
  it('survives a database that is gone for five minutes', async () => {
    const { clock, tables, recorder, outbox } = await startRecording();
    tables.fail('away');
    for (let n = 1; n <= 20; n += 1) await timed(clock, recorder.record(answerOf({ questionId: `q${n}`, value: n })));
    await pass(clock, 300_000, 1000);
    expect([outbox.size, outbox.ready()]).toEqual([20, { ready: true }]);
    tables.fail(null);
    await pass(clock, 15_000);
    expect(outbox.size).toBe(0);
    for (let n = 1; n <= 20; n += 1) expect(tables.valuesOf('s1', `q${n}`)).toEqual([[1, n]]);
  });
  it('that was given again elsewhere and recorded there is dropped, with a line in the log, and never looped on', async () => {
    const { clock, tables, recorder, outbox, lines } = await startRecording();
    tables.fail('away');
    const { value } = await timed(clock, recorder.record(answerOf({ value: 1 })));
    tables.fail(null);
    await timed(clock, tables.responses.record(answerOf({ value: 10, timestamp: '2026-03-01T10:05:00.000Z' })), 1);
    expect((await timed(clock, savingOf(value).recorded)).value).toBeNull();
    expect([tables.valuesOf('s1', 'q1'), outbox.size]).toEqual([[[1, 10]], 0]);
    expect(lines).toContain('["outbox_entry_dropped",{"sessionId":"s1","kind":"answer","because":"superseded"}]');
  });
  it('that corrects a try of which nobody was told becomes the revision behind it', async () => {
    const { clock, tables, recorder, disk } = await startRecording();
    tables.fail('deaf');
    disk.state = 'broken';
    await expect(timed(clock, recorder.record(answerOf({ value: 1 })))).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED' });
    disk.state = 'works';
    tables.fail('away');
    const { value } = await timed(clock, recorder.record(answerOf({ value: 2, timestamp: '2026-03-01T10:00:09.000Z' })));
    tables.fail(null);
    expect((await timed(clock, savingOf(value).recorded)).value).toBe(2);
    expect(tables.valuesOf('s1', 'q1')).toEqual([[1, 1], [2, 2]]);
  });
  it('is not saved only when both have failed; a slow database has its chance first', async () => {
    const { clock, tables, recorder, disk } = await startRecording();
    disk.state = 'full';
    tables.fail('slow');
    expect((await timed(clock, recorder.record(answerOf()))).value).toMatchObject({ ok: true, value: { revision: 1 } });
    tables.fail('throttled');
    await expect(timed(clock, recorder.record(answerOf({ questionId: 'q2' })))).rejects.toMatchObject({ code: 'DB_THROTTLED' });
    disk.state = 'hanging';
    tables.fail('hanging');
    await expect(timed(clock, recorder.record(answerOf({ questionId: 'q3' })))).rejects.toMatchObject({ code: 'DB_WRITE_FAILED' });
  });
  it('is not saved when the disk hangs behind others that wait', async () => {
    const { clock, tables, recorder, disk } = await startRecording();
    tables.fail('away');
    await timed(clock, recorder.record(answerOf()));
    disk.state = 'hanging';
    const { ms } = await timed(clock, recorder.record(answerOf({ questionId: 'q2' })).catch((fault: unknown) => expect(fault).toMatchObject({ code: 'DB_WRITE_FAILED' })));
    expect(ms).toBe(1500);
  });
  it('that the database can never take is refused at once, and one that waited is set aside', async () => {
    const { clock, tables, recorder, disk, outbox } = await startRecording();
    tables.fail('refusing');
    await expect(timed(clock, recorder.record(answerOf()))).rejects.toMatchObject({ code: 'DB_WRITE_FAILED' });
    tables.fail('away');
    await timed(clock, recorder.record(answerOf()));
    await timed(clock, recorder.record(answerOf({ questionId: 'q2' })));
    tables.fail('refusing');
    await pass(clock, 3000);
    expect([outbox.size, disk.setAside.length]).toEqual([0, 2]);
  });
});

describe('a session', () => {
  it('says completed only when its answers are in the database', async () => {
    const { clock, tables, recorder } = await startRecording();
    await timed(clock, recorder.begin(rowOf()));
    tables.fail('away');
    await timed(clock, recorder.record(answerOf()));
    expect((await timed(clock, recorder.end('s1', { status: 'completed' }))).value).toBe('saving');
    const order: unknown[] = [];
    tables.fail(() => {
      order.push([tables.valuesOf('s1', 'q1').length, tables.sessionOf('s1')?.status]);
      return null;
    });
    await pass(clock, 11_000);
    expect(order).toEqual([[0, 'active'], [0, 'active'], [1, 'active']]);
    expect(tables.sessionOf('s1')?.status).toBe('completed');
  });
  it('ends behind an answer that is still being written', async () => {
    const { clock, tables, recorder } = await startRecording();
    await timed(clock, recorder.begin(rowOf()));
    tables.fail('slow');
    const answering = recorder.record(answerOf());
    await pass(clock, 300);
    tables.fail(null);
    const ending = recorder.end('s1', { status: 'completed' });
    await pass(clock, 400);
    expect(tables.sessionOf('s1')?.status).toBe('active');
    await timed(clock, Promise.all([answering, ending]));
    await pass(clock, 1500);
    expect([tables.valuesOf('s1', 'q1'), tables.sessionOf('s1')?.status]).toEqual([[[1, 9]], 'completed']);
  });
  it('that is erased leaves nothing in the outbox but that there was such a session, and is erased until it has worked', async () => {
    const { clock, tables, recorder, outbox, disk } = await startRecording();
    tables.fail('away');
    await timed(clock, recorder.begin(rowOf()));
    const { value } = await timed(clock, recorder.record(answerOf({ heard: 'nineteen words' })));
    await timed(clock, recorder.transcript(line('nineteen words')));
    await timed(clock, recorder.end('s1', { status: 'terminated', disposition: 'refused' }));
    expect((await timed(clock, recorder.erase('s1'))).value).toBe('saving');
    expect(outbox.entriesOf('s1').map(({ kind }) => kind)).toEqual(['begin', 'end', 'erase']);
    expect(await savingOf(value).recorded).toBeNull();
    expect(disk.durable.toString()).not.toMatch(/nineteen words|"ann"/);
    await pass(clock, 60_000);
    expect(tables.erased).toEqual([]);
    tables.fail(null);
    await pass(clock, 11_000);
    expect([tables.erased, tables.sessionOf('s1')?.disposition, tables.sessionOf('s1')?.userId, outbox.size, tables.linesOf('s1')]).toEqual([['s1'], 'refused', undefined, 0, []]);
  });
  it('is erased behind every write that is still under way, though it is dropped', async () => {
    const { clock, tables, recorder } = await startRecording();
    tables.fail('slow');
    const first = recorder.transcript(line('one'));
    await pass(clock, 700);
    const writes = [first, recorder.transcript(line('two')), recorder.record(answerOf())];
    await pass(clock, 900);
    tables.fail(null);
    await timed(clock, Promise.all(writes));
    await timed(clock, recorder.erase('s1'));
    await pass(clock, 5000);
    expect([tables.erased, tables.linesOf('s1'), tables.valuesOf('s1', 'q1')]).toEqual([['s1'], [], []]);
  });
  it('that is erased when the disk fails is erased from the disk as soon as it works again', async () => {
    const { clock, tables, recorder, disk } = await startRecording();
    tables.fail('away');
    await timed(clock, recorder.record(answerOf({ heard: 'nineteen words' })));
    disk.state = 'broken';
    await timed(clock, recorder.erase('s1'));
    expect(disk.durable.toString()).toContain('nineteen words');
    disk.state = 'works';
    await pass(clock, 6000);
    expect(disk.durable.toString()).not.toContain('nineteen words');
    tables.fail(null);
    await pass(clock, 11_000);
    expect(tables.erased).toEqual(['s1']);
  });
});

describe('the outbox', () => {
  it('delivers after a crash what a dead process left, also of other processes', async () => {
    const first = await startRecording();
    const { clock, tables } = first;
    tables.fail('away');
    await timed(clock, first.recorder.record(answerOf({ value: 1 })));
    const second = await startRecording({ clock, tables });
    await timed(clock, second.recorder.record(answerOf({ sessionId: 's2', value: 2 })));
    const leftover = second.kill();
    tables.fail(null);
    const third = await startRecording({ clock, tables, disk: first.kill(), leftovers: [leftover] });
    await pass(clock, 1000);
    expect([tables.valuesOf('s1', 'q1'), tables.valuesOf('s2', 'q1'), leftover.durable.length, third.outbox.size]).toEqual([[[1, 1]], [[1, 2]], 0, 0]);
    expect(third.disk.durable.length).toBe(0);
  });
  it('sets an unreadable entry aside, and delivers the others', async () => {
    const first = await startRecording();
    const { clock, tables } = first;
    tables.fail('away');
    for (const questionId of ['q1', 'q2', 'q3']) await timed(clock, first.recorder.record(answerOf({ questionId })));
    const disk = first.kill();
    const content = disk.durable;
    content.write('X', content.indexOf('"q2"'));
    tables.fail(null);
    const second = await startRecording({ clock, tables, disk });
    await pass(clock, 1000);
    expect([1, 2, 3].map((n) => tables.valuesOf('s1', `q${n}`).length)).toEqual([1, 0, 1]);
    expect([disk.setAside.length, second.lines]).toEqual([1, expect.arrayContaining(['["outbox_entries_unreadable",{"entries":1}]'])]);
  });
  it('does not let a session that is stuck stop the others', async () => {
    const { clock, tables, recorder, outbox } = await startRecording();
    tables.fail('away');
    for (let n = 1; n <= 30; n += 1) await timed(clock, recorder.record(answerOf({ sessionId: `s${n}` })));
    tables.fail((sessionId) => (Number(sessionId.slice(1)) <= 10 ? 'hanging' : null));
    await pass(clock, 11_000);
    expect(outbox.size).toBe(10);
  });
  it('has everything delivered at once when the first session shows that the database is back', async () => {
    const { clock, tables, recorder, outbox } = await startRecording();
    tables.fail('away');
    for (let n = 1; n <= 30; n += 1) {
      await timed(clock, recorder.record(answerOf({ sessionId: `s${n}` })));
      await pass(clock, 300);
    }
    await pass(clock, 60_000, 500);
    tables.fail(null);
    let waitedMs = 0;
    for (; outbox.size === 30; waitedMs += 100) await pass(clock, 100);
    // Without that, each would wait for its own next try, up to 10 s.
    await pass(clock, 1000);
    expect([outbox.size, waitedMs < 10_000]).toEqual([0, true]);
  });
  it('is bounded: transcripts stop first, then nothing new begins, and a full one says so', async () => {
    const { clock, tables, recorder, outbox } = await startRecording({ options: { maxEntries: 8, maxTranscriptEntries: 3 } });
    tables.fail('away');
    for (const content of ['a', 'b', 'c']) await timed(clock, recorder.transcript(line(content)));
    await expect(timed(clock, recorder.transcript(line('d')))).rejects.toThrow('no more room for transcripts');
    expect(outbox.ready()).toEqual({ ready: true });
    for (let n = 1; n <= 5; n += 1) await timed(clock, recorder.record(answerOf({ questionId: `q${n}` })));
    expect(outbox.ready()).toEqual({ ready: false, reason: expect.stringContaining('the outbox is nearly full: 8 entries') });
    await expect(timed(clock, recorder.record(answerOf({ questionId: 'q6' })))).rejects.toThrow('the outbox is full: 8 entries');
    tables.fail(null);
    await pass(clock, 11_000);
    expect([outbox.size, outbox.ready()]).toEqual([0, { ready: true }]);
  });
  it('is not ready while its disk fails or is nearly full, and sees by itself when it works again', async () => {
    const { clock, tables, recorder, disk, outbox } = await startRecording();
    disk.state = 'full';
    tables.fail('away');
    await expect(timed(clock, recorder.record(answerOf()))).rejects.toMatchObject({ code: 'DB_CONNECTION_FAILED' });
    expect(outbox.ready()).toEqual({ ready: false, reason: 'the outbox cannot be written: ENOSPC' });
    disk.state = 'works';
    await pass(clock, 5100);
    expect(outbox.ready()).toEqual({ ready: true });
    disk.freeBytes = 1000;
    await pass(clock, 5100);
    expect(outbox.ready()).toEqual({ ready: false, reason: 'the disk of the outbox is nearly full: 1000 bytes are free' });
  });
  it('loses nothing that waits to the probe of a disk that had failed', async () => {
    const first = await startRecording();
    const { clock, tables, disk } = first;
    tables.fail('away');
    for (const questionId of ['q1', 'q2', 'q3']) await timed(clock, first.recorder.record(answerOf({ questionId })));
    disk.state = 'broken';
    await timed(clock, first.recorder.record(answerOf({ questionId: 'q4' })).catch(() => undefined));
    disk.state = 'works';
    await pass(clock, 6000);
    expect(first.outbox.ready()).toEqual({ ready: true });
    tables.fail(null);
    await startRecording({ clock, tables, disk: first.kill() });
    await pass(clock, 1000);
    expect(['q1', 'q2', 'q3'].map((questionId) => tables.valuesOf('s1', questionId))).toEqual([[[1, 9]], [[1, 9]], [[1, 9]]]);
  });
  it('keeps its file small while one session is stuck', async () => {
    const { clock, tables, recorder, disk, outbox } = await startRecording();
    tables.fail('away');
    await timed(clock, recorder.record(answerOf({ sessionId: 'stuck' })));
    tables.fail((sessionId) => (sessionId === 'stuck' ? 'away' : null));
    const heard = 'x'.repeat(4000);
    for (let n = 0; n < 600; n += 1) {
      const kept = await outbox.put({ kind: 'answer', answer: answerOf({ sessionId: `s${n}`, heard }) });
      clock.advance(0);
      await settled();
      clock.advance(0);
      await kept.settled;
    }
    expect(disk.durable.length).toBeLessThan(1.2 * 1024 * 1024);
    expect(outbox.size).toBe(1);
  });
  it('logs no words of the participant', async () => {
    const { clock, tables, recorder, lines } = await startRecording();
    tables.fail('away');
    await timed(clock, recorder.record(answerOf({ heard: 'nineteen words', label: 'nineteen words', value: 'nineteen words' })));
    await timed(clock, recorder.transcript(line('nineteen words')));
    await pass(clock, 30_000);
    tables.fail(null);
    await pass(clock, 11_000);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.join()).not.toContain('nineteen');
  });
  it('tries once more when it is closed, and leaves no timer behind', async () => {
    const { clock, tables, recorder, outbox } = await startRecording();
    tables.fail('away');
    await timed(clock, recorder.record(answerOf()));
    await pass(clock, 20_000);
    tables.fail(null);
    await timed(clock, outbox.close(5000));
    expect([tables.valuesOf('s1', 'q1'), clock.pending]).toEqual([[[1, 9]], 0]);
  });
  it('that is closed while the database is away ends in time', async () => {
    const { clock, tables, recorder, outbox, disk } = await startRecording();
    tables.fail('hanging');
    await timed(clock, recorder.record(answerOf()));
    const { ms } = await timed(clock, outbox.close(5000));
    expect(ms).toBeLessThanOrEqual(7010);
    expect(disk.durable.length).toBeGreaterThan(0);
  });
});
