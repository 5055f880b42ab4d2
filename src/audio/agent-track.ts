import { bytesPerSample } from './pcm.js';
import type { PlacedSound } from './placed-sound.js';

/** The agent's speech as the participant heard it: filled while reading, then asked once where everything belongs. */
export interface AgentTrack {
  /** A piece of the epoch went to the client `atMs` after the beginning. Times never go back. */
  sent(atMs: number, epoch: number, from: number, samples: number): void;
  /** The client has played so many samples of the epoch. */
  played(atMs: number, epoch: number, samples: number): void;
  /** From then on nothing of older epochs is heard. */
  cut(atMs: number, epoch: number): void;
  /** In order, without overlaps. Lazy: some work for each epoch, a little for each piece that is taken. */
  placed(): Generator<PlacedSound>;
}

/** Lags of less than this (late reports, jitter that the player's buffer takes) do not tear the sound apart. */
const toleranceMs = 40;
/** A player may lag this far behind what was sent. One that reports and does not play must not push the agent's speech out of the recording. */
const maxLagMs = 10_000;
/** Lags change between pieces of this length, so that one long frame does not hide a stall. */
const pieceMs = 40;

interface Frame {
  readonly at: number;
  readonly from: number;
  readonly samples: number;
}

interface Report {
  /** Samples played. */
  readonly count: number;
  /** Time of the report less what was played: how far the player's zero lies behind the beginning, if it was playing. */
  readonly lag: number;
  /** False: everything sent was played, so that the player may have stopped some time before. */
  readonly playing: boolean;
}

interface Epoch {
  readonly frames: Frame[];
  readonly reports: Report[];
  sent: number;
  played: number;
  /** When it was cut. */
  until: number;
}

/**
 * Speech arrives faster than it is heard. Frames of an epoch are heard one after another from when the first was sent; the
 * player's reports say how far behind it really is. Both are times of the server's clock at arrival, as the participant's frames
 * are: the two channels stand to each other as they did in the participant's room.
 */
export function createAgentTrack(options: { readonly sampleRateHz: number }): AgentTrack {
  const perMs = options.sampleRateHz / 1000;
  const epochs = new Map<number, Epoch>();
  let oldest = -Infinity;

  return {
    sent(atMs, number, from, samples) {
      if (samples <= 0 || number < oldest) return;
      const epoch = epochs.get(number) ?? { frames: [], reports: [], sent: 0, played: 0, until: Infinity };
      epochs.set(number, epoch);
      epoch.frames.push({ at: atMs * perMs, from, samples });
      epoch.sent += samples;
    },
    played(atMs, number, samples) {
      const epoch = epochs.get(number);
      // What a player says that never got so much, or that has been silenced, tells nothing.
      if (epoch === undefined || epoch.until !== Infinity || samples > epoch.sent || samples < epoch.played) return;
      epoch.played = samples;
      epoch.reports.push({ count: samples, lag: atMs * perMs - samples, playing: samples < epoch.sent });
    },
    cut(atMs, number) {
      oldest = Math.max(oldest, number);
      for (const [each, epoch] of epochs) if (each < number) epoch.until = Math.min(epoch.until, atMs * perMs);
    },
    *placed() {
      let end = 0;
      for (const number of [...epochs.keys()].sort((a, b) => a - b)) {
        const epoch = epochs.get(number);
        if (epoch === undefined) continue;
        for (const sound of heardOf(epoch, end, perMs)) {
          yield sound;
          end = sound.at + sound.samples;
        }
      }
    },
  };
}

/** @param after the sample before which the epoch cannot begin: a player plays one after the other */
function* heardOf(epoch: Epoch, after: number, perMs: number): Generator<PlacedSound> {
  const lagAt = reportedLags(epoch.reports);
  const until = Math.round(epoch.until);
  let sentLag = after;
  let lag: number | null = null;
  let position = 0;
  for (const frame of epoch.frames) {
    sentLag = Math.max(sentLag, frame.at - position);
    for (let done = 0; done < frame.samples; ) {
      const samples = Math.min(Math.ceil(pieceMs * perMs), frame.samples - done);
      const wanted = Math.max(sentLag, Math.min(lagAt(position), sentLag + maxLagMs * perMs));
      if (lag === null || wanted - lag > toleranceMs * perMs) lag = Math.round(wanted);
      const at = lag + position;
      if (at >= until) return;
      yield { at, from: frame.from + done * bytesPerSample, samples: Math.min(samples, until - at) };
      done += samples;
      position += samples;
    }
  }
}

/**
 * The player's lag at a sample, from its reports; asked with rising positions. A report says that what it counts was heard by
 * then, and that the rest was not. A player only falls behind, it never catches up: so a report that shows more lag than a later
 * one was late itself.
 */
function reportedLags(reports: readonly Report[]): (position: number) => number {
  /** For each report: the least lag of it and all later ones. */
  const least = new Array<number>(reports.length).fill(Infinity);
  for (let n = reports.length - 1; n >= 0; n -= 1) least[n] = Math.min(reports[n]?.lag ?? Infinity, least[n + 1] ?? Infinity);
  /** Until the first report: that of the first one that came while it played. */
  const first = reports.findIndex((report) => report.playing && report.count > 0);
  let lag = least[first] ?? -Infinity;
  let next = 0;
  return (position) => {
    for (let report = reports[next]; report !== undefined && report.count <= position; report = reports[next]) {
      if (report.playing) lag = least[next] ?? lag;
      next += 1;
    }
    return lag;
  };
}
