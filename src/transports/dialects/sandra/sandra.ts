import { base64FromSamples, base64Pieces } from '../../../audio/pcm.js';
import { createResampling, type Resampler, type Resampling } from '../../../audio/resample.js';
import type { Conversation } from '../../../conversation/conversation.js';
import type { ClientLink, SampleRateHz } from '../../../conversation/ports.js';
import type { Timer } from '../../../kernel/clock.js';
import { AppError, publicErrorFrom } from '../../../kernel/errors.js';
import { newId } from '../../../kernel/ids.js';
import { isJsonObject } from '../../../kernel/json.js';
import { unreachable } from '../../../kernel/result.js';
import { agentFromQuery } from '../../agent-choice.js';
import type { Dialect, DialectConnection, DialectDeps, Peer } from '../../dialect.js';
import { createStartLimit } from '../../start-limit.js';
import type { TokenVerifier } from '../../token-verifier.js';
import { voiceFromName } from '../../voices.js';
import { createWayBack } from '../../way-back.js';
import { openCall, type Call, type CallClient } from './call.js';
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
  let isClosed = false;
  let stream: { readonly resampler: Resampler; chunks: number } | null = null;
  let inputRateHz = clientRateHz;
  let metricsTimer: Timer | null = null;
  const checkStart = createStartLimit({ clock });
  const wayBack = createWayBack(
    { sessions, log },
    { inputSampleRateHz: modelRateHz },
    {
      found(sessionId, begin) {
        open(sessionId, true, begin);
        started(true);
      },
      failed: (error) => fail(error),
    },
  );

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

  function open(sessionId: string, resumable: boolean, begin: (link: ClientLink) => Conversation): Call {
    const client: CallClient = {
      tell,
      audio: (chunk) => peer.emitAudio('sandra:audio:chunk', chunk),
      fail,
      over(success, reason) {
        if (call?.sessionId === sessionId) ended(call, success, reason);
      },
    };
    call = openCall({ clock }, { sessionId, resumable, resampling: filters.toClient }, client, begin);
    counted.inCall(true);
    return call;
  }

  /** @param was null: a client that had no call wants to be told all the same */
  function ended(was: Call | null, success: boolean, reason: string): void {
    call = null;
    counted.inCall(false);
    tell('call:ended', { success, duration: was?.durationMs ?? 0, reason, timestamp: nowMs() });
  }

  function begin(start: CallStart): Call {
    const { userId } = authenticated();
    checkStart();
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
    const { userId } = authenticated();
    if (start?.sampleRate != null) inputRateHz = start.sampleRate;
    if (wayBack.coming !== null) return;
    if (call !== null) return started(false);
    if (start?.sessionId == null) {
      begin(start);
      return started(false);
    }
    // Each may look into the record, and begin a stream.
    checkStart();
    wayBack.take(start.sessionId, options.verifyToken === null ? undefined : userId);
  }

  function endCall(): void {
    stream = null;
    wayBack.leave();
    call?.leave('end');
    ended(call, true, 'abandoned');
  }

  function bargeIn(): void {
    if (user === null) return;
    if (call !== null) return call.bargeIn();
    tell('sandra:interrupted', { timestamp: nowMs() });
    tell('barge-in:ack', { success: true, timestamp: nowMs() });
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
        if (wayBack.coming !== null) return;
        return (call ?? begin(null)).text(text);
      }
      case 'barge-in':
        return bargeIn();
      case 'audio:stream':
        authenticated();
        if (event.data?.sampleRate != null) inputRateHz = event.data.sampleRate;
        if (call === null && wayBack.coming === null) begin(null);
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
      wayBack.leave();
      metricsTimer?.cancel();
      call?.leave(call.resumable ? 'detach' : 'end');
      counted.gone();
    },
  };
}
