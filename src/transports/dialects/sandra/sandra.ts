import { base64FromSamples, base64Pieces } from '../../../audio/pcm.js';
import { createResampling, type Resampler, type Resampling } from '../../../audio/resample.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { ClientLink, ClientMessage, SampleRateHz } from '../../../conversation/ports.js';
import type { Timer } from '../../../kernel/clock.js';
import { AppError, appErrorFrom, publicErrorFrom } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { isJsonObject } from '../../../kernel/json.js';
import { unreachable } from '../../../kernel/result.js';
import { agentFromQuery } from '../../agent-choice.js';
import type { Dialect, DialectConnection, DialectDeps, Peer } from '../../dialect.js';
import type { TokenVerifier } from '../../token-verifier.js';
import { voiceFromName } from '../../voices.js';
import { createCallVoice, type CallVoice } from './call-voice.js';
import { decode, samplesFromChunk, type ClientEvent } from './decode.js';
import type { SandraStatistics } from './statistics.js';
import type { ServerEvents } from './wire.js';

export interface SandraOptions {
  readonly voices: ReadonlySet<string>;
  /** The assistant of clients that name none. */
  readonly personaId: string;
  readonly outputSampleRateHz: SampleRateHz;
  /** Null: every user id will do. */
  readonly verifyToken: TokenVerifier | null;
  readonly statistics: SandraStatistics;
}

const clientRateHz = 44_100;
const modelRateHz = 16_000;
const metricsEveryMs = 30_000;
const chunksPerAck = 10;

/** The dialect of source 004. */
export function createSandraDialect(deps: DialectDeps, options: SandraOptions): Dialect {
  const toClient = createResampling({ fromHz: options.outputSampleRateHz, toHz: clientRateHz });
  const toModel = new Map([8000, 16_000, 22_050, 24_000, clientRateHz, 48_000].map((fromHz) => [fromHz, createResampling({ fromHz, toHz: modelRateHz })]));
  return {
    name: 'sandra',
    audioEvents: new Set(['audio:chunk']),
    connect: (peer) => connect(deps, options, { toClient, toModel }, peer),
  };
}

interface Filters {
  readonly toClient: Resampling;
  readonly toModel: ReadonlyMap<number, Resampling>;
}

interface Call {
  readonly sessionId: string;
  readonly conversation: Conversation;
  readonly link: ClientLink;
  readonly voice: CallVoice;
  readonly startedMs: number;
  /** The client said that it can come back to it. */
  readonly resumable: boolean;
}

type CallStart = Extract<ClientEvent, { event: 'call:start' }>['data'];

/** Texts that the clients know. */
const told = {
  userId: new AppError('UNAUTHORIZED', 'no user id', { detail: 'User ID required' }),
  authenticate: new AppError('UNAUTHORIZED', 'not authenticated', { detail: 'Not authenticated' }),
  message: new AppError('WS_MESSAGE_INVALID', 'no message', { detail: 'Message is required' }),
};

