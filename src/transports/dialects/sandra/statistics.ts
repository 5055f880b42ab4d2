import type { Clock } from '../../../kernel/clock.js';

/** One socket, as the numbers know it. */
export interface CountedConnection {
  /** The client has said who it is. */
  authenticated(): void;
  inCall(isInCall: boolean): void;
  /** It has said something. */
  active(): void;
  gone(): void;
}

/** Numbers of the clients of this dialect on this node: for them, and for `/api/socket-server`. */
export interface SandraStatistics {
  connect(): CountedConnection;
  readonly connections: number;
  readonly activeCalls: number;
  readonly authenticated: number;
  /** Seconds. */
  readonly uptime: number;
  readonly sessions: { readonly total: number; readonly authenticated: number; readonly activeCalls: number; readonly activeLastMinute: number; readonly activeLastHour: number };
}

const minuteMs = 60_000;

export function createSandraStatistics({ clock }: { readonly clock: Clock }): SandraStatistics {
  const startedMs = clock.nowMs();
  const all = new Set<{ authenticated: boolean; inCall: boolean; activeAtMs: number }>();
  const count = (of: (one: { readonly authenticated: boolean; readonly inCall: boolean; readonly activeAtMs: number }) => boolean): number => [...all].filter(of).length;
  const activeWithin = (ms: number): number => count(({ activeAtMs }) => clock.nowMs() - activeAtMs <= ms);
  return {
    connect() {
      const one = { authenticated: false, inCall: false, activeAtMs: clock.nowMs() };
      all.add(one);
      return {
        authenticated: () => void (one.authenticated = true),
        inCall: (isInCall) => void (one.inCall = isInCall),
        active: () => void (one.activeAtMs = clock.nowMs()),
        gone: () => void all.delete(one),
      };
    },
    get connections() {
      return all.size;
    },
    get authenticated() {
      return count(({ authenticated }) => authenticated);
    },
    get activeCalls() {
      return count(({ inCall }) => inCall);
    },
    get uptime() {
      return (clock.nowMs() - startedMs) / 1000;
    },
    get sessions() {
      return { total: all.size, authenticated: this.authenticated, activeCalls: this.activeCalls, activeLastMinute: activeWithin(minuteMs), activeLastHour: activeWithin(60 * minuteMs) };
    },
  };
}
