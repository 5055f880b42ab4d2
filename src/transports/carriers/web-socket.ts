import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Clock } from '../../kernel/clock.js';
import { AppError, appErrorFrom, errorRow } from '../../kernel/errors.js';
import { jsonObjectFromText } from '../../kernel/json.js';
import { createPeriodic } from '../../kernel/periodic.js';
import type { Log } from '../../telemetry/log.js';
import type { FrameConnection, FrameDialect, FramePeer, Query } from '../dialect.js';
import { queryFrom } from '../query.js';
import { requestAddress } from '../request-address.js';
import { createMessageGate } from './message-gate.js';
import { createOriginCheck } from './origin.js';

export interface WebSocketOptions {
  /** Origins other than our own whose pages may connect. */
  readonly allowedOrigins: readonly string[];
}

export interface WebSocketCarrier {
  /** Takes the WebSockets of one more server, on every path but Socket.IO's. */
  serve(httpServer: HttpServer): void;
  /** Refuses new sockets from now on. */
  refuseNew(): void;
  /** Closes every socket: politely, and after a second by force. The servers are their openers'. */
  close(): Promise<void>;
}

/** Above this the socket is closed (code 1009) without reading on. */
const maxFrameBytes = 256 * 1024;
/** A prompt, tools and history may come in a few frames. */
const maxControlBytes = 128 * 1024;
/** What may wait for a slow client: its audio is left out above the first, and it is cut off above the second. Some 15 s of speech. */
const maxWaitingAudioBytes = 1024 * 1024;
const maxWaitingBytes = 4 * 1024 * 1024;
/** Who says nothing at all speaks no protocol of ours. */
const firstFrameMs = 60_000;
/** A dead link is noticed within 10 s. */
const pingEveryMs = 5000;
const closeMs = 1000;
const socketIoPath = '/socket.io/';

/** Carries dialects of JSON frames over plain WebSockets, told apart by path or first frame: limits, origin, and a wall around each. */
export function createWebSocketCarrier(deps: { readonly clock: Clock; readonly log: Log; readonly dialects: readonly FrameDialect[] }, options: WebSocketOptions): WebSocketCarrier {
  const { clock, log, dialects } = deps;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false, clientTracking: true });
  const answering = new WeakSet<WebSocket>();
  const isAllowed = createOriginCheck({ log }, options);
  let refusing = false;

  const heartbeat = createPeriodic(clock, pingEveryMs, () => {
    for (const socket of sockets.clients) {
      if (!answering.has(socket)) socket.terminate();
      answering.delete(socket);
      if (socket.readyState === socket.OPEN) socket.ping();
    }
    return Promise.resolve();
  });

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const url = requestAddress(request);
    if (url.pathname.startsWith(socketIoPath)) return;
    stream.on('error', () => undefined);
    if (refusing || !isAllowed(request)) return void stream.end(`HTTP/1.1 ${refusing ? '503 Service Unavailable' : '403 Forbidden'}\r\nconnection: close\r\n\r\n`);
    sockets.handleUpgrade(request, stream, head, (socket) => connected(socket, url));
  }

  function connected(socket: WebSocket, url: URL): void {
    const gate = createMessageGate({ clock }, { controlBytes: maxControlBytes });
    const peer = peerFrom(socket, queryFrom(Object.fromEntries(url.searchParams)));
    answering.add(socket);
    let spoken: { readonly dialect: FrameDialect; readonly connection: FrameConnection } | null = null;
    const deadline = clock.setTimer(firstFrameMs, () => socket.close(1008, 'no message'));

    const speak = (dialect: FrameDialect): NonNullable<typeof spoken> => {
      deadline.cancel();
      return (spoken = { dialect, connection: dialect.connect(peer) });
    };

    function receive(data: RawData, isBinary: boolean): void {
      let isAudio = false;
      try {
        // What is no object is told so in the dialect's words; before there is a dialect, there are none.
        const frame = isBinary ? null : jsonObjectFromText(textFrom(data));
        const { dialect, connection } = spoken ?? speak(dialects.find((one) => frame !== null && one.recognises(frame)) ?? unknown());
        if (frame === null) throw new AppError('WS_MESSAGE_INVALID', 'no JSON object', { detail: 'A message must be one JSON object, as text.' });
        isAudio = dialect.isAudio(frame);
        gate.pass(isAudio, frame);
        connection.receive(frame);
      } catch (thrown) {
        wall(thrown, isAudio);
      }
    }

    function wall(thrown: unknown, isAudio: boolean): void {
      const error = appErrorFrom(thrown);
      if (error.code === 'INTERNAL_ERROR') log.error('message_failed', {}, thrown);
      log.debug('message_refused', { code: error.code, kind: isAudio ? 'audio' : 'control' });
      try {
        if (spoken === null) return socket.close(errorRow(error.code).closeCode, error.detail ?? '');
        const consequence = gate.refused(isAudio);
        if (consequence !== 'spare') spoken.connection.fail(error);
        if (consequence === 'disconnect') socket.close(1008, 'too many refused messages');
      } catch (second) {
        log.error('connection_failed', {}, second);
        socket.terminate();
      }
    }

    socket.on('message', receive);
    socket.on('pong', () => void answering.add(socket));
    // What a broken client has sent is answered by the close that follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      deadline.cancel();
      try {
        spoken?.connection.closed();
      } catch (thrown) {
        log.error('connection_failed', {}, thrown);
      }
    });

    const byPath = dialects.find(({ path }) => path === url.pathname);
    if (byPath === undefined) return;
    try {
      speak(byPath);
    } catch (thrown) {
      wall(thrown, false);
    }
  }

  return {
    serve: (httpServer) => void httpServer.on('upgrade', upgrade),
    refuseNew() {
      refusing = true;
    },
    async close() {
      refusing = true;
      const gone = [...sockets.clients].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())));
      for (const socket of sockets.clients) socket.close(1001, 'the server is stopping');
      const cut = clock.setTimer(closeMs, () => {
        for (const socket of sockets.clients) socket.terminate();
      });
      await Promise.all(gone);
      cut.cancel();
      await heartbeat.stop();
      sockets.close();
    },
  };
}

function unknown(): never {
  throw new AppError('WS_MESSAGE_INVALID', 'unknown protocol', { detail: 'The first message must have "event", "body" or "type".' });
}

const textFrom = (data: RawData): string => (Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString('utf8');

function peerFrom(socket: WebSocket, query: Query): FramePeer {
  const send = (frame: object): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > maxWaitingBytes) return socket.terminate();
    socket.send(JSON.stringify(frame));
  };
  return {
    query,
    send,
    sendAudio(frame) {
      if (socket.bufferedAmount < maxWaitingAudioBytes) send(frame);
    },
    close: (code, reason) => socket.close(code, reason),
  };
}
