import { io } from 'socket.io-client';
import type { ClientEventName, ClientEvents } from '../../../src/transports/dialects/voiceter/wire.js';
import { serverEventFrom, type ServerEvent } from './server-event.js';

/** `lost`: the server does not know the session any more; it cannot be taken up again. */
export type Link = 'connecting' | 'up' | 'down' | 'lost';

/** The `voiceter` dialect in a browser: one session over one socket that repairs itself. Knows nothing of sound or of pages. */
export interface VoiceClient {
  /** Given by the server when the connection stands. */
  readonly sessionId: string | null;
  readonly link: Link;
  /** Begins the session; goes out as soon as the connection stands. Call it once. */
  start(data: ClientEvents['session:start']): void;
  /** Sends a control event. While disconnected it waits, in order. */
  send<N extends Exclude<ClientEventName, 'session:start' | 'audio:chunk'>>(event: N, data: ClientEvents[N]): void;
  /** Sends a microphone frame. While disconnected the newest few seconds wait; older sound is dropped. */
  sendAudio(pcm: ArrayBuffer): void;
  close(): void;
}

export interface VoiceClientDeps {
  readonly onEvent: (event: ServerEvent) => void;
  readonly onLink: (link: Link) => void;
}

export interface VoiceClientOptions {
  /** Default: the page's own origin. */
  readonly url?: string;
  readonly connectTimeoutMs?: number;
  /** How much microphone sound waits for the connection. The server keeps what comes before the model listens. */
  readonly maxHeldFrames?: number;
}

/** Packets that may wait inside the socket (a slow uplink); sound beyond is dropped, control events never. */
const MAX_PACKETS_WAITING = 150;

/** Connects at once. */
export function createVoiceClient({ onEvent, onLink }: VoiceClientDeps, options: VoiceClientOptions = {}): VoiceClient {
  const { url, connectTimeoutMs = 10_000, maxHeldFrames = 160 } = options;
  const query: Record<string, string> = {};
  const socketOptions = {
    transports: ['websocket'],
    query,
    timeout: connectTimeoutMs,
    reconnectionDelay: 300,
    reconnectionDelayMax: 4000,
    forceNew: true,
  };
  const socket = url === undefined ? io(socketOptions) : io(url, socketOptions);

  let sessionId: string | null = null;
  let link: Link = 'connecting';
  let startData: ClientEvents['session:start'] | null = null;
  let started = false;
  let sequenceNumber = 0;
  let held: ArrayBuffer[] = [];

  function setLink(next: Link): void {
    if (link === next) return;
    link = next;
    onLink(next);
  }

  function emitAudio(pcm: ArrayBuffer): void {
    if (socket.io.engine.writeBuffer.length > MAX_PACKETS_WAITING) return;
    socket.emit('audio:chunk', { audioData: pcm, sequenceNumber });
    sequenceNumber += 1;
  }

  function startIfPossible(): void {
    if (link !== 'up' || startData === null) return;
    if (!started) {
      started = true;
      socket.emit('session:start', startData);
    }
    const frames = held;
    held = [];
    for (const pcm of frames) emitAudio(pcm);
  }

  function assigned(id: string, reconnected: boolean): void {
    if (started && !reconnected) {
      setLink('lost');
      socket.disconnect();
      return;
    }
    sessionId = id;
    query['sessionId'] = id;
    setLink('up');
    startIfPossible();
  }

  socket.onAny((name: string, envelope: unknown) => {
    const event = serverEventFrom(name, envelope);
    if (event === null) return;
    if (event.name === 'session:assigned') assigned(event.data.sessionId, event.data.reconnected);
    onEvent(event);
  });
  socket.on('disconnect', (reason) => {
    if (link === 'lost' || reason === 'io client disconnect') return;
    setLink('down');
    // Socket.IO itself does not come back when the server closed the socket; we do, unless the session is over.
    if (reason === 'io server disconnect') socket.connect();
  });
  socket.on('connect_error', () => setLink('down'));

  return {
    get sessionId() {
      return sessionId;
    },
    get link() {
      return link;
    },
    start(data) {
      startData = data;
      startIfPossible();
    },
    send(event, data) {
      if (event === 'playback:progress' && link !== 'up') return;
      socket.emit(event, data);
    },
    sendAudio(pcm) {
      if (link === 'up' && started) {
        emitAudio(pcm);
        return;
      }
      held.push(pcm);
      if (held.length > maxHeldFrames) held.shift();
    },
    close() {
      held = [];
      socket.offAny();
      socket.disconnect();
    },
  };
}
