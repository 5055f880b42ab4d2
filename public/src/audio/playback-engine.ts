import { createResampler } from './fir-resampler.js';
import { createRingBuffer } from './ring-buffer.js';

/** What has come out of the loudspeaker so far. Samples count at the source rate. */
export interface PlaybackReport {
  readonly playing: boolean;
  /** Utterance that plays or played last; -1 before the first. */
  readonly epoch: number;
  /** Samples of that utterance that were really played. */
  readonly playedSamples: number;
  readonly queuedSamples: number;
  /** How often sound ran out in the middle of an utterance. */
  readonly dryOuts: number;
  /** Samples refused because their epoch was over. */
  readonly staleSamples: number;
  /** Samples refused because the buffer was full. */
  readonly overflowSamples: number;
  readonly targetMs: number;
}

export interface PlaybackEngine {
  /** A frame of the agent's voice. Frames of an epoch older than the newest interruption are discarded. */
  push(samples: Int16Array, epoch: number): void;
  /** The utterance is complete: play what there is, however little. */
  end(epoch: number): void;
  /** The participant interrupted: fade, drop everything older than `epoch`, and never play such frames again. */
  interrupt(epoch: number): void;
  /** The participant silenced the current utterance here only: the rest of it is dropped, the next one plays. */
  silence(): void;
  /**
   * Frames come over a new connection, perhaps from another server that counts anew: nothing old can come any more, so nothing is
   * refused for its epoch until the next interruption. What is queued goes on.
   */
  forgetEpochs(): void;
  setTargetMs(targetMs: number): void;
  /** Fills one block of output. Allocates nothing. True when playing has begun or stopped within it. */
  render(output: Float32Array): boolean;
  readonly playing: boolean;
  report(): PlaybackReport;
}

export interface PlaybackOptions {
  readonly sourceRateHz: number;
  readonly outputRateHz: number;
  /**
   * Default 60. The model speaks faster than real time: at four times, 60 s hold an utterance of 80 s.
   * Costs 2 bytes a sample: 2.9 MB at 24 kHz.
   */
  readonly ringSeconds?: number;
  readonly fadeMs?: number;
  readonly initialTargetMs?: number;
  /** Sound that waits for more than this without news plays, even if nobody said that the utterance is complete. */
  readonly patienceMs?: number;
}

/** Boundaries between utterances that can be queued at the same time; more are counted to the newest one. */
const MAX_MARKS = 64;

