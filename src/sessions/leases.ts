/** Which node has which session. The record itself is guarded by fences in the database; leases let go of a session sooner. */
export interface Leases {
  /** The session is this node's now: whoever had it is told. Never rejects; resolves within a second. */
  take(sessionId: string): Promise<void>;
  /** True when this node is certain to have it. False also when that cannot be known now: then the record tells. */
  holds(sessionId: string): boolean;
  /** The session runs here no more. */
  release(sessionId: string): void;
  /** The nodes that are alive, this one included. */
  nodes(): Promise<readonly NodePresence[]>;
  /** Gives everything back. Resolves within a second. */
  close(): Promise<void>;
}

/** What a node tells of itself. */
export interface NodePresence {
  readonly node: string;
  readonly sessions: number;
}

/** Of a node that is alone: there is nobody to agree with. */
export function createOwnLeases(options: { readonly node: string }): Leases {
  const held = new Set<string>();
  return {
    take: (sessionId) => Promise.resolve(void held.add(sessionId)),
    holds: (sessionId) => held.has(sessionId),
    release: (sessionId) => void held.delete(sessionId),
    nodes: () => Promise.resolve([{ node: options.node, sessions: held.size }]),
    close: () => Promise.resolve(),
  };
}
