/**
 * How much sound to hold back before playing, learnt from how late frames come: the 95th percentile of the lateness in the last
 * 10 s of received sound, plus 20 ms. It rises at once and falls slowly, so that one good second does not undo a lesson.
 */
export interface JitterTarget {
  /** Milliseconds of sound to have queued before playing starts. */
  readonly targetMs: number;
  /** A frame came at `arrivalMs` (any steady clock) and lasts `durationMs`. */
  frame(arrivalMs: number, durationMs: number): void;
  /** The next frame begins a new utterance: the pause before it is no lateness. */
  startUtterance(): void;
}

export interface JitterTargetOptions {
  readonly minMs?: number;
  readonly maxMs?: number;
  readonly marginMs?: number;
  /** Of received sound. */
  readonly windowMs?: number;
  /** Milliseconds of target given back for each second of received sound. */
  readonly fallMsPerSecond?: number;
}

/** More frames than 10 s of sound can reasonably have; the oldest go first. */
const MAX_FRAMES = 2000;

export function createJitterTarget(options: JitterTargetOptions = {}): JitterTarget {
  const { minMs = 80, maxMs = 400, marginMs = 20, windowMs = 10_000, fallMsPerSecond = 10 } = options;
  const seen: { atMs: number; latenessMs: number }[] = [];
  let receivedMs = 0;
  let utteranceMs = 0;
  /** When the first sample of the utterance arrived, moved on by every stall that emptied the buffer. */
  let originMs: number | null = null;
  let targetMs = minMs;

  return {
    get targetMs() {
      return targetMs;
    },
    startUtterance() {
      originMs = null;
      utteranceMs = 0;
    },
    frame(arrivalMs, durationMs) {
      const startMs = arrivalMs - utteranceMs;
      originMs ??= startMs;
      const latenessMs = Math.max(0, startMs - originMs);
      // Later than what was held back: the sound ran dry and playing begins anew here. The stall counts once.
      if (latenessMs > targetMs) originMs = startMs;
      seen.push({ atMs: receivedMs, latenessMs });
      utteranceMs += durationMs;
      receivedMs += durationMs;
      while (seen.length > MAX_FRAMES || (seen[0] !== undefined && receivedMs - seen[0].atMs > windowMs)) seen.shift();

      const wantedMs = Math.min(maxMs, Math.max(minMs, percentile95(seen) + marginMs));
      targetMs = wantedMs >= targetMs ? wantedMs : Math.max(wantedMs, targetMs - (fallMsPerSecond * durationMs) / 1000);
    },
  };
}

function percentile95(seen: readonly { latenessMs: number }[]): number {
  const sorted = seen.map((frame) => frame.latenessMs).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}
