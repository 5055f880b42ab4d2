import type { Dialect, DialectConnection } from './dialect.js';

/**
 * Two protocols on one namespace, told apart by the first event of each client. Until then the client is treated as one of
 * `otherwise`: what that says unasked is new to no client of the other.
 */
export function createFirstEventChoice(speaks: (firstEvent: string) => boolean, candidate: Dialect, otherwise: Dialect): Dialect {
  return {
    name: `${candidate.name} or ${otherwise.name}`,
    audioEvents: new Set([...candidate.audioEvents, ...otherwise.audioEvents]),
    connect(peer) {
      let connection: DialectConnection = otherwise.connect(peer);
      let isChosen = false;
      return {
        receive(event, args, acknowledge) {
          if (!isChosen && speaks(event)) {
            connection.closed();
            connection = candidate.connect(peer);
          }
          isChosen = true;
          connection.receive(event, args, acknowledge);
        },
        fail: (error) => connection.fail(error),
        closed: () => connection.closed(),
      };
    },
  };
}
