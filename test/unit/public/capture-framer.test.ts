import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCaptureFramer, type CaptureFrame } from '../../../public/src/audio/capture-framer.js';

function framesOf(deviceRateHz: number, blocks: readonly Float32Array[]): CaptureFrame[] {
  const frames: CaptureFrame[] = [];
  const framer = createCaptureFramer({ onFrame: (frame) => frames.push(frame) }, { deviceRateHz });
  for (const block of blocks) framer.push(block);
  return frames;
}

it('cuts 1,024-byte frames with rising numbers', () => {
  const frames = framesOf(16_000, [new Float32Array(1100).fill(0.5)]);
  expect(frames.map((frame) => [frame.sequenceNumber, frame.pcm.byteLength])).toEqual([
    [0, 1024],
    [1, 1024],
  ]);
  expect(new Int16Array(frames[0]?.pcm ?? new ArrayBuffer(0)).slice(0, 2)).toEqual(Int16Array.of(16_384, 16_384));
  expect(frames[0]?.peak).toBe(0.5);
  expect(frames[0]?.rms).toBeCloseTo(0.5, 6);
});

it('holds overdriven sound at the ends of the scale', () => {
  const [frame] = framesOf(16_000, [Float32Array.from({ length: 512 }, (_, i) => (i % 2 === 0 ? 3 : -3))]);
  expect(new Int16Array(frame?.pcm ?? new ArrayBuffer(0)).slice(0, 2)).toEqual(Int16Array.of(32_767, -32_768));
});

it('says that digital silence is silent', () => {
  expect(framesOf(16_000, [new Float32Array(512)])[0]).toMatchObject({ peak: 0, rms: 0 });
});

it('gives the same frames however the device cuts its blocks', () => {
  const sound = Float32Array.from({ length: 9600 }, (_, i) => Math.sin(i / 7));
  const whole = framesOf(48_000, [sound]).map((frame) => [...new Int16Array(frame.pcm)]);
  expect(whole).toHaveLength(6);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 12 }), (lengths) => {
      const blocks: Float32Array[] = [];
      let at = 0;
      for (const length of lengths) {
        blocks.push(sound.subarray(at, at + length));
        at += length;
      }
      blocks.push(sound.subarray(at));
      expect(framesOf(48_000, blocks).map((frame) => [...new Int16Array(frame.pcm)])).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});
