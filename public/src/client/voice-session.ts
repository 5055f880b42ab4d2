import type { ClientEvents } from '../../../src/transports/dialects/voiceter/wire.js';
import { createAudioOutput, type AudioOutput, type OutputDiagnosis } from '../audio/audio-output.js';
import type { CaptureFrame } from '../audio/capture-framer.js';
import { microphoneObstacle, microphoneProblemFrom, openMicrophone, type Microphone } from '../audio/microphone.js';
import { createVoiceLevel } from '../audio/voice-level.js';
import { openBrowserSpeech, type BrowserSpeech } from './browser-speech.js';
import { samplesFromWire } from './pcm-frame.js';
import type { ServerEvent } from './server-event.js';
import {
  idle,
  nextSessionState,
  type MicrophoneState,
  type OffReason,
  type PublicFault,
  type SessionAction,
  type SessionState,
} from './session-state.js';
import { createVoiceClient, type Link, type VoiceClient } from './voice-client.js';
import { openWakeLock, type WakeLock } from './wake-lock.js';

export interface StartChoice {
  readonly questionnaireId: string;
  readonly voiceId: string;
  /** BCP-47, for the browser's recogniser; the server knows the questionnaire's own. */
  readonly language: string;
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
  correct(questionId: string | null): void;
  dismissFault(): void;
  end(): void;
  /** Back to the start page; gives everything back. */
  reset(): void;
  /** 0 to 1, for the meter; read it once a frame. */
  readonly level: number;
  readonly playback: OutputDiagnosis | null;
}

const MICROPHONE_ANSWER_MS = 60_000;
const CONNECT_DEADLINE_MS = 20_000;
const READY_DEADLINE_MS = 30_000;
const SUBMIT_DEADLINE_MS = 8000;
/** After this the state word is "thinking" no longer. */
const THINKING_DEADLINE_MS = 15_000;
const GOODBYE_DEADLINE_MS = 15_000;
/** The last words of the agent may still play when the server says that the session is complete. */
const FAREWELL_BEGINS_MS = 500;
const FAREWELL_DEADLINE_MS = 30_000;
/** After a fault that cannot be mended the server still sends the answers. */
const LAST_WORDS_DEADLINE_MS = 3000;

interface Running {
  readonly client: VoiceClient;
  readonly output: AudioOutput | null;
  readonly wakeLock: WakeLock;
  readonly choice: StartChoice;
  microphone: Microphone | null;
  speech: BrowserSpeech | null;
  /** Raised by every new request for the microphone; an answer to an older one is closed at once. */
  microphoneRequest: number;
  sessionRequested: boolean;
  receivedEpoch: number;
  receivedSamples: number;
  epochsAnnounced: boolean;
  ducked: boolean;
}

