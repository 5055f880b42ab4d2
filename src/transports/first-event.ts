import type { Dialect, DialectConnection } from './dialect.js';

/** A protocol, and the events that its clients send. */
export interface NamedDialect {
  readonly dialect: Dialect;
  readonly speaks: (event: string) => boolean;
}

/**
 * Two protocols on one namespace, told apart by the first event of each client that one of them knows. Until then the client is treated
 * as one of `otherwise`: what that says unasked is new to no client of the other.
 */
export function createFirstEventChoice(candidate: NamedDialect, otherwise: NamedDialect): Dialect {
  return {
    name: `${candidate.dialect.name} or ${otherwise.dialect.name}`,
    audioEvents: new Set([...candidate.dialect.audioEvents, ...otherwise.dialect.audioEvents]),
    connect(peer) {
      let connection: DialectConnection = otherwise.dialect.connect(peer);
      let isChosen = false;
      return {
        receive(event, args, acknowledge) {
          if (!isChosen && candidate.speaks(event)) {
            connection.closed();
            connection = candidate.dialect.connect(peer);
            isChosen = true;
          }
          isChosen ||= otherwise.speaks(event);
          connection.receive(event, args, acknowledge);
        },
        fail: (error) => connection.fail(error),
        closed: () => connection.closed(),
      };
    },
  };
}
