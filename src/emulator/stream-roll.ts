import { bytesFromBase64Length, bytesPerSample, samplesFromBase64 } from '../audio/pcm.js';
import type { Clock } from '../kernel/clock.js';
import type { FaultKind } from './faults/fault.js';
import type { ReceivedEvent } from './input/input-events.js';

/** What became of one stream; plain JSON. */
export interface StreamSummary {
  /** From 1, in the order in which streams were asked for; refused ones count. */
  readonly number: number;
  readonly requestId: string;
  readonly state: 'open' | 'refused' | 'closed';
  /** From the request to now, or to the end. */
  readonly ageMs: number;
  readonly eventsIn: number;
  readonly eventsOut: number;
  /** Samples of the user's audio that arrived. */
  readonly samplesHeard: number;
  /** Kinds of the faults that happened, in order. */
  readonly faults: readonly FaultKind[];
}

/** Counts for one stream. */
export interface StreamRecord {
  readonly number: number;
  received(event: ReceivedEvent): void;
  sent(): void;
  fired(kind: FaultKind): void;
  close(state: 'refused' | 'closed'): void;
}

/** Audio as it arrived on one stream. */
export interface HeardAudio {
  /** Number of the stream, from 1. */
  readonly stream: number;
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
}

/** All streams of an emulator; the oldest of more than 1,000 are forgotten. */
export interface StreamRoll {
  open(requestId: string): StreamRecord;
  list(): readonly StreamSummary[];
}

const maxStreams = 1000;

export function createStreamRoll(deps: { readonly clock: Clock; readonly onAudio?: (heard: HeardAudio) => void }): StreamRoll {
  const { clock, onAudio } = deps;
  const rows: (() => StreamSummary)[] = [];
  let opened = 0;
  return {
    open(requestId) {
      opened += 1;
      const number = opened;
      const openedMs = clock.nowMs();
      const faults: FaultKind[] = [];
      let state: StreamSummary['state'] = 'open';
      let closedMs: number | null = null;
      let eventsIn = 0;
      let eventsOut = 0;
      let samplesHeard = 0;
      let sampleRateHz = 0;
      rows.push(() => ({
        number, requestId, state, eventsIn, eventsOut, samplesHeard, ageMs: Math.round((closedMs ?? clock.nowMs()) - openedMs), faults: [...faults],
      }));
      if (rows.length > maxStreams) rows.shift();
      return {
        number,
        received(event) {
          eventsIn += 1;
          if (event.name === 'contentStart' && event.payload.type === 'AUDIO') sampleRateHz = event.payload.audioInputConfiguration.sampleRateHertz;
          if (event.name !== 'audioInput') return;
          samplesHeard += bytesFromBase64Length(event.payload.content) / bytesPerSample;
          onAudio?.({ stream: number, samples: samplesFromBase64(event.payload.content), sampleRateHz });
        },
        sent() {
          eventsOut += 1;
        },
        fired(kind) {
          faults.push(kind);
        },
        close(how) {
          state = how;
          closedMs = clock.nowMs();
        },
      };
    },
    list: () => rows.map((row) => row()),
  };
}
