import type { Position } from '../conversation/ports.js';
import type { Clock } from '../kernel/clock.js';
import type { AppError } from '../kernel/errors.js';
import type { JsonObject } from '../kernel/json.js';
import type { Log } from '../telemetry/log.js';
import type { Sessions } from '../sessions/sessions.js';

/*
 * Client protocols, and what carries them. A carrier knows sockets and limits; a dialect knows what the messages mean. A new dialect
 * is a folder beside `voiceter/` and a row in `dialects/index.ts`.
 */

export interface DialectDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: Sessions;
}

/** What both kinds of connections have. */
interface Connection {
  /** Tells the client what went wrong, in the dialect's words. */
  fail(error: AppError): void;
  /** The socket is gone. */
  closed(): void;
}

/** What a client has put into the address that it connects to: short texts. */
export type Query = Readonly<Record<string, string>>;

// ------------------------------------------------------------------------------------------------ named events (Socket.IO)

/** The other end of one socket that carries named events. No call waits or throws. */
export interface Peer {
  /** The session that the client says it comes back to, and up to where it has its messages, from the query; null for a new one. */
  readonly returning: { readonly sessionId: string; readonly after: Position | null } | null;
  readonly query: Query;
  emit(event: string, payload?: object): void;
  /** Audio: left out when the client reads too slowly. */
  emitAudio(event: string, payload: object): void;
  /** From now on this client also gets what others send `toRoom`. */
  join(room: string): void;
  /** To all others in the room, on every node. */
  toRoom(room: string, event: string, payload: object): void;
  disconnect(): void;
}

/** One client's connection in its own protocol. */
export interface DialectConnection extends Connection {
  /**
   * An event from the client. May throw on a bug: the carrier catches, and ends this one session.
   *
   * @param acknowledge where the client wants an answer to this very event
   */
  receive(event: string, args: readonly unknown[], acknowledge: ((answer: object) => void) | null): void;
}

/** A client protocol of named events. */
export interface Dialect {
  readonly name: string;
  /** Events that carry audio: they have a limit of their own. */
  readonly audioEvents: ReadonlySet<string>;
  connect(peer: Peer): DialectConnection;
}

// --------------------------------------------------------------------------------------------- frames of JSON (WebSocket)

/** The other end of one WebSocket that carries JSON objects. No call waits or throws. */
export interface FramePeer {
  readonly query: Query;
  send(frame: object): void;
  /** Audio: left out when the client reads too slowly. */
  sendAudio(frame: object): void;
  /** @param code RFC 6455, section 7.4 */
  close(code: number, reason: string): void;
}

export interface FrameConnection extends Connection {
  /** As `DialectConnection.receive`. */
  receive(frame: JsonObject): void;
}

/** A client protocol of JSON frames. */
export interface FrameDialect {
  readonly name: string;
  /** Who connects here speaks it, and may be greeted before anything was said. */
  readonly path: string;
  /** Whether a client on another path that begins with this frame speaks it. */
  recognises(firstFrame: JsonObject): boolean;
  /** Frames that carry audio have a limit of their own. */
  isAudio(frame: JsonObject): boolean;
  connect(peer: FramePeer): FrameConnection;
}
