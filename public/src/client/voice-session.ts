import type { OutputDiagnosis } from '../audio/audio-output.js';
import type { PlaybackReport } from '../audio/playback-engine.js';
import type { ClientEvents } from '../../../src/transports/dialects/voiceter/wire.js';
import { openCallParts, type CallParts, type CallPartsDeps } from './call-parts.js';
import { createDeadlines } from './deadlines.js';
import type { InterviewMemory, KeptInterview } from './interview-memory.js';
import type { Link, Outage } from './link-keeper.js';
import type { Place } from './place.js';
import { endQuietly } from './quiet-end.js';
import type { ServerEvent } from './server-event.js';
import {
  idle,
  nextSessionState,
  type MicrophoneState,
  type PublicFault,
  type SessionAction,
  type SessionState,
} from './session-state.js';
import type { Subject } from './subject.js';
import type { VoiceClient } from './voice-client.js';

export interface StartChoice {
  readonly subject: Subject;
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
  /** The interview that this tab can go on with; null without. */
  kept(): KeptInterview | null;
  /** Goes on with it, after a reload or a look at another page. Call it inside the tap. */
  resume(kept: KeptInterview): void;
  /** Ends it, without a page for it. */
  discard(kept: KeptInterview): void;
  /** Takes the conversation back from the tab that has it. Call it inside the tap. */
  continueHere(): void;
  /** Tries at once to reach the server again. */
  tryNow(): void;
  /** The conversation began before this page, or before its last way here. */
  readonly isReturn: boolean;
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
  /** Back to the start page; gives everything back, and remembers nothing. */
  reset(): void;
  /** The page goes away: gives everything back; the interview can be gone on with. */
  leave(): void;
  /** 0 to 1, for the meter; read it once a frame. */
  readonly level: number;
  readonly playback: OutputDiagnosis | null;
  /** How often the page has come back to the conversation. */
  readonly returns: number;
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

export interface VoiceSessionDeps extends CallPartsDeps {
  readonly memory: InterviewMemory;
}

/** What a conversation is begun with; what consent was given with, only the first time. */
type Choice = Omit<StartChoice, 'consent'> & { readonly consent: StartChoice['consent'] | null };

/** `again`: with what this page shows of it already. */
interface Return {
  readonly place: Place;
  readonly again: boolean;
}

interface Running extends CallParts {
  readonly choice: Choice;
  readonly isReturn: boolean;
  keptPlace: Place | null;
  sessionRequested: boolean;
}

export function createVoiceSession(deps: VoiceSessionDeps): VoiceSession {
  const { memory } = deps;
  let state: SessionState = idle;
  let running: Running | null = null;
  /** What another tab has taken over. */
  let standby: { readonly choice: Choice; readonly place: Place } | null = null;
  const listeners = new Set<() => void>();
  const deadlines = createDeadlines<Deadline>(deps.clock);

  function dispatch(action: SessionAction): void {
    const before = state;
    state = nextSessionState(state, action);
    if (state === before) return;
    if (before.phase !== state.phase) phaseChanged();
    for (const listener of listeners) listener();
  }

  function awaitReply(ms: number): void {
    deadlines.set('reply', ms, () => dispatch({ type: 'waitedEnough' }));
  }

  function fail(fault: PublicFault): void {
    dispatch({ type: 'failed', fault });
  }

  // ------------------------------------------------------------------------------------------- opening and closing

  function phaseChanged(): void {
    switch (state.phase) {
      case 'live':
        deadlines.clear('connect');
        deadlines.clear('ready');
        return;
      case 'failed':
        if (!state.fault.recoverable) memory.forget();
        return release();
      case 'elsewhere':
        if (running?.client.place != null) standby = { choice: running.choice, place: running.client.place };
        return release();
      case 'ended':
        memory.forget();
        running?.input.close();
        return releaseAfterFarewell();
      case 'idle':
      case 'connecting':
      case 'ending':
    }
  }

  /** Every way out leads here. */
  function release(): void {
    deadlines.clearAll();
    running?.close();
    running = null;
  }

  /** The agent's goodbye may still be on its way to the loudspeaker: look again when it must have begun, then let it end. */
  function releaseAfterFarewell(): void {
    deadlines.set('farewell', FAREWELL_BEGINS_MS, () => {
      if (running?.sound.diagnosis?.playing === true) deadlines.set('farewell', FAREWELL_DEADLINE_MS, release);
      else release();
    });
  }

  function begin(choice: Choice, back: Return | null): void {
    release();
    standby = null;
    dispatch({ type: 'begin', again: back?.again === true });
    // A reloaded page has seen nothing: it asks for everything that is still there.
    const place = back === null || back.again ? (back?.place ?? null) : { ...back.place, seq: 0 };
    const parts = openCallParts(deps, place, {
      onEvent,
      onLink,
      onReport,
      onSound: (sound) => dispatch({ type: 'sound', sound }),
      onMicrophone,
      onWords() {
        dispatch({ type: 'said' });
        awaitReply(THINKING_DEADLINE_MS);
      },
      onBrowserHears: (on) => dispatch({ type: 'browserHears', on }),
      onSilentDevice: (silent) => dispatch({ type: 'silentDevice', silent }),
    });
    running = { ...parts, choice, isReturn: back !== null, keptPlace: null, sessionRequested: false };
    // Who comes back is waited for as long as the server may be away.
    if (back === null) {
      deadlines.set('connect', CONNECT_DEADLINE_MS, () => fail({ errorCode: 'WS_CONNECTION_FAILED', errorMessage: '', recoverable: true }));
    }
    if (choice.useMicrophone) void parts.input.request();
    else parts.input.turnOff('declined');
  }

  /** The session begins when it is settled how the participant takes part: nobody is greeted while the browser still asks. */
  function onMicrophone(microphone: MicrophoneState): void {
    dispatch({ type: 'microphone', microphone });
    if (running === null || microphone.kind === 'asking' || running.sessionRequested) return;
    running.sessionRequested = true;
    if (running.isReturn) return running.client.takeUp();
    const { subject, voiceId, consent } = running.choice;
    deadlines.set('ready', READY_DEADLINE_MS, () => fail({ errorCode: 'TIMEOUT_ERROR', errorMessage: '', recoverable: true }));
    running.client.start({
      ...(subject.kind === 'questionnaire' ? { questionnaireId: subject.questionnaireId } : { personaId: subject.personaId, language: subject.language }),
      ...(voiceId === '' ? {} : { voiceId }),
      ...(consent === null ? {} : { consent }),
      sampleRateHz: 16_000,
      audioEncoding: 'binary',
    });
  }

  function end(): void {
    if (running === null || isOver() || state.phase === 'ending') return;
    const { client, input, sound, sessionRequested } = running;
    if (!sessionRequested || client.link !== 'up') {
      // Nobody waits for a goodbye.
      endBehind(client);
      if (state.phase !== 'live') return reset();
      dispatch({ type: 'ending' });
      return dispatch({ type: 'endTimedOut' });
    }
    input.close();
    sound.output?.silence();
    client.send('session:end', { reason: 'user_ended' });
    dispatch({ type: 'ending' });
    deadlines.set('goodbye', GOODBYE_DEADLINE_MS, () => {
      if (client.link !== 'up') endBehind(client);
      dispatch({ type: 'endTimedOut' });
    });
  }

  /** The server does not know yet that the participant has gone. */
  function endBehind({ place }: VoiceClient): void {
    if (place !== null) endQuietly(deps, place);
  }

  function leave(): void {
    release();
    dispatch({ type: 'reset' });
  }

  function reset(): void {
    memory.forget();
    leave();
  }

  const isOver = (): boolean => state.phase === 'ended' || state.phase === 'failed' || state.phase === 'idle' || state.phase === 'elsewhere';

  // ------------------------------------------------------------------------------------------------- from the server

  function onEvent(event: ServerEvent): void {
    if (running === null) return;
    switch (event.name) {
      case 'audio:chunk':
        if (running.sound.frame(event.data.audioData, event.data.epoch) && state.phase === 'live' && state.call.waiting) dispatch({ type: 'agentHeard' });
        return;
      case 'audio:end':
        return running.sound.output?.end(event.data.epoch);
      case 'audio:interrupt':
        running.sound.interrupt(event.data.epoch);
        break;
      case 'interruption':
      case 'barge-in':
        running.sound.interruptUnnumbered();
        break;
      case 'session:ready':
        running.sound.open(event.data.outputSampleRateHz);
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
        if (event.data.reconnected && !event.data.recovered) running.sound.forgetEpochs();
        break;
      default:
    }
    dispatch({ type: 'server', event });
    keepPlace(running);
  }

  /** A running interview can be gone on with after a reload. */
  function keepPlace(current: Running): void {
    const { place } = current.client;
    if (state.phase !== 'live' || place === null || place === current.keptPlace) return;
    current.keptPlace = place;
    const { subject, voiceId, useMicrophone } = current.choice;
    memory.keep({ place, subject, voiceId, useMicrophone });
  }

  function onFault(event: Extract<ServerEvent, { name: 'error' }>): void {
    dispatch({ type: 'server', event });
    if (event.data.recoverable || state.phase !== 'ending') return;
    running?.input.close();
    deadlines.set('goodbye', LAST_WORDS_DEADLINE_MS, () => fail(event.data));
  }

  /** Told to the state only when a caption needs it: frames come too often to draw the page for each. */
  function noteReceived(current: Running): void {
    dispatch({ type: 'received', ...current.sound.received });
  }

  function onLink(link: Link, outage: Outage | null): void {
    dispatch({ type: 'link', link, outage });
    switch (link) {
      case 'up':
        deadlines.clear('connect');
        if (state.phase === 'live' && (state.call.submitted !== null || state.call.thinking)) awaitReply(THINKING_DEADLINE_MS);
        return;
      case 'down':
        return deadlines.clear('reply');
      case 'elsewhere':
        return dispatch({ type: 'takenOver' });
      case 'gone':
        return fail({ errorCode: 'SESSION_EXPIRED', errorMessage: '', recoverable: false });
      case 'abandoned':
        return fail({ errorCode: 'WS_RECONNECTION_FAILED', errorMessage: '', recoverable: false });
      case 'connecting':
    }
  }

  function onReport(report: PlaybackReport & { readonly changed: boolean }): void {
    if (running === null) return;
    const { playing, epoch, playedSamples } = report;
    if (epoch >= 0) running.client.played({ epoch, playedSamples });
    running.input.setAgentPlaying(playing);
    noteReceived(running);
    dispatch({ type: 'playback', playing, epoch, playedSamples });
    const farewellOver = state.phase === 'ended' && report.changed && !playing;
    if (farewellOver) release();
  }

  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start(choice) {
      begin(choice, null);
      memory.forget();
    },
    kept: () => memory.read(),
    resume({ place, subject, voiceId, useMicrophone }) {
      begin({ subject, voiceId, useMicrophone, consent: null }, { place, again: false });
    },
    discard({ place }) {
      memory.forget();
      endQuietly(deps, place);
    },
    continueHere() {
      if (standby !== null) begin(standby.choice, { place: standby.place, again: true });
    },
    tryNow() {
      running?.client.tryNow();
    },
    get isReturn() {
      return running?.isReturn ?? false;
    },
    submitAnswer(questionId, value) {
      if (running === null) return;
      running.client.answer({ questionId, value });
      dispatch({ type: 'submitted', questionId });
      awaitReply(SUBMIT_DEADLINE_MS);
    },
    sendText(text) {
      const words = text.trim().slice(0, 2000);
      if (running === null || words === '') return;
      running.client.send('text:message', { text: words, ...(state.phase === 'live' && state.call.question !== null ? { questionId: state.call.correcting ?? state.call.question.questionId } : {}) });
      dispatch({ type: 'said' });
      awaitReply(THINKING_DEADLINE_MS);
    },
    setMuted(muted) {
      if (running === null) return;
      running.input.setMuted(muted);
      running.client.setMuted(muted);
      dispatch({ type: 'muted', muted });
    },
    silenceAgent() {
      running?.sound.output?.silence();
    },
    retryMicrophone() {
      void running?.input.request();
    },
    declineMicrophone() {
      running?.input.turnOff('declined');
    },
    resumeSound() {
      running?.sound.resume();
    },
    correct(questionId) {
      dispatch({ type: 'correct', questionId });
    },
    dismissFault() {
      dispatch({ type: 'faultSeen' });
    },
    end,
    reset,
    leave,
    get level() {
      return running?.input.level ?? 0;
    },
    get returns() {
      return running?.client.returns ?? 0;
    },
    get playback() {
      return running?.sound.diagnosis ?? null;
    },
  };
}
