import type { AppError } from '../kernel/errors.js';
import type { JsonObject } from '../kernel/json.js';
import type { Result } from '../kernel/result.js';

/*
 * The ports of a conversation: what it speaks through. It owns them; models, agents, transports and storage implement them.
 */

// ------------------------------------------------------------------------------------------------------- the model

export type SampleRateHz = 8000 | 16000 | 24000;

export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments: an object schema. */
  readonly inputSchema: JsonObject;
}

/** Something that one side said and the other has heard. */
export interface SpokenTurn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The same, and how many of these tokens were speech; the others were text. */
export interface TokenUsage extends Usage {
  readonly inputSpeechTokens: number;
  readonly outputSpeechTokens: number;
}

/** How soon the model takes its turn: after 1.5, 1.75 or 2 s of silence. */
export type EndpointingSensitivity = 'HIGH' | 'MEDIUM' | 'LOW';

/** Everything that is fixed for the life of one stream. */
export interface StreamRequest {
  readonly sessionId: string;
  readonly voiceId: string;
  readonly systemPrompt: string;
  readonly tools: readonly ToolDescription[];
  /** What was said before this stream, oldest first; the model may be told less of it, the newest first. */
  readonly history: readonly SpokenTurn[];
  /** Of the participant's audio. */
  readonly inputSampleRateHz: SampleRateHz;
  /** Of the agent's audio. */
  readonly outputSampleRateHz: SampleRateHz;
  /** Absent: as the model is set up. */
  readonly endpointingSensitivity?: EndpointingSensitivity;
}

/** Why a stream is over. `asked`: we closed it. The rest is what recovery may do about it. */
export type StreamEnd =
  | { readonly kind: 'asked' }
  /** Planned limits of the model: its 8 minutes, or no input for too long. */
  | { readonly kind: 'renew'; readonly error: AppError }
  /** Worth another stream. `withoutHistory`: one that is told nothing of what was said, which may be what the model did not like. */
  | { readonly kind: 'retry'; readonly error: AppError; readonly withoutHistory?: boolean }
  /** Another stream would end the same way: a bug, a filter, a wrong setting. */
  | { readonly kind: 'fatal'; readonly error: AppError };

export type ModelEvent =
  /** The first sign of life. Comes once, first. */
  | { readonly type: 'opened' }
  /** Words recognised from the participant's speech. Never empty. */
  | { readonly type: 'userText'; readonly text: string }
  /** A sentence that the model is about to speak. */
  | { readonly type: 'planned'; readonly text: string }
  /** A sentence that was really spoken; late. After an interruption: the part before the cut. */
  | { readonly type: 'spoken'; readonly text: string }
  /** One piece of speech. `audio` is base64 PCM s16le mono at the output rate; `contentId` names its sentence. */
  | { readonly type: 'audio'; readonly contentId: string; readonly audio: string }
  /** The model calls a tool. Each call gets exactly one result. */
  | { readonly type: 'toolRequest'; readonly toolUseId: string; readonly name: string; readonly input: JsonObject }
  /** The participant spoke over the agent. */
  | { readonly type: 'interrupted' }
  /** The model has generated its whole turn; much of it may not have been heard yet. */
  | { readonly type: 'turnEnded' }
  /** Cumulative tokens of this stream. */
  | ({ readonly type: 'usage' } & TokenUsage)
  /** The stream is over. Comes exactly once, last. */
  | { readonly type: 'closed'; readonly end: StreamEnd };

/** One live stream. No call waits or throws; calls after the end do nothing. */
export interface ModelStream {
  readonly streamId: string;
  /** Base64 PCM s16le mono at the input rate, at most 100 ms. The hot path. */
  sendAudio(base64: string): void;
  /** Text that the model answers as if it had been said. */
  sendText(text: string): void;
  sendToolResult(toolUseId: string, result: JsonObject): void;
  /** Ends the stream politely; `closed` follows within 3 s. */
  close(): void;
  /** Ends it at once, for one that does not answer any more; `closed` has come when this returns. */
  abort(): void;
}

