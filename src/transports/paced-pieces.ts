import { msFromSamples, samplesFromMs } from '../audio/pcm.js';
import type { Clock, Timer } from '../kernel/clock.js';

/**
 * Sends the agent's speech in pieces, each when the one before is about to have been heard: for clients that play what they get and
 * can not be stopped, or only late. What was not sent can be taken back.
 */
export interface PacedPieces {
  /** A piece of an utterance, to be sent in its turn. What is too much to wait is left out. */
  push(samples: Int16Array, epoch: number): void;
  /** Something to be told just before the next piece that is pushed, or at the end. */
  before(tell: () => void): void;
  /** The utterance is complete: `tell` comes when all of it must have been heard. */
  end(tell: () => void): void;
  /** No piece goes out for so long; ends are told all the same. */
  silence(ms: number): void;
  /** What waits is not sent and not told. What was sent is taken as heard to its end. */
  cut(): void;
  /** True when nothing is being heard, and nothing waits. */
  readonly isIdle: boolean;
  close(): void;
}

export interface PacedPiecesOptions {
  readonly sampleRateHz: number;
  /** How much may be sent ahead of what is heard. 0: a piece goes out when the one before is over. */
  readonly aheadMs: number;
  /** What the client takes between two pieces. */
  readonly gapMs: number;
}

export interface PacedPiecesEvents {
  piece(samples: Int16Array, epoch: number): void;
  /** Samples of the utterance that must have been heard: 4 times a second. */
  played(epoch: number, samples: number): void;
}

const maxWaitingMs = 90_000;
const playedEveryMs = 250;

interface Waiting {
  /** Null: the end of the utterance, which waits until all before it was heard. */
  readonly piece: { readonly samples: Int16Array; readonly epoch: number } | null;
  readonly tells: readonly (() => void)[];
}

export function createPacedPieces(deps: { readonly clock: Clock }, options: PacedPiecesOptions, events: PacedPiecesEvents): PacedPieces {
  const { clock } = deps;
  const maxWaiting = samplesFromMs(maxWaitingMs, options.sampleRateHz);
  let queue: Waiting[] = [];
  let marks: (() => void)[] = [];
  let waiting = 0;
  /** When the last piece that was sent will have been heard. */
  let audibleUntilMs = 0;
  let silentUntilMs = 0;
  let current: { readonly epoch: number; sent: number; told: number } | null = null;
  let timer: Timer | null = null;
  let isClosed = false;

  const restMs = (): number => Math.max(0, audibleUntilMs - clock.nowMs());
  /** How long this one still waits. */
  const waitMs = ({ piece }: Waiting): number => (piece === null ? restMs() : Math.max(0, restMs() - options.aheadMs, silentUntilMs - clock.nowMs()));

  function tellPlayed(): void {
    if (current === null) return;
    const unheard = samplesFromMs(restMs(), options.sampleRateHz);
    const played = Math.max(0, current.sent - unheard);
    if (played <= current.told) return;
    current.told = played;
    events.played(current.epoch, played);
  }

  function send(samples: Int16Array, epoch: number): void {
    waiting -= samples.length;
    if (current?.epoch !== epoch) current = { epoch, sent: 0, told: 0 };
    current.sent += samples.length;
    audibleUntilMs = clock.nowMs() + restMs() + msFromSamples(samples.length, options.sampleRateHz) + options.gapMs;
    events.piece(samples, epoch);
  }

  function work(): void {
    timer?.cancel();
    timer = null;
    if (isClosed) return;
    for (let next = queue[0]; next !== undefined && waitMs(next) === 0; next = queue[0]) {
      queue.shift();
      tellPlayed();
      for (const tell of next.tells) tell();
      if (next.piece !== null) send(next.piece.samples, next.piece.epoch);
    }
    tellPlayed();
    // Read once: time goes on between two looks at it, and what waits must never be left without a timer.
    const rest = restMs();
    const next = queue[0];
    if (next === undefined && rest === 0) return;
    const untilNextMs = next === undefined ? rest : waitMs(next);
    timer = clock.setTimer(Math.min(playedEveryMs, untilNextMs), work);
  }

  return {
    get isIdle() {
      return queue.length === 0 && restMs() === 0;
    },
    push(samples, epoch) {
      if (isClosed || waiting + samples.length > maxWaiting) return;
      queue.push({ piece: { samples, epoch }, tells: marks.splice(0) });
      waiting += samples.length;
      work();
    },
    before(tell) {
      if (!isClosed) marks.push(tell);
    },
    end(tell) {
      if (isClosed) return;
      queue.push({ piece: null, tells: [...marks.splice(0), tell] });
      work();
    },
    silence(ms) {
      silentUntilMs = Math.max(silentUntilMs, clock.nowMs() + ms);
    },
    cut() {
      tellPlayed();
      queue = [];
      marks = [];
      waiting = 0;
      current = null;
    },
    close() {
      isClosed = true;
      timer?.cancel();
      timer = null;
      queue = [];
      marks = [];
    },
  };
}
