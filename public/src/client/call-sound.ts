import { createAudioOutput, type AudioOutput, type OutputDiagnosis } from '../audio/audio-output.js';
import type { PlaybackReport } from '../audio/playback-engine.js';
import { samplesFromWire } from './pcm-frame.js';

/** What the agent says in one conversation: from frames of the wire to the loudspeaker. Without sound it only counts what comes. */
export interface CallSound {
  /** Null where the browser makes no sound. */
  readonly output: AudioOutput | null;
  /** Samples of the newest utterance that have come. */
  readonly received: { readonly epoch: number; readonly samples: number };
  /** The rate is known: from now on it plays. */
  open(sourceRateHz: number): void;
  /** False for a frame without samples. */
  frame(audioData: unknown, epoch: number): boolean;
  interrupt(epoch: number): void;
  /** An interruption without a number, of a server of source 003; ours have sent the number before. */
  interruptUnnumbered(): void;
  /** Another server may count epochs anew. */
  forgetEpochs(): void;
  resume(): void;
  readonly diagnosis: OutputDiagnosis | null;
  close(): void;
}

export interface CallSoundDeps {
  readonly onReport: (report: PlaybackReport & { readonly changed: boolean }) => void;
  /** `paused`: until a tap. `none`: this browser cannot play it. */
  readonly onSound: (sound: 'on' | 'paused' | 'none') => void;
}

/** Call it inside the tap, without an `await` before. */
export function openCallSound({ onReport, onSound }: CallSoundDeps): CallSound {
  let closed = false;
  let received = { epoch: -1, samples: 0 };
  let isNumbered = false;
  const output = openOutput();

  function openOutput(): AudioOutput | null {
    try {
      return createAudioOutput({ onReport, onRunning: (isRunning) => onSound(isRunning ? 'on' : 'paused') });
    } catch {
      return null;
    }
  }

  async function load(sourceRateHz: number): Promise<void> {
    try {
      if (output === null) throw new Error('This browser makes no sound');
      await output.open(sourceRateHz);
      if (!closed && output.context.state !== 'running') onSound('paused');
    } catch {
      // No worklet, no sound: the captions carry the conversation.
      if (!closed) onSound('none');
    }
  }

  return {
    output,
    get received() {
      return received;
    },
    open: (sourceRateHz) => void load(sourceRateHz),
    frame(audioData, epoch) {
      const samples = samplesFromWire(audioData);
      if (samples === null) return false;
      received = { epoch, samples: (epoch === received.epoch ? received.samples : 0) + samples.length };
      output?.push(samples, epoch);
      return true;
    },
    interrupt(epoch) {
      isNumbered = true;
      output?.interrupt(epoch);
    },
    interruptUnnumbered() {
      if (!isNumbered) output?.silence();
    },
    forgetEpochs() {
      received = { epoch: -1, samples: 0 };
      output?.forgetEpochs();
    },
    resume() {
      void output?.resume().then(
        () => onSound('on'),
        () => undefined,
      );
    },
    get diagnosis() {
      return output?.diagnosis ?? null;
    },
    close() {
      closed = true;
      output?.close();
    },
  };
}
