import { expect, it } from '@jest/globals';
import { createResampling } from '../../../../src/audio/resample.js';
import { createPacedVoice } from '../../../../src/transports/carriers/paced-voice.js';
import { createManualClock } from '../../../support/manual-clock.js';
import { joined, levelDbfs, sine, toneShare } from '../../audio/sounds.js';

function bench(maxWaitingMs?: number) {
  const clock = createManualClock();
  const frames: { readonly atMs: number; readonly samples: Int16Array }[] = [];
  const played: (readonly [number, number])[] = [];
  const voice = createPacedVoice(
    { clock },
    { resampling: createResampling({ fromHz: 24000, toHz: 48000 }), ...(maxWaitingMs === undefined ? {} : { maxWaitingMs }) },
    { frame: (samples) => void frames.push({ atMs: clock.nowMs(), samples }), played: (epoch, samples) => void played.push([epoch, samples]) },
  );
  return { clock, frames, played, voice };
}

it('gives 10 ms every 10 ms, silence when nothing is said', () => {
  const { clock, frames } = bench();
  clock.advance(50);
  expect(frames.map(({ atMs }) => atMs)).toEqual([0, 10, 20, 30, 40, 50]);
  expect(frames.every(({ samples }) => samples.length === 480 && samples.every((sample) => sample === 0))).toBe(true);
});

it('speaks what is given at once in its own time, at the rate of the line', () => {
  const { clock, frames, played, voice } = bench();
  for (let n = 0; n < 25; n += 1) voice.speak(sine(1000, 40, 24000), 7);
  clock.advance(1100);
  const sound = joined(...frames.map(({ samples }) => samples));
  expect(toneShare(sound.slice(2000, 46_000), 1000, 48000)).toBeGreaterThan(0.999);
  expect(levelDbfs(sound.slice(49_500))).toBe(-Infinity);
  expect(played.map(([epoch]) => epoch)).toEqual([7, 7, 7, 7]);
  expect(played.map(([, samples]) => Math.round(samples / 2400))).toEqual([3, 5, 8, 10]);
  expect(played.at(-1)).toEqual([7, 24_000]);
});

it('is silent at once when it is cut, and speaks the next utterance', () => {
  const { clock, frames, played, voice } = bench();
  for (let n = 0; n < 50; n += 1) voice.speak(sine(1000, 40, 24000), 1);
  clock.advance(500);
  frames.length = 0;
  voice.cut();
  clock.advance(200);
  expect(frames.every(({ samples }) => samples.every((sample) => sample === 0))).toBe(true);
  voice.speak(sine(1000, 40, 24000), 2);
  clock.advance(400);
  expect(played.at(-1)).toEqual([2, 960]);
});

it('does not drift, and does not hurry after a long pause', () => {
  const { clock, frames } = bench();
  clock.advance(60_000);
  expect(frames).toHaveLength(6001);
  // A process that stood still: the clock is moved without its timers.
  const late = createManualClock();
  let skipMs = 0;
  const count: number[] = [];
  const voice = createPacedVoice(
    { clock: { ...late, nowMs: () => late.nowMs() + skipMs } },
    { resampling: createResampling({ fromHz: 24000, toHz: 48000 }) },
    { frame: () => void count.push(late.nowMs() + skipMs), played: () => undefined },
  );
  late.advance(100);
  count.length = 0;
  skipMs = 2000;
  late.advance(10);
  expect(count.length).toBeLessThanOrEqual(2);
  skipMs += 30;
  late.advance(10);
  expect(count.filter((atMs) => atMs === count.at(-1)).length).toBeLessThanOrEqual(5);
  voice.close();
});

it('takes no more than it may keep', () => {
  const { voice } = bench(100);
  expect([1, 2, 3].map(() => voice.speak(sine(1000, 40, 24000), 1))).toEqual([true, true, false]);
});

it('leaves no timer behind', () => {
  const { clock, frames, voice } = bench();
  voice.close();
  expect(clock.pending).toBe(0);
  expect(voice.speak(sine(1000, 40, 24000), 1)).toBe(false);
  clock.advance(100);
  expect(frames).toHaveLength(1);
});
