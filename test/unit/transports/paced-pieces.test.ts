import { expect, it } from '@jest/globals';
import type { Clock } from '../../../src/kernel/clock.js';
import { createPacedPieces, type PacedPiecesOptions } from '../../../src/transports/paced-pieces.js';
import { createManualClock } from '../../support/manual-clock.js';

function bench(options: Partial<PacedPiecesOptions> = {}) {
  const clock = createManualClock();
  const sent: string[] = [];
  const played: (readonly [number, number])[] = [];
  const pieces = createPacedPieces(
    { clock },
    { sampleRateHz: 1000, aheadMs: 0, gapMs: 50, ...options },
    { piece: (samples, epoch) => void sent.push(`${clock.nowMs()}: ${samples.length} of ${epoch}`), played: (epoch, samples) => void played.push([epoch, samples]) },
  );
  return { clock, sent, played, pieces, tell: (word: string) => () => void sent.push(`${clock.nowMs()}: ${word}`) };
}

it('sends a piece when the one before has been heard', () => {
  const { clock, sent, pieces, tell } = bench();
  for (let n = 0; n < 3; n += 1) pieces.push(new Int16Array(400), 1);
  pieces.end(tell('end'));
  clock.advance(5000);
  expect(sent).toEqual(['0: 400 of 1', '450: 400 of 1', '900: 400 of 1', '1350: end']);
  expect(clock.pending).toBe(0);
  expect(pieces.isIdle).toBe(true);
});

it('sends so much ahead as it may', () => {
  const { clock, sent, pieces } = bench({ aheadMs: 500, gapMs: 0 });
  for (let n = 0; n < 4; n += 1) pieces.push(new Int16Array(400), 1);
  expect(sent).toEqual(['0: 400 of 1', '0: 400 of 1']);
  clock.advance(700);
  expect(sent.slice(2)).toEqual(['300: 400 of 1', '700: 400 of 1']);
});

it('is silent for a while where that is asked for, and then sends as before', () => {
  const { clock, sent, pieces, tell } = bench({ aheadMs: 500, gapMs: 0 });
  pieces.end(() => pieces.silence(600));
  pieces.before(tell('word'));
  for (let n = 0; n < 3; n += 1) pieces.push(new Int16Array(400), 1);
  clock.advance(2000);
  expect(sent).toEqual(['600: word', '600: 400 of 1', '600: 400 of 1', '900: 400 of 1']);
  expect(clock.pending).toBe(0);
});

it('tells words with the piece that they belong to', () => {
  const { clock, sent, pieces, tell } = bench();
  pieces.before(tell('one'));
  pieces.push(new Int16Array(400), 1);
  pieces.before(tell('two'));
  clock.advance(1000);
  expect(sent).toEqual(['0: one', '0: 400 of 1']);
  pieces.push(new Int16Array(400), 1);
  expect(sent.slice(2)).toEqual(['1000: two', '1000: 400 of 1']);
});

it('says what has been heard four times a second', () => {
  const { clock, played, pieces } = bench({ gapMs: 0 });
  pieces.push(new Int16Array(600), 3);
  clock.advance(600);
  expect(played).toEqual([
    [3, 250],
    [3, 500],
    [3, 600],
  ]);
});

it('takes back what was not sent, and goes on behind what was', () => {
  const { clock, sent, pieces, tell } = bench();
  pieces.push(new Int16Array(400), 1);
  pieces.before(tell('lost'));
  pieces.push(new Int16Array(400), 1);
  pieces.end(tell('lost too'));
  clock.advance(100);
  pieces.cut();
  pieces.push(new Int16Array(400), 2);
  clock.advance(5000);
  expect(sent).toEqual(['0: 400 of 1', '450: 400 of 2']);
});

it('keeps no more than 90 s', () => {
  const { clock, sent, pieces } = bench({ gapMs: 0 });
  for (let n = 0; n < 20; n += 1) pieces.push(new Int16Array(10_000), 1);
  clock.advance(300_000);
  expect(sent).toHaveLength(10);
});

it('leaves nothing waiting for ever, though time goes on while it works', () => {
  const clock = createManualClock();
  let drift = 0;
  // Time that passes at each look, and timers that fire a little early, as real ones do.
  const drifting: Clock = { ...clock, nowMs: () => clock.nowMs() + (drift += 0.01), setTimer: (delayMs, fire) => clock.setTimer(Math.max(0, delayMs - 0.025), fire) };
  for (let lengthMs = 300; lengthMs < 340; lengthMs += 1) {
    let heard = false;
    const pieces = createPacedPieces({ clock: drifting }, { sampleRateHz: 1000, aheadMs: 0, gapMs: 50 }, { piece: () => undefined, played: () => undefined });
    pieces.push(new Int16Array(lengthMs), 1);
    pieces.end(() => void (heard = true));
    clock.advance(1000);
    expect(heard).toBe(true);
  }
});

it('leaves nothing behind when it is closed', () => {
  const { clock, sent, pieces } = bench();
  pieces.push(new Int16Array(400), 1);
  pieces.push(new Int16Array(400), 1);
  pieces.close();
  pieces.push(new Int16Array(400), 1);
  clock.advance(5000);
  expect(sent).toHaveLength(1);
  expect(clock.pending).toBe(0);
});
