import { io, type Socket } from 'socket.io-client';
import { createInbox, type Inbox } from './inbox.js';
import { openMicrophone, type OpenMicrophone } from './open-microphone.js';

export interface SandraEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A browser client of source 004, written from docs/protocols/sandra.md. */
export interface SandraClient {
  readonly socket: Socket;
  readonly inbox: Inbox<SandraEvent>;
  /** Sends 4096 samples at 44.1 kHz as a list of numbers, between `audio:stream` and `audio:end`. */
  readonly microphone: OpenMicrophone;
  emit(event: string, data?: unknown): void;
  /** Authenticates, and starts a call. Resolves with its id. */
  call(userId?: string): Promise<string>;
  next(name: string, fits?: (data: SandraEvent['data']) => boolean): Promise<SandraEvent['data']>;
  says(words: string): Promise<SandraEvent>;
  close(): void;
}

export async function connectSandra(url: string, query: Record<string, string> = {}): Promise<SandraClient> {
  const socket = io(`${url}/sandra`, { transports: ['websocket', 'polling'], reconnection: false, forceNew: true, query });
  const inbox = createInbox<SandraEvent>(({ name, data }) => `${name} ${JSON.stringify(data['message'] ?? data['text'] ?? '').slice(0, 40)}`);
  socket.onAny((name: string, data: Record<string, unknown> = {}) => inbox.put({ name, data }));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  let isStreaming = false;
  let sequence = 0;
  socket.onAnyOutgoing((name: string) => {
    if (name === 'audio:stream') isStreaming = true;
    if (name === 'audio:end') isStreaming = false;
  });
  const microphone = openMicrophone(
    (frame) => {
      if (!isStreaming) return;
      socket.emit('audio:chunk', { chunk: Array.from(frame), sequence, timestamp: Date.now() });
      sequence += 1;
    },
    { rateHz: 44_100, frameSamples: 4096 },
  );
  const next = async (name: string, fits: (data: SandraEvent['data']) => boolean = () => true): Promise<SandraEvent['data']> => (await inbox.next(name, (event) => event.name === name && fits(event.data))).data;
  return {
    socket,
    inbox,
    microphone,
    emit(event, data) {
      socket.emit(event, ...(data === undefined ? [] : [data]));
    },
    async call(userId = 'guest-7') {
      socket.emit('authenticate', { userId, token: null, timestamp: Date.now() });
      await next('authenticated');
      socket.emit('call:start', { timestamp: Date.now() });
      return String((await next('call:started'))['sessionId']);
    },
    next,
    says: (words) => inbox.next(`"${words}"`, ({ name, data }) => name === 'sandra:response' && String(data['message']).includes(words)),
    close() {
      microphone.stop();
      socket.disconnect();
    },
  };
}
