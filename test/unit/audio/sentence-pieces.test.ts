import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSentencePieces } from '../../../src/audio/sentence-pieces.js';
import { joined, silent, sine } from './sounds.js';

const rate = 24000;
const lengthsMs = (pieces: readonly Int16Array[]): readonly number[] => pieces.map((piece) => piece.length / 24);

it('gives a sentence in one piece', () => {
  const pieces = createSentencePieces({ sampleRateHz: rate });
  const frame = sine(300, 40, rate);
  expect(Array.from({ length: 30 }, () => pieces.push(frame)).flat()).toEqual([]);
  expect(pieces.endSentence()).toHaveLength(30 * 960);
  expect(pieces.endSentence()).toBeNull();
});

it('cuts a long sentence where it is quiet', () => {
  const pieces = createSentencePieces({ sampleRateHz: rate, longestFirstMs: 4000 });
  const speech = joined(sine(300, 2900, rate), silent(100, rate), sine(300, 1500, rate));
  const [first, ...more] = pieces.push(speech);
  expect(more).toEqual([]);
  const firstMs = (first?.length ?? 0) / 24;
  expect(firstMs).toBeGreaterThan(2900);
  expect(firstMs).toBeLessThan(3000);
  expect(joined(first ?? silent(0, rate), pieces.endSentence() ?? silent(0, rate))).toEqual(speech);
});

it('gives the first piece of an utterance early, so that the listener does not wait', () => {
  const pieces = createSentencePieces({ sampleRateHz: rate });
  const [first] = pieces.push(sine(300, 1600, rate));
  expect((first?.length ?? 0) / 24).toBeLessThanOrEqual(1500);
  expect(pieces.push(sine(300, 2000, rate))).toEqual([]);
  pieces.endUtterance();
  expect(lengthsMs(pieces.push(sine(300, 1600, rate)))).toHaveLength(1);
});

it('forgets what is held when it was interrupted', () => {
  const pieces = createSentencePieces({ sampleRateHz: rate });
  pieces.push(sine(300, 1000, rate));
  pieces.drop();
  expect(pieces.endUtterance()).toBeNull();
});

it('loses and repeats nothing, and no piece is too long, whatever the frames', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.constant('end' as const)), { maxLength: 30 }), (steps) => {
      const pieces = createSentencePieces({ sampleRateHz: 8000, longestMs: 250, longestFirstMs: 100 });
      let next = 0;
      const pushed: Int16Array[] = [];
      const given: Int16Array[] = [];
      for (const step of steps) {
        if (step === 'end') given.push(pieces.endSentence() ?? new Int16Array(0));
        else {
          const frame = Int16Array.from({ length: step }, () => (next += 1));
          pushed.push(frame);
          given.push(...pieces.push(frame));
        }
      }
      given.push(pieces.endUtterance() ?? new Int16Array(0));
      expect(joined(...given)).toEqual(joined(...pushed));
      expect(Math.max(0, ...given.map((piece) => piece.length))).toBeLessThanOrEqual(2000);
    }),
  );
});
