import type { AppError } from '../kernel/errors.js';
import type { JsonObject } from '../kernel/json.js';
import type { Agent, AgentAction, AgentNotice, ClientMessage, Outcome, SpokenTurn, StreamEnd, TokenUsage, TranscriptEntry } from './ports.js';

export type Phase = 'opening' | 'live' | 'detached' | 'ending' | 'ended';

/** Every legal move. `ended` is final. */
export const legalMoves: Readonly<Record<Phase, readonly Phase[]>> = {
  opening: ['live', 'detached', 'ending'],
  live: ['detached', 'ending'],
  detached: ['live', 'ending'],
  ending: ['ended'],
  ended: [],
};

/** Who has the floor. `untilMs`: when the last of the agent's speech will have been heard; null while it is still generated. */
export type Floor = { readonly kind: 'listening' } | { readonly kind: 'speaking'; readonly untilMs: number | null };

export interface PlannedSentence {
  readonly epoch: number;
  readonly sentence: number;
  /** The turn in which it was planned: its final text may come in a later one. */
  readonly turn: number;
  readonly text: string;
}

/** The streams to the model. Each has a number, from 1, in the order in which they were opened. */
export interface Line {
  readonly opened: number;
  /** The stream that has the conversation; null between two. */
  readonly current: number | null;
  /** When it was opened. */
  readonly sinceMs: number;
  /** The stream that is to take over from it, while it opens. */
  readonly successor: { readonly stream: number; readonly sinceMs: number } | null;
  /** Streams that failed one after another, without any speech between. */
  readonly failures: number;
  /** The next stream is not told what was said: the history may be what kills them. */
  readonly withoutHistory: boolean;
  /** When the participant was left without a stream; null while there is one, or none is wanted. */
  readonly lostAtMs: number | null;
  /** What the model has to be told once there is a stream again; the last such text is the one that counts. */
  readonly untold: string | null;
  /** A voice went unnoticed once, so the stream was changed. Not again, before something was heard or said: it may have been noise. */
  readonly doubted: boolean;
}

/** A tool call that waits for its result, which goes to the stream that asked. */
export interface OpenCall {
  readonly toolUseId: string;
  readonly name: string;
  readonly stream: number | null;
  readonly sinceMs: number;
}

/** The whole state of one conversation: plain JSON. */
export interface ConversationState {
  readonly phase: Phase;
  readonly attached: boolean;
  /** When the participant's connection was last lost. */
  readonly detachedAtMs: number;
  /** The node is about to stop: the conversation is parked as soon as nobody speaks. */
  readonly draining: boolean;
  readonly startedAtMs: number;
  readonly line: Line;
  readonly floor: Floor;
  /** When the floor was last given to the participant. */
  readonly listeningSinceMs: number;
  /** Number of the agent's current utterance. */
  readonly epoch: number;
  /** Sentences planned in this epoch so far. */
  readonly sentences: number;
  /** True from the first planned sentence of an utterance until its turn ends or is cut. */
  readonly uttering: boolean;
  /** Until then the rest of an utterance that we cut ourselves is ignored; the model has yet to notice. */
  readonly muffledUntilMs: number;
  /** When the model was asked for something that it must answer by speech or a call, and has not yet; null: nothing is owed. */
  readonly owedSinceMs: number | null;
  /** What both sides have heard of each other, by turns: what a new stream is told. At most 60 entries. */
  readonly history: readonly (SpokenTurn & { readonly turn: number })[];
  /** Changes of speaker so far. */
  readonly turn: number;
  readonly lastSpeaker: 'user' | 'assistant' | null;
  /** Planned sentences whose FINAL text has not come, oldest first. At most 200. */
  readonly unspoken: readonly PlannedSentence[];
  readonly heard: string;
  /** As `Moment.about` and `Moment.wordsFromMs`. */
  readonly heardAbout: string | null;
  readonly heardFromMs: number | null;
  /** How many things the participant has said. */
  readonly heardCount: number;
  /** Words of the participant on which no tool call has followed yet; whether the model was reminded, and another stream told. */
  readonly unhandled: { readonly heard: string; readonly reminded: boolean; readonly retold: boolean } | null;
  /** Idle prompts given since the participant last did something. */
  readonly idlePrompts: number;
  readonly openCalls: readonly OpenCall[];
  /** Results since the agent was last heard, oldest first. At most 8. */
  readonly unsaid: readonly JsonObject[];
  /** Set once it is decided how this ends. */
  readonly outcome: Outcome | null;
  /** True once the agent speaks after the outcome was set: what it says then is the goodbye. */
  readonly sayingGoodbye: boolean;
  /** Of the streams before the current one. */
  readonly usageBefore: TokenUsage;
  /** Of all streams. */
  readonly usage: TokenUsage;
}

