import type { EmulatorOptions } from '../../src/emulator/options.js';
import { frameNumber } from './listener.js';

/** One numbered frame as a stream of the emulator got it. */
interface HeardFrame {
  readonly tag: number;
  readonly frame: number;
  readonly atMs: number;
}

/** Listens at the model's end of all streams, and says what is wrong with what they hear. */
export interface MicrophoneOwner {
  readonly onAudio: NonNullable<EmulatorOptions['onAudio']>;
  /** @param sentAtMs when each frame of that caller was sent, on the same clock */
  faults(sentAtMs: (tag: number, frame: number) => number | null): readonly string[];
  /** Callers that were heard. */
  readonly tags: ReadonlySet<number>;
}

/** A frame that arrives sooner than this is not one that is told again. */
const liveMs = 300;
/** Streams that change hands both hear what was under way: some half a second. */
const mostTwice = 16;

export function createMicrophoneOwner(nowMs: () => number): MicrophoneOwner {
  const streams = new Map<number, HeardFrame[]>();
  const tags = new Set<number>();
  return {
    tags,
    onAudio({ stream, samples }) {
      const number = frameNumber(samples);
      if (number === null) return;
      const tag = number % 256;
      tags.add(tag);
      const heard = streams.get(stream) ?? [];
      streams.set(stream, heard);
      heard.push({ tag, frame: Math.floor(number / 256), atMs: nowMs() });
    },
    faults(sentAtMs) {
      const found: string[] = [];
      const owners = new Map<number, { readonly stream: number; readonly live: ReadonlySet<number> }[]>();
      for (const [stream, frames] of [...streams].sort(([a], [b]) => a - b)) {
        const [first] = frames;
        if (first === undefined) continue;
        const foreign = frames.find(({ tag }) => tag !== first.tag);
        if (foreign !== undefined) found.push(`stream ${stream} heard caller ${first.tag} and caller ${foreign.tag}`);
        frames.forEach(({ frame }, at) => {
          const before = frames[at - 1]?.frame ?? 0;
          if (frame <= before) found.push(`stream ${stream} heard frame ${frame} after ${before}`);
        });
        const live = new Set(frames.filter(({ tag, frame, atMs }) => atMs - (sentAtMs(tag, frame) ?? -Infinity) < liveMs).map(({ frame }) => frame));
        const others = owners.get(first.tag) ?? [];
        owners.set(first.tag, [...others, { stream, live }]);
        for (const other of others) {
          const twice = [...live].filter((frame) => other.live.has(frame)).length;
          if (twice > mostTwice) found.push(`streams ${other.stream} and ${stream} both heard ${twice} frames when they were said`);
        }
      }
      return found;
    },
  };
}