function connect({ clock, log, sessions }: DialectDeps, options: SandraOptions, filters: Filters, peer: Peer): DialectConnection {
  const counted = options.statistics.connect();
  let user: { readonly userId: string; readonly roomId: string } | null = null;
  let call: Call | null = null;
  /** A call that is read from its record. */
  let coming: string | null = null;
  let isClosed = false;
  let isTyping = false;
  let stream: { readonly resampler: Resampler; chunks: number } | null = null;
  let inputRateHz = clientRateHz;
  /** Speech of this utterance is not sent any more: the client has stopped it. */
  let stoppedEpoch = -1;
  /** Of the speech that came last. */
  let epoch = -1;
  /** What the conversation says of a stop that the client knows of. */
  let isStopping = false;
  let metricsTimer: Timer | null = null;

  const nowMs = (): number => clock.wallMs();
  const tell = <N extends keyof ServerEvents>(event: N, data: ServerEvents[N]): void => peer.emit(event, data);

  function fail(error: AppError): void {
    const { errorCode: code, errorMessage, detail } = publicErrorFrom(error);
    tell('error', { message: error === told.userId || error === told.authenticate || error === told.message ? (detail ?? errorMessage) : errorMessage, error: detail ?? errorMessage, code });
  }

  function tellMetrics(): void {
    const { connections, authenticated, activeCalls, uptime } = options.statistics;
    tell('metrics', { timestamp: nowMs(), connections, sessions: authenticated, activeCalls, uptime });
    metricsTimer = clock.setTimer(metricsEveryMs, tellMetrics);
  }

  function typing(now: boolean): void {
    if (isTyping !== now) tell('sandra:typing', { isTyping: now });
    isTyping = now;
  }

  const authenticated = (): NonNullable<typeof user> => {
    if (user === null) throw told.authenticate;
    return user;
  };

  function authenticate(claimed: string | null, token: string | null): void {
    if (options.verifyToken === null) {
      if (claimed === null) throw told.userId;
      return welcome(claimed);
    }
    if (token === null) throw new AppError('UNAUTHORIZED', 'no token', { detail: 'authenticate: a token is needed.' });
    void options.verifyToken(token).then((verified) => {
      if (isClosed) return;
      // Who it is, the token says: a room is not for whoever names it.
      if (verified.ok) welcome(verified.value.userId);
      else fail(verified.error);
    });
  }

  function welcome(userId: string): void {
    // One connection is one user's: the rooms of others are left alone.
    if (user !== null && user.userId !== userId) return fail(new AppError('SESSION_INVALID', 'another user', { detail: 'authenticate: this connection belongs to another user already.' }));
    const roomId = `user_${userId}`;
    user = { userId, roomId };
    peer.join(roomId);
    counted.authenticated();
    tell('authenticated', { success: true, userId, roomId, timestamp: nowMs() });
  }

  // -------------------------------------------------------------------------------------------------------- the call

  function linkOf(sessionId: string, voice: CallVoice): ClientLink {
    const isMine = (): boolean => call === null || call.sessionId === sessionId;
    function send(message: ClientMessage): void {
      if (!isMine()) return;
      switch (message.type) {
        case 'userText':
          return message.typed ? undefined : tell('audio:transcription', { text: message.text, confidence: 1, timestamp: nowMs() });
        case 'agentText':
          typing(false);
          if (message.stage === 'planned' && message.epoch !== stoppedEpoch) voice.sentence(() => tell('sandra:response', { message: message.text, type: 'text', timestamp: nowMs() }));
          return;
        case 'audioEnded':
          return voice.end();
        case 'interrupted':
          return isStopping ? undefined : silence();
        case 'toolCalled':
          return typing(true);
        case 'fault':
          return fail(message.error);
        case 'ended':
          if (message.outcome.status === 'parked') fail(new AppError('SERVER_STOPPING', 'the conversation is parked'));
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
    return {
      send,
      sendAudio(audio, of) {
        epoch = of;
        if (isMine() && of !== stoppedEpoch) voice.audio(audio, of);
      },
      sendUsage: () => undefined,
      replaced: () => over(true, 'replaced'),
    };

    function silence(): void {
      const wasPlaying = voice.cut();
      typing(false);
      tell('sandra:interrupted', { timestamp: nowMs() });
      // What makes this client throw away what it still has.
      if (wasPlaying) tell('sandra:audio:end', { timestamp: nowMs() });
    }

    function over(success: boolean, reason: string): void {
      voice.close();
      if (call?.sessionId !== sessionId) return;
      const duration = Math.round(clock.nowMs() - call.startedMs);
      call = null;
      counted.inCall(false);
      typing(false);
      tell('call:ended', { success, duration, reason, timestamp: nowMs() });
    }
  }

  function open(sessionId: string, resumable: boolean, begin: (link: ClientLink) => Conversation): Call {
    let conversation: Conversation | null = null;
    const voice = createCallVoice(
      { clock },
      { resampling: filters.toClient },
      {
        start: () => tell('sandra:audio:start', { timestamp: nowMs() }),
        chunk: (chunk) => peer.emitAudio('sandra:audio:chunk', { chunk, timestamp: nowMs() } satisfies ServerEvents['sandra:audio:chunk']),
        end: () => tell('sandra:audio:end', { timestamp: nowMs() }),
        played: (of, samples) => conversation?.played(of, samples),
      },
    );
    const link = linkOf(sessionId, voice);
    stoppedEpoch = -1;
    epoch = -1;
    try {
      conversation = begin(link);
    } catch (thrown) {
      voice.close();
      throw thrown;
    }
    counted.inCall(true);
    return (call = { sessionId, conversation, link, voice, startedMs: clock.nowMs(), resumable });
  }

  function begin(start: CallStart): Call {
    const { userId } = authenticated();
    const sessionId = newId();
    return open(sessionId, start?.resumable ?? false, (link) => {
      const started = sessions.start(
        {
          sessionId,
          agent: agentFromQuery(peer.query, { personaId: options.personaId }),
          voiceId: voiceFromName(start?.voiceId ?? undefined, options.voices),
          inputSampleRateHz: modelRateHz,
          outputSampleRateHz: options.outputSampleRateHz,
          userId,
          consent: null,
          language: start?.language ?? peer.query['language'] ?? null,
        },
        link,
      );
      if (!started.ok) throw started.error;
      return started.value;
    });
  }

  function started(resumed: boolean): void {
    if (call !== null) tell('call:started', { success: true, sessionId: call.sessionId, resumed, timestamp: nowMs() });
  }

  function startCall(start: CallStart): void {
    authenticated();
    if (start?.sampleRate != null) inputRateHz = start.sampleRate;
    if (coming !== null) return;
    if (call !== null) return started(false);
    if (start?.sessionId != null) return takeUp(start.sessionId);
    begin(start);
    started(false);
  }

  /** A client of ours that was away: it knows the id of its call. */
  function takeUp(sessionId: string): void {
    const running = sessions.find(sessionId);
    if (running !== null) {
      open(sessionId, true, (link) => {
        running.attach(link);
        return running;
      });
      return started(true);
    }
    coming = sessionId;
    sessions
      .recall(sessionId)
      .then((recalled) => {
        coming = null;
        if (!recalled.ok) return isClosed ? undefined : fail(recalled.error);
        if (isClosed || recalled.value.inputSampleRateHz !== modelRateHz) return recalled.value.abandon();
        open(sessionId, true, (link) => {
          const begun = recalled.value.begin(link);
          if (!begun.ok) throw begun.error;
          return begun.value;
        });
        started(true);
      })
      .catch((thrown: unknown) => {
        coming = null;
        const error = appErrorFrom(thrown);
        if (error.code === 'INTERNAL_ERROR') log.error('recall_failed', {}, thrown);
        if (!isClosed) fail(error);
      });
  }

  function leave(how: 'end' | 'detach'): void {
    if (call === null) return;
    const { conversation, link, voice } = call;
    call = null;
    counted.inCall(false);
    voice.close();
    conversation.detach(link);
    if (how === 'end') conversation.end();
  }

  function endCall(): void {
    const { startedMs } = call ?? { startedMs: clock.nowMs() };
    leave('end');
    stream = null;
    typing(false);
    tell('call:ended', { success: true, duration: Math.round(clock.nowMs() - startedMs), reason: 'abandoned', timestamp: nowMs() });
  }

  function bargeIn(): void {
    if (user === null) return;
    stoppedEpoch = epoch;
    const wasPlaying = call?.voice.cut() ?? false;
    tell('sandra:interrupted', { timestamp: nowMs() });
    tell('barge-in:ack', { success: true, timestamp: nowMs() });
    if (wasPlaying) tell('sandra:audio:end', { timestamp: nowMs() });
    isStopping = true;
    call?.conversation.bargeIn();
    isStopping = false;
  }

  function hear(chunk: unknown, sequence: number | null): void {
    if (stream === null || call === null) return;
    const samples = stream.resampler.push(samplesFromChunk(chunk));
    stream.chunks += 1;
    if (samples.length > 0) for (const piece of base64Pieces(base64FromSamples(samples), modelRateHz)) call.conversation.audio(piece);
    if (sequence !== null && sequence % chunksPerAck === 0) tell('audio:chunk:ack', { sequence });
  }

  function openStream(rateHz: number): void {
    const resampling = filters.toModel.get(rateHz);
    if (resampling === undefined) throw new AppError('AUDIO_FORMAT_INVALID', 'unknown rate');
    stream = { resampler: resampling.open(), chunks: 0 };
  }

  function receive(event: ClientEvent): void {
    counted.active();
    switch (event.event) {
      case 'authenticate':
        return authenticate(event.data?.userId ?? null, event.data?.token ?? null);
      case 'call:start':
        return startCall(event.data);
      case 'call:end':
        return user === null ? undefined : endCall();
      case 'user:message': {
        authenticated();
        const text = event.data?.message ?? '';
        if (text === '') throw told.message;
        if (coming !== null) return;
        const { conversation } = call ?? begin(null);
        typing(true);
        return conversation.text(text);
      }
      case 'barge-in':
        return bargeIn();
      case 'audio:stream':
        authenticated();
        if (event.data?.sampleRate != null) inputRateHz = event.data.sampleRate;
        if (call === null && coming === null) begin(null);
        openStream(inputRateHz);
        return tell('audio:stream:ack', { success: true, timestamp: nowMs() });
      case 'audio:chunk':
        return hear(event.data.chunk, event.data.sequence ?? null);
      case 'audio:end': {
        if (stream === null) return;
        const chunksReceived = stream.chunks;
        stream = null;
        return tell('audio:end:ack', { success: true, chunksReceived, timestamp: nowMs() });
      }
      case 'state:update':
        if (user !== null && isJsonObject(event.data)) peer.toRoom(user.roomId, 'state:sync', event.data);
        return;
      case 'ping':
        return tell('pong', { timestamp: nowMs() });
      default:
        return unreachable(event);
    }
  }

  tellMetrics();

  return {
    receive: (event, [data]) => receive(decode(event, data)),
    fail,
    closed() {
      isClosed = true;
      metricsTimer?.cancel();
      leave(call?.resumable === true ? 'detach' : 'end');
      counted.gone();
    },
  };
}
