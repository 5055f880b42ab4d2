import type { ServerEvents, WireProgress, WireQuestion } from '../../../src/transports/dialects/voiceter/wire.js';
import { noCaptions, withEarlierLines, withInterruption, withTranscription, type Captions } from './captions.js';
import type { Link, Outage } from './link-keeper.js';
import type { ServerEvent } from './server-event.js';

/** Newer servers say how many answers are still on their way to where they are durable. */
export type Summary = ServerEvents['session:complete'];
export type PublicFault = ServerEvents['error'];

/** The microphone as the participant should see it. `off` is a first-class way to take part: listen, tap and type. */
export type MicrophoneState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'on'; readonly label: string }
  | { readonly kind: 'off'; readonly reason: OffReason };

export type OffReason = 'denied' | 'none' | 'in-use' | 'not-loaded' | 'insecure' | 'unsupported' | 'lost' | 'declined' | 'no-answer';

export interface RecordedAnswer {
  readonly questionId: string;
  readonly question: string;
  readonly answer: string;
  /** Understood, but not durable yet. */
  readonly saving: boolean;
}

/** Everything that the page shows of a running conversation. */
export interface Call {
  readonly sessionId: string | null;
  readonly questionnaireName: string;
  /** Who is there, in a conversation that is no interview. */
  readonly assistant: NonNullable<ServerEvents['session:ready']['assistant']> | null;
  /** BCP-47, of the interview; empty until the server has said it. */
  readonly language: string;
  readonly link: Link;
  /** Null while nothing stands between the page and the server. */
  readonly outage: Outage | null;
  readonly microphone: MicrophoneState;
  readonly muted: boolean;
  /** The agent's voice comes out of the loudspeaker. */
  readonly agentSpeaking: boolean;
  /** The participant has finished, the agent has not begun. */
  readonly thinking: boolean;
  /** The server has asked for a moment of patience. */
  readonly waiting: boolean;
  /** `paused`: the system holds the sound back until a tap. `none`: this browser cannot play it; the captions remain. */
  readonly sound: 'on' | 'paused' | 'none';
  readonly silentDevice: boolean;
  readonly hearing: 'speech' | 'none';
  /** Words come from the browser's own recogniser. */
  readonly browserHears: boolean;
  readonly question: WireQuestion | null;
  /** Questions that were asked, so that an answer can be corrected by touch. */
  readonly asked: Readonly<Record<string, WireQuestion>>;
  /** An earlier question that is open for correction. */
  readonly correcting: string | null;
  readonly progress: WireProgress | null;
  /** An answer that was sent and is neither recorded nor refused yet. */
  readonly submitted: string | null;
  readonly refusal: { readonly questionId: string; readonly reason: string } | null;
  readonly answers: readonly RecordedAnswer[];
  readonly captions: Captions;
  readonly played: { readonly epoch: number; readonly samples: number };
  readonly received: { readonly epoch: number; readonly samples: number };
  readonly fault: PublicFault | null;
}

export type SessionState =
  | { readonly phase: 'idle' }
  /** The tap has happened; the connection and the microphone are on their way, or the server is getting ready. */
  | { readonly phase: 'connecting'; readonly call: Call }
  | { readonly phase: 'live'; readonly call: Call }
  | { readonly phase: 'ending'; readonly call: Call }
  /** Another tab has the conversation. */
  | { readonly phase: 'elsewhere'; readonly call: Call }
  | { readonly phase: 'ended'; readonly call: Call; readonly summary: Summary }
  | { readonly phase: 'failed'; readonly call: Call; readonly fault: PublicFault };

export type SessionAction =
  /** `again`: the same conversation goes on here; what was seen stays. */
  | { readonly type: 'begin'; readonly again?: boolean }
  | { readonly type: 'server'; readonly event: ServerEvent }
  | { readonly type: 'link'; readonly link: Link; readonly outage?: Outage | null }
  | { readonly type: 'microphone'; readonly microphone: MicrophoneState }
  | { readonly type: 'muted'; readonly muted: boolean }
  | { readonly type: 'playback'; readonly playing: boolean; readonly epoch: number; readonly playedSamples: number }
  | { readonly type: 'received'; readonly epoch: number; readonly samples: number }
  | { readonly type: 'sound'; readonly sound: Call['sound'] }
  | { readonly type: 'silentDevice'; readonly silent: boolean }
  | { readonly type: 'browserHears'; readonly on: boolean }
  | { readonly type: 'submitted'; readonly questionId: string }
  /** Neither a word nor a sound came in time: the page stops waiting, and lets the participant try again. */
  | { readonly type: 'waitedEnough' }
  | { readonly type: 'said' }
  /** Sound of the agent has come. */
  | { readonly type: 'agentHeard' }
  | { readonly type: 'takenOver' }
  | { readonly type: 'correct'; readonly questionId: string | null }
  | { readonly type: 'faultSeen' }
  | { readonly type: 'ending' }
  | { readonly type: 'failed'; readonly fault: PublicFault }
  /** The server did not say goodbye in time: close with what is known. */
  | { readonly type: 'endTimedOut' }
  | { readonly type: 'reset' };

