import { WebSocket } from 'ws';
import { createInbox, type Inbox } from './inbox.js';

export type LessonFrame = Readonly<Record<string, unknown>> & { readonly type: string };

/** A browser client of source 002, written from docs/protocols/intellilearn.md. */
export interface IntellilearnClient {
  readonly socket: WebSocket;
  readonly inbox: Inbox<LessonFrame>;
  /** The WAV files that came, and when. */
  readonly files: readonly { readonly wav: Buffer; readonly atMs: number }[];
  send(frame: object): void;
  /** Begins a session. Resolves with its id. */
  start(fields?: object): Promise<string>;
  /** Sends slices of a recording, 100 ms each, in real time. */
  record(sessionId: string, slices: readonly string[]): Promise<void>;
  next(type: string, fits?: (frame: LessonFrame) => boolean): Promise<LessonFrame>;
  says(words: string): Promise<LessonFrame>;
  /** Resolves with the code when the server has closed the socket. */
  readonly closed: Promise<number>;
  close(): void;
}

export async function connectIntellilearn(url: string): Promise<IntellilearnClient> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'));
  const inbox = createInbox<LessonFrame>((frame) => `${frame.type} ${JSON.stringify(frame['text'] ?? frame['error'] ?? '').slice(0, 40)}`);
  const files: { wav: Buffer; atMs: number }[] = [];
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as LessonFrame;
    if (typeof frame['audioBase64'] === 'string') files.push({ wav: Buffer.from(frame['audioBase64'], 'base64'), atMs: performance.now() });
    inbox.put(frame);
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const send = (frame: object): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
  };
  const next = (type: string, fits: (frame: LessonFrame) => boolean = () => true): Promise<LessonFrame> => inbox.next(type, (frame) => frame.type === type && fits(frame));
  return {
    socket,
    inbox,
    files,
    send,
    async start(fields = {}) {
      send({ type: 'initialize_session', authToken: 'token', courseId: 'algebra-1', studentId: 'student_001', promptName: 'lesson_7_prompt', audioContentName: 'lesson_7_audio', ...fields });
      const { sessionId } = await next('session_initialized');
      await next('nova_session_ready');
      return String(sessionId);
    },
    async record(sessionId, slices) {
      const startedMs = performance.now();
      for (const [n, audioData] of slices.entries()) {
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, startedMs + n * 100 - performance.now())));
        send({ type: 'audio_input', sessionId, audioData, isEndOfUtterance: false });
      }
    },
    next,
    says: (words) => inbox.next(`"${words}"`, (frame) => frame.type === 'text_response' && String(frame['text']).includes(words)),
    closed,
    close: () => socket.terminate(),
  };
}
