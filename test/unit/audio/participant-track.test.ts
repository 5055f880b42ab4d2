import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createParticipantTrack } from '../../../src/audio/participant-track.js';

const frameMs = 20;
const frame = 320;

/** Where frames of 20 ms at 16 kHz are put that arrive at these times; places in milliseconds. */
function placesOf(arrivalsMs: readonly number[]): { readonly atMs: number; readonly samples: number; readonly from: number }[] {
  const track = createParticipantTrack({ sampleRateHz: 16000 });
  arrivalsMs.forEach((atMs, n) => track.add(atMs, n * 1000, frame));
  return [...track.placed()].map(({ at, samples, from }) => ({ atMs: at / 16, samples, from }));
}
const timesOf = (arrivalsMs: readonly number[]): number[] => placesOf(arrivalsMs).map(({ atMs }) => atMs);
const steady = (fromMs: number, count: number): number[] => Array.from({ length: count }, (_, n) => fromMs + n * frameMs);

describe('the track of the participant', () => {
  it('puts each frame where it was spoken: before it arrived', () => {
    expect(timesOf([100, 120, 140])).toEqual([80, 100, 120]);
  });
  it('hears nothing of jitter', () => {
    expect(timesOf([100, 133, 141, 175, 180])).toEqual([80, 100, 120, 140, 160]);
  });
  it('puts frames that were held up and came in one burst where they belong', () => {
    const held = [...steady(100, 3), ...Array.from({ length: 100 }, () => 2140), ...steady(2160, 2)];
    expect(timesOf(held)).toEqual(steady(80, 105));
  });
  it('puts a burst that trickles in twice as fast as it was spoken where it belongs', () => {
    const stalledMs = 1000;
    const held = [...steady(100, 5), ...Array.from({ length: 100 }, (_, n) => 180 + stalledMs + (n + 1) * 10), ...steady(180 + stalledMs + 1000 + frameMs, 50)];
    expect(timesOf(held)).toEqual(steady(80, 155));
  });
  it('leaves silence where nothing was sent, also for half a minute', () => {
    expect(timesOf([100, 120, 30_120, 30_140])).toEqual([80, 100, 30_100, 30_120]);
  });
  it('cuts what was spoken before the beginning', () => {
    expect(placesOf([50, 50, 50, 50, 70])).toEqual([
      { atMs: 0, samples: 320, from: 1000 },
      { atMs: 20, samples: 320, from: 2000 },
      { atMs: 40, samples: 320, from: 3000 },
      { atMs: 60, samples: 320, from: 4000 },
    ]);
  });
  it('is the same for microphones of any clock: never further than two frames from the time, for half an hour', () => {
    for (const partsPerMillion of [-300, -50, 50, 300]) {
      const period = frameMs * (1 + partsPerMillion / 1e6);
      const arrivals = Array.from({ length: 90_000 }, (_, n) => 100 + n * period);
      const places = placesOf(arrivals);
      const off = places.map(({ atMs, from }) => Math.abs(atMs + frameMs - (arrivals[Math.floor(from / 1000)] ?? NaN)));
      expect(Math.max(...off.slice(0, 1000), ...off.slice(-1000))).toBeLessThan(2 * frameMs);
      expect(places.length).toBeGreaterThan(89_900);
    }
  });
  it('takes from a file that is sent at once what fits into the time', () => {
    const places = placesOf([...Array.from({ length: 500 }, () => 1000), ...steady(1020, 3)]);
    expect(places[0]?.atMs).toBe(0);
    expect(places.at(-1)).toEqual({ atMs: 1060, samples: 320, from: 502_000 });
    expect(places).toHaveLength(54);
  });
  it('never overlaps, never goes back, and never puts a frame more than two later than it arrived', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ gapMs: fc.integer({ min: 0, max: 400 }), samples: fc.integer({ min: 1, max: 1600 }) }), { maxLength: 200 }), (frames) => {
        const track = createParticipantTrack({ sampleRateHz: 16000 });
        let atMs = 0;
        const arrivals = frames.map(({ gapMs, samples }, n) => {
          atMs += gapMs;
          track.add(atMs, n * 100_000, samples);
          return atMs;
        });
        let end = 0;
        for (const { at, samples, from } of track.placed()) {
          expect(at).toBeGreaterThanOrEqual(end);
          end = at + samples;
          expect(end / 16).toBeLessThanOrEqual((arrivals[Math.floor(from / 100_000)] ?? NaN) + 2 * frameMs);
        }
      }),
      { numRuns: 300 },
    );
  });
});
