import { newId } from '../kernel/ids.js';
import type { ClientLink, ClientMessage, Position, TokenUsage } from './ports.js';

/**
 * What goes to the participant's client. Messages are numbered, and the newest are kept for a client that comes back; audio is
 * not: what was not heard then is said again, or was said too long ago.
 */
export interface Outgoing {
  /** True when every message after this place is still there. */
  canReplay(after: Position): boolean;
  /** From now on everything goes to this link; first what it has missed. One that was there before is told that it is replaced. */
  attach(link: ClientLink, after: Position | null): void;
  /** The conversation goes on elsewhere. */
  replaced(): void;
  /** False when another link has taken over since. */
  detach(link: ClientLink): boolean;
  send(message: ClientMessage): void;
  /** Neither numbered nor kept. */
  usage(usage: TokenUsage): void;
  /** False when nobody is there. */
  audio(base64: string, epoch: number): boolean;
  /** Nothing goes out any more. */
  close(): void;
}

/** A minute of lively talk has some 100. */
const maxKept = 300;

export function createOutgoing(first: ClientLink): Outgoing {
  const run = newId();
  let link: ClientLink | null = first;
  let seq = 0;
  let kept: { readonly message: ClientMessage; readonly seq: number }[] = [];

  const canReplay = (after: Position): boolean => after.run === run && after.seq <= seq && after.seq >= (kept[0]?.seq ?? 1) - 1;

  return {
    canReplay,
    attach(next, after) {
      const before = link;
      link = next;
      before?.replaced();
      if (after === null || !canReplay(after)) return;
      for (const missed of kept) if (missed.seq > after.seq) next.send(missed.message, { run, seq: missed.seq });
    },
    replaced() {
      link?.replaced();
      link = null;
    },
    detach(gone) {
      if (link !== gone) return false;
      link = null;
      return true;
    },
    send(message) {
      // An account of calls is for who is there: it has no number, and nobody misses it.
      if (message.type === 'toolCalled' || message.type === 'toolReturned') return link?.send(message, { run, seq });
      seq += 1;
      kept.push({ message, seq });
      if (kept.length >= 2 * maxKept) kept = kept.slice(-maxKept);
      link?.send(message, { run, seq });
    },
    usage: (usage) => link?.sendUsage(usage),
    audio(base64, epoch) {
      link?.sendAudio(base64, epoch);
      return link !== null;
    },
    close() {
      link = null;
      kept = [];
    },
  };
}
