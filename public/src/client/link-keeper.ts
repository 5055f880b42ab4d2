import type { Connect, Connection } from './connection.js';
import type { PageClock, PageTimer } from './page-clock.js';
import { retryDelayMs } from './retry-delay.js';
import { serverEventFrom, type ServerEvent } from './server-event.js';

/**
 * `down`: on its way back. `elsewhere`: another connection has the conversation, and this one is told nothing more. `gone`: the
 * server has ended the conversation. `abandoned`: half an hour of tries was of no use.
 */
export type Link = 'connecting' | 'up' | 'down' | 'elsewhere' | 'gone' | 'abandoned';

/** What a participant may know of the way back. */
export interface Outage {
  /** Tries so far, the present one counted. */
  readonly tries: number;
  /** On the clock of the keeper; null while a try is under way. */
  readonly nextTryAtMs: number | null;
}

/** Keeps one conversation connected, whatever ends its sockets. */
export interface LinkKeeper {
  readonly link: Link;
  readonly outage: Outage | null;
  /** Null unless the link is up. */
  readonly connection: Connection | null;
  /** Opens the first connection. */
  open(): void;
  /** The network is back, the participant looks, or presses the button: no more waiting. */
  tryNow(): void;
  /** Nothing comes although something should: a fresh connection is opened beside the present one, and who delivers first is kept. */
  doubt(): void;
  /** The network says that it is gone. */
  drop(): void;
  close(): void;
}

export interface LinkKeeperDeps {
  readonly clock: PageClock;
  readonly connect: Connect;
  /** 0 to 1. */
  readonly random: () => number;
  /** What the next connection asks for; null for a new conversation. */
  readonly query: () => Readonly<Record<string, string>> | null;
  /** Events of the connection that has the conversation, `session:assigned` first. With the envelope, for its numbers. */
  readonly onEvent: (event: ServerEvent, envelope: unknown) => void;
  readonly onPacket: () => void;
  /** Link or outage have changed. */
  readonly onChange: () => void;
}

export interface LinkKeeperOptions {
  /** Longest wait for one connection to be assigned its session. */
  readonly tryMs?: number;
  /** After this long without the server the next failure is the last. */
  readonly giveUpMs?: number;
  /** After a refusal to go on: longest wait for its reason. */
  readonly reasonMs?: number;
  /** Least time between two doubts. */
  readonly doubtEveryMs?: number;
}

/** The server knows the conversation no more. Any other reason passes: a node that stops, or is full, or cannot reach its database. */
const finalReasons: ReadonlySet<string> = new Set(['SESSION_EXPIRED', 'SESSION_NOT_FOUND']);
/** A try younger than this is not replaced by another one. */
const freshTryMs = 300;

