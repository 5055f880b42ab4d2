import type { ClientEvents } from '../../../src/transports/dialects/voiceter/wire.js';
import { createAudioOutput, type AudioOutput, type OutputDiagnosis } from '../audio/audio-output.js';
import { createCallInput, type CallInput } from './call-input.js';
import { samplesFromWire } from './pcm-frame.js';
import type { ServerEvent } from './server-event.js';
import {
  idle,
  nextSessionState,
  type MicrophoneState,
  type PublicFault,
  type SessionAction,
  type SessionState,
} from './session-state.js';
import { createVoiceClient, type Link, type VoiceClient } from './voice-client.js';
import { openWakeLock, type WakeLock } from './wake-lock.js';

export interface StartChoice {
  readonly questionnaireId: string;
  readonly voiceId: string;
  readonly consent: { readonly version: string; readonly agreedAt: string };
  readonly useMicrophone: boolean;
}

/** One participant's conversation in this page: client, sound and state together. Framework-free; `useVoiceSession` shows it to React. */
export interface VoiceSession {
  readonly state: SessionState;
  subscribe(listener: () => void): () => void;
  /** Call it inside the tap, without an `await` before. */
  start(choice: StartChoice): void;
  submitAnswer(questionId: string, value: ClientEvents['answer:submit']['value']): void;
  sendText(text: string): void;
  setMuted(muted: boolean): void;
  /** Silences the agent's current utterance on this device. */
  silenceAgent(): void;
  /** Asks for the microphone (again). Call it in a tap. */
  retryMicrophone(): void;
  /** Goes on without the browser's answer about the microphone. */
  declineMicrophone(): void;
  resumeSound(): void;
  /** Opens an earlier question for another answer; null goes back to the open one. */
  correct(questionId: string | null): void;
  dismissFault(): void;
  end(): void;
  /** Back to the start page; gives everything back. */
  reset(): void;
  /** 0 to 1, for the meter; read it once a frame. */
  readonly level: number;
  readonly playback: OutputDiagnosis | null;
}

const CONNECT_DEADLINE_MS = 20_000;
const READY_DEADLINE_MS = 30_000;
const SUBMIT_DEADLINE_MS = 8000;
/** After this the state word is "thinking" no longer. */
const THINKING_DEADLINE_MS = 15_000;
const GOODBYE_DEADLINE_MS = 15_000;
/** After a fault that cannot be mended the server still sends the answers. */
const LAST_WORDS_DEADLINE_MS = 3000;
/** The last words of the agent may still play when the server says that the session is complete. */
const FAREWELL_BEGINS_MS = 500;
const FAREWELL_DEADLINE_MS = 30_000;

type Deadline = 'connect' | 'ready' | 'reply' | 'goodbye' | 'farewell';

interface Running {
  readonly client: VoiceClient;
  readonly output: AudioOutput | null;
  readonly input: CallInput;
  readonly wakeLock: WakeLock;
  readonly choice: StartChoice;
  sessionRequested: boolean;
  received: { epoch: number; samples: number };
  epochsAnnounced: boolean;
}

