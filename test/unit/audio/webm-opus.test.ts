import { readFileSync } from 'node:fs';
import { expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { createWebmOpus, maxSliceMs, type WebmOpus } from '../../../src/audio/webm-opus.js';
import { AppError } from '../../../src/kernel/errors.js';
import { joined, levelDbfs, toneShare } from './sounds.js';

const recording = (kind: 'mono' | 'stereo'): readonly Buffer[] =>
  z
    .object({ slices: z.array(z.base64()) })
    .parse(JSON.parse(readFileSync(new URL(`../../fixtures/audio/media-recorder-${kind}.json`, import.meta.url), 'utf8')))
    .slices.map((slice) => Buffer.from(slice, 'base64'));

async function readyDecoder(): Promise<WebmOpus> {
  const webm = createWebmOpus();
  await webm.ready;
  return webm;
}

async function decoded(slices: readonly Uint8Array[]): Promise<Int16Array> {
  const webm = await readyDecoder();
  const samples = joined(...slices.map((slice) => webm.push(slice)));
  webm.close();
  return samples;
}

it.each(['mono', 'stereo'] as const)('decodes what a browser recorded (%s) to 16 kHz: silence, then the tone', async (kind) => {
  const samples = await decoded(recording(kind));
  expect(samples.length / 16).toBeGreaterThan(1050);
  expect(samples.length / 16).toBeLessThan(1260);
  expect(levelDbfs(samples.slice(0, 400 * 16))).toBeLessThan(-80);
  const tone = samples.slice(700 * 16, 1000 * 16);
  expect(levelDbfs(tone)).toBeCloseTo(-9.03, 0);
  expect(toneShare(tone, 440, 16000)).toBeGreaterThan(0.99);
});

it('gives each piece as soon as it is there', async () => {
  const webm = await readyDecoder();
  const givenMs = recording('mono').map((slice) => webm.push(slice).length / 16);
  expect(givenMs).toEqual([60, 120, 120, 120, 120, 120, 120, 120, 120, 120, 60]);
  webm.close();
});

it('gives the same wherever the slices are cut', async () => {
  const whole = Buffer.concat(recording('mono'));
  const expected = await decoded([whole]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 20 }), async (sizes) => {
      const slices: Buffer[] = [];
      let at = 0;
      for (const size of sizes) {
        slices.push(whole.subarray(at, at + size));
        at += size;
      }
      expect(await decoded([...slices, whole.subarray(at)])).toEqual(expected);
    }),
    { numRuns: 40 },
  );
  const bytes = Array.from(whole, (byte) => Uint8Array.of(byte));
  expect(await decoded(bytes)).toEqual(expected);
});

it('keeps what comes before it can decode', async () => {
  const slices = recording('mono');
  const webm = createWebmOpus();
  expect(webm.push(Buffer.concat(slices.slice(0, 6)))).toHaveLength(0);
  await webm.ready;
  const samples = joined(...slices.slice(6).map((slice) => webm.push(slice)));
  expect(samples).toEqual(await decoded(slices));
  webm.close();
});

it('goes on with slices that have no header, as after a reconnect', async () => {
  const slices = recording('mono');
  const samples = await decoded(slices.slice(6));
  expect(samples.length / 16).toBe(480);
  expect(toneShare(samples.slice(960, 400 * 16), 440, 16000)).toBeGreaterThan(0.95);
});

it('finds the next block behind bytes that were lost', async () => {
  const whole = Buffer.concat(recording('mono'));
  const samples = await decoded([whole.subarray(0, 900), whole.subarray(1010)]);
  const all = await decoded([whole]);
  expect((all.length - samples.length) / 16).toBeGreaterThan(0);
  expect((all.length - samples.length) / 16).toBeLessThanOrEqual(180);
  expect(toneShare(samples.slice(-3200), 440, 16000)).toBeGreaterThan(0.9);
});

it('takes a second recording after the first, with and without being told', async () => {
  const slices = recording('mono');
  const webm = await readyDecoder();
  const first = joined(...slices.map((slice) => webm.push(slice)));
  const second = joined(...recording('stereo').map((slice) => webm.push(slice)));
  expect(toneShare(second.slice(700 * 16, 1000 * 16), 440, 16000)).toBeGreaterThan(0.99);
  webm.push(slices[0]?.subarray(0, 50) ?? new Uint8Array(0));
  webm.restart();
  expect(joined(...slices.map((slice) => webm.push(slice)))).toHaveLength(first.length);
  webm.close();
});

it.each([
  ['raw PCM', Buffer.from(Int16Array.from({ length: 20_000 }, (_, n) => 9000 * Math.sin(n / 7)).buffer)],
  ['a WAV file', Buffer.concat([Buffer.from('RIFF....WAVEfmt '), Buffer.alloc(40_000)])],
  ['text', Buffer.from('not a recording '.repeat(2000))],
  ['a header with a video track only', Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff1654ae6b8eae8cd781018301018685565f565038', 'hex')],
])('refuses %s', async (_what, bytes) => {
  const webm = await readyDecoder();
  expect(() => webm.push(bytes)).toThrow(expect.objectContaining({ code: 'AUDIO_FORMAT_INVALID' }));
  expect(joined(...recording('mono').map((slice) => webm.push(slice))).length).toBeGreaterThan(16_000);
  webm.close();
});

it('refuses a small message that holds minutes of sound', async () => {
  const webm = await readyDecoder();
  // Packets of 60 ms in four bytes (code 3, three empty frames).
  const block = Buffer.from('a38681000080fb03', 'hex');
  const fifty = Buffer.concat(Array.from({ length: 50 }, () => block));
  expect(webm.push(fifty)).toHaveLength(maxSliceMs * 16);
  expect(() => webm.push(Buffer.concat([fifty, block]))).toThrow(expect.objectContaining({ code: 'AUDIO_FORMAT_INVALID' }));
  webm.close();
});

it('ends in nothing but an AppError whatever bytes come, and never writes to the console', async () => {
  const whole = Buffer.concat(recording('mono'));
  const webm = await readyDecoder();
  const written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 600 }),
            fc.record({ from: fc.nat(2000), length: fc.nat(600), flip: fc.nat(599), by: fc.nat(255) }).map(({ from, length, flip, by }) => {
              const part = Uint8Array.from(whole.subarray(from, from + length));
              if (flip < part.length) part[flip] = by;
              return part;
            }),
          ),
          { maxLength: 12 },
        ),
        (slices) => {
          webm.restart();
          for (const slice of slices) {
            try {
              expect(webm.push(slice).length).toBeLessThanOrEqual(maxSliceMs * 16);
            } catch (thrown) {
              if (!(thrown instanceof AppError)) throw thrown;
              expect(thrown.code).toBe('AUDIO_FORMAT_INVALID');
            }
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(written).not.toHaveBeenCalled();
  } finally {
    written.mockRestore();
  }
  webm.close();
});

it('gives nothing once it is closed, also when that was before it was ready', async () => {
  const webm = createWebmOpus();
  webm.close();
  await webm.ready;
  expect(webm.push(recording('mono')[0] ?? new Uint8Array(0))).toHaveLength(0);
});