export function createLinkKeeper(deps: LinkKeeperDeps, options: LinkKeeperOptions = {}): LinkKeeper {
  const { clock, connect, random, query, onEvent, onPacket, onChange } = deps;
  const { tryMs = 4000, giveUpMs = 1_800_000, reasonMs = 1000, doubtEveryMs = 5000 } = options;
  let link: Link = 'connecting';
  let outage: Outage | null = null;
  let outageSinceMs = 0;
  let failedTries = 0;
  /** Has the conversation; while in doubt, kept beside the try. */
  let carrier: Connection | null = null;
  let attempt: { readonly connection: Connection; readonly sinceMs: number } | null = null;
  /** Deadline of the try, or the wait for the next one. */
  let timer: PageTimer | null = null;
  let doubtedAtMs = -Infinity;
  /** A try given up may have taken the conversation all the same. */
  let droppedTryAtMs = -Infinity;

  const isOver = (): boolean => link === 'elsewhere' || link === 'gone' || link === 'abandoned';

  function setTimer(delayMs: number, fire: () => void): void {
    timer?.cancel();
    timer = clock.setTimer(delayMs, fire);
  }

  function change(next: Link, nextOutage: Outage | null): void {
    link = next;
    outage = nextOutage;
    onChange();
  }

  function dropTry(): void {
    timer?.cancel();
    timer = null;
    if (attempt === null) return;
    droppedTryAtMs = clock.nowMs();
    attempt.connection.close();
    attempt = null;
  }

  function dropCarrier(): void {
    carrier?.close();
    carrier = null;
  }

  function finish(last: 'elsewhere' | 'gone' | 'abandoned'): void {
    dropTry();
    dropCarrier();
    change(last, null);
  }

  function beginOutage(): void {
    if (outage !== null || isOver()) return;
    outageSinceMs = clock.nowMs();
    failedTries = 0;
    attemptNow();
  }

  function attemptNow(): void {
    dropTry();
    const asked = query();
    // Connections call back later, never from inside `connect`: `connection` is set by then.
    const connection = connect(asked ?? {}, {
      onPacket: () => {
        if (connection === carrier) onPacket();
      },
      onEvent: (name, envelope) => {
        const event = serverEventFrom(name, envelope);
        if (event === null) return;
        if (connection === carrier) heard(event, envelope);
        else if (connection === attempt?.connection) answered(event, envelope, asked !== null);
      },
      onClosed: () => {
        if (connection === carrier) {
          carrier = null;
          beginOutage();
        } else if (connection === attempt?.connection) {
          attempt = null;
          failed();
        }
      },
    });
    attempt = { connection, sinceMs: clock.nowMs() };
    setTimer(tryMs, failed);
    const isFirst = link === 'connecting' && failedTries === 0;
    change(isFirst ? 'connecting' : 'down', isFirst ? null : { tries: failedTries + 1, nextTryAtMs: null });
  }

  function failed(): void {
    dropTry();
    if (failedTries === 0 && outage === null) outageSinceMs = clock.nowMs();
    failedTries += 1;
    if (clock.nowMs() - outageSinceMs >= giveUpMs) return finish('abandoned');
    const delayMs = retryDelayMs(failedTries, random);
    setTimer(delayMs, attemptNow);
    change('down', { tries: failedTries, nextTryAtMs: clock.nowMs() + delayMs });
  }

  /** Of a try: it is let in, or hears why not. */
  function answered(event: ServerEvent, envelope: unknown, cameBack: boolean): void {
    if (event.name === 'session:assigned') {
      if (!cameBack || event.data.reconnected) admit(event, envelope);
      else setTimer(reasonMs, () => finish('gone'));
    } else if (event.name === 'error') {
      if (finalReasons.has(event.data.errorCode)) finish('gone');
      else failed();
    }
  }

  function admit(event: ServerEvent, envelope: unknown): void {
    timer?.cancel();
    timer = null;
    dropCarrier();
    carrier = attempt?.connection ?? null;
    attempt = null;
    failedTries = 0;
    link = 'up';
    outage = null;
    // First the event: who hears of the link sends at once what has waited, and must know to which session.
    onEvent(event, envelope);
    if (carrier !== null) onChange();
  }

  /** Of the connection that has the conversation. */
  function heard(event: ServerEvent, envelope: unknown): void {
    if (event.name === 'error' && event.data.errorCode === 'SESSION_INVALID') return replaced();
    if (event.name === 'session:parked') {
      dropCarrier();
      if (outage === null) beginOutage();
      else attemptNow();
      return;
    }
    if (outage !== null) {
      // It was only late: the one beside it is not needed.
      dropTry();
      failedTries = 0;
      change('up', null);
    }
    onEvent(event, envelope);
  }

  function replaced(): void {
    const byOurselves = attempt !== null || clock.nowMs() - droppedTryAtMs < doubtEveryMs;
    if (!byOurselves) return finish('elsewhere');
    dropCarrier();
    if (outage === null) beginOutage();
    else if (attempt === null) attemptNow();
  }

  return {
    get link() {
      return link;
    },
    get outage() {
      return outage;
    },
    get connection() {
      return link === 'up' ? carrier : null;
    },
    open: attemptNow,
    tryNow() {
      if (outage === null || isOver()) return;
      if (attempt !== null && clock.nowMs() - attempt.sinceMs < freshTryMs) return;
      failedTries = 0;
      attemptNow();
    },
    doubt() {
      if (link !== 'up' || clock.nowMs() - doubtedAtMs < doubtEveryMs) return;
      doubtedAtMs = clock.nowMs();
      beginOutage();
    },
    drop() {
      if (link !== 'up') return;
      dropCarrier();
      beginOutage();
    },
    close() {
      timer?.cancel();
      timer = null;
      attempt?.connection.close();
      attempt = null;
      dropCarrier();
    },
  };
}
