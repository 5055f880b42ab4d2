import { io, type Socket } from 'socket.io-client';
import type { ClientEventName, ClientEvents, Envelope, ServerEventName, ServerEvents } from '../../src/transports/dialects/voiceter/wire.js';

type Received = { [N in ServerEventName]: Envelope<N> }[ServerEventName];

/** A participant's client in a test: the voiceter dialect over a real socket. Every wait has a deadline and names what it waited for. */
export interface VoiceCaller {
  readonly socket: Socket;
  readonly sessionId: string;
  /** Place of the last numbered event. */
  readonly position: { readonly run: string; readonly seq: number };
  /** Everything received so far, audio left out. */
  readonly received: readonly Received[];
  /** Bytes of the agent's speech received so far, by epoch. */
  readonly audioBytes: ReadonlyMap<number, number>;
  send<N extends ClientEventName>(event: N, data: ClientEvents[N]): void;
  /** Sends anything, for hostile clients. */
  sendRaw(event: string, ...data: unknown[]): void;
  /** The next event of this name that was not waited for yet. */
  next<N extends ServerEventName>(event: N, fits?: (data: ServerEvents[N]) => boolean): Promise<ServerEvents[N]>;
  close(): void;
}

export async function connectCaller(url: string, options: { readonly sessionId?: string; readonly after?: { readonly run: string; readonly seq: number }; readonly timeoutMs?: number; readonly listens?: boolean } = {}): Promise<VoiceCaller> {
  const timeoutMs = options.timeoutMs ?? 20_000;
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...(options.sessionId === undefined ? {} : { query: { sessionId: options.sessionId, ...(options.after === undefined ? {} : { run: options.after.run, after: String(options.after.seq) }) } }) });
  const received: Received[] = [];
  const taken = new Set<Received>();
  const audioBytes = new Map<number, number>();
  const waiting = new Set<() => void>();
  let sessionId = '';
  let position = { run: '', seq: 0 };

  socket.onAny((event: string, envelope: Received) => {
    if (event === 'audio:chunk' && envelope.event === 'audio:chunk') {
      const { audioData, epoch } = envelope.data;
      const bytes = typeof audioData === 'string' ? Buffer.byteLength(audioData, 'base64') : audioData.byteLength;
      audioBytes.set(epoch, (audioBytes.get(epoch) ?? 0) + bytes);
    } else {
      received.push(envelope);
    }
    if (envelope.run !== undefined && envelope.seq !== undefined) position = { run: envelope.run, seq: envelope.seq };
    if (envelope.event === 'session:assigned') sessionId = envelope.sessionId;
    // A listener with no patience: everything is heard the moment it has arrived. `listens`: somebody else reports what is heard.
    if (envelope.event === 'audio:end' && options.listens !== true) {
      const { epoch } = envelope.data;
      socket.emit('playback:progress', { epoch, playedSamples: (audioBytes.get(epoch) ?? 0) / 2 });
    }
    for (const look of [...waiting]) look();
  });

  const caller: VoiceCaller = {
    socket,
    get sessionId() {
      return sessionId;
    },
    get position() {
      return position;
    },
    received,
    audioBytes,
    send: (event, data) => void socket.emit(event, data),
    sendRaw: (event, ...data) => void socket.emit(event, ...data),
    next: (event, fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          for (const envelope of received) {
            if (envelope.event !== event || taken.has(envelope)) continue;
            const data = envelope.data as ServerEvents[typeof event];
            if (fits !== undefined && !fits(data)) continue;
            taken.add(envelope);
            waiting.delete(look);
            clearTimeout(deadline);
            return resolve(data);
          }
        };
        const deadline = setTimeout(() => {
          waiting.delete(look);
          const names = received.map((envelope) => (envelope.event === 'error' ? `error ${envelope.data.errorCode}` : envelope.event));
          reject(new Error(`no ${event} within ${timeoutMs} ms; received: ${names.join(', ')}`));
        }, timeoutMs);
        waiting.add(look);
        look();
      }),
    close: () => void socket.disconnect(),
  };
  await caller.next('session:assigned');
  return caller;
}
