import type { Resampling } from '../../../audio/resample.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { ClientLink, ClientMessage } from '../../../conversation/ports.js';
import type { Clock } from '../../../kernel/clock.js';
import { AppError } from '../../../kernel/errors.js';
import { unreachable } from '../../../kernel/result.js';
import { createCallVoice } from './call-voice.js';
import type { ServerEvents } from './wire.js';

/** A conversation as one connection of this dialect has it. */
export interface Call {
  readonly sessionId: string;
  readonly conversation: Conversation;
  /** The client said that it can come back to it. */
  readonly resumable: boolean;
  /** Milliseconds since it began here. */
  readonly durationMs: number;
  /** What the participant typed is thought about. */
  text(text: string): void;
  /** The client stops the voice. */
  bargeIn(): void;
  /** Lets go of the conversation: says nothing more. */
  leave(how: 'end' | 'detach'): void;
}

export interface CallClient {
  tell<N extends keyof ServerEvents>(event: N, data: ServerEvents[N]): void;
  audio(chunk: ServerEvents['sandra:audio:chunk']): void;
  fail(error: AppError): void;
  /** It has ended by itself, or goes on at another connection. */
  over(success: boolean, reason: string): void;
}

export interface CallOptions {
  readonly sessionId: string;
  readonly resumable: boolean;
  /** From the agent's voice to what the client plays. */
  readonly resampling: Resampling;
}

/** @param begin gives the conversation of this link; what it throws passes through */
export function openCall({ clock }: { readonly clock: Clock }, { sessionId, resumable, resampling }: CallOptions, client: CallClient, begin: (link: ClientLink) => Conversation): Call {
  const startedMs = clock.nowMs();
  let isClosed = false;
  let isTyping = false;
  /** Of the speech that came last. */
  let epoch = -1;
  /** Speech of this utterance is not sent any more: the client has stopped it. */
  let stoppedEpoch = -1;
  /** What the conversation says of a stop that the client knows of. */
  let isStopping = false;
  let conversation: Conversation | null = null;

  const nowMs = (): number => clock.wallMs();
  const voice = createCallVoice(
    { clock },
    { resampling },
    {
      start: () => client.tell('sandra:audio:start', { timestamp: nowMs() }),
      chunk: (chunk) => client.audio({ chunk, timestamp: nowMs() }),
      end: () => client.tell('sandra:audio:end', { timestamp: nowMs() }),
      played: (of, samples) => conversation?.played(of, samples),
    },
  );

  function typing(now: boolean): void {
    if (isTyping !== now) client.tell('sandra:typing', { isTyping: now });
    isTyping = now;
  }

  /** @param byClient it waits for an answer of its own */
  function silence(byClient: boolean): void {
    const wasPlaying = voice.cut();
    typing(false);
    client.tell('sandra:interrupted', { timestamp: nowMs() });
    if (byClient) client.tell('barge-in:ack', { success: true, timestamp: nowMs() });
    // What makes this client throw away what it still has.
    if (wasPlaying) client.tell('sandra:audio:end', { timestamp: nowMs() });
  }

  function close(): void {
    isClosed = true;
    voice.close();
    typing(false);
  }

  function over(success: boolean, reason: string): void {
    close();
    client.over(success, reason);
  }

  function send(message: ClientMessage): void {
    if (isClosed) return;
    switch (message.type) {
      case 'userText':
        return message.typed ? undefined : client.tell('audio:transcription', { text: message.text, confidence: 1, timestamp: nowMs() });
      case 'agentText':
        typing(false);
        if (message.stage === 'planned' && message.epoch !== stoppedEpoch) voice.sentence(() => client.tell('sandra:response', { message: message.text, type: 'text', timestamp: nowMs() }));
        return;
      case 'audioEnded':
        return voice.end();
      case 'interrupted':
        return isStopping ? undefined : silence(false);
      case 'toolCalled':
        return typing(true);
      case 'fault':
        return client.fail(message.error);
      case 'ended':
        if (message.outcome.status === 'parked') client.fail(new AppError('SERVER_STOPPING', 'the conversation is parked'));
        return over(message.outcome.status !== 'error', message.outcome.status);
      case 'ready':
      case 'toolReturned':
      case 'notice':
      case 'oneMoment':
        return;
      default:
        return unreachable(message);
    }
  }

  const link: ClientLink = {
    send,
    sendAudio(audio, of) {
      epoch = of;
      if (!isClosed && of !== stoppedEpoch) voice.audio(audio, of);
    },
    sendUsage: () => undefined,
    replaced: () => (isClosed ? undefined : over(true, 'replaced')),
  };
  let mine: Conversation;
  try {
    mine = conversation = begin(link);
  } catch (thrown) {
    voice.close();
    throw thrown;
  }
  return {
    sessionId,
    conversation: mine,
    resumable,
    get durationMs() {
      return Math.round(clock.nowMs() - startedMs);
    },
    text(text) {
      typing(true);
      mine.text(text);
    },
    bargeIn() {
      stoppedEpoch = epoch;
      silence(true);
      isStopping = true;
      mine.bargeIn();
      isStopping = false;
    },
    leave(how) {
      close();
      mine.detach(link);
      if (how === 'end') mine.end();
    },
  };
}
