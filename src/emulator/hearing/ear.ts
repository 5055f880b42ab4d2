import { createDtmfDetector } from '../../audio/dtmf.js';
import { samplesFromMs } from '../../audio/pcm.js';
import { createVoiceActivity } from '../../audio/voice-activity.js';

export type EarEvent =
  /** Voice, or a keypad tone: the user takes the floor. */
  | { readonly kind: 'voice_started' }
  /** The pause came (or `#`, which is left out unless it stands alone): what was keyed, and the sound when it is collected. */
  | { readonly kind: 'utterance'; readonly keys: string; readonly samples: Int16Array };

/** Follows the user's turns in a stream of audio. Pauses are measured in audio, not by the clock, as the model does. */
export interface Ear {
  push(samples: Int16Array): void;
}

export interface EarOptions {
  readonly sampleRateHz: number;
  /** Quiet that ends an utterance. */
  readonly endpointingMs: number;
  /** Whether a recogniser wants the sound. */
  readonly collect: boolean;
  readonly keypad: boolean;
}

/** Sound kept from before the voice was noticed. */
const leadMs = 300;
/** Longer utterances are collected no further. */
const maxUtteranceMs = 30_000;

export function createEar(deps: { readonly onEvent: (event: EarEvent) => void }, options: EarOptions): Ear {
  const { sampleRateHz, endpointingMs, collect } = options;
  const activity = createVoiceActivity({ sampleRateHz, stopMs: Math.min(200, endpointingMs) });
  const dtmf = options.keypad ? createDtmfDetector({ sampleRateHz }) : null;
  const leadSamples = samplesFromMs(leadMs, sampleRateHz);
  const maxSamples = samplesFromMs(maxUtteranceMs, sampleRateHz);
  let talking = false;
  /** After `#`: the rest of its tone begins no new utterance. */
  let closingTone = false;
  let keys = '';
  let kept: Int16Array[] = [];
  let keptSamples = 0;

  const keep = (samples: Int16Array): void => {
    if (!collect || keptSamples >= maxSamples) return;
    kept.push(samples);
    keptSamples += samples.length;
    while (!talking && keptSamples - (kept[0]?.length ?? 0) >= leadSamples) keptSamples -= kept.shift()?.length ?? 0;
  };

  const endUtterance = (): void => {
    const samples = new Int16Array(keptSamples);
    let at = 0;
    for (const piece of kept) {
      samples.set(piece, at);
      at += piece.length;
    }
    const event: EarEvent = { kind: 'utterance', keys: keys === '#' ? keys : keys.replace('#', ''), samples };
    talking = false;
    keys = '';
    kept = [];
    keptSamples = 0;
    deps.onEvent(event);
  };

  const start = (): void => {
    if (talking) return;
    talking = true;
    deps.onEvent({ kind: 'voice_started' });
  };

  /** At most 10 ms, so that an utterance ends where its pause does, also in a large piece. */
  const pushSlice = (samples: Int16Array): void => {
    keep(samples);
    const voiceStarted = activity.push(samples);
    const pressed = dtmf?.push(samples) ?? [];
    if (closingTone && pressed.length === 0) {
      closingTone = activity.voiced;
      return;
    }
    closingTone = false;
    if (voiceStarted || pressed.length > 0) start();
    keys = (keys + pressed.join('')).slice(0, 64);
    if (pressed.includes('#')) {
      closingTone = true;
      endUtterance();
    } else if (talking && activity.quietMs >= endpointingMs) endUtterance();
  };

  const sliceSamples = samplesFromMs(10, sampleRateHz);
  return {
    push(samples) {
      for (let at = 0; at < samples.length; at += sliceSamples) pushSlice(samples.subarray(at, at + sliceSamples));
    },
  };
}

