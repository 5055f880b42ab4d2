import net, { type Socket } from 'node:net';

/** A line between a client and a server on this machine, which can go bad in the ways of real ones. */
export interface TcpProxy {
  readonly port: number;
  /** Every connection breaks, and new ones break at once, until `mend`. */
  cut(): void;
  mend(): void;
  /** Connections that stand now carry nothing any more, either way, and are not closed. New ones work. */
  blackHole(): void;
  /** Nothing moves, on connections that stand and on new ones, until `resume`; then everything arrives, late. */
  pause(): void;
  resume(): void;
  readonly connections: number;
  close(): Promise<void>;
}

interface Line {
  readonly near: Socket;
  readonly far: Socket;
}

/** Listens on a free port of the loopback. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const lines = new Set<Line>();
  let isCut = false;
  let isPaused = false;

  const server = net.createServer((near) => {
    if (isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = net.connect(targetPort, '127.0.0.1');
    const line: Line = { near, far };
    lines.add(line);
    const end = (): void => {
      lines.delete(line);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    near.pipe(far);
    far.pipe(near);
    if (isPaused) hold(line);
  });

  function hold({ near, far }: Line): void {
    near.unpipe(far);
    far.unpipe(near);
    near.pause();
    far.pause();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    cut() {
      isCut = true;
      for (const { near } of lines) near.resetAndDestroy();
    },
    mend() {
      isCut = false;
    },
    blackHole: () => lines.forEach(hold),
    pause() {
      isPaused = true;
      lines.forEach(hold);
    },
    resume() {
      isPaused = false;
      for (const { near, far } of lines) {
        near.pipe(far);
        far.pipe(near);
      }
    },
    get connections() {
      return lines.size;
    },
    close() {
      for (const { near } of lines) near.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
