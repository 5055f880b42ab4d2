import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { base64FromSamples } from '../../../../src/audio/pcm.js';
import { systemClock, type Clock } from '../../../../src/kernel/clock.js';
import { createDirectoryStore } from '../../../../src/storage/recordings/directory-store.js';
import { openRecordings, type CallSpool, type Recordings } from '../../../../src/storage/recordings/recordings.js';
import type { RecordingStore } from '../../../../src/storage/recordings/recording-store.js';
import { createS3Store } from '../../../../src/storage/recordings/s3-store.js';
import type { RecordingRegister } from '../../../../src/storage/recordings/shelver.js';
import { eventually } from '../../../support/eventually.js';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.js';
import { readRecording } from '../../../support/recording-file.js';
import { startS3Stub } from '../../../support/s3-stub.js';
import { sine } from '../../audio/sounds.js';

let root: string;
const closers: (() => Promise<void> | void)[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'voiceter-recordings-'));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(root, { recursive: true });
});

interface Bench {
  readonly recordings: Recordings;
  readonly store: RecordingStore;
  /** What was written into the sessions' rows, as text. */
  readonly rows: string[];
  readonly logged: string[];
  readonly spooled: () => string[];
}

async function open(options: { readonly clock: Clock; readonly store?: RecordingStore; readonly consented?: boolean; readonly maxWaiting?: number; readonly closeMs?: number }): Promise<Bench> {
  const rows: string[] = [];
  const logged: string[] = [];
  const register: RecordingRegister = {
    stored: (sessionId, { key, durationMs, incomplete }) => Promise.resolve(void rows.push(`${sessionId} stored ${key} ${durationMs} ms${incomplete ? ' incomplete' : ''}`)),
    missing: (sessionId) => Promise.resolve(void rows.push(`${sessionId} missing`)),
    consented: () => Promise.resolve(options.consented ?? false),
  };
  const store = options.store ?? createDirectoryStore({ clock: options.clock }, { directory: join(root, 'kept') });
  const spoolDirectory = join(root, 'spool');
  const recordings = await openRecordings({ clock: options.clock, log: (event) => void logged.push(event), store, register }, { spoolDirectory, ...(options.maxWaiting === undefined ? {} : { maxWaiting: options.maxWaiting }), ...(options.closeMs === undefined ? {} : { closeMs: options.closeMs }) });
  closers.push(() => recordings.close());
  const spooled = (): string[] => readdirSync(spoolDirectory, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(spool|wav|json|part)$/.test(name));
  return { recordings, store, rows, logged, spooled };
}

const startTime = Date.UTC(2026, 10, 21, 9, 0, 0);
const keyOf = (sessionId: string): string => `${sessionId}/2026-11-21T09-00-00.000Z.wav`;
const rates = { inputSampleRateHz: 16000, outputSampleRateHz: 24000 } as const;
const fileOf = (key: string): Buffer => readFileSync(join(root, 'kept', key));

/** Moves the clock through what happens at which time. */
function play(clock: ManualClock, events: readonly { readonly atMs: number; readonly act: () => void }[]): void {
  const startMs = clock.nowMs();
  for (const { atMs, act } of [...events].sort((a, b) => a.atMs - b.atMs)) {
    clock.advance(startMs + atMs - clock.nowMs());
    act();
  }
}

/** Frames of a tone that the participant speaks from `fromMs` on; each arrives when `arrival` says of its end. */
function speech(call: CallSpool, hz: number, fromMs: number, toMs: number, rate: number, arrival = (endMs: number): number => endMs): { atMs: number; act: () => void }[] {
  const frameMs = 20;
  const tone = sine(hz, toMs - fromMs, rate);
  const frame = (rate * frameMs) / 1000;
  return Array.from({ length: (toMs - fromMs) / frameMs }, (_, n) => {
    const audio = base64FromSamples(tone.slice(n * frame, (n + 1) * frame));
    return { atMs: arrival(fromMs + (n + 1) * frameMs), act: () => call.participant(audio) };
  });
}

