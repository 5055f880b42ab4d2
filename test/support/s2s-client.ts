import { WebSocket } from 'ws';
import { createInbox, type Inbox } from './inbox.js';
import { openMicrophone, type OpenMicrophone } from './open-microphone.js';

export interface S2sFrame {
  readonly name: string;
  readonly body: Record<string, unknown>;
  readonly timestamp: number;
}

/** A browser client of source 001 and the AWS workshops, written from docs/protocols/s2s-frames.md. */
export interface S2sClient {
  readonly socket: WebSocket;
  readonly inbox: Inbox<S2sFrame>;
  readonly microphone: OpenMicrophone;
  event(name: string, body: object): void;
  /** All that comes before the sound, and its beginning. */
  start(options?: { readonly voiceId?: string; readonly prompt?: string; readonly endpointingSensitivity?: string }): void;
  /** `contentEnd`, `promptEnd`, `sessionEnd`. */
  stop(): void;
  type(text: string): void;
  planned(words: string): Promise<S2sFrame>;
  next(name: string, fits?: (body: S2sFrame['body']) => boolean): Promise<S2sFrame['body']>;
  /** Resolves with the code when the server has closed the socket. */
  readonly closed: Promise<number>;
  close(): void;
}

export async function connectS2s(url: string): Promise<S2sClient> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'));
  const inbox = createInbox<S2sFrame>(({ name, body }) => `${name} ${JSON.stringify(body['content'] ?? body['message'] ?? '').slice(0, 40)}`);
  const speculative = new Set<unknown>();
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as { event: Record<string, Record<string, unknown>>; timestamp: number };
    // The React clients throw on a frame without it.
    const [[name, body] = ['no event', {}]] = Object.entries(frame.event);
    if (name === 'contentStart' && String(body['additionalModelFields']).includes('SPECULATIVE')) speculative.add(body['contentId']);
    inbox.put({ name, body, timestamp: frame.timestamp });
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  let prompts = 0;
  let isListening = false;
  const promptName = (): string => `prompt-${prompts}`;
  const event = (name: string, body: object): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ event: { [name]: body } }));
  };
  // 342 bytes, as a page at 48 kHz sends them.
  const microphone = openMicrophone((frame) => isListening && event('audioInput', { promptName: promptName(), contentName: 'audio', content: Buffer.from(frame.buffer).toString('base64') }), { rateHz: 16000, frameSamples: 171 });
  // The pages say `interactive: true` of every text, system prompt and history too.
  const text = (contentName: string, role: string, content: string): void => {
    event('contentStart', { promptName: promptName(), contentName, type: 'TEXT', interactive: true, role, textInputConfiguration: { mediaType: 'text/plain' } });
    event('textInput', { promptName: promptName(), contentName, content });
    event('contentEnd', { promptName: promptName(), contentName });
  };
  return {
    socket,
    inbox,
    microphone,
    event,
    start({ voiceId = 'matthew', prompt = 'You are a friend.', endpointingSensitivity } = {}) {
      prompts += 1;
      event('sessionStart', { inferenceConfiguration: { maxTokens: 1024, topP: 0.95, temperature: 0.7 }, ...(endpointingSensitivity === undefined ? {} : { turnDetectionConfiguration: { endpointingSensitivity } }) });
      const toolConfiguration = { tools: [{ toolSpec: { name: 'getKbTool', description: 'injected', inputSchema: { json: '{"type":"object"}' } } }] };
      event('promptStart', { promptName: promptName(), textOutputConfiguration: { mediaType: 'text/plain' }, audioOutputConfiguration: { mediaType: 'audio/lpcm', sampleRateHertz: 24000, voiceId, encoding: 'base64', audioType: 'SPEECH' }, toolConfiguration });
      text('system', 'SYSTEM', prompt);
      text('before-1', 'USER', 'We have met.');
      text('before-2', 'ASSISTANT', 'So we have.');
      event('contentStart', { promptName: promptName(), contentName: 'audio', type: 'AUDIO', interactive: true, role: 'USER', audioInputConfiguration: { mediaType: 'audio/lpcm', sampleRateHertz: 16000, encoding: 'base64' } });
      isListening = true;
    },
    stop() {
      isListening = false;
      event('contentEnd', { promptName: promptName(), contentName: 'audio' });
      event('promptEnd', { promptName: promptName() });
      event('sessionEnd', {});
    },
    type: (content) => text(`typed-${inbox.received.length}`, 'USER', content),
    planned: (words) => inbox.next(`"${words}"`, ({ name, body }) => name === 'textOutput' && speculative.has(body['contentId']) && String(body['content']).includes(words)),
    next: async (name, fits = () => true) => (await inbox.next(name, (frame) => frame.name === name && fits(frame.body))).body,
    closed,
    close() {
      microphone.stop();
      socket.terminate();
    },
  };
}