export interface VoiceModel {
  /** False where the model hears sound but no words (the emulator without a recogniser). */
  readonly hearsWords: boolean;
  /** Opens a stream at once; audio may be sent right away. Faults come as `closed`. */
  open(request: StreamRequest, onEvent: (event: ModelEvent) => void): ModelStream;
}

// ------------------------------------------------------------------------------------------------------- the agent

/** Something that an agent tells the client about its work; the conversation only carries it. */
export interface AgentNotice {
  readonly kind: string;
  readonly data: JsonObject;
}

/** Something that the participant did by hand (tapped an option); the conversation only carries it. */
export interface AgentAction {
  readonly kind: string;
  readonly data: JsonObject;
}

/** How a conversation ended. `parked`: not for good; the participant may come back to it, on this node or another. */
export interface Outcome {
  readonly status: 'completed' | 'terminated' | 'abandoned' | 'error' | 'parked';
  /** A word of the agent's own for the record, such as `complete`, `refused`, `break_off`. */
  readonly disposition: string;
}

/** A point of the conversation, by what both sides have said until then. */
export interface Moment {
  /** How many things the participant has said or typed. */
  readonly heardCount: number;
  /** Number of the agent's current utterance. */
  readonly epoch: number;
  /** When this is, and when the last words began that were heard, in ms of the same clock. Absent: that is not known. */
  readonly atMs?: number;
  readonly wordsFromMs?: number;
  /** What the last words were about, in the words of the client: what it showed when they were typed. Absent: that is not known. */
  readonly about?: string;
}

export interface ToolContext {
  /** When it was asked for: whether anybody has spoken since something else tells whose words these are. */
  readonly moment: Moment;
  /** What the participant said last; empty when nothing was recognised yet. */
  readonly heard: string;
  /** Sends a notice to the client, in order with everything else. */
  notify(notice: AgentNotice): void;
  /** The agent's work is done: the conversation ends when what the agent still says has been heard. */
  finish(outcome: Outcome): void;
}

/** A refusal that the model reads: what was wrong and what would be right. */
export interface ToolRefusal {
  readonly code: 'TOOL_INVALID_PARAMS' | 'TOOL_EXECUTION_ERROR';
  readonly message: string;
}

export interface Tool extends ToolDescription {
  /** Longest run; a timeout is a result too. */
  readonly timeoutMs: number;
  /** Checks the arguments, then runs. */
  call(input: JsonObject, context: ToolContext): Promise<Result<JsonObject, ToolRefusal>>;
}

/** What an action led to. */
export interface ActionReply {
  /** Text for the model, or null when it need not know. */
  readonly tellModel: string | null;
}

export interface Agent {
  readonly name: string;
  readonly systemPrompt: string;
  readonly tools: readonly Tool[];
  /** Text that makes the model speak first. Null: it waits to be spoken to. */
  readonly opening: string | null;
  /** Text for the model when the participant is silent; `given` prompts went before. Null: no more, the conversation ends. */
  idlePrompt(given: number): string | null;
  /** The first notice to the client, with `ready`. */
  introduction(): AgentNotice;
  /** The participant did something by hand. Rejects only on a bug. */
  act(action: AgentAction, context: ToolContext): Promise<ActionReply>;
  /** What the model is to say when a tool did not work. */
  readonly apology: string;
  /** A tool's result came after its deadline had passed: text that tells the model, or null when it need not know. */
  lateResult(result: JsonObject): string | null;
  /**
   * The model has ended a turn without a tool call since the participant said this. Text that reminds it, or null when these
   * words ask for no call.
   */
  missedTool(heard: string): string | null;
  /** The reminder did not help either: the agent does by itself what the call would have done. */
  recover(heard: string, context: ToolContext): Promise<ActionReply>;
  /** Where the conversation stands: what a stream that begins in the middle of it must know besides what was said. Empty: nothing. */
  standing(): string;
  /**
   * Text that makes the model take up the thread: after the participant was away, or the line to the model had broken.
   *
   * @param unsaid results of calls, oldest first, of which nobody has heard the agent speak: the next stream does not know of them
   */
  resumption(after: 'absence' | 'break', unsaid: readonly JsonObject[]): string;
  /** What is known at the end, for the client. */
  summary(): AgentNotice;
  /** The agent's word for an end that it did not choose. */
  dispositionOf(end: 'left' | 'silent' | 'fault'): string;
}