export type TimerName =
  | 'idle'
  | 'audible'
  | 'goodbye'
  | 'closing'
  | 'detached'
  /** The model owes an answer for too long. */
  | 'answer'
  /** The participant hears nothing for too long while something is under way. */
  | 'bridge'
  /** A voice was there, and the model has not noticed it. */
  | 'deaf'
  /** Time to look for a moment in which the stream can be renewed. */
  | 'renewal'
  /** Time for another try after a lost stream. */
  | 'retry'
  /** Nobody is there: the stream is not kept open any longer. */
  | 'vacant';

export type Input =
  // from the session's owner
  | { readonly type: 'start' }
  /** Parks the conversation: at the next quiet moment, or now. */
  | { readonly type: 'drain' }
  | { readonly type: 'park' }
  // from the client
  /** `unheardMs`: what was sent of the agent's words and never played, as far as the client has told. */
  | { readonly type: 'attached'; readonly unheardMs: number }
  | { readonly type: 'detached' }
  /** The client's report has moved the audible end of a finished turn. */
  | { readonly type: 'audibleUntil'; readonly audibleUntilMs: number }
  | { readonly type: 'text'; readonly text: string; readonly about?: string }
  | { readonly type: 'action'; readonly action: AgentAction }
  | { readonly type: 'end' }
  /** The participant has stopped the agent's voice by hand, and says nothing themselves. */
  | { readonly type: 'bargeIn' }
  /** Something like a voice has begun in the microphone. */
  | { readonly type: 'voice' }
  // from the model
  /** `audibleUntilMs`: monotonic time at which what was sent to the client will have been played. */
  | { readonly type: 'opened'; readonly stream: number; readonly audibleUntilMs: number }
  /** `fromMs`: monotonic time at which these words began, as far as can be told. */
  | { readonly type: 'userText'; readonly text: string; readonly fromMs?: number | null }
  | { readonly type: 'planned'; readonly text: string }
  /** The sound of a sentence has begun to come. */
  | { readonly type: 'sounded' }
  | { readonly type: 'spoken'; readonly text: string }
  | { readonly type: 'interrupted' }
  /** `audibleUntilMs`: monotonic time at which what was sent will have been played. */
  | { readonly type: 'turnEnded'; readonly audibleUntilMs: number }
  | { readonly type: 'toolRequest'; readonly toolUseId: string; readonly name: string; readonly input: JsonObject }
  | ({ readonly type: 'usage' } & TokenUsage)
  | { readonly type: 'streamClosed'; readonly stream: number; readonly end: StreamEnd; readonly audibleUntilMs: number }
  // from tools and the agent
  | { readonly type: 'toolReply'; readonly toolUseId: string; readonly result: JsonObject }
  /** What the agent did by itself: an action, a reminder, a recovery, a late result. */
  | { readonly type: 'actionReply'; readonly tellModel: string | null }
  /** A reminder: the model may have a good reason not to answer. */
  | { readonly type: 'reminder'; readonly text: string }
  | { readonly type: 'nothingMissed' }
  | { readonly type: 'notice'; readonly notice: AgentNotice }
  | { readonly type: 'finish'; readonly outcome: Outcome }
  // from ourselves
  /** `senses`: what is going on in the audio, of which the machine sees nothing else. */
  | { readonly type: 'timer'; readonly timer: TimerName; readonly senses: Senses }
  /** `outcome`: as it was recorded. */
  | { readonly type: 'journalClosed'; readonly outcome?: Outcome }
  | { readonly type: 'bug'; readonly error: AppError };

