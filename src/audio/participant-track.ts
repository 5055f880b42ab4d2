import { bytesPerSample } from './pcm.js';
import type { PlacedSound } from './placed-sound.js';

/** The participant's microphone on the server's clock: filled while reading, then asked once where everything belongs. */
export interface ParticipantTrack {
  /** A frame arrived `atMs` after the beginning; its bytes begin at `from` in the source. Times never go back. */
  add(atMs: number, from: number, samples: number): void;
  /** In order, without overlaps. Lazy: a little work for each piece that is taken. */
  placed(): Generator<PlacedSound>;
}

/**
 * How far ahead to look for frames that came less late than this one. Covers the longest stall whose sound is delivered
 * afterwards; short enough that a microphone's clock, off by some 100 ppm, does not matter.
 */
const lookAheadMs = 60_000;
/** Frames follow one another without a seam while they are no further than this from where they should be. */
const toleranceMs = 25;

/**
 * A frame was spoken before it arrived, and frames were spoken one after another: so its place is the earliest that it and
 * the frames behind it allow, counted back from their arrivals. Frames that were held up and came in a burst so land where
 * they were spoken; where nothing was sent there is silence. A microphone that gives more samples than the time that has
 * passed (a fast clock, a file sent at once) loses what does not fit.
 */
export function createParticipantTrack(options: { readonly sampleRateHz: number }): ParticipantTrack {
  const perMs = options.sampleRateHz / 1000;
  const tolerance = toleranceMs * perMs;
  const arrivals: number[] = [];
  const sources: number[] = [];
  const lengths: number[] = [];

  return {
    add(atMs, from, samples) {
      if (samples <= 0) return;
      arrivals.push(atMs);
      sources.push(from);
      lengths.push(samples);
    },
    *placed() {
      const earliest = earliestOffsets(arrivals, lengths, perMs);
      let counted = 0;
      let end = 0;
      for (let frame = 0; frame < lengths.length; frame += 1) {
        const samples = lengths[frame] ?? 0;
        const wanted = Math.round(earliest(frame) + counted);
        counted += samples;
        const late = wanted - end;
        const at = late > tolerance ? wanted : end;
        const skipped = late < -tolerance ? Math.min(samples, -late) : 0;
        if (skipped === samples) continue;
        yield { at, from: (sources[frame] ?? 0) + skipped * bytesPerSample, samples: samples - skipped };
        end = at + samples - skipped;
      }
    },
  };
}

/**
 * For frames asked one after another: the least of (arrival − samples counted until its end) among the frames that arrive
 * within the look-ahead.
 */
function earliestOffsets(arrivals: readonly number[], lengths: readonly number[], perMs: number): (frame: number) => number {
  /** Rising offsets of frames still ahead: the first is the least. */
  let waiting: { readonly frame: number; readonly offset: number }[] = [];
  let head = 0;
  let next = 0;
  let counted = 0;
  return (frame) => {
    const untilMs = (arrivals[frame] ?? 0) + lookAheadMs;
    for (; next < arrivals.length && (arrivals[next] ?? 0) <= untilMs; next += 1) {
      counted += lengths[next] ?? 0;
      const offset = (arrivals[next] ?? 0) * perMs - counted;
      while (waiting.length > head && (waiting.at(-1)?.offset ?? 0) >= offset) waiting.pop();
      waiting.push({ frame: next, offset });
    }
    while ((waiting[head]?.frame ?? frame) < frame) head += 1;
    if (head > 1000) {
      waiting = waiting.slice(head);
      head = 0;
    }
    return waiting[head]?.offset ?? 0;
  };
}
