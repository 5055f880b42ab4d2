import { beforeEach, expect, it } from '@jest/globals';
import { createSilenceWatch, type SilenceWatch } from '../../../public/src/client/silence-watch.js';
import { createManualClock, type ManualClock } from '../../support/manual-clock.js';

let clock: ManualClock;
let watch: SilenceWatch;
let alarmsMs: number[];

beforeEach(() => {
  clock = createManualClock();
  alarmsMs = [];
  watch = createSilenceWatch({ clock, onSilence: () => alarmsMs.push(clock.nowMs()) });
  watch.start();
});

it('rings when announced words are not followed by anything', () => {
  clock.advance(1000);
  watch.packet();
  watch.utterance(1);
  clock.advance(1499);
  expect(alarmsMs).toEqual([]);
  clock.advance(1);
  expect(alarmsMs).toEqual([2500]);
});

it('does not ring while packets come, of whatever kind', () => {
  watch.utterance(1);
  for (let n = 0; n < 20; n += 1) {
    clock.advance(1400);
    watch.packet();
  }
  expect(alarmsMs).toEqual([]);
});

it('does not ring soon when the utterance is complete, was interrupted, or patience was asked for', () => {
  watch.utterance(1);
  watch.complete(1);
  clock.advance(5000);
  watch.packet();
  watch.utterance(2);
  watch.nothingOwed();
  clock.advance(5000);
  expect(alarmsMs).toEqual([]);
});

it('is not calmed by the end of an older utterance', () => {
  watch.utterance(2);
  watch.complete(1);
  clock.advance(1500);
  expect(alarmsMs).toEqual([1500]);
});

it('expects some word after an answer, and heartbeats always', () => {
  watch.asked();
  clock.advance(3500);
  expect(alarmsMs).toEqual([3500]);
  watch.packet();
  clock.advance(7000);
  expect(alarmsMs).toEqual([3500, 10_500]);
});

it('grows patient with an agent that is slow on every connection, until one utterance is complete', () => {
  const gapsMs: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    watch.start();
    const fromMs = clock.nowMs();
    watch.utterance(n);
    while (alarmsMs.length <= n) clock.advance(100);
    gapsMs.push(clock.nowMs() - fromMs);
  }
  expect(gapsMs).toEqual([1500, 3000, 6000, 7000]);
  watch.complete(9);
  watch.start();
  watch.utterance(10);
  clock.advance(1500);
  expect(alarmsMs).toHaveLength(5);
});

it('rings no more when it is stopped', () => {
  watch.utterance(1);
  watch.stop();
  watch.utterance(1);
  clock.advance(60_000);
  expect(alarmsMs).toEqual([]);
  expect(clock.pending).toBe(0);
});
