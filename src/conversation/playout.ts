/**
 * Where the participant's player must be by now. The model sends faster than real time, so the end of what was sent is
 * not the end of what is heard. Reckoned from the frames that went out; the client's own report makes it exact.
 */
export interface Playout {
  /** A frame of `durationMs` goes out now. */
  sent(epoch: number, durationMs: number, nowMs: number): void;
  /** The client says that it has played `playedMs` of the epoch. */
  played(epoch: number, playedMs: number, nowMs: number): void;
  /** What was sent of this utterance and not played when the client last reported; 0 for a client that never reports. */
  readonly unheardMs: number;
  /** Monotonic time at which everything sent so far will have been heard. In the past when it has. */
  readonly audibleUntilMs: number;
}

/**
 * A player may lag this far behind real time: a slow start, a buffer that ran dry. One that reports and does not play (a page
 * that may not make sound yet) must not keep the agent's turn open for ever.
 */
const maxLagMs = 10_000;

export function createPlayout(): Playout {
  let current = 0;
  let sentMs = 0;
  /** Null: this client has never reported. */
  let playedMs: number | null = null;
  let audibleUntilMs = 0;
  /** The same without any report. */
  let reckonedUntilMs = 0;
  return {
    sent(epoch, durationMs, nowMs) {
      if (epoch !== current) {
        current = epoch;
        sentMs = 0;
        playedMs = playedMs === null ? null : 0;
        audibleUntilMs = nowMs;
        reckonedUntilMs = nowMs;
      }
      sentMs += durationMs;
      audibleUntilMs = Math.max(audibleUntilMs, nowMs) + durationMs;
      reckonedUntilMs = Math.max(reckonedUntilMs, nowMs) + durationMs;
    },
    played(epoch, reportedMs, nowMs) {
      if (epoch !== current || reportedMs > sentMs) return;
      playedMs = Math.max(playedMs ?? 0, reportedMs);
      audibleUntilMs = Math.min(nowMs + (sentMs - reportedMs), reckonedUntilMs + maxLagMs);
    },
    get unheardMs() {
      return playedMs === null ? 0 : sentMs - playedMs;
    },
    get audibleUntilMs() {
      return audibleUntilMs;
    },
  };
}
