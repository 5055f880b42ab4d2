import type { Server as HttpServer } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { AppError, appErrorFrom } from '../../kernel/errors.js';
import { withDeadline } from '../../kernel/retry.js';
import { createTokenBucket } from '../../kernel/token-bucket.js';
import type { Log } from '../../telemetry/log.js';
import type { RedisAdapter } from './redis-adapter.js';
import type { Dialect, DialectConnection, Peer } from '../dialect.js';
import { payloadExcess } from '../payload-size.js';

export interface SocketIoOptions {
  /** Origins other than our own whose pages may connect. */
  readonly allowedOrigins: readonly string[];
}

export interface SocketIoCarrier {
  /** Refuses new sockets from now on. */
  refuseNew(): void;
  /** Closes every socket, and the HTTP server with all its connections. Resolves when they are gone: a second later at most. */
  close(): Promise<void>;
}

/** Events that carry audio: they have a limit of their own. */
const audioEvents: ReadonlySet<string> = new Set(['audio:chunk']);
/** Real clients send 4 to 94 audio messages a second, and a handful of others. */
const audioRate = { perSecond: 120, burst: 240 };
const controlRate = { perSecond: 20, burst: 60 };
/** Refusals that a client may earn before it is disconnected. */
const patience = { perSecond: 1, burst: 60 };
const audioLimits = { maxSize: 64 * 1024 + 1024, maxDepth: 4 };
const controlLimits = { maxSize: 16 * 1024, maxDepth: 8 };
/** Above this the engine itself closes the socket (code 1009) without reading on. */
const maxMessageBytes = 256 * 1024;
/** Packets that may wait for a slow client before its audio is left out: some 15 s of speech. */
const maxWaitingPackets = 200;
/** What was told last must still go out before a socket is closed. */
const flushMs = 500;
/** For clients to close their side; then connections are cut. A half-sent request or a dead peer would keep the server for ever. */
const closeMs = 1000;

