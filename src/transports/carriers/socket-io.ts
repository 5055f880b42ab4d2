import type { Server as HttpServer } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { AppError, appErrorFrom } from '../../kernel/errors.js';
import { withDeadline } from '../../kernel/retry.js';
import type { Log } from '../../telemetry/log.js';
import type { RedisAdapter } from './redis-adapter.js';
import type { Dialect, DialectConnection, Peer } from '../dialect.js';
import { createOriginCheck } from './origin.js';
import { queryFrom } from '../query.js';
import { createMessageGate } from './message-gate.js';

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

/** Above this the engine itself closes the socket (code 1009) without reading on. */
const maxMessageBytes = 256 * 1024;
/** What may wait for a slow client before its audio is left out: some 15 s of speech. */
const maxWaitingAudioChars = 1024 * 1024;
/** Above this a client that does not read is cut off. */
const maxWaitingChars = 4 * 1024 * 1024;
/** What a packet takes besides its text. */
const packetChars = 200;
/** What was told last must still go out before a socket is closed. */
const flushMs = 500;
/** For clients to close their side; then connections are cut. A half-sent request or a dead peer would keep the server for ever. */
const closeMs = 1000;

/** Carries dialects over Socket.IO: limits, origin, and a wall around each connection. */
export function createSocketIoCarrier(
  deps: { readonly clock: Clock; readonly log: Log; readonly httpServer: HttpServer; readonly namespaces: Readonly<Record<string, Dialect>>; readonly adapter?: RedisAdapter['adapter'] },
  options: SocketIoOptions,
): SocketIoCarrier {
  const { clock, log } = deps;
  const isAllowed = createOriginCheck({ log }, options);
  let refusing = false;
  const connections = new Set<TcpSocket>();
  deps.httpServer.on('connection', (connection) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  /** What waits until its socket can be written again. */
  const waiting = new Map<Socket['conn'], number>();
  let whenFlushed = (): void => undefined;
  function watch(conn: Socket['conn']): void {
    const flushed = (): void => {
      waiting.delete(conn);
      if (waiting.size === 0) whenFlushed();
    };
    conn.on('packetCreate', ({ data }: { readonly data?: unknown }) => {
      const chars = (waiting.get(conn) ?? 0) + packetChars + (typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0);
      waiting.set(conn, chars);
      if (chars > maxWaitingChars) conn.close(true);
    });
    conn.on('flush', flushed);
    conn.on('close', flushed);
  }
  const allFlushed = (): Promise<void> => (waiting.size === 0 ? Promise.resolve() : new Promise((resolve) => (whenFlushed = resolve)));

  const io = new Server(deps.httpServer, {
    // Clients of other systems take the library from the server that they talk to.
    serveClient: true,
    // Other paths are the WebSocket carrier's.
    destroyUpgrade: false,
    maxHttpBufferSize: maxMessageBytes,
    // A dead link is noticed within 10 s; the defaults take 45 s.
    pingInterval: 5000,
    pingTimeout: 5000,
    perMessageDeflate: false,
    // The engine's own one keeps an answer to every ping of a client that reads none.
    wsEngine: WebSocketServer,
    cors: { origin: [...options.allowedOrigins] },
    ...(deps.adapter === undefined ? {} : { adapter: deps.adapter }),
    allowRequest: (request, decide) => {
      const allowed = isAllowed(request);
      decide(refusing || !allowed ? 'refused' : null, !refusing && allowed);
    },
  });

  io.engine.on('connection', watch);
  for (const [namespace, dialect] of Object.entries(deps.namespaces)) io.of(namespace).on('connection', (socket) => connected(socket, dialect));

  function connected(socket: Socket, dialect: Dialect): void {
    const { audioEvents } = dialect;
    const gate = createMessageGate({ clock });
    const connection = dialect.connect(peerFrom(socket, () => waiting.get(socket.conn) ?? 0));

    socket.onAny((event: string, ...given: readonly unknown[]) => {
      try {
        const last = given.at(-1);
        const acknowledge = isAcknowledgement(last) ? last : null;
        const args = acknowledge === null ? given : given.slice(0, -1);
        gate.pass(audioEvents.has(event), args);
        connection.receive(event, args, acknowledge);
      } catch (thrown) {
        wall(thrown, audioEvents.has(event));
      }
    });
    socket.on('disconnect', () => guarded(log, connection));
    // A client can send an event of this name too, with anything in it. It was answered above, and is not for the log.
    socket.on('error', (error: unknown) => {
      if (error instanceof Error) log.warn('socket_error', {}, error);
    });

    function wall(thrown: unknown, isAudio: boolean): void {
      const error = appErrorFrom(thrown);
      if (error.code === 'INTERNAL_ERROR') log.error('message_failed', {}, thrown);
      log.debug('message_refused', { code: error.code, kind: isAudio ? 'audio' : 'control' });
      try {
        const consequence = gate.refused(isAudio);
        if (consequence !== 'spare') connection.fail(error);
        if (consequence === 'disconnect') socket.disconnect(true);
      } catch (second) {
        log.error('connection_failed', {}, second);
        socket.disconnect(true);
      }
    }
  }

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
    query: queryFrom(socket.handshake.query),
    emit: (event, payload) => {
      socket.emit(event, ...(payload === undefined ? [] : [payload]));
    },
    // Not `volatile`: Socket.IO drops a volatile packet whenever the one before is still being written, which is the case
    // in every burst of the model. The bound is on what waits for this client instead.
    emitAudio: (event, payload) => {
      if (waiting() < maxWaitingAudioChars) socket.emit(event, payload);
    },
    join: (room) => {
      void socket.join(room);
    },
    toRoom: (room, event, payload) => void socket.to(room).emit(event, payload),
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

/** Socket.IO gives the function last, when the client waits for an answer. */
const isAcknowledgement = (value: unknown): value is (answer: object) => void => typeof value === 'function';
