import { AppError } from '../../kernel/errors.js';
import { faultFromInput, type Fault, type FaultInput } from './fault.js';

/** A fault of the plan and what became of it. */
export interface PlannedFault {
  /** Such as `fault-3`; numbers are not used again. */
  readonly id: string;
  readonly fault: Fault;
  /** On how many streams it has happened. */
  readonly fired: number;
}

/** The faults of one emulator; may be changed at any time, and reaches streams that are open, too. */
export interface FaultPlan {
  /**
   * Adds a fault and gives its id. On a stream that is open already, counts and times of `at` begin now, and `open` means at once.
   *
   * Throws an `AppError` (`VALIDATION_ERROR`, `detail` says what would be right) for what is no fault, and when 10,000 are there.
   */
  add(fault: FaultInput): string;
  /** Takes one fault back: it happens no more, and what it distorts is as before. False when there is none with this id. */
  remove(id: string): boolean;
  /** Takes all faults back. */
  clear(): void;
  /** In the order in which they were added; those that can happen no more are listed, too. */
  list(): readonly PlannedFault[];
}

/** A fault on its way to a stream. */
export interface FaultOrder {
  readonly id: string;
  readonly fault: Fault;
  /** Must be called once, when it happens. */
  readonly onFired: () => void;
}

/** The plan's view of an open stream. */
export interface FaultedStream {
  /** From 1, in the order of opening. */
  readonly number: number;
  arm(order: FaultOrder): void;
  disarm(id: string): void;
}

/** The plan as the emulator uses it. */
export interface FaultRegister extends FaultPlan {
  /** Arms a stream that opens now with its faults; it hears of later ones until it leaves. */
  enter(stream: FaultedStream): void;
  leave(stream: FaultedStream): void;
}

const maxFaults = 10_000;

interface Entry {
  readonly order: FaultOrder;
  fired: number;
  /** Streams still to come, of `{ next: n }`. */
  left: number;
}

export function createFaultPlan(): FaultRegister {
  const entries = new Map<string, Entry>();
  const open = new Set<FaultedStream>();
  let added = 0;

  const meetsNew = (entry: Entry, number: number): boolean => {
    const { streams } = entry.order.fault.when;
    if (streams === 'every') return true;
    if (streams === 'live') return false;
    if (!('next' in streams)) return streams.includes(number);
    entry.left -= 1;
    return entry.left >= 0;
  };
  const meetsOpen = (fault: Fault, number: number): boolean => {
    const { streams } = fault.when;
    if (streams === 'every' || streams === 'live') return true;
    return !('next' in streams) && streams.includes(number);
  };
  const remove = (id: string): boolean => {
    if (!entries.delete(id)) return false;
    for (const stream of open) stream.disarm(id);
    return true;
  };

  return {
    add(input) {
      const read = faultFromInput(input);
      if (!read.ok) throw new AppError('VALIDATION_ERROR', `not a fault: ${read.error}`, { detail: read.error });
      if (entries.size >= maxFaults) throw new AppError('VALIDATION_ERROR', 'too many faults', { detail: `at most ${maxFaults} faults; remove some` });
      const fault = read.value;
      added += 1;
      const id = `fault-${added}`;
      const { streams } = fault.when;
      const entry: Entry = {
        order: { id, fault, onFired: () => (entry.fired += 1) },
        fired: 0,
        left: typeof streams === 'object' && 'next' in streams ? streams.next : 0,
      };
      entries.set(id, entry);
      for (const stream of [...open]) if (meetsOpen(fault, stream.number)) stream.arm(entry.order);
      return id;
    },
    remove,
    clear() {
      for (const id of [...entries.keys()]) remove(id);
    },
    list: () => [...entries.values()].map(({ order, fired }) => ({ id: order.id, fault: order.fault, fired })),
    enter(stream) {
      open.add(stream);
      for (const entry of entries.values()) if (meetsNew(entry, stream.number)) stream.arm(entry.order);
    },
    leave(stream) {
      open.delete(stream);
    },
  };
}
