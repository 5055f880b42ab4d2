import type { AppError } from '../kernel/errors.js';
import type { JsonObject } from '../kernel/json.js';
import type { AgentAction, AgentNotice, ClientMessage, Outcome, StreamEnd, TranscriptEntry } from './ports.js';

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

/** The whole state of one conversation: plain JSON. */
export interface ConversationState {
  readonly phase: Phase;
  readonly attached: boolean;
  readonly startedAtMs: number;
  /** Streams opened so far; the current one is `streamId`, null when none is live. */
  readonly streams: number;
  readonly streamId: string | null;
  readonly floor: Floor;
  /** Number of the agent's current utterance. */
  readonly epoch: number;
  /** Sentences planned in this epoch so far. */
  readonly sentences: number;
  /** True from the first planned sentence of an utterance until its turn ends or is cut. */
  readonly uttering: boolean;
  /** Until then the rest of an utterance that we cut ourselves is ignored; the model has yet to notice. */
  readonly muffledUntilMs: number;
  /** Changes of speaker so far. */
  readonly turn: number;
  readonly lastSpeaker: 'user' | 'assistant' | null;
  /** Planned sentences whose FINAL text has not come, oldest first. At most 200. */
  readonly unspoken: readonly PlannedSentence[];
  readonly heard: string;
  /** How many things the participant has said. */
  readonly heardCount: number;
  /** Words of the participant on which no tool call has followed yet, and whether the model was reminded. */
  readonly unhandled: { readonly heard: string; readonly reminded: boolean } | null;
  /** Idle prompts given since the participant last did something. */
  readonly idlePrompts: number;
  /** Tool calls that wait for their result. */
  readonly openCalls: readonly string[];
  /** Set once it is decided how this ends. */
  readonly outcome: Outcome | null;
  /** True once the agent speaks after the outcome was set: what it says then is the goodbye. */
  readonly sayingGoodbye: boolean;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

export type TimerName = 'idle' | 'audible' | 'goodbye' | 'closing' | 'detached';

export type Input =
  // from the session's owner
  | { readonly type: 'start' }
  | { readonly type: 'drain' }
  // from the client
  | { readonly type: 'attached' }
  | { readonly type: 'detached' }
  /** The client's report has moved the audible end of a finished turn. */
  | { readonly type: 'audibleUntil'; readonly audibleUntilMs: number }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'action'; readonly action: AgentAction }
  | { readonly type: 'end' }
  // from the model
  | { readonly type: 'streamOpening'; readonly streamId: string }
  | { readonly type: 'opened' }
  | { readonly type: 'userText'; readonly text: string }
  | { readonly type: 'planned'; readonly text: string }
  | { readonly type: 'spoken'; readonly text: string }
  | { readonly type: 'interrupted' }
  /** `audibleUntilMs`: monotonic time at which what was sent will have been played. */
  | { readonly type: 'turnEnded'; readonly audibleUntilMs: number }
  | { readonly type: 'toolRequest'; readonly toolUseId: string; readonly name: string; readonly input: JsonObject }
  | { readonly type: 'usage'; readonly inputTokens: number; readonly outputTokens: number }
  | { readonly type: 'streamClosed'; readonly end: StreamEnd }
  // from tools and the agent
  | { readonly type: 'toolReply'; readonly toolUseId: string; readonly result: JsonObject }
  /** What the agent did by itself: an action, a reminder, a recovery, a late result. */
  | { readonly type: 'actionReply'; readonly tellModel: string | null }
  | { readonly type: 'nothingMissed' }
  | { readonly type: 'notice'; readonly notice: AgentNotice }
  | { readonly type: 'finish'; readonly outcome: Outcome }
  // from ourselves
  | { readonly type: 'timer'; readonly timer: TimerName }
  /** `outcome`: as it was recorded. */
  | { readonly type: 'journalClosed'; readonly outcome?: Outcome }
  | { readonly type: 'bug'; readonly error: AppError };

export type Effect =
  | { readonly type: 'openStream' }
  | { readonly type: 'closeStream' }
  | { readonly type: 'tellModel'; readonly text: string }
  | { readonly type: 'toolResult'; readonly toolUseId: string; readonly result: JsonObject }
  | { readonly type: 'tellClient'; readonly message: ClientMessage }
  | { readonly type: 'ready' }
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
  /** How long a session waits for its participant to come back. Default 60 s. */
  readonly detachedMs: number;
  /** Longest wait for the goodbye after the agent has finished. Default 30 s. */
  readonly goodbyeMs: number;
  /** Longest polite close of the stream; the journal gets twice that. Default 3 s. */
  readonly closingMs: number;
  /** Tool calls that may wait at the same time; more are refused. Default 8. */
  readonly maxOpenCalls: number;
  /** Longest time for which the rest of an utterance that we cut is ignored. Default 1 s. */
  readonly muffleMs: number;
}

export const defaultLimits: ConversationLimits = {
  idleMs: 15_000,
  detachedMs: 60_000,
  goodbyeMs: 30_000,
  closingMs: 3_000,
  maxOpenCalls: 8,
  muffleMs: 1_000,
};

/** What `decide` must know of the agent, and the limits; fixed for the conversation. */
export interface ConversationRules extends ConversationLimits {
  readonly opening: string;
  readonly resumption: () => string;
  readonly idlePrompt: (given: number) => string | null;
  readonly dispositionOf: (end: 'left' | 'silent' | 'fault') => string;
}

export function initialState(nowMs: number): ConversationState {
  return {
    phase: 'opening',
    attached: true,
    startedAtMs: nowMs,
    streams: 0,
    streamId: null,
    floor: { kind: 'listening' },
    epoch: 0,
    sentences: 0,
    uttering: false,
    muffledUntilMs: 0,
    turn: 0,
    lastSpeaker: null,
    unspoken: [],
    heard: '',
    heardCount: 0,
    unhandled: null,
    idlePrompts: 0,
    openCalls: [],
    outcome: null,
    sayingGoodbye: false,
    usage: { inputTokens: 0, outputTokens: 0 },
  };
}

export interface Decision {
  readonly state: ConversationState;
  readonly effects: readonly Effect[];
}
