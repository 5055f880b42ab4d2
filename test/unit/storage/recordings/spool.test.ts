import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.js';
import { eventually } from '../../../support/eventually.js';
import { makeRecording } from '../../../../src/storage/recordings/make-recording.js';
import { spoolRecords } from '../../../../src/storage/recordings/spool-reader.js';
import { createSpoolWriter, type SpoolWriter } from '../../../../src/storage/recordings/spool-writer.js';

const directory = mkdtempSync(join(tmpdir(), 'voiceter-spool-'));
afterAll(() => rmSync(directory, { recursive: true }));
const start = { version: 1, sessionId: 's', startedAt: '2026-11-21T09:00:00.000Z', inputSampleRateHz: 16000, outputSampleRateHz: 24000 } as const;
const startBytes = 20 + JSON.stringify(start).length;
let files = 0;

function write(options: { readonly maxDurationMs?: number } = {}): { readonly clock: ManualClock; readonly writer: SpoolWriter; readonly path: string; readonly logged: string[] } {
  const path = join(directory, `${(files += 1)}.spool`);
  const clock = createManualClock();
  const logged: string[] = [];
  return { clock, path, logged, writer: createSpoolWriter({ clock, log: (event) => void logged.push(event) }, { path, start, ...options }) };
}

/** The records as `kind value bytes @ms`. */
async function read(path: string): Promise<string[]> {
  const handle = await open(path, 'r');
  const found: string[] = [];
  try {
    for await (const { kind, value, payloadBytes, atMs } of spoolRecords(handle)) found.push(`${kind} ${value} ${payloadBytes} @${atMs}`);
  } finally {
    await handle.close();
  }
  return found;
}

describe('a spool', () => {
  it('holds what happened, in order, with its time', async () => {
    const { clock, writer, path } = write();
    writer.participant('AQACAA==');
    clock.advance(20);
    writer.agent('AQACAAMA', 7);
    writer.played(7, 3);
    clock.advance(5);
    writer.cut(8);
    expect(await writer.close()).toBe('whole');
    expect(await read(path)).toEqual([`start 0 ${startBytes - 20} @0`, 'participant 0 4 @0', 'agent 7 6 @20', 'played 7 4 @20', 'cut 8 0 @25', 'end 0 0 @25']);
    expect(readFileSync(path).subarray(startBytes + 20, startBytes + 24).toString('hex')).toBe('01000200');
  });
  it('is on the disk after a second, while the call goes on', async () => {
    const { clock, writer, path } = write();
    writer.participant('AQACAA==');
    clock.advance(1000);
    expect(await eventually(() => read(path), (records) => records.length === 2)).toHaveLength(2);
    await writer.discard();
  });
  it('takes what is not sound for silence, and never throws', async () => {
    const { writer, path } = write();
    for (const odd of ['', 'A', '****', 'AQ==', 'ÄÖÜ€']) writer.participant(odd);
    for (const value of [-1, NaN, Infinity, 2 ** 40, 0.5]) {
      writer.played(1, value);
      writer.cut(value);
    }
    expect(await writer.close()).toBe('whole');
    expect((await read(path)).at(-1)).toBe('end 0 0 @0');
  });
  it('takes nothing after its end, and ends once', async () => {
    const { writer, path } = write();
    await writer.close();
    const size = readFileSync(path).length;
    writer.participant('AQACAA==');
    await writer.close();
    expect(readFileSync(path)).toHaveLength(size);
  });
  it('ends after its longest time, and says that there was more', async () => {
    const { clock, writer, path, logged } = write({ maxDurationMs: 1000 });
    clock.advance(1001);
    for (let n = 0; n < 3; n += 1) writer.participant('AQACAA==');
    expect(await writer.close()).toBe('incomplete');
    expect(logged).toEqual(['recording_spool_full']);
    expect((await read(path)).at(-1)).toBe('end 1 0 @1001');
  });
  it('keeps no more than 2 MiB for a disk that does not take it, and says where something is missing', async () => {
    const { clock, writer, path, logged } = write();
    const second = Buffer.alloc(32_000, 1).toString('base64');
    // Nothing is written before this function lets go.
    for (let n = 0; n < 200; n += 1) {
      clock.advance(1000);
      writer.participant(second);
    }
    expect(logged).toEqual(['recording_spool_failed']);
    await eventually(() => Promise.resolve(existsSync(path) ? readFileSync(path).length : 0), (size) => size > 2_000_000);
    clock.advance(1000);
    writer.participant(second);
    expect(await writer.close()).toBe('incomplete');
    const records = await read(path);
    expect(records.filter((record) => record.startsWith('participant'))).toHaveLength(65);
    expect(records.slice(-3)).toEqual(['lost 0 0 @201000', 'participant 0 32000 @201000', 'end 1 0 @201000']);
    expect(readFileSync(path).length).toBeLessThan(2_200_000);
  });
});

describe('a damaged spool', () => {
  let whole: Buffer;
  let records: string[];
  beforeAll(async () => {
    const { clock, writer, path } = write();
    for (let n = 0; n < 50; n += 1) {
      clock.advance(20);
      writer.participant(Buffer.alloc(640, n).toString('base64'));
      if (n % 5 === 0) writer.agent(Buffer.alloc(960, n).toString('base64'), n);
      if (n % 7 === 0) writer.played(n, n);
    }
    await writer.close();
    whole = readFileSync(path);
    records = await read(path);
  });

  it('gives everything before the place where it was torn off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40_000 }), async (length) => {
        const path = join(directory, 'torn.spool');
        writeFileSync(path, whole.subarray(0, length));
        const found = await read(path);
        expect(found).toEqual(records.slice(0, found.length));
        if (length >= whole.length) expect(found).toEqual(records);
      }),
      { numRuns: 100 },
    );
  });
  it('becomes a recording, or is refused, or is nothing: whatever bytes are wrong', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 20 }), async (damage) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of damage) bytes[at % bytes.length] = value;
        const path = join(directory, 'damaged.spool');
        writeFileSync(path, bytes);
        const made = await makeRecording(path, join(directory, 'damaged.wav'), ({ durationMs }) => Promise.resolve(durationMs < 60_000)).catch((thrown: unknown) => {
          expect(thrown).toMatchObject({ code: 'DB_READ_FAILED' });
          return null;
        });
        if (made !== null) expect(made.bytes).toBe(readFileSync(join(directory, 'damaged.wav')).length);
      }),
      { numRuns: 100 },
    );
  });
});
