import type { Delivery } from './deliver.js';
import type { WaitingEntry } from './drainer.js';
import { sessionOf, textFromRecord, type Entry } from './entry.js';
import { frameFromText } from './frames.js';

/** An entry in its lane. */
export interface Waiting extends WaitingEntry {
  readonly id: number;
  /** Of its frame. */
  readonly bytes: number;
  /** Resolves when `settle` is called. Never rejects. */
  readonly settled: Promise<Delivery>;
  readonly settle: (delivery: Delivery) => void;
}

/** What waits, in memory: one lane for each session, oldest first. */
export interface Lanes {
  /** Entries of all lanes. */
  readonly size: number;
  readonly bytes: number;
  sessions(): readonly string[];
  of(sessionId: string): readonly Waiting[];
  /** Throws for an entry that does not fit its format, or into a frame. */
  add(entry: Entry, attempt: Promise<boolean> | null, end?: 'front' | 'back'): Waiting;
  /** False: it is not there any more. */
  remove(waiting: Waiting): boolean;
  /** The records that make a log of exactly this. */
  texts(): readonly string[];
}

/** @param firstId above every id of the log, so that a mark of an old entry settles no new one */
export function createLanes(firstId: number): Lanes {
  const lanes = new Map<string, readonly Waiting[]>();
  let size = 0;
  let bytes = 0;
  let nextId = firstId;

  return {
    get size() {
      return size;
    },
    get bytes() {
      return bytes;
    },
    sessions: () => [...lanes.keys()],
    of: (sessionId) => lanes.get(sessionId) ?? [],
    add(entry, attempt, end = 'back') {
      const id = nextId;
      const frame = frameFromText(textFromRecord({ id, put: entry }));
      let settle: (delivery: Delivery) => void = () => undefined;
      const settled = new Promise<Delivery>((resolve) => (settle = resolve));
      const waiting: Waiting = { id, entry, attempt, bytes: frame.length, settled, settle };
      const lane = lanes.get(sessionOf(entry)) ?? [];
      lanes.set(sessionOf(entry), end === 'front' ? [waiting, ...lane] : [...lane, waiting]);
      nextId += 1;
      size += 1;
      bytes += waiting.bytes;
      return waiting;
    },
    remove(waiting) {
      const sessionId = sessionOf(waiting.entry);
      const lane = lanes.get(sessionId) ?? [];
      const rest = lane.filter(({ id }) => id !== waiting.id);
      if (rest.length === lane.length) return false;
      if (rest.length === 0) lanes.delete(sessionId);
      else lanes.set(sessionId, rest);
      size -= 1;
      bytes -= waiting.bytes;
      return true;
    },
    texts: () => [...lanes.values()].flatMap((lane) => lane.map(({ id, entry }) => textFromRecord({ id, put: entry }))),
  };
}