export interface Senses {
  /** A voice is there, or was a moment ago and is not recognised yet. */
  readonly voice: boolean;
  /** A voice was there since the model has last shown that it hears. */
  readonly unnoticed: boolean;
  /** Quiet in the microphone until now, in milliseconds of audio. */
  readonly quietMs: number;
  /** When the last sound of the agent came from the model. */
  readonly lastSoundMs: number;
  /** When what was sent to the client will have been played. */
  readonly audibleUntilMs: number;
}

export type Effect =
  /** The first stream, and one after a lost one, has the conversation at once, and hears what the participant said meanwhile. */
  | { readonly type: 'openStream'; readonly stream: number; readonly role: 'current' | 'successor'; readonly history: readonly SpokenTurn[] }
  /** From now on `to` has the conversation: it hears all that was said since it was opened. `from` is closed behind. */
  | { readonly type: 'handOver'; readonly from: number; readonly to: number }
  /** `now`: without the polite end, for a stream that does not answer. */
  | { readonly type: 'closeStream'; readonly stream: number; readonly how: 'politely' | 'now' }
  /** A soft sound for the participant: something is under way. */
  | { readonly type: 'bridge' }
  | { readonly type: 'tellModel'; readonly text: string }
  | { readonly type: 'toolResult'; readonly toolUseId: string; readonly result: JsonObject }
  | { readonly type: 'tellClient'; readonly message: ClientMessage }
  | { readonly type: 'ready' }
  | { readonly type: 'tellUsage'; readonly usage: TokenUsage }
  | { readonly type: 'runTool'; readonly toolUseId: string; readonly name: string; readonly input: JsonObject }
  | { readonly type: 'act'; readonly action: AgentAction }
  | { readonly type: 'remind'; readonly heard: string }
  | { readonly type: 'recover'; readonly heard: string }
  | { readonly type: 'record'; readonly entry: TranscriptEntry }
  | { readonly type: 'setTimer'; readonly timer: TimerName; readonly delayMs: number }
  | { readonly type: 'clearTimer'; readonly timer: TimerName }
  | { readonly type: 'closeJournal'; readonly outcome: Outcome }
  | { readonly type: 'finish'; readonly outcome: Outcome; readonly durationMs: number };

/** Times and bounds of a conversation. */
export interface ConversationLimits {
  /** Silence after the audible end of the agent's speech before an idle prompt. Default 15 s. */
  readonly idleMs: number;
  /** Absence that is a mere hiccup of the network: who comes back sooner is not welcomed. Default 5 s. */
  readonly hiccupMs: number;
  /** How long a conversation waits in memory for its participant to come back; then it is parked. Default 60 s. */
  readonly detachedMs: number;
  /** Longest wait for the goodbye after the agent has finished. Default 30 s. */
  readonly goodbyeMs: number;
  /** Longest polite close of the stream; the journal gets twice that. Default 3 s. */
  readonly closingMs: number;
  /** Tool calls that may wait at the same time; more are refused. Default 24. */
  readonly maxOpenCalls: number;
  /** Longest time for which the rest of an utterance that we cut is ignored. Default 1 s. */
  readonly muffleMs: number;
  /** The same after the participant has stopped the voice by hand, which the model does not notice. Default 30 s. */
  readonly hushMs: number;
  /** Age at which a stream is renewed as soon as nobody speaks. Default 6 min. */
  readonly renewAfterMs: number;
  /** Age at which it is renewed although it is not quiet, as long as no sentence is torn. Default 7 min 15 s. */
  readonly renewAnywayMs: number;
  /** Age at which it is renewed whatever goes on: the model ends it at 8 min. Default 7 min 40 s. */
  readonly renewNowMs: number;
  /** Time between two looks for a quiet moment. Default 250 ms. */
  readonly renewalLookMs: number;
  /** Longest wait for speech or a call that the model owes; then the stream is given up. Default 6 s; 10 s for the first words. */
  readonly answerMs: number;
  readonly firstAnswerMs: number;
  /** Silence after the participant's words, after which the model is reminded of its tools. Default 3 s. */
  readonly remindMs: number;
  /** Silence after which the participant hears that something is under way: while the model owes an answer. Default 2.5 s. */
  readonly bridgeMs: number;
  /** The same while a tool runs. Default 1.5 s. */
  readonly bridgeToolMs: number;
  /** The same while there is no stream. Default 700 ms. */
  readonly bridgeLostMs: number;
  /** Streams that may fail one after another before the conversation ends with an error. Default 6. */
  readonly maxFailures: number;
  /** Quiet after a voice that the model has not noticed; then the stream is changed. Default 6 s. */
  readonly deafMs: number;
  /** A prompt for the silent waits for a voice that goes on, at most this long. Default 60 s. */
  readonly patienceMs: number;
  /** Longest wait for a stream while the account has none to spare. Default 2 min. */
  readonly busyMs: number;
  /** How long a stream is kept for a participant who is away. Default 5 s. */
  readonly vacantMs: number;
}

