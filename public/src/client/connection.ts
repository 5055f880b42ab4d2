import { io } from 'socket.io-client';

/** One socket, from its opening to its end. It is not repaired: another one takes its place. */
export interface Connection {
  emit(event: string, data: unknown): void;
  /** Packets that wait inside (a slow uplink). */
  readonly waiting: number;
  /** Nothing is called back any more. */
  close(): void;
}

export interface ConnectionDeps {
  readonly onEvent: (name: string, envelope: unknown) => void;
  /** Anything came, a heartbeat too: the line is alive. Called before `onEvent`. */
  readonly onPacket: () => void;
  /** It could not be opened, or has ended. Once, and not after `close`. */
  readonly onClosed: () => void;
}

/** Opens a connection; `query` says who comes back to what. */
export type Connect = (query: Readonly<Record<string, string>>, deps: ConnectionDeps) => Connection;

/** Connections over Socket.IO, without its own reconnection. `url` defaults to the page's own origin. */
export function createConnect(url?: string): Connect {
  return (query, { onEvent, onPacket, onClosed }) => {
    const options = { transports: ['websocket'], query: { ...query }, reconnection: false, forceNew: true };
    const socket = url === undefined ? io(options) : io(url, options);
    let closed = false;
    const end = (): void => {
      if (closed) return;
      closed = true;
      socket.offAny();
      // What waits for a line that is dead would keep the socket open.
      socket.disconnect();
    };
    const lost = (): void => {
      if (closed) return;
      end();
      onClosed();
    };
    socket.io.on('open', () => {
      socket.io.engine.on('packet', () => {
        if (!closed) onPacket();
      });
    });
    socket.onAny((name: string, envelope: unknown) => onEvent(name, envelope));
    socket.on('disconnect', lost);
    socket.on('connect_error', lost);
    return {
      emit: (event, data) => void socket.emit(event, data),
      get waiting() {
        return socket.io.engine.writeBuffer.length;
      },
      close: end,
    };
  };
}
