import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPlaybackEngine, type PlaybackEngine } from '../../../public/src/audio/playback-engine.js';

const RATE_HZ = 24_000;
const BLOCK = 128;

/** An engine without a rate change, so that samples can be told one by one. */
const engineAt = (ringSeconds = 5): PlaybackEngine =>
  createPlaybackEngine({ sourceRateHz: RATE_HZ, outputRateHz: RATE_HZ, ringSeconds });

const frame = (value: number, ms: number): Int16Array => new Int16Array((RATE_HZ * ms) / 1000).fill(value * 32767);

function render(engine: PlaybackEngine, ms: number): number[] {
  const out: number[] = [];
  const block = new Float32Array(BLOCK);
  for (let samples = 0; samples < (RATE_HZ * ms) / 1000; samples += BLOCK) {
    engine.render(block);
    out.push(...block);
  }
  return out;
}

const sounding = (samples: readonly number[]): number => samples.filter((sample) => sample !== 0).length;

it('waits for 80 ms of sound, then plays', () => {
  const engine = engineAt();
  engine.push(frame(0.5, 79), 1);
  expect(sounding(render(engine, 100))).toBe(0);
  engine.push(frame(0.5, 1), 1);
  expect(render(engine, 5)[0]).toBeCloseTo(0.5, 3);
  expect(engine.report()).toMatchObject({ playing: true, epoch: 1 });
});

it('plays what it has when the utterance ends, however little', () => {
  const engine = engineAt();
  engine.push(frame(0.5, 10), 1);
  engine.end(1);
  expect(sounding(render(engine, 50))).toBe(240);
  expect(engine.report()).toMatchObject({ playing: false, playedSamples: 240, dryOuts: 0, queuedSamples: 0 });
});

it('plays what it has when nothing more comes for 300 ms, even without an end', () => {
  const engine = engineAt();
  engine.push(frame(0.5, 10), 1);
  expect(sounding(render(engine, 290))).toBe(0);
  expect(engine.report().playedSamples).toBe(0);
  render(engine, 100);
  expect(engine.report().playedSamples).toBe(240);
});

it('counts a gap in the middle of an utterance as one dry-out, and fills up to its target again', () => {
  const engine = engineAt();
  engine.push(frame(0.5, 80), 1);
  render(engine, 200);
  expect(engine.report().dryOuts).toBe(0);
  engine.push(frame(0.5, 40), 1);
  expect(engine.report().dryOuts).toBe(1);
  expect(sounding(render(engine, 20))).toBe(0);
  engine.push(frame(0.5, 40), 1);
  expect(sounding(render(engine, 20))).toBeGreaterThan(0);
  engine.end(1);
  render(engine, 200);
  expect(engine.report()).toMatchObject({ dryOuts: 1, playedSamples: 160 * 24 });
});

it('goes from one utterance to the next without a pause, and counts each for itself', () => {
  const engine = engineAt();
  engine.push(frame(0.5, 100), 1);
  engine.end(1);
  engine.push(frame(0.25, 100), 2);
  engine.end(2);
  const out = render(engine, 300);
  expect(sounding(out)).toBe(4800);
  expect(out[2399]).toBeCloseTo(0.5, 3);
  expect(out[2400]).toBeCloseTo(0.25, 3);
  expect(engine.report()).toMatchObject({ epoch: 2, playedSamples: 2400 });
});

it('fades out in 5 ms on an interruption and refuses the old epoch from then on', () => {
  const engine = engineAt();
  engine.push(frame(0.5, 1000), 1);
  render(engine, 100);
  engine.interrupt(2);
  engine.push(frame(0.5, 100), 1);
  const out = render(engine, 100);
  expect(sounding(out)).toBeLessThanOrEqual(0.005 * RATE_HZ + 1);
  for (let i = 1; i < out.length; i++) expect(Math.abs((out[i] ?? 0) - (out[i - 1] ?? 0))).toBeLessThan(0.01);
  expect(engine.report()).toMatchObject({ playing: false, staleSamples: 2400, queuedSamples: 0 });
});