export function createPlaybackEngine(options: PlaybackOptions): PlaybackEngine {
  const { sourceRateHz, outputRateHz, ringSeconds = 60, fadeMs = 5, initialTargetMs = 80, patienceMs = 300 } = options;
  const ring = createRingBuffer(Math.round(sourceRateHz * ringSeconds));
  const resampler = createResampler({ fromHz: sourceRateHz, toHz: outputRateHz });
  const fadeSourceSamples = Math.ceil((sourceRateHz * fadeMs) / 1000);
  const gainStep = 1000 / (outputRateHz * fadeMs);
  const patienceBlocks = (outputRateHz * patienceMs) / 1000;

  // Where each queued utterance begins. The first is the one that plays.
  const markEpochs = new Int32Array(MAX_MARKS);
  const markStarts = new Float64Array(MAX_MARKS);
  let marks = 0;

  let targetMs = initialTargetMs;
  let playing = false;
  let stopping = false;
  /** Where to go on reading once the fade has ended. */
  let dropTo = 0;
  let gain = 0;
  let tailFed = 0;
  /** Position up to which utterances are known to be complete. */
  let completeTo = 0;
  let sincePush = 0;
  let oldestEpoch = 0;
  let newestEpoch = -1;
  let silencedEpoch = -1;
  let epoch = -1;
  let playedSamples = 0;
  let dryEpoch = -1;
  let dryOuts = 0;
  let staleSamples = 0;
  let overflowSamples = 0;

  const markEpoch = (index: number): number => markEpochs[index] ?? -1;

  function dropMarks(count: number): void {
    markEpochs.copyWithin(0, count, marks);
    markStarts.copyWithin(0, count, marks);
    marks -= count;
  }

  /** Forgets the marks of utterances that are behind the read position; the newest stays, it may go on. */
  function passMarks(): void {
    let passed = 0;
    while (passed + 1 < marks && (markStarts[passed + 1] ?? Infinity) <= ring.readPosition) passed += 1;
    if (passed > 0) dropMarks(passed);
  }

  function dropNow(): void {
    ring.skipTo(dropTo);
    passMarks();
    resampler.reset();
    stopping = false;
    playing = false;
    gain = 0;
  }

  function stopAt(position: number): void {
    dropTo = Math.max(dropTo, position);
    if (playing) stopping = true;
    else dropNow();
  }

  function mayBegin(): boolean {
    if (ring.queued === 0) return false;
    if (completeTo > ring.readPosition) return true;
    return ring.queued * 1000 >= targetMs * sourceRateHz || sincePush > patienceBlocks;
  }

  function begin(): void {
    passMarks();
    playing = true;
    tailFed = 0;
    // After a dry-out the sound fades in, else it begins as it was spoken.
    gain = dryEpoch >= 0 && dryEpoch === markEpoch(0) ? 0 : 1;
    dryEpoch = -1;
  }

  function readSample(): number {
    if (marks > 1) passMarks();
    const current = markEpoch(0);
    if (current !== epoch) {
      epoch = current;
      playedSamples = 0;
    }
    playedSamples += 1;
    return ring.read() / 32768;
  }

  /** One input sample for the filter; false when there is none and playing has to stop. */
  function feedOne(): boolean {
    if (ring.queued > 0) {
      resampler.feed(readSample());
      return true;
    }
    // The end of the sound still sits in the filter.
    if (tailFed < resampler.delay) {
      tailFed += 1;
      resampler.feed(0);
      return true;
    }
    if (completeTo < ring.writePosition) dryEpoch = epoch;
    playing = false;
    resampler.reset();
    return false;
  }

  function step(): number {
    if (!playing) {
      if (!mayBegin()) return 0;
      begin();
    }
    while (resampler.needsInput) if (!feedOne()) return 0;
    const sample = resampler.take();
    const runningDry = ring.queued < fadeSourceSamples && completeTo < ring.writePosition;
    gain = stopping || runningDry ? Math.max(0, gain - gainStep) : Math.min(1, gain + gainStep);
    if (stopping && gain === 0) dropNow();
    return sample * gain;
  }

  return {
    push(samples, frameEpoch) {
      if (frameEpoch < oldestEpoch || frameEpoch === silencedEpoch) {
        staleSamples += samples.length;
        return;
      }
      // More of an utterance that had run out: it was a gap, not an end.
      if (dryEpoch === frameEpoch && !playing && ring.queued === 0) dryOuts += 1;
      if (marks === 0 || (markEpoch(marks - 1) !== frameEpoch && marks < MAX_MARKS)) {
        markEpochs[marks] = frameEpoch;
        markStarts[marks] = ring.writePosition;
        marks += 1;
      }
      newestEpoch = Math.max(newestEpoch, frameEpoch);
      overflowSamples += samples.length - ring.write(samples);
      sincePush = 0;
    },
    end(endedEpoch) {
      if (endedEpoch === silencedEpoch) silencedEpoch = -1;
      if (endedEpoch >= newestEpoch) completeTo = ring.writePosition;
    },
    interrupt(newEpoch) {
      if (newEpoch <= oldestEpoch) return;
      oldestEpoch = newEpoch;
      silencedEpoch = -1;
      let kept = 0;
      while (kept < marks && markEpoch(kept) < newEpoch) kept += 1;
      stopAt(kept < marks ? (markStarts[kept] ?? ring.writePosition) : ring.writePosition);
    },
    silence() {
      if (!playing && ring.queued === 0) return;
      // All of the utterance may be here already; else the rest of it, still to come, is refused.
      if (completeTo < ring.writePosition) silencedEpoch = newestEpoch;
      stopAt(ring.writePosition);
    },
    forgetEpochs() {
      oldestEpoch = 0;
      newestEpoch = -1;
      silencedEpoch = -1;
    },
    setTargetMs(next) {
      targetMs = next;
    },
    render(output) {
      const before = playing;
      let changed = false;
      for (let i = 0; i < output.length; i++) {
        output[i] = step();
        changed ||= playing !== before;
      }
      sincePush += output.length;
      return changed;
    },
    get playing() {
      return playing;
    },
    report: () => ({
      playing,
      epoch,
      playedSamples,
      queuedSamples: ring.queued,
      dryOuts,
      staleSamples,
      overflowSamples,
      targetMs,
    }),
  };
}
