import type { PlaybackReport } from '../audio/playback-engine.js';
import { createCallInput, type CallInput } from './call-input.js';
import { openCallSound, type CallSound } from './call-sound.js';
import type { Connect } from './connection.js';
import type { Link, Outage } from './link-keeper.js';
import type { PageClock } from './page-clock.js';
import { openPageSignals } from './page-signals.js';
import type { Place } from './place.js';
import type { ServerEvent } from './server-event.js';
import type { MicrophoneState } from './session-state.js';
import { createVoiceClient, type VoiceClient } from './voice-client.js';
import { openWakeLock } from './wake-lock.js';

/** Everything that one call holds open on this page, from the tap to its end. */
export interface CallParts {
  readonly client: VoiceClient;
  readonly sound: CallSound;
  readonly input: CallInput;
  /** Gives it all back. */
  close(): void;
}

export interface CallPartsDeps {
  readonly clock: PageClock;
  readonly connect: Connect;
  /** 0 to 1. */
  readonly random: () => number;
}

export interface CallEvents {
  onEvent(event: ServerEvent): void;
  onLink(link: Link, outage: Outage | null): void;
  onReport(report: PlaybackReport & { readonly changed: boolean }): void;
  onSound(sound: 'on' | 'paused' | 'none'): void;
  onMicrophone(microphone: MicrophoneState): void;
  /** The browser has recognised words, and they are on their way. */
  onWords(): void;
  onBrowserHears(on: boolean): void;
  onSilentDevice(silent: boolean): void;
}

/** Call it inside the tap, without an `await` before. @param place to go on from; null: a new session */
export function openCallParts(deps: CallPartsDeps, place: Place | null, events: CallEvents): CallParts {
  const sound = openCallSound({ onReport: events.onReport, onSound: events.onSound });
  const client = createVoiceClient({ ...deps, onEvent: events.onEvent, onLink: events.onLink }, place === null ? {} : { place });
  const input = createCallInput({
    output: sound.output,
    onMicrophone: events.onMicrophone,
    onAudio: (pcm) => client.sendAudio(pcm),
    onWords(text) {
      client.send('speech:recognised', { text });
      events.onWords();
    },
    onBrowserHears: events.onBrowserHears,
    onSilentDevice: events.onSilentDevice,
  });
  const wakeLock = openWakeLock();
  const signals = openPageSignals({ onOnline: () => client.tryNow(), onOffline: () => client.drop(), onLook: () => client.tryNow() });
  return {
    client,
    sound,
    input,
    close() {
      input.close();
      client.close();
      sound.close();
      wakeLock.close();
      signals.close();
    },
  };
}