it('plays a short reply straight after an interruption', () => {
  const engine = engineAt();
  engine.push(frame(0.5, 1000), 1);
  render(engine, 100);
  engine.interrupt(2);
  engine.push(frame(0.25, 30), 2);
  engine.end(2);
  render(engine, 100);
  expect(engine.report()).toMatchObject({ epoch: 2, playedSamples: 720, dryOuts: 0 });
});

it('keeps frames of the new epoch that overtook the interruption', () => {
  const engine = engineAt();
  engine.push(frame(0.5, 500), 1);
  render(engine, 50);
  engine.push(frame(0.25, 50), 2);
  engine.end(2);
  engine.interrupt(2);
  render(engine, 100);
  expect(engine.report()).toMatchObject({ epoch: 2, playedSamples: 1200 });
});

it('ignores an interruption that is older than the last', () => {
  const engine = engineAt();
  engine.interrupt(3);
  engine.push(frame(0.5, 100), 3);
  render(engine, 20);
  engine.interrupt(2);
  engine.interrupt(3);
  expect(engine.report().playing).toBe(true);
  expect(sounding(render(engine, 20))).toBeGreaterThan(400);
});

it('plays a server that counts its epochs anew over a new connection', () => {
  const engine = engineAt();
  engine.interrupt(7);
  engine.forgetEpochs();
  engine.push(frame(0.5, 10), 1);
  engine.end(1);
  expect(sounding(render(engine, 50))).toBe(240);
  engine.push(frame(0.5, 500), 1);
  engine.interrupt(2);
  expect(sounding(render(engine, 50))).toBe(0);
});

it('silences one utterance here only: the rest of it is dropped, the next plays, be its epoch the same or not', () => {
  const engine = engineAt();
  engine.push(frame(0.5, 500), 1);
  render(engine, 100);
  engine.silence();
  engine.push(frame(0.5, 500), 1);
  expect(sounding(render(engine, 100).slice(200))).toBe(0);
  engine.end(1);
  engine.push(frame(0.25, 50), 1);
  engine.end(1);
  expect(sounding(render(engine, 100))).toBe(1200);
});

it('counts what does not fit into its memory', () => {
  const engine = engineAt(1);
  engine.push(frame(0.5, 1500), 1);
  expect(engine.report()).toMatchObject({ overflowSamples: 12_000, queuedSamples: 24_000 });
});

it('plays every sample of every utterance exactly once, however it is cut into frames', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 6 }), fc.nat({ max: 60 })), {
        minLength: 1,
        maxLength: 5,
      }),
      (utterances) => {
        const engine = engineAt();
        let heard = 0;
        let sent = 0;
        utterances.forEach(([lengths, pauseMs], epoch) => {
          for (const length of lengths) {
            engine.push(new Int16Array(length).fill(16_384), epoch);
            sent += length;
          }
          engine.end(epoch);
          heard += sounding(render(engine, pauseMs));
        });
        heard += sounding(render(engine, 1200));
        expect(heard).toBe(sent);
        expect(engine.report()).toMatchObject({ playing: false, dryOuts: 0, queuedSamples: 0 });
      },
    ),
    { numRuns: 200 },
  );
});

it('never lets a sample of an interrupted epoch out, whatever the order of events', () => {
  const event = fc.oneof(
    fc.record({ push: fc.nat({ max: 4 }), ms: fc.integer({ min: 1, max: 120 }) }),
    fc.record({ end: fc.nat({ max: 4 }) }),
    fc.record({ interrupt: fc.nat({ max: 5 }) }),
    fc.record({ renderMs: fc.integer({ min: 6, max: 200 }) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      const engine = engineAt();
      let oldest = 0;
      let newest = 0;
      for (const one of events) {
        // Epochs come in order on one connection.
        if ('push' in one) {
          newest = Math.max(newest, one.push);
          engine.push(frame(0.5, one.ms), newest);
        } else if ('end' in one) engine.end(one.end);
        else if ('interrupt' in one) {
          engine.interrupt(one.interrupt);
          oldest = Math.max(oldest, one.interrupt);
          render(engine, 6);
        } else {
          const heard = render(engine, one.renderMs).some((sample) => sample !== 0);
          if (heard) expect(engine.report().epoch).toBeGreaterThanOrEqual(oldest);
        }
      }
    }),
    { numRuns: 300 },
  );
});