/** A tone of the agent, sent in pieces of 100 ms, one each 5 ms. */
function utterance(call: CallSpool, epoch: number, hz: number, atMs: number, durationMs: number, rate: number): { atMs: number; act: () => void }[] {
  const tone = sine(hz, durationMs, rate);
  return Array.from({ length: durationMs / 100 }, (_, n) => {
    const audio = base64FromSamples(tone.slice((n * rate) / 10, ((n + 1) * rate) / 10));
    return { atMs: atMs + n * 5, act: () => call.agent(audio, epoch) };
  });
}

/** One stretch only, at this place within one frame of 20 ms. */
function expectAt(stretches: readonly (readonly [number, number])[], fromMs: number, toMs: number): void {
  expect(stretches).toHaveLength(1);
  expect(Math.abs((stretches[0]?.[0] ?? NaN) - fromMs)).toBeLessThanOrEqual(20);
  expect(Math.abs((stretches[0]?.[1] ?? NaN) - toMs)).toBeLessThanOrEqual(20);
}

describe('a recording', () => {
  it.each([
    [16000, 24000],
    [8000, 8000],
    [24000, 16000],
  ] as const)('has every sound at its place, the agent as heard, as long as the call (in at %i Hz, out at %i Hz)', async (inputSampleRateHz, outputSampleRateHz) => {
    const clock = createManualClock(startTime);
    const { recordings, rows, spooled } = await open({ clock });
    const call = recordings.start({ sessionId: 'aligned', inputSampleRateHz, outputSampleRateHz });
    const played = (atMs: number, epoch: number, playedMs: number) => ({ atMs, act: () => call.played(epoch, (playedMs * outputSampleRateHz) / 1000) });
    play(clock, [
      // Frames from 1.4 to 1.8 s are held up on the way and come at once.
      ...speech(call, 440, 1000, 2000, inputSampleRateHz, (endMs) => (endMs > 1400 && endMs < 1800 ? 1800 : endMs)),
      // The whole sentence is here after 150 ms; the player begins 120 ms late, and is cut at 5 s.
      ...utterance(call, 1, 1000, 3000, 3000, outputSampleRateHz),
      ...Array.from({ length: 7 }, (_, n) => played(3250 + n * 250, 1, 130 + n * 250)),
      ...speech(call, 600, 4700, 5700, inputSampleRateHz),
      { atMs: 5000, act: () => call.cut(2) },
      // Half a minute of nothing.
      ...speech(call, 700, 36_000, 36_500, inputSampleRateHz),
      ...utterance(call, 2, 1500, 37_000, 1000, outputSampleRateHz),
      // Waits for the one before.
      ...utterance(call, 3, 2000, 37_500, 500, outputSampleRateHz),
      { atMs: 40_000, act: () => undefined },
    ]);
    await call.close(true);
    await recordings.settled();

    const bytes = fileOf(keyOf('aligned'));
    expect(bytes.length).toBe(44 + 40 * 16000 * 4);
    const file = readRecording(bytes);
    expect([file.channels, file.sampleRateHz, file.durationMs]).toEqual([2, 16000, 40_000]);
    expectAt(file.heard('left', 440), 1000, 2000);
    expectAt(file.heard('right', 1000), 3120, 5000);
    expectAt(file.heard('left', 600), 4700, 5700);
    expectAt(file.heard('left', 700), 36_000, 36_500);
    expectAt(file.heard('right', 1500), 37_000, 38_000);
    expectAt(file.heard('right', 2000), 38_000, 38_500);
    for (const hz of [1000, 1500, 2000]) expect(file.heard('left', hz)).toEqual([]);
    for (const hz of [440, 600, 700]) expect(file.heard('right', hz)).toEqual([]);
    expect(rows).toEqual([`aligned stored ${keyOf('aligned')} 40000 ms`]);
    expect(spooled()).toEqual([]);
  });

  it('keeps what the participant said bit for bit', async () => {
    const clock = createManualClock(startTime);
    const { recordings } = await open({ clock });
    const call = recordings.start({ sessionId: 'exact', ...rates });
    const said = sine(330, 200, 16000);
    play(clock, [{ atMs: 200, act: () => call.participant(base64FromSamples(said)) }]);
    await call.close(true);
    await recordings.settled();
    const wav = fileOf(keyOf('exact'));
    expect(Int16Array.from({ length: 3200 }, (_, n) => wav.readInt16LE(44 + n * 4))).toEqual(said);
  });

  it('leaves nothing without consent', async () => {
    const clock = createManualClock(startTime);
    const { recordings, rows, spooled, store } = await open({ clock });
    const call = recordings.start({ sessionId: 'private', ...rates });
    play(clock, speech(call, 440, 0, 3000, 16000));
    expect(spooled()).toHaveLength(1);
    await call.close(false);
    await recordings.settled();
    expect(spooled()).toEqual([]);
    expect(rows).toEqual([]);
    expect(await store.list({ limit: 10 })).toEqual([]);
  });

  it('goes on without what a full disk did not take, and says so', async () => {
    const clock = createManualClock(startTime);
    const { recordings, rows, logged } = await open({ clock });
    const call = recordings.start({ sessionId: 'full', ...rates });
    // A message longer than any client's: as good as a disk that takes no more.
    play(clock, [
      ...speech(call, 440, 0, 1000, 16000),
      { atMs: 1000, act: () => call.participant('A'.repeat(2_000_000)) },
      ...speech(call, 700, 2000, 3000, 16000),
    ]);
    await call.close(true);
    await recordings.settled();
    const file = readRecording(fileOf(keyOf('full')));
    expectAt(file.heard('left', 440), 0, 1000);
    expectAt(file.heard('left', 700), 2000, 3000);
    expect(rows).toEqual([`full stored ${keyOf('full')} 3000 ms incomplete`]);
    expect(logged).toContain('recording_spool_full');
  });

  it('is nothing, and hurts nobody, where the disk takes nothing at all', async () => {
    const clock = createManualClock(startTime);
    const { recordings, rows, logged, spooled } = await open({ clock });
    // The name is taken, by a directory: opening fails as it does on a disk without place.
    const call = recordings.start({ sessionId: 'twice', ...rates });
    const twin = recordings.start({ sessionId: 'twice', ...rates });
    play(clock, speech(twin, 440, 0, 3000, 16000));
    await twin.close(false);
    expect(logged).toContain('recording_spool_failed');
    expect(spooled()).toHaveLength(1);
    await call.close(true);
    await recordings.settled();
    expect(rows).toEqual([`twice stored ${keyOf('twice')} 3000 ms`]);
  });

  it('is missing in the row when its file could not be opened', async () => {
    const clock = createManualClock(startTime);
    const { recordings, rows } = await open({ clock });
    const [process = ''] = readdirSync(join(root, 'spool'));
    mkdirSync(join(root, 'spool', process, 'unlucky_2026-11-21T09-00-00.000Z.spool'));
    const call = recordings.start({ sessionId: 'unlucky', ...rates });
    call.participant('AAAA');
    await call.close(true);
    await recordings.settled();
    expect(rows).toEqual(['unlucky missing']);
    rmSync(join(root, 'spool', process, 'unlucky_2026-11-21T09-00-00.000Z.spool'), { recursive: true });
  });

  it('is refused when too many wait already', async () => {
    const clock = createManualClock(startTime);
    const { recordings, logged, spooled, rows } = await open({ clock, maxWaiting: 0 });
    const call = recordings.start({ sessionId: 'late', ...rates });
    call.participant('AAAA');
    await call.close(true);
    expect(logged).toContain('recording_refused');
    expect(spooled()).toEqual([]);
    expect(rows).toEqual(['late missing']);
  });
});