export function createVoiceSession(): VoiceSession {
  let state: SessionState = idle;
  let running: Running | null = null;
  const level = createVoiceLevel();
  const listeners = new Set<() => void>();
  const deadlines = new Map<string, ReturnType<typeof setTimeout>>();

  function dispatch(action: SessionAction): void {
    const before = state;
    state = nextSessionState(state, action);
    if (state === before) return;
    if (before.phase !== state.phase) phaseChanged();
    for (const listener of listeners) listener();
  }

  function setDeadline(name: string, ms: number, expired: () => void): void {
    clearDeadline(name);
    deadlines.set(name, setTimeout(expired, ms));
  }

  function awaitReply(ms: number): void {
    setDeadline('reply', ms, () => dispatch({ type: 'waitedEnough' }));
  }

  function clearDeadline(name: string): void {
    clearTimeout(deadlines.get(name));
    deadlines.delete(name);
  }

  function phaseChanged(): void {
    switch (state.phase) {
      case 'live':
        clearDeadline('connect');
        clearDeadline('ready');
        return;
      case 'failed':
        return release();
      case 'ended':
        releaseInput();
        return releaseAfterFarewell();
      case 'idle':
      case 'connecting':
      case 'ending':
    }
  }

  /** The microphone goes back on every way out, first of all. */
  function releaseInput(): void {
    if (running === null) return;
    running.microphoneRequest += 1;
    running.microphone?.close();
    running.microphone = null;
    running.speech?.close();
    running.speech = null;
    level.reset();
  }

  function release(): void {
    for (const name of [...deadlines.keys()]) clearDeadline(name);
    if (running === null) return;
    releaseInput();
    running.client.close();
    running.output?.close();
    running.wakeLock.close();
    running = null;
  }

  /** The agent's goodbye may still be on its way to the loudspeaker: look again when it must have begun, then let it end. */
  function releaseAfterFarewell(): void {
    setDeadline('farewell', FAREWELL_BEGINS_MS, () => {
      const diagnosis = running?.output?.diagnosis;
      if (diagnosis?.playing === true) setDeadline('farewell', FAREWELL_DEADLINE_MS, release);
      else release();
    });
  }

  function fail(fault: PublicFault): void {
    dispatch({ type: 'failed', fault });
  }

  // ---------------------------------------------------------------------------------------------- from the server

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
        break;
      case 'transcription:assistant':
        noteReceived(running);
        break;
      case 'transcription:user':
        awaitReply(THINKING_DEADLINE_MS);
        break;
      case 'session:assigned':
      case 'question:advance':
      case 'response:recorded':
      case 'answer:refused':
      case 'session:complete':
      case 'error':
    }
    dispatch({ type: 'server', event });
    if (event.name === 'session:ready' && event.data.hearing === 'none') listenWithBrowser();
    if (event.name === 'error' && !event.data.recoverable && state.phase === 'ending') {
      const fault = event.data;
      releaseInput();
      setDeadline('goodbye', LAST_WORDS_DEADLINE_MS, () => fail(fault));
    }
  }

  function onAudio(current: Running, audioData: unknown, epoch: number): void {
    const samples = samplesFromWire(audioData);
    if (samples === null) return;
    if (epoch !== current.receivedEpoch) {
      current.receivedEpoch = epoch;
      current.receivedSamples = 0;
    }
    current.receivedSamples += samples.length;
    current.output?.push(samples, epoch);
  }

  /** Told to the state only when a caption needs it: frames come too often to draw the page for each. */
  function noteReceived(current: Running): void {
    dispatch({ type: 'received', epoch: current.receivedEpoch, samples: current.receivedSamples });
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

  function onLink(link: Link): void {
    dispatch({ type: 'link', link });
    if (link === 'up') clearDeadline('connect');
    if (link === 'lost') {
      fail({ errorCode: 'WS_RECONNECTION_FAILED', errorMessage: '', recoverable: false });
    }
  }

  // ------------------------------------------------------------------------------------------------- microphone

  function setMicrophone(microphone: MicrophoneState): void {
    dispatch({ type: 'microphone', microphone });
    running?.output?.duck(false);
  }

  function withoutMicrophone(current: Running, reason: OffReason): void {
    current.microphoneRequest += 1;
    clearDeadline('microphone');
    setMicrophone({ kind: 'off', reason });
    beginSession(current);
  }

  async function requestMicrophone(current: Running): Promise<void> {
    const obstacle = microphoneObstacle();
    const { output } = current;
    if (obstacle !== null || output === null) return withoutMicrophone(current, obstacle ?? 'unsupported');
    current.microphoneRequest += 1;
    const request = current.microphoneRequest;
    const isStale = (): boolean => running !== current || current.microphoneRequest !== request;
    setMicrophone({ kind: 'asking' });
    setDeadline('microphone', MICROPHONE_ANSWER_MS, () => withoutMicrophone(current, 'no-answer'));
    try {
      const opened = await openMicrophone({ context: output.context, onFrame, onLost });
      if (isStale()) return opened.close();
      clearDeadline('microphone');
      current.microphone?.close();
      current.microphone = opened;
      opened.setMuted(isMuted());
      level.reset();
      setMicrophone({ kind: 'on', label: opened.label });
      beginSession(current);
      if (state.phase === 'live' && state.call.hearing === 'none') listenWithBrowser();
    } catch (error) {
      if (!isStale()) withoutMicrophone(current, microphoneProblemFrom(error));
    }
  }

  const isMuted = (): boolean => state.phase !== 'idle' && state.call.muted;

  /** A headset was unplugged: another device may take over. */
  function onLost(): void {
    if (running === null || isOver()) return;
    running.microphone = null;
    void requestMicrophone(running).then(() => {
      if (running !== null && running.microphone === null) setMicrophone({ kind: 'off', reason: 'lost' });
    });
  }

  function onFrame(frame: CaptureFrame): void {
    if (running === null || isMuted()) return;
    level.frame(frame);
    running.client.sendAudio(frame.pcm);
    const call = state.phase === 'idle' ? null : state.call;
    if (call !== null && call.silentDevice !== level.silentDevice) {
      dispatch({ type: 'silentDevice', silent: level.silentDevice });
    }
    const duck = level.speaking && call?.agentSpeaking === true;
    if (duck !== running.ducked) {
      running.ducked = duck;
      running.output?.duck(duck);
    }
  }

  function listenWithBrowser(): void {
    if (running === null || running.speech !== null || running.microphone === null) return;
    const current = running;
    const speech = openBrowserSpeech(
      {
        onWords: (text) => {
          current.client.send('speech:recognised', { text });
          dispatch({ type: 'said' });
          awaitReply(THINKING_DEADLINE_MS);
        },
        onUnavailable: () => dispatch({ type: 'browserHears', on: false }),
      },
      current.choice.language,
    );
    current.speech = speech;
    dispatch({ type: 'browserHears', on: speech !== null });
  }

  // ---------------------------------------------------------------------------------------------------- the rest

  function beginSession(current: Running): void {
    if (current.sessionRequested) return;
    current.sessionRequested = true;
    const { questionnaireId, voiceId, consent } = current.choice;
    setDeadline('ready', READY_DEADLINE_MS, () =>
      fail({ errorCode: 'TIMEOUT_ERROR', errorMessage: '', recoverable: true }),
    );
    current.client.start({
      questionnaireId,
      ...(voiceId === '' ? {} : { voiceId }),
      consent,
      sampleRateHz: 16_000,
      audioEncoding: 'binary',
    });
  }

  function openSound(): AudioOutput | null {
    try {
      return createAudioOutput({
        onReport(report) {
          if (running === null) return;
          const { epoch, playedSamples } = report;
          if (epoch >= 0) running.client.send('playback:progress', { epoch, playedSamples });
          running.speech?.setPaused(report.playing || isMuted());
          noteReceived(running);
          dispatch({
            type: 'playback',
            playing: report.playing,
            epoch: report.epoch,
            playedSamples: report.playedSamples,
          });
          const farewellOver = state.phase === 'ended' && report.changed && !report.playing;
          if (farewellOver) release();
        },
        onRunning: (isRunning) => dispatch({ type: 'sound', sound: isRunning ? 'on' : 'paused' }),
      });
    } catch {
      return null;
    }
  }

  const isOver = (): boolean => state.phase === 'ended' || state.phase === 'failed' || state.phase === 'idle';

  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start(choice) {
      release();
      dispatch({ type: 'begin' });
      const output = openSound();
      const current: Running = {
        client: createVoiceClient({ onEvent, onLink }),
        output,
        wakeLock: openWakeLock(),
        choice,
        microphone: null,
        speech: null,
        microphoneRequest: 0,
        sessionRequested: false,
        receivedEpoch: -1,
        receivedSamples: 0,
        epochsAnnounced: false,
        ducked: false,
      };
      running = current;
      setDeadline('connect', CONNECT_DEADLINE_MS, () =>
        fail({ errorCode: 'WS_CONNECTION_FAILED', errorMessage: '', recoverable: true }),
      );
      if (choice.useMicrophone) void requestMicrophone(current);
      else withoutMicrophone(current, 'declined');
    },
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
      running.microphone?.setMuted(muted);
      running.client.send('mic:mute', { muted });
      running.speech?.setPaused(muted || running.output?.diagnosis.playing === true);
      level.reset();
      dispatch({ type: 'muted', muted });
    },
    silenceAgent() {
      running?.output?.silence();
    },
    retryMicrophone() {
      if (running !== null) void requestMicrophone(running);
    },
    declineMicrophone() {
      if (running !== null) withoutMicrophone(running, 'declined');
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
    end() {
      if (running === null || isOver() || state.phase === 'ending') return;
      if (!running.sessionRequested || running.client.link !== 'up') {
        // Nobody waits for a goodbye.
        const begun = running.sessionRequested && state.phase === 'live';
        dispatch({ type: 'ending' });
        if (begun) return dispatch({ type: 'endTimedOut' });
        release();
        return dispatch({ type: 'reset' });
      }
      releaseInput();
      running.output?.silence();
      running.client.send('session:end', { reason: 'user_ended' });
      dispatch({ type: 'ending' });
      setDeadline('goodbye', GOODBYE_DEADLINE_MS, () => dispatch({ type: 'endTimedOut' }));
    },
    reset() {
      release();
      dispatch({ type: 'reset' });
    },
    get level() {
      return level.meter;
    },
    get playback() {
      return running?.output?.diagnosis ?? null;
    },
  };
}
