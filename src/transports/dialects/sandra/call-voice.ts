import { base64FromSamples, samplesFromBase64, samplesFromMs } from '../../../audio/pcm.js';
import type { Resampling } from '../../../audio/resample.js';
import type { Clock, Timer } from '../../../kernel/clock.js';
import { createPacedPieces } from '../../paced-pieces.js';

/** The agent's voice as this dialect's clients can play it. */
export interface CallVoice {
  audio(base64: string, epoch: number): void;
  /** A sentence begins: what belongs to it is told with its sound. */
  sentence(tell: () => void): void;
  end(): void;
  /** What was not sent is not sent. True when the client was playing: it must be told the end then. */
  cut(): boolean;
  close(): void;
}

export interface CallVoiceEvents {
  start(): void;
  /** PCM s16le mono at the client's rate. */
  chunk(base64: string): void;
  /** All must have been heard: the client throws away what it has half a second later. */
  end(): void;
  /** At the agent's rate. */
  played(epoch: number, samples: number): void;
}

/** The client starts each chunk when the one before has ended, with a tiny gap: few and long ones sound better, short ones stop sooner. */
const chunkMs = 400;
const firstChunkMs = 200;
/** The client can not be stopped: what is ahead of its ear is heard, unless it listens for `sandra:audio:end`. */
const aheadMs = 800;
const gapMs = 15;
const patienceMs = 100;
/**
 * Half a second after `sandra:audio:end` the client stops its player, whatever has come meanwhile. What began before is lost then; what
 * begins while the last chunk is still sounding is played twice as fast, since that chunk's end goes on with the queue too.
 */
const silentAfterEndMs = 600;
const silentAfterCutMs = silentAfterEndMs + chunkMs;

export function createCallVoice(deps: { readonly clock: Clock }, options: { readonly resampling: Resampling }, events: CallVoiceEvents): CallVoice {
  const { clock } = deps;
  const { fromHz, toHz } = options.resampling;
  const resampler = options.resampling.open();
  const held = new Int16Array(samplesFromMs(chunkMs, toHz));
  let length = 0;
  let isFirst = true;
  let epoch = 0;
  let isPlaying = false;
  let timer: Timer | null = null;
  const paced = createPacedPieces(
    { clock },
    { sampleRateHz: toHz, aheadMs, gapMs },
    {
      piece(samples) {
        if (!isPlaying) events.start();
        isPlaying = true;
        events.chunk(base64FromSamples(samples));
      },
      played: (of, samples) => events.played(of, Math.round((samples * fromHz) / toHz)),
    },
  );

  function give(): void {
    if (length === 0) return;
    paced.push(held.slice(0, length), epoch);
    length = 0;
    isFirst = false;
  }

  function take(samples: Int16Array): void {
    for (let at = 0; at < samples.length; ) {
      const limit = isFirst ? samplesFromMs(firstChunkMs, toHz) : held.length;
      const added = Math.min(samples.length - at, limit - length);
      held.set(samples.subarray(at, at + added), length);
      length += added;
      at += added;
      if (length >= limit) give();
    }
  }

  function stopWaiting(): void {
    timer?.cancel();
    timer = null;
  }

  function waitNoLonger(): void {
    timer = null;
    if (length === 0) return;
    if (paced.isIdle) give();
    else timer = clock.setTimer(patienceMs, waitNoLonger);
  }

  function finish(): void {
    stopWaiting();
    take(resampler.flush());
    give();
    isFirst = true;
  }

  return {
    audio(base64, of) {
      if (of !== epoch) {
        finish();
        epoch = of;
      }
      take(resampler.push(samplesFromBase64(base64)));
      timer ??= clock.setTimer(patienceMs, waitNoLonger);
    },
    sentence(tell) {
      give();
      paced.before(tell);
    },
    end() {
      finish();
      paced.end(() => {
        if (isPlaying) {
          events.end();
          paced.silence(silentAfterEndMs);
        }
        isPlaying = false;
      });
    },
    cut() {
      stopWaiting();
      resampler.flush();
      length = 0;
      isFirst = true;
      paced.cut();
      const was = isPlaying;
      if (was) paced.silence(silentAfterCutMs);
      isPlaying = false;
      return was;
    },
    close() {
      stopWaiting();
      paced.close();
    },
  };
}
