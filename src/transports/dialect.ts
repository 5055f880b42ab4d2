import type { Position } from '../conversation/ports.js';
import type { Clock } from '../kernel/clock.js';
import type { AppError } from '../kernel/errors.js';
import type { Log } from '../telemetry/log.js';
import type { Sessions } from '../sessions/sessions.js';

/** The other end of one socket, as a carrier offers it to a dialect. No call waits or throws. */
export interface Peer {
  /** The session that the client says it comes back to, and up to where it has its messages, from the query; null for a new one. */
  readonly returning: { readonly sessionId: string; readonly after: Position | null } | null;
  emit(event: string, payload: object): void;
  /** Audio: left out when the client reads too slowly. */
  emitAudio(event: string, payload: object): void;
  disconnect(): void;
}

/** One client's connection in its own protocol. */
export interface DialectConnection {
  /** An event from the client. May throw on a bug: the carrier catches, and ends this one session. */
  receive(event: string, data: unknown): void;
  /** Tells the client what went wrong, in the dialect's words. */
  fail(error: AppError): void;
  /** The socket is gone. */
  closed(): void;
}

export interface DialectDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly sessions: Sessions;
}

/** A client protocol. A new one is a folder beside `voiceter/` and a row in `dialects/index.ts`. */
export interface Dialect {
  readonly name: string;
  connect(peer: Peer): DialectConnection;
}