describe('erasing', () => {
  it('forgets what is stored, what waits and what is running', async () => {
    const clock = createManualClock(startTime);
    const { recordings, store, spooled, rows } = await open({ clock });
    const first = recordings.start({ sessionId: 'erased', ...rates });
    first.participant(base64FromSamples(sine(440, 100, 16000)));
    clock.advance(1000);
    await first.close(true);
    await recordings.settled();
    expect(await store.list({ limit: 10 })).toHaveLength(1);
    const second = recordings.start({ sessionId: 'erased', ...rates });
    second.participant(base64FromSamples(sine(440, 100, 16000)));
    clock.advance(1000);
    await recordings.delete('erased');
    await second.close(true);
    await recordings.settled();
    expect(await store.list({ limit: 10 })).toEqual([]);
    expect(spooled()).toEqual([]);
    expect(rows).toHaveLength(1);
  });
});

describe('erasing, once more', () => {
  it('leaves a session alone whose id begins with the same letters', async () => {
    const clock = createManualClock(startTime);
    const { recordings, store } = await open({ clock });
    const calls = ['a', 'a_b', 'a-b', 'ab', 'a/b'].map((sessionId) => recordings.start({ sessionId, ...rates }));
    clock.advance(100);
    await recordings.delete('a');
    await Promise.all(calls.map((call) => call.close(true)));
    await recordings.settled();
    const slash = createHash('sha256').update('a/b').digest('hex');
    expect((await store.list({ limit: 10 })).map(({ key }) => key.split('/')[0]).sort()).toEqual(['a-b', 'a_b', 'ab', slash].sort());
  });
});

