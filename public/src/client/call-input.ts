import type { AudioOutput } from '../audio/audio-output.js';
import type { CaptureFrame } from '../audio/capture-framer.js';
import { microphoneObstacle, microphoneProblemFrom, openMicrophone, type Microphone } from '../audio/microphone.js';
import { createVoiceLevel } from '../audio/voice-level.js';
import { openBrowserSpeech, type BrowserSpeech } from './browser-speech.js';
import type { MicrophoneState, OffReason } from './session-state.js';

/** What the participant says in one conversation: microphone, level, and the browser's recogniser where it is needed. */
export interface CallInput {
  /** Asks for the microphone (again). Settles by itself, with a microphone or a reason. */
  request(): Promise<void>;
  /** Goes on without, whatever the browser answers later. */
  turnOff(reason: OffReason): void;
  setMuted(muted: boolean): void;
  /** The agent's voice has begun or ended: louder speech ducks it, and the recogniser must not hear it. */
  setAgentPlaying(playing: boolean): void;
  /** The server hears no words: from now on the browser's recogniser gives them, if there is one. */
  recogniseHere(language: string): void;
  /** 0 to 1, for the meter. */
  readonly level: number;
  /** Gives the microphone back. */
  close(): void;
}

export interface CallInputDeps {
  /** Null where the browser makes no sound: then there is no context to record in either. */
  readonly output: AudioOutput | null;
  readonly onMicrophone: (microphone: MicrophoneState) => void;
  readonly onAudio: (pcm: ArrayBuffer) => void;
  readonly onWords: (text: string) => void;
  /** The browser's recogniser works, or does not. */
  readonly onBrowserHears: (on: boolean) => void;
  /** The microphone gives digital silence, or sound again. */
  readonly onSilentDevice: (silent: boolean) => void;
}

const ANSWER_DEADLINE_MS = 60_000;

export function createCallInput(deps: CallInputDeps): CallInput {
  const { output } = deps;
  const level = createVoiceLevel();
  let microphone: Microphone | null = null;
  let speech: BrowserSpeech | null = null;
  let speechLanguage: string | null = null;
  /** Raised by every request: the browser's answer to an older one is closed at once. */
  let request = 0;
  let deadline: ReturnType<typeof setTimeout> | undefined;
  let muted = false;
  let agentPlaying = false;
  let silentDevice = false;
  let ducked = false;
  let closed = false;

  function settle(state: MicrophoneState): void {
    request += 1;
    clearTimeout(deadline);
    level.reset();
    setDucked(false);
    deps.onMicrophone(state);
  }

  function setDucked(on: boolean): void {
    if (on === ducked) return;
    ducked = on;
    output?.duck(on);
  }

  function onFrame(frame: CaptureFrame): void {
    if (closed || muted) return;
    level.frame(frame);
    deps.onAudio(frame.pcm);
    if (silentDevice !== level.silentDevice) {
      silentDevice = level.silentDevice;
      deps.onSilentDevice(silentDevice);
    }
    setDucked(level.speaking && agentPlaying);
  }

  /** A headset was unplugged: another device may take over. */
  async function onLost(): Promise<void> {
    microphone = null;
    if (closed) return;
    await ask('lost');
  }

  async function ask(reasonIfNone: OffReason | null): Promise<void> {
    const obstacle = microphoneObstacle();
    if (obstacle !== null || output === null) return settle({ kind: 'off', reason: obstacle ?? 'unsupported' });
    request += 1;
    const mine = request;
    const isStale = (): boolean => closed || request !== mine;
    deps.onMicrophone({ kind: 'asking' });
    clearTimeout(deadline);
    deadline = setTimeout(() => settle({ kind: 'off', reason: 'no-answer' }), ANSWER_DEADLINE_MS);
    try {
      const opened = await openMicrophone({ context: output.context, onFrame, onLost: () => void onLost() });
      if (isStale()) return opened.close();
      microphone?.close();
      microphone = opened;
      opened.setMuted(muted);
      settle({ kind: 'on', label: opened.label });
      recognise();
    } catch (error) {
      if (!isStale()) settle({ kind: 'off', reason: reasonIfNone ?? microphoneProblemFrom(error) });
    }
  }

  function recognise(): void {
    if (closed || speechLanguage === null || speech !== null || microphone === null) return;
    speech = openBrowserSpeech({ onWords: deps.onWords, onUnavailable: () => deps.onBrowserHears(false) }, speechLanguage);
    pauseSpeech();
    deps.onBrowserHears(speech !== null);
  }

  function pauseSpeech(): void {
    speech?.setPaused(agentPlaying || muted);
  }

  return {
    request: () => ask(null),
    turnOff: (reason) => settle({ kind: 'off', reason }),
    setMuted(next) {
      muted = next;
      microphone?.setMuted(next);
      level.reset();
      silentDevice = false;
      setDucked(false);
      pauseSpeech();
    },
    setAgentPlaying(next) {
      agentPlaying = next;
      if (!next) setDucked(false);
      pauseSpeech();
    },
    recogniseHere(language) {
      speechLanguage = language;
      recognise();
    },
    get level() {
      return level.meter;
    },
    close() {
      closed = true;
      clearTimeout(deadline);
      microphone?.close();
      microphone = null;
      speech?.close();
      speech = null;
      level.reset();
    },
  };
}