export function createVoiceSession(): VoiceSession {
  let state: SessionState = idle;
  let running: Running | null = null;
  const listeners = new Set<() => void>();
  const deadlines = new Map<Deadline, ReturnType<typeof setTimeout>>();

  function dispatch(action: SessionAction): void {
    const before = state;
    state = nextSessionState(state, action);
    if (state === before) return;
    if (before.phase !== state.phase) phaseChanged();
    for (const listener of listeners) listener();
  }

  function setDeadline(name: Deadline, ms: number, expired: () => void): void {
    clearDeadline(name);
    deadlines.set(name, setTimeout(expired, ms));
  }

  function clearDeadline(name: Deadline): void {
    clearTimeout(deadlines.get(name));
    deadlines.delete(name);
  }

  function awaitReply(ms: number): void {
    setDeadline('reply', ms, () => dispatch({ type: 'waitedEnough' }));
  }

  function fail(fault: PublicFault): void {
    dispatch({ type: 'failed', fault });
  }

  // ------------------------------------------------------------------------------------------- opening and closing

  function phaseChanged(): void {
    switch (state.phase) {
      case 'live':
        clearDeadline('connect');
        clearDeadline('ready');
        return;
      case 'failed':
        return release();
      case 'ended':
        running?.input.close();
        return releaseAfterFarewell();
      case 'idle':
      case 'connecting':
      case 'ending':
    }
  }

  /** Every way out leads here. */
  function release(): void {
    for (const name of [...deadlines.keys()]) clearDeadline(name);
    if (running === null) return;
    running.input.close();
    running.client.close();
    running.output?.close();
    running.wakeLock.close();
    running = null;
  }

  /** The agent's goodbye may still be on its way to the loudspeaker: look again when it must have begun, then let it end. */
  function releaseAfterFarewell(): void {
    setDeadline('farewell', FAREWELL_BEGINS_MS, () => {
      if (running?.output?.diagnosis.playing === true) setDeadline('farewell', FAREWELL_DEADLINE_MS, release);
      else release();
    });
  }

  function begin(choice: StartChoice): void {
    release();
    dispatch({ type: 'begin' });
    const output = openSound();
    const client = createVoiceClient({ onEvent, onLink });
    const input = createCallInput({
      output,
      onMicrophone,
      onAudio: (pcm) => client.sendAudio(pcm),
      onWords(text) {
        client.send('speech:recognised', { text });
        dispatch({ type: 'said' });
        awaitReply(THINKING_DEADLINE_MS);
      },
      onBrowserHears: (on) => dispatch({ type: 'browserHears', on }),
      onSilentDevice: (silent) => dispatch({ type: 'silentDevice', silent }),
    });
    running = {
      client,
      output,
      input,
      wakeLock: openWakeLock(),
      choice,
      sessionRequested: false,
      received: { epoch: -1, samples: 0 },
      epochsAnnounced: false,
    };
    setDeadline('connect', CONNECT_DEADLINE_MS, () =>
      fail({ errorCode: 'WS_CONNECTION_FAILED', errorMessage: '', recoverable: true }),
    );
    if (choice.useMicrophone) void input.request();
    else input.turnOff('declined');
  }

  /** The session begins when it is settled how the participant takes part: nobody is greeted while the browser still asks. */
  function onMicrophone(microphone: MicrophoneState): void {
    dispatch({ type: 'microphone', microphone });
    if (running === null || microphone.kind === 'asking' || running.sessionRequested) return;
    running.sessionRequested = true;
    const { questionnaireId, voiceId, consent } = running.choice;
    setDeadline('ready', READY_DEADLINE_MS, () => fail({ errorCode: 'TIMEOUT_ERROR', errorMessage: '', recoverable: true }));
    running.client.start({
      questionnaireId,
      ...(voiceId === '' ? {} : { voiceId }),
      consent,
      sampleRateHz: 16_000,
      audioEncoding: 'binary',
    });
  }

  function end(): void {
    if (running === null || isOver() || state.phase === 'ending') return;
    const { client, input, output, sessionRequested } = running;
    if (!sessionRequested || client.link !== 'up') {
      // Nobody waits for a goodbye.
      if (state.phase !== 'live') return reset();
      dispatch({ type: 'ending' });
      return dispatch({ type: 'endTimedOut' });
    }
    input.close();
    output?.silence();
    client.send('session:end', { reason: 'user_ended' });
    dispatch({ type: 'ending' });
    setDeadline('goodbye', GOODBYE_DEADLINE_MS, () => dispatch({ type: 'endTimedOut' }));
  }

  function reset(): void {
    release();
    dispatch({ type: 'reset' });
  }

  const isOver = (): boolean => state.phase === 'ended' || state.phase === 'failed' || state.phase === 'idle';

  // ------------------------------------------------------------------------------------------------- from the server

  function onEvent(event: ServerEvent): void {
    if (running === null) return;
    switch (event.name) {
      case 'audio:chunk':
        return onAudio(running, event.data.audioData, event.data.epoch);
      case 'audio:end':
        return running.output?.end(event.data.epoch);
      case 'audio:interrupt':
        running.epochsAnnounced = true;
        running.output?.interrupt(event.data.epoch);
        break;
      case 'interruption':
      case 'barge-in':
        // Source 003's own events carry no epoch; ours has come before them.
        if (!running.epochsAnnounced) running.output?.silence();
        break;
      case 'session:ready':
        void openOutput(running, event.data.outputSampleRateHz);
        if (event.data.hearing === 'none') running.input.recogniseHere(event.data.language);
        break;
      case 'transcription:assistant':
        noteReceived(running);
        break;
      case 'transcription:user':
        awaitReply(THINKING_DEADLINE_MS);
        break;
      case 'error':
        return onFault(event);
      case 'session:assigned':
        if (event.data.reconnected) running.output?.forgetEpochs();
        break;
      case 'question:advance':
      case 'response:recorded':
      case 'answer:refused':
      case 'session:complete':
    }
    dispatch({ type: 'server', event });
  }

  function onFault(event: Extract<ServerEvent, { name: 'error' }>): void {
    dispatch({ type: 'server', event });
    if (event.data.recoverable || state.phase !== 'ending') return;
    running?.input.close();
    setDeadline('goodbye', LAST_WORDS_DEADLINE_MS, () => fail(event.data));
  }

  function onAudio(current: Running, audioData: unknown, epoch: number): void {
    const samples = samplesFromWire(audioData);
    if (samples === null) return;
    const { received } = current;
    current.received = { epoch, samples: (epoch === received.epoch ? received.samples : 0) + samples.length };
    current.output?.push(samples, epoch);
  }

  /** Told to the state only when a caption needs it: frames come too often to draw the page for each. */
  function noteReceived(current: Running): void {
    dispatch({ type: 'received', ...current.received });
  }

  function onLink(link: Link): void {
    dispatch({ type: 'link', link });
    if (link === 'up') clearDeadline('connect');
    if (link === 'lost') fail({ errorCode: 'WS_RECONNECTION_FAILED', errorMessage: '', recoverable: false });
  }

  // ----------------------------------------------------------------------------------------------------------- sound

  function openSound(): AudioOutput | null {
    try {
      return createAudioOutput({
        onReport: (report) => {
          if (running === null) return;
          const { playing, epoch, playedSamples } = report;
          if (epoch >= 0) running.client.send('playback:progress', { epoch, playedSamples });
          running.input.setAgentPlaying(playing);
          noteReceived(running);
          dispatch({ type: 'playback', playing, epoch, playedSamples });
          const farewellOver = state.phase === 'ended' && report.changed && !playing;
          if (farewellOver) release();
        },
        onRunning: (isRunning) => dispatch({ type: 'sound', sound: isRunning ? 'on' : 'paused' }),
      });
    } catch {
      return null;
    }
  }

  async function openOutput(current: Running, sourceRateHz: number): Promise<void> {
    try {
      if (current.output === null) throw new Error('This browser makes no sound');
      await current.output.open(sourceRateHz);
      if (running === current && current.output.context.state !== 'running') dispatch({ type: 'sound', sound: 'paused' });
    } catch {
      // No worklet, no sound: the captions carry the conversation.
      if (running === current) dispatch({ type: 'sound', sound: 'none' });
    }
  }

  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: begin,
    submitAnswer(questionId, value) {
      if (running === null) return;
      running.client.send('answer:submit', { questionId, value });
      dispatch({ type: 'submitted', questionId });
      awaitReply(SUBMIT_DEADLINE_MS);
    },
    sendText(text) {
      const words = text.trim().slice(0, 2000);
      if (running === null || words === '') return;
      running.client.send('text:message', { text: words });
      dispatch({ type: 'said' });
      awaitReply(THINKING_DEADLINE_MS);
    },
    setMuted(muted) {
      if (running === null) return;
      running.input.setMuted(muted);
      running.client.send('mic:mute', { muted });
      dispatch({ type: 'muted', muted });
    },
    silenceAgent() {
      running?.output?.silence();
    },
    retryMicrophone() {
      void running?.input.request();
    },
    declineMicrophone() {
      running?.input.turnOff('declined');
    },
    resumeSound() {
      void running?.output?.resume().then(
        () => dispatch({ type: 'sound', sound: 'on' }),
        () => undefined,
      );
    },
    correct(questionId) {
      dispatch({ type: 'correct', questionId });
    },
    dismissFault() {
      dispatch({ type: 'faultSeen' });
    },
    end,
    reset,
    get level() {
      return running?.input.level ?? 0;
    },
    get playback() {
      return running?.output?.diagnosis ?? null;
    },
  };
}