// ------------------------------------------------------------------------------------------------------ the client

/** Control messages to the participant's client, in order. */
export type ClientMessage =
  | { readonly type: 'ready'; readonly introduction: AgentNotice; readonly hearsWords: boolean }
  /** Words of the participant. `typed`: the client has sent them as text. */
  | { readonly type: 'userText'; readonly text: string; readonly epoch: number; readonly typed: boolean }
  | {
      readonly type: 'agentText';
      readonly stage: 'planned' | 'spoken';
      readonly text: string;
      readonly epoch: number;
      /** Number of the sentence within its epoch, from 0. */
      readonly sentence: number;
    }
  | { readonly type: 'audioEnded'; readonly epoch: number }
  | { readonly type: 'interrupted'; readonly epoch: number }
  | { readonly type: 'notice'; readonly notice: AgentNotice }
  /** The model has called a tool; what came of it follows. A call that the line lost in between is not answered. */
  | { readonly type: 'toolCalled'; readonly toolUseId: string; readonly name: string; readonly input: JsonObject }
  | { readonly type: 'toolReturned'; readonly toolUseId: string; readonly name: string; readonly result: JsonObject; readonly durationMs: number }
  | { readonly type: 'fault'; readonly error: AppError }
  /** The line to the model is gone, or slow: something is done about it. Ends with the agent's next words. */
  | { readonly type: 'oneMoment' }
  | { readonly type: 'ended'; readonly outcome: Outcome; readonly durationMs: number; readonly summary: AgentNotice };

/** Up to where a client has received the numbered messages of a conversation. */
export interface Position {
  /** Numbers are those of one life of the conversation in one process. */
  readonly run: string;
  readonly seq: number;
}

/** The connection of the participant. No call waits or throws. */
export interface ClientLink {
  /** Each message has a place, one more than the message before; those of tool calls have that of the message before, and are not sent again. */
  send(message: ClientMessage, position: Position): void;
  /** One piece of the agent's speech: base64 PCM at the output rate. May be dropped when the link is slow. */
  sendAudio(audio: string, epoch: number): void;
  /** Tokens of the conversation so far. Each such message replaces the one before, so none is sent again to a client that comes back. */
  sendUsage(usage: TokenUsage): void;
  /** Another link has taken over. This one gets nothing more, and what its client still sends is not the participant's. */
  replaced(): void;
}

// ----------------------------------------------------------------------------------------------------- the journal

export interface TranscriptEntry {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  /** heard: from the participant. spoken: really said by the agent. planned: by the agent, but cut before it was said. */
  readonly stage: 'heard' | 'spoken' | 'planned';
  readonly turnNumber: number;
  readonly epoch: number;
}

/** Where the course of the conversation is recorded. */
export interface Journal {
  /** Never waits and never throws: the journal queues, bounded, and writes behind. */
  transcript(entry: TranscriptEntry): void;
  /**
   * Writes what is queued and how it ended, and gives the end as it was recorded: work that was under way may have changed it.
   * Resolves within 5 s, also when something could not be written.
   */
  close(outcome: Outcome, usage: Usage & { readonly streams: number }): Promise<Outcome>;
}

// ---------------------------------------------------------------------------------------------------- the recording

/** Makes the recording of one conversation. No call waits or throws. All audio is base64 PCM s16le mono. */
export interface Recorder {
  /** What the participant's microphone sent, at the input rate. */
  participant(audio: string): void;
  /** A piece of the agent's speech that went to the client, at the output rate. It will be heard in its turn, unless it is cut. */
  agent(audio: string, epoch: number): void;
  /** The client has played so many samples of this epoch (output rate). Reports come some 4 times a second, or never. */
  played(epoch: number, samples: number): void;
  /** From now on nothing of older epochs is heard any more. */
  cut(epoch: number): void;
  /** The conversation is over: finishes the file. Resolves within 5 s, whatever happens; what could not be stored is stored later. */
  close(keep: boolean): Promise<void>;
}