export const idle: SessionState = { phase: 'idle' };

const newCall: Call = {
  sessionId: null,
  questionnaireName: '',
  assistant: null,
  language: '',
  link: 'connecting',
  outage: null,
  microphone: { kind: 'asking' },
  muted: false,
  agentSpeaking: false,
  thinking: false,
  waiting: false,
  sound: 'on',
  silentDevice: false,
  hearing: 'speech',
  browserHears: false,
  question: null,
  asked: {},
  correcting: null,
  progress: null,
  submitted: null,
  refusal: null,
  answers: [],
  captions: noCaptions,
  played: { epoch: -1, samples: 0 },
  received: { epoch: -1, samples: 0 },
  fault: null,
};

/** The conversation as the page sees it. Pure: every move of the page is decided here. */
export function nextSessionState(state: SessionState, action: SessionAction): SessionState {
  if (action.type === 'reset') return idle;
  if (action.type === 'begin') return { phase: 'connecting', call: action.again === true && state.phase !== 'idle' ? callAgain(state.call) : newCall };
  if (state.phase === 'idle') return state;
  switch (action.type) {
    case 'server':
      return withServerEvent(state, action.event);
    case 'ending':
      return isOver(state) ? state : { phase: 'ending', call: { ...state.call, correcting: null } };
    case 'failed':
      return isOver(state) ? state : { phase: 'failed', call: state.call, fault: action.fault };
    case 'endTimedOut':
      return state.phase === 'ending' ? { phase: 'ended', call: state.call, summary: summaryOf(state.call) } : state;
    case 'takenOver':
      return isOver(state) ? state : { phase: 'elsewhere', call: { ...state.call, agentSpeaking: false, outage: null } };
    case 'link':
      return isOver(state) ? state : withCall(state, { link: action.link, outage: action.outage ?? null });
    default:
      return withCall(state, callChange(state.call, action));
  }
}

type CallAction = Exclude<SessionAction, { type: 'begin' | 'reset' | 'server' | 'ending' | 'failed' | 'endTimedOut' | 'link' | 'takenOver' }>;
type Running = Exclude<SessionState, { phase: 'idle' }>;

function callChange(call: Call, action: CallAction): Partial<Call> {
  switch (action.type) {
    case 'microphone':
      return { microphone: action.microphone, silentDevice: false };
    case 'muted':
      return { muted: action.muted, silentDevice: false };
    case 'playback':
      return {
        agentSpeaking: action.playing,
        thinking: call.thinking && !action.playing,
        played: { epoch: action.epoch, samples: action.playedSamples },
      };
    case 'received':
      return { received: { epoch: action.epoch, samples: action.samples } };
    case 'sound':
      // What cannot play at all cannot be resumed either.
      return { sound: call.sound === 'none' ? 'none' : action.sound };
    case 'silentDevice':
      return { silentDevice: action.silent };
    case 'browserHears':
      return { browserHears: action.on };
    case 'submitted':
      return { submitted: action.questionId, refusal: null, thinking: true };
    case 'waitedEnough':
      return { submitted: null, thinking: false };
    case 'said':
      return { thinking: true };
    case 'agentHeard':
      return { waiting: false };
    case 'correct':
      return { correcting: action.questionId, refusal: null };
    case 'faultSeen':
      return { fault: null };
  }
}