export const defaultLimits: ConversationLimits = {
  idleMs: 15_000,
  hiccupMs: 5_000,
  detachedMs: 60_000,
  goodbyeMs: 30_000,
  closingMs: 3_000,
  maxOpenCalls: 24,
  muffleMs: 1_000,
  hushMs: 30_000,
  renewAfterMs: 360_000,
  renewAnywayMs: 435_000,
  renewNowMs: 460_000,
  renewalLookMs: 250,
  answerMs: 6_000,
  firstAnswerMs: 10_000,
  remindMs: 3_000,
  bridgeMs: 2_500,
  bridgeToolMs: 1_500,
  bridgeLostMs: 700,
  maxFailures: 6,
  deafMs: 6_000,
  patienceMs: 60_000,
  busyMs: 120_000,
  vacantMs: 5_000,
};

/** What `decide` must know of the agent, and the limits; fixed for the conversation. */
export interface ConversationRules extends ConversationLimits {
  readonly opening: string | null;
  readonly resumption: Agent['resumption'];
  /** Wait before the next try after so many failures in a row, jittered. `busy`: the account has no stream to spare. */
  readonly backoffMs: (failures: number, busy: boolean) => number;
  readonly idlePrompt: (given: number) => string | null;
  readonly dispositionOf: (end: 'left' | 'silent' | 'fault') => string;
}

const noUsage: TokenUsage = { inputTokens: 0, outputTokens: 0, inputSpeechTokens: 0, outputSpeechTokens: 0 };

/** @param history what was said in it before: its turns are the first of this one */
export function initialState(nowMs: number, history: readonly SpokenTurn[] = []): ConversationState {
  return {
    phase: 'opening',
    attached: true,
    detachedAtMs: nowMs,
    draining: false,
    startedAtMs: nowMs,
    line: { opened: 0, current: null, sinceMs: nowMs, successor: null, failures: 0, withoutHistory: false, lostAtMs: null, untold: null, doubted: false },
    floor: { kind: 'listening' },
    listeningSinceMs: nowMs,
    epoch: 0,
    sentences: 0,
    uttering: false,
    muffledUntilMs: 0,
    owedSinceMs: null,
    history: history.map((said) => ({ ...said, turn: 0 })),
    turn: 0,
    lastSpeaker: null,
    unspoken: [],
    heard: '',
    heardAbout: null,
    heardFromMs: null,
    heardCount: 0,
    unhandled: null,
    idlePrompts: 0,
    openCalls: [],
    unsaid: [],
    outcome: null,
    sayingGoodbye: false,
    usageBefore: noUsage,
    usage: noUsage,
  };
}

export interface Decision {
  readonly state: ConversationState;
  readonly effects: readonly Effect[];
}
