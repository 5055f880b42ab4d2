import { io, type Socket } from 'socket.io-client';
import { createInbox, type Inbox } from './inbox.js';
import { openMicrophone, type OpenMicrophone } from './open-microphone.js';

export interface NovaEvent {
  readonly name: string;
  readonly body: Record<string, unknown>;
}

/** A browser client of the AWS samples, written from docs/protocols/nova-events.md. */
export interface NovaEventsClient {
  readonly socket: Socket;
  readonly inbox: Inbox<NovaEvent>;
  readonly microphone: OpenMicrophone;
  /** The next `textOutput` of the agent that is about to be spoken. */
  planned(words: string): Promise<NovaEvent>;
  next(name: string, fits?: (body: NovaEvent['body']) => boolean): Promise<NovaEvent['body']>;
  close(): void;
}

export async function connectNovaEvents(url: string, query: Record<string, string> = {}): Promise<NovaEventsClient> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, query });
  const inbox = createInbox<NovaEvent>(({ name, body }) => `${name} ${JSON.stringify(body['content'] ?? body['message'] ?? '').slice(0, 40)}`);
  // As the samples' page: planned words are those of a text content that says so.
  const speculative = new Set<unknown>();
  socket.onAny((name: string, body: Record<string, unknown> = {}) => {
    if (name === 'contentStart' && body['type'] === 'TEXT' && String(body['additionalModelFields']).includes('SPECULATIVE')) speculative.add(body['contentId']);
    inbox.put({ name, body });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const isListening = { value: false };
  const microphone = openMicrophone((frame) => isListening.value && socket.emit('audioInput', Buffer.from(frame.buffer).toString('base64')), { rateHz: 16000, frameSamples: 512 });
  socket.onAnyOutgoing((name: string) => {
    if (name === 'audioStart') isListening.value = true;
    if (name === 'stopAudio') isListening.value = false;
  });
  return {
    socket,
    inbox,
    microphone,
    planned: (words) => inbox.next(`"${words}"`, ({ name, body }) => name === 'textOutput' && speculative.has(body['contentId']) && String(body['content']).includes(words)),
    next: async (name, fits = () => true) => (await inbox.next(name, (event) => event.name === name && fits(event.body))).body,
    close() {
      microphone.stop();
      socket.disconnect();
    },
  };
}
