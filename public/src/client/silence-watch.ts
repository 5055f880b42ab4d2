import type { PageClock, PageTimer } from './page-clock.js';

/**
 * Notices that a connection which should bring something brings nothing. Everything comes in order over one connection: a packet
 * of any kind proves that nothing is stuck behind it. Hence one question only: how long ago was the last one, and how long may that be?
 */
export interface SilenceWatch {
  /** Something came, a heartbeat too. */
  packet(): void;
  /** The agent has announced words, or speaks: its sound, or the end of it, must follow. */
  utterance(epoch: number): void;
  /** The utterance of this epoch, or of an older one, is complete. */
  complete(epoch: number): void;
  /** The server has asked for patience, or the agent was interrupted: no sound is owed. */
  nothingOwed(): void;
  /** The participant has answered: the server will say something. */
  asked(): void;
  /** Begins to watch a connection that has just been made. */
  start(): void;
  stop(): void;
}

export interface SilenceWatchOptions {
  /** In the middle of an utterance. */
  readonly speakingMs?: number;
  /** After an answer: the server says by then at least that it needs a moment. */
  readonly askedMs?: number;
  /** At any time: heartbeats come every 5 s. */
  readonly idleMs?: number;
}

/** After an alarm the next may come later, twice each time, up to this: a slow agent must not be interrupted again and again. */
const maxLeniency = 8;

export function createSilenceWatch(
  { clock, onSilence }: { readonly clock: PageClock; readonly onSilence: () => void },
  { speakingMs = 1500, askedMs = 3500, idleMs = 7000 }: SilenceWatchOptions = {},
): SilenceWatch {
  let timer: PageTimer | null = null;
  let timerAtMs = 0;
  let packetAtMs = 0;
  let openEpoch: number | null = null;
  let isAsked = false;
  let leniency = 1;

  function allowedMs(): number {
    if (openEpoch !== null) return Math.min(idleMs, speakingMs * leniency);
    return isAsked ? askedMs : idleMs;
  }

  /** Packets come too often for a timer each: one that rings early looks again. */
  function wind(): void {
    const atMs = packetAtMs + allowedMs();
    if (timer !== null && timerAtMs <= atMs) return;
    timer?.cancel();
    timerAtMs = atMs;
    timer = clock.setTimer(atMs - clock.nowMs(), ring);
  }

  function ring(): void {
    timer = null;
    if (clock.nowMs() < packetAtMs + allowedMs()) return wind();
    if (openEpoch !== null) leniency = Math.min(maxLeniency, leniency * 2);
    packetAtMs = clock.nowMs();
    wind();
    onSilence();
  }

  const isWatching = (): boolean => timer !== null;

  return {
    packet() {
      packetAtMs = clock.nowMs();
      isAsked = false;
    },
    utterance(epoch) {
      openEpoch = epoch;
      if (isWatching()) wind();
    },
    complete(epoch) {
      if (openEpoch === null || epoch < openEpoch) return;
      openEpoch = null;
      leniency = 1;
    },
    nothingOwed() {
      openEpoch = null;
    },
    asked() {
      isAsked = true;
      if (!isWatching()) return;
      // Counted from the question, not from the last packet before it.
      packetAtMs = clock.nowMs();
      wind();
    },
    start() {
      packetAtMs = clock.nowMs();
      openEpoch = null;
      isAsked = false;
      wind();
    },
    stop() {
      timer?.cancel();
      timer = null;
    },
  };
}