describe('storing', () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };

  it('is tried three times, then the row says that it is missing; a later start stores it', async () => {
    const stub = await startS3Stub();
    closers.push(() => stub.close());
    stub.makeBucket('sound');
    const s3 = (): RecordingStore => createS3Store({ clock: systemClock }, { bucket: 'sound', region: 'us-east-1', endpoint: stub.endpoint, credentials });
    const first = await open({ clock: systemClock, store: s3() });
    stub.meet('fail', 3, /^PUT/);
    const call = first.recordings.start({ sessionId: 'stubborn', ...rates });
    call.participant(base64FromSamples(sine(440, 100, 16000)));
    await call.close(true);
    await first.recordings.settled();
    expect(stub.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(3);
    expect(first.rows).toEqual(['stubborn missing']);
    expect(first.spooled().map((name) => name.replace(/^.*\./, ''))).toEqual(expect.arrayContaining(['json', 'wav']));
    await first.recordings.close();

    const second = await open({ clock: systemClock, store: s3() });
    await second.recordings.settled();
    expect(second.rows).toEqual([expect.stringMatching(/^stubborn stored stubborn\/\S+\.wav \d+ ms$/)]);
    expect(second.spooled()).toEqual([]);
    expect((await second.store.list({ limit: 10 })).map(({ key }) => key.split('/')[0])).toEqual(['stubborn']);
  });

  it('succeeds at the third try without a word', async () => {
    const stub = await startS3Stub();
    closers.push(() => stub.close());
    stub.makeBucket('sound');
    const { recordings, rows } = await open({ clock: systemClock, store: createS3Store({ clock: systemClock }, { bucket: 'sound', region: 'us-east-1', endpoint: stub.endpoint, credentials }) });
    stub.meet('fail', 2, /^PUT/);
    const call = recordings.start({ sessionId: 'third', ...rates });
    await call.close(true);
    await recordings.settled();
    expect(rows).toEqual([expect.stringContaining('third stored')]);
  });

  it('is tried again every while, until it works', async () => {
    const clock = createManualClock(startTime);
    const directory = createDirectoryStore({ clock }, { directory: join(root, 'kept') });
    let broken = true;
    const store: RecordingStore = { ...directory, find: (key) => (broken ? Promise.reject(new Error('gone fishing')) : directory.find(key)) };
    const { recordings, rows, spooled } = await open({ clock, store });
    const call = recordings.start({ sessionId: 'patient', ...rates });
    clock.advance(1000);
    await call.close(true);
    const later = (): Promise<string> => {
      clock.advance(10_000);
      return Promise.resolve(rows.at(-1) ?? '');
    };
    await eventually(later, (row) => row !== '');
    expect(rows).toEqual(['patient missing']);
    broken = false;
    expect(await eventually(later, (row) => row !== 'patient missing')).toBe(`patient stored ${keyOf('patient')} 1000 ms`);
    await recordings.settled();
    expect(spooled()).toEqual([]);
  });
});

