import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PlacedSound } from '../../../src/audio/placed-sound.js';
import { createTrackRenderer } from '../../../src/audio/track-renderer.js';
import { levelDbfs, sine } from './sounds.js';

/** The left channel of `frames` rendered samples, taken in blocks of this size. */
async function render(sounds: readonly (PlacedSound & { readonly content?: Int16Array })[], options: { readonly fromHz: number; readonly toHz: number; readonly frames: number; readonly blockFrames?: number }): Promise<Int16Array> {
  const contents = new Map(sounds.map((sound) => [sound.from, sound.content ?? new Int16Array(sound.samples).fill(1000)]));
  const renderer = createTrackRenderer(sounds, ({ from }) => Promise.resolve(contents.get(from) ?? new Int16Array(0)), options);
  const all = new Int16Array(options.frames);
  const blockFrames = options.blockFrames ?? options.frames;
  for (let done = 0; done < options.frames; done += blockFrames) {
    const block = new Int16Array(Math.min(blockFrames, options.frames - done) * 2).fill(-1);
    await renderer.fill(block, 0);
    all.set(block.filter((_, n) => n % 2 === 0), done);
    expect(block.filter((_, n) => n % 2 === 1).every((sample) => sample === -1)).toBe(true);
  }
  return all;
}

describe('a rendered track', () => {
  it('is silent but for its sounds', async () => {
    const rendered = await render([{ at: 2, from: 0, samples: 2 }, { at: 5, from: 4, samples: 1 }], { fromHz: 16000, toHz: 16000, frames: 8 });
    expect([...rendered]).toEqual([0, 0, 1000, 1000, 0, 1000, 0, 0]);
  });
  it('ends where it is asked to end', async () => {
    expect([...(await render([{ at: 1, from: 0, samples: 100 }], { fromHz: 16000, toHz: 16000, frames: 3 }))]).toEqual([0, 1000, 1000]);
  });
  it('joins sounds that touch without a seam, at another rate too', async () => {
    const tone = sine(1000, 500, 24000);
    const whole = await render([{ at: 2400, from: 0, samples: tone.length, content: tone }], { fromHz: 24000, toHz: 16000, frames: 16000 });
    const pieces = Array.from({ length: 12 }, (_, n) => ({ at: 2400 + n * 1000, from: n, samples: 1000, content: tone.slice(n * 1000, (n + 1) * 1000) }));
    expect(await render(pieces, { fromHz: 24000, toHz: 16000, frames: 16000 })).toEqual(whole);
    expect(levelDbfs(whole.subarray(1600, 9600))).toBeCloseTo(levelDbfs(tone), 1);
    expect(whole.subarray(9600).every((sample) => sample === 0)).toBe(true);
  });
  it('is the same in blocks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ gap: fc.integer({ min: 0, max: 500 }), samples: fc.integer({ min: 1, max: 300 }) }), { maxLength: 20 }),
        fc.constantFrom(8000, 16000, 24000),
        fc.integer({ min: 1, max: 700 }),
        async (parts, fromHz, blockFrames) => {
          let at = 0;
          const sounds = parts.map(({ gap, samples }, from) => {
            const sound = { at: at + gap, from, samples };
            at += gap + samples;
            return sound;
          });
          const options = { fromHz, toHz: 16000, frames: 5000 };
          expect(await render(sounds, { ...options, blockFrames })).toEqual(await render(sounds, options));
        },
      ),
      { numRuns: 100 },
    );
  });
});