/** Carries dialects over Socket.IO: limits, origin, and a wall around each connection. */
export function createSocketIoCarrier(
  deps: { readonly clock: Clock; readonly log: Log; readonly httpServer: HttpServer; readonly dialect: Dialect; readonly adapter?: RedisAdapter['adapter'] },
  options: SocketIoOptions,
): SocketIoCarrier {
  const { clock, log, dialect } = deps;
  let refusing = false;
  const connections = new Set<TcpSocket>();
  deps.httpServer.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  /** Packets that wait until their socket can be written again. */
  const waiting = new Map<Socket['conn'], number>();
  let whenFlushed = (): void => undefined;
  function watch(conn: Socket['conn']): void {
    const flushed = (): void => {
      waiting.delete(conn);
      if (waiting.size === 0) whenFlushed();
    };
    conn.on('packetCreate', () => waiting.set(conn, (waiting.get(conn) ?? 0) + 1));
    conn.on('flush', flushed);
    conn.on('close', flushed);
  }
  const allFlushed = (): Promise<void> => (waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => (whenFlushed = resolve)));

  const io = new Server(deps.httpServer, {
    serveClient: false,
    maxHttpBufferSize: maxMessageBytes,
    // A dead link is noticed within 10 s; the defaults take 45 s.
    pingInterval: 5000,
    pingTimeout: 5000,
    perMessageDeflate: false,
    cors: { origin: [...options.allowedOrigins] },
    ...(deps.adapter === undefined ? {} : { adapter: deps.adapter }),
    allowRequest: (request, decide) => {
      const origin = request.headers.origin;
      const allowed = origin === undefined || options.allowedOrigins.includes(origin) || hostOf(origin) === request.headers.host;
      decide(refusing || !allowed ? 'refused' : null, !refusing && allowed);
    },
  });

  io.on('connection', (socket) => {
    const audioBucket = createTokenBucket(audioRate);
    const controlBucket = createTokenBucket(controlRate);
    const errors = createTokenBucket(patience);
    watch(socket.conn);
    const connection = dialect.connect(peerFrom(socket, () => waiting.get(socket.conn) ?? 0));
    /** Audio is refused in bursts; one message a second says it as well as a hundred. */
    const audioErrors = createTokenBucket({ perSecond: 1, burst: 1 });

    const refuse = (error: AppError, event: string): void => {
      const nowMs = clock.nowMs();
      log.debug('message_refused', { code: error.code, kind: audioEvents.has(event) ? 'audio' : 'control' });
      if (!audioEvents.has(event) || audioErrors.take(nowMs)) {
        connection.fail(error);
        if (!errors.take(nowMs)) socket.disconnect(true);
      }
    };

    socket.onAny((event: string, ...args: readonly unknown[]) => {
      try {
        const isAudio = audioEvents.has(event);
        const bucket = isAudio ? audioBucket : controlBucket;
        const nowMs = clock.nowMs();
        if (!bucket.take(nowMs)) {
          const rate = isAudio ? audioRate : controlRate;
          throw new AppError('WS_RATE_LIMIT_EXCEEDED', 'rate limit', {
            detail: `At most ${rate.perSecond} ${isAudio ? 'audio' : 'control'} messages a second. Wait ${bucket.retryAfterMs(nowMs)} ms.`,
          });
        }
        const limits = isAudio ? audioLimits : controlLimits;
        const excess = payloadExcess(args, { ...limits, maxDepth: limits.maxDepth + 1 });
        if (excess !== null) {
          throw new AppError('WS_MESSAGE_INVALID', `payload over ${excess} limit`, {
            detail: excess === 'size' ? `The message is larger than ${limits.maxSize} bytes.` : `The message is nested deeper than ${limits.maxDepth} levels.`,
          });
        }
        connection.receive(event, args[0]);
      } catch (thrown) {
        wall(thrown, event);
      }
    });
    socket.on('disconnect', () => guarded(log, connection));
    // A client can send an event of this name too, with anything in it. It was answered above, and is not for the log.
    socket.on('error', (error: unknown) => {
      if (error instanceof Error) log.warn('socket_error', {}, error);
    });

    function wall(thrown: unknown, event: string): void {
      const error = appErrorFrom(thrown);
      if (error.code === 'INTERNAL_ERROR') log.error('message_failed', {}, thrown);
      try {
        refuse(error, event);
      } catch (second) {
        log.error('connection_failed', {}, second);
        socket.disconnect(true);
      }
    }
  });

  return {
    refuseNew() {
      refusing = true;
    },
    async close() {
      // Closing throws away what waits.
      await withDeadline(clock, flushMs, allFlushed(), () => new AppError('TIMEOUT_ERROR', 'a client does not read')).catch(() => undefined);
      const cut = clock.setTimer(closeMs, () => {
        for (const connection of connections) connection.destroy();
      });
      await io.close();
      cut.cancel();
    },
  };
}

function guarded(log: Log, connection: DialectConnection): void {
  try {
    connection.closed();
  } catch (thrown) {
    log.error('connection_failed', {}, thrown);
  }
}

/** @param waiting packets that wait until the socket can be written again */
function peerFrom(socket: Socket, waiting: () => number): Peer {
  return {
    returning: returningFrom(socket.handshake.query),
    emit: (event, payload) => void socket.emit(event, payload),
    // Not `volatile`: Socket.IO drops a volatile packet whenever the one before is still being written, which is the case
    // in every burst of the model. The bound is on what waits for this client instead.
    emitAudio: (event, payload) => {
      if (waiting() < maxWaitingPackets) socket.emit(event, payload);
    },
    disconnect: () => void socket.disconnect(true),
  };
}

const place = z.object({ run: z.string().min(1).max(64), after: z.coerce.number().int().nonnegative() });
const returningClient = z.object({ sessionId: z.string().min(1).max(128) });

function returningFrom(query: unknown): Peer['returning'] {
  const asked = returningClient.safeParse(query);
  if (!asked.success) return null;
  const known = place.safeParse(query);
  return { sessionId: asked.data.sessionId, after: known.success ? { run: known.data.run, seq: known.data.after } : null };
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