describe('a database that does not answer', () => {
  it('learns later where the recording is, which is stored once', async () => {
    const clock = createManualClock(startTime);
    const directory = createDirectoryStore({ clock }, { directory: join(root, 'kept') });
    let puts = 0;
    let down = true;
    const rows: string[] = [];
    const store: RecordingStore = {
      ...directory,
      put(key, file, facts) {
        puts += 1;
        return directory.put(key, file, facts);
      },
    };
    const register: RecordingRegister = {
      stored: (sessionId) => (down ? Promise.reject(new Error('down')) : Promise.resolve(void rows.push(sessionId))),
      missing: () => Promise.reject(new Error('down')),
      consented: () => Promise.reject(new Error('down')),
    };
    const recordings = await openRecordings({ clock, log: () => undefined, store, register }, { spoolDirectory: join(root, 'spool') });
    closers.push(() => recordings.close());
    const call = recordings.start({ sessionId: 'noted', ...rates });
    clock.advance(1000);
    await call.close(true);
    let turns = 0;
    await eventually(() => {
      clock.advance(10_000);
      down = (turns += 1) < 10;
      return Promise.resolve(rows.length);
    }, (count) => count === 1);
    expect([rows, puts]).toEqual([['noted'], 1]);
    await recordings.settled();
  });
});

describe('what a killed process left', () => {
  /** A spool without an end, in the directory of a process that lives no more. */
  async function leave(sessionId: string): Promise<void> {
    const clock = createManualClock(startTime);
    const { recordings } = await open({ clock });
    const call = recordings.start({ sessionId, ...rates });
    play(clock, speech(call, 440, 0, 2000, 16000));
    clock.advance(1000);
    const spools = (): string[] => readdirSync(join(root, 'spool'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.spool'));
    const [name = ''] = spools();
    const path = join(root, 'spool', name);
    for (let n = 0; n < 1000 && readFileSync(path).length < 66_000; n += 1) await new Promise((resolve) => setImmediate(resolve));
    const content = readFileSync(path);
    await call.close(false);
    await recordings.close();
    const left = join(root, 'spool', 'left');
    rmSync(left, { recursive: true, force: true });
    mkdirSync(left, { recursive: true });
    // Torn in the middle of a record.
    writeFileSync(join(left, `${sessionId}_2026-11-21T09-00-00.000Z.spool`), content.subarray(0, content.length - 100));
  }

  it('becomes a recording of what there was, if the participant had agreed', async () => {
    await leave('killed');
    const { recordings, rows, spooled } = await open({ clock: createManualClock(startTime), consented: true });
    await recordings.settled();
    expect(rows).toEqual([expect.stringMatching(new RegExp(`^killed stored ${keyOf('killed')} \\d+ ms incomplete$`))]);
    expectAt(readRecording(fileOf(keyOf('killed'))).heard('left', 440), 0, 1970);
    expect(spooled()).toEqual([]);
    expect(existsSync(join(root, 'spool', 'left', 'killed_2026-11-21T09-00-00.000Z.spool'))).toBe(false);
  });
  it('is forgotten if not', async () => {
    await leave('stranger');
    const { recordings, rows, spooled, store } = await open({ clock: createManualClock(startTime), consented: false });
    await recordings.settled();
    expect([rows, spooled(), await store.list({ limit: 10 })]).toEqual([[], [], []]);
  });
  it('is left alone while its process lives', async () => {
    const clock = createManualClock(startTime);
    const alive = await open({ clock });
    const call = alive.recordings.start({ sessionId: 'alive', ...rates });
    clock.advance(1000);
    const other = await open({ clock, consented: true });
    await other.recordings.settled();
    expect(other.rows).toEqual([]);
    await call.close(true);
    await alive.recordings.settled();
    expect(alive.rows).toEqual([expect.stringContaining('alive stored')]);
  });
  it('is no recording when it is no spool', async () => {
    const left = join(root, 'spool', 'left');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'noise_2026-11-21T09-00-00.000Z.spool'), 'this is not a spool at all, but long enough');
    writeFileSync(join(left, 'empty_2026-11-21T09-00-00.000Z.spool'), '');
    writeFileSync(join(left, 'alone_2026-11-21T09-00-00.000Z.wav'), 'without facts');
    const { recordings, rows, spooled } = await open({ clock: createManualClock(startTime), consented: true });
    await recordings.settled();
    expect([rows, spooled()]).toEqual([[], []]);
  });
});
