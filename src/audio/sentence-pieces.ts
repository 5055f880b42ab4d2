import { samplesFromMs } from './pcm.js';

/**
 * Collects the agent's frames into pieces that a client can play as files of their own: a sentence, or a part of one that is
 * cut where it is quiet. Nothing is lost or repeated: the pieces put together are what was pushed.
 */
export interface SentencePieces {
  /** Takes a frame. Gives the pieces that had to be cut because they became too long. */
  push(frame: Int16Array): readonly Int16Array[];
  /** The sentence is over: the rest of it, or null when there is none. */
  endSentence(): Int16Array | null;
  /** The utterance is over, with the sentence: the next piece is a first one again. */
  endUtterance(): Int16Array | null;
  /** What is held will not be played. */
  drop(): void;
}

export interface SentencePiecesOptions {
  readonly sampleRateHz: number;
  /** Longest piece. Default 4000. */
  readonly longestMs?: number;
  /** Longest first piece of an utterance: how long the listener waits for the first sound. Default 1500. */
  readonly longestFirstMs?: number;
}

/** A piece is cut in the quietest moment of this length in its second half. */
const momentMs = 20;

export function createSentencePieces(options: SentencePiecesOptions): SentencePieces {
  const { sampleRateHz, longestMs = 4000, longestFirstMs = 1500 } = options;
  const longest = samplesFromMs(longestMs, sampleRateHz);
  const longestFirst = samplesFromMs(longestFirstMs, sampleRateHz);
  const moment = samplesFromMs(momentMs, sampleRateHz);
  const held = new Int16Array(Math.max(longest, longestFirst));
  let length = 0;
  let isFirst = true;

  function cutAt(end: number): Int16Array {
    const piece = held.slice(0, end);
    held.copyWithin(0, end, length);
    length -= end;
    isFirst = false;
    return piece;
  }

  return {
    push(frame) {
      const pieces: Int16Array[] = [];
      for (let at = 0; at < frame.length; ) {
        const limit = isFirst ? longestFirst : longest;
        const added = Math.min(frame.length - at, limit - length);
        held.set(frame.subarray(at, at + added), length);
        length += added;
        at += added;
        if (length >= limit) pieces.push(cutAt(quietest(held, limit / 2, limit, moment)));
      }
      return pieces;
    },
    endSentence: () => (length === 0 ? null : cutAt(length)),
    endUtterance() {
      const rest = length === 0 ? null : cutAt(length);
      isFirst = true;
      return rest;
    },
    drop() {
      length = 0;
      isFirst = true;
    },
  };
}

/** The middle of the quietest moment; of equally quiet ones the last. */
function quietest(samples: Int16Array, from: number, to: number, moment: number): number {
  let least = Infinity;
  let place = to;
  for (let start = Math.floor(from); start + moment <= to; start += moment) {
    let energy = 0;
    for (let n = start; n < start + moment; n += 1) energy += (samples[n] ?? 0) ** 2;
    if (energy <= least) {
      least = energy;
      place = start + Math.floor(moment / 2);
    }
  }
  return place;
}