function withServerEvent(state: Running, event: ServerEvent): SessionState {
  const { call } = state;
  switch (event.name) {
    case 'session:assigned':
      return withCall(state, { sessionId: event.data.sessionId, ...(event.data.reconnected && !event.data.recovered ? seenEarlier(call) : {}) });
    case 'session:ready': {
      const live: Running = state.phase === 'connecting' ? { phase: 'live', call } : state;
      const { firstQuestion } = event.data;
      const opened = call.question === null && firstQuestion !== undefined ? openQuestion(call, firstQuestion) : {};
      return withCall(live, { ...opened, questionnaireName: event.data.questionnaireName, assistant: event.data.assistant ?? null, language: event.data.language, hearing: event.data.hearing, fault: null });
    }
    case 'transcription:user':
      return withCall(state, {
        captions: withTranscription(call.captions, { ...event.data, role: 'user' }, 0),
        thinking: event.data.isFinal || call.thinking,
      });
    case 'transcription:assistant': {
      const received = call.received.epoch === event.data.epoch ? call.received.samples : 0;
      return withCall(state, { captions: withTranscription(call.captions, { ...event.data, role: 'assistant' }, received), waiting: false });
    }
    case 'question:advance':
      return withCall(state, { ...openQuestion(call, event.data.question), progress: event.data.progress });
    case 'session:parked':
      return state;
    case 'session:waiting':
      return withCall(state, { waiting: true });
    case 'response:recorded':
      return withCall(state, answered(call, event.data, false));
    case 'response:saving':
      return withCall(state, answered(call, event.data, true));
    case 'answer:refused':
      return withCall(state, { submitted: null, thinking: false, refusal: event.data });
    case 'audio:interrupt':
    case 'interruption':
    case 'barge-in':
      return withCall(state, { captions: withInterruption(call.captions), agentSpeaking: false });
    case 'session:complete':
      return isOver(state) ? state : { phase: 'ended', call: { ...call, agentSpeaking: false }, summary: event.data };
    case 'error':
      return withFault(state, event.data);
    case 'audio:chunk':
    case 'turn:complete':
    case 'audio:end':
      return state;
  }
}

/**
 * A fault that can be mended is shown beside the conversation. After one that cannot, the server says goodbye with the answers; the
 * page waits for that. Before the conversation has begun, each fault stops it.
 */
function withFault(state: Running, fault: PublicFault): SessionState {
  if (isOver(state)) return state;
  if (state.phase === 'connecting') return { phase: 'failed', call: state.call, fault };
  const told = withCall(state, { fault, submitted: null, thinking: false });
  return fault.recoverable ? told : { phase: 'ending', call: told.call };
}

function openQuestion(call: Call, question: WireQuestion): Partial<Call> {
  return {
    question,
    asked: { ...call.asked, [question.questionId]: question },
    correcting: null,
    submitted: null,
    refusal: null,
  };
}

function answered(call: Call, data: Omit<RecordedAnswer, 'saving'>, saving: boolean): Partial<Call> {
  const { questionId, question, answer } = data;
  const known = call.answers.findIndex((one) => one.questionId === questionId);
  const entry: RecordedAnswer = { questionId, question, answer, saving };
  return {
    answers: known >= 0 ? call.answers.with(known, entry) : [...call.answers, entry],
    submitted: call.submitted === questionId ? null : call.submitted,
    refusal: call.refusal?.questionId === questionId ? null : call.refusal,
    correcting: call.correcting === questionId ? null : call.correcting,
  };
}

/** The server tells anew where things stand, in numbers of its own: what was seen until now is earlier conversation. */
function seenEarlier(call: Call): Partial<Call> {
  return {
    captions: withEarlierLines(call.captions),
    played: newCall.played,
    received: newCall.received,
    thinking: false,
    waiting: false,
    refusal: null,
  };
}

/** The view of a conversation that comes back to this page; everything of the device begins anew. */
function callAgain(call: Call): Call {
  const { sessionId, questionnaireName, assistant, language, question, asked, progress, answers, captions } = call;
  return { ...newCall, sessionId, questionnaireName, assistant, language, question, asked, progress, answers, captions };
}

function summaryOf(call: Call): Summary {
  return {
    completionStatus: 'abandoned',
    totalQuestions: call.progress?.total ?? call.answers.length,
    answeredQuestions: call.answers.length,
    duration: 0,
    surveyAnswers: call.answers,
    pendingAnswers: call.answers.filter(({ saving }) => saving).length,
  };
}

const isOver = (state: SessionState): boolean => state.phase === 'ended' || state.phase === 'failed' || state.phase === 'elsewhere';

function withCall(state: Running, change: Partial<Call>): Running {
  return { ...state, call: { ...state.call, ...change } };
}

/** The one word that says what is going on. */
export type StateWord =
  | 'connecting'
  | 'reconnecting'
  | 'listening'
  | 'speaking'
  | 'thinking'
  | 'muted'
  | 'waiting'
  | 'ending'
  | 'ended'
  | 'elsewhere'
  | 'failed';

export function stateWordOf(state: SessionState): StateWord {
  switch (state.phase) {
    case 'idle':
    case 'ended':
      return 'ended';
    case 'connecting':
    case 'ending':
    case 'elsewhere':
    case 'failed':
      return state.phase;
    case 'live':
      return liveWord(state.call);
  }
}

function liveWord(call: Call): StateWord {
  if (call.link !== 'up') return 'reconnecting';
  if (call.agentSpeaking) return 'speaking';
  if (call.thinking) return 'thinking';
  // Without a microphone nobody listens: the page waits for a tap or typed words.
  if (call.microphone.kind !== 'on') return 'waiting';
  return call.muted ? 'muted' : 'listening';
}
