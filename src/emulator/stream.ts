import type { ServerHttp2Stream } from 'node:http2';
import type { Clock } from '../kernel/clock.js';
import type { OutputEvent } from '../models/nova-sonic/wire.js';
import type { StreamFaults } from './faults/stream-faults.js';
import { receivedEventFromText } from './input/input-events.js';
import type { Session } from './session.js';
import type { StreamRecord } from './stream-roll.js';
import { createDownlink } from './wire/downlink.js';
import { messages, type StreamException } from './wire/exceptions.js';
import { createFrameReader, eventTextFromPayload, type SignedFrame } from './wire/frames.js';

/** One frame holds at most 50 KB of text, in base64 twice, with room to spare. */
const maxFrameBytes = 1024 * 1024;

export interface BedrockStreamDeps {
  /** The machine's own clock: the network is not hurried. */
  readonly clock: Clock;
  /** False ends the stream: the signature does not fit. */
  readonly verify: (frame: SignedFrame) => boolean;
  readonly createSession: (wire: {
    readonly send: (event: OutputEvent) => void;
    readonly end: (exception: StreamException | null) => void;
  }) => Session;
  /** Stands between the session and the wire. */
  readonly faults: StreamFaults;
  readonly record: StreamRecord;
  /** Called once, when nothing of the stream is left. */
  readonly onClose: () => void;
}

/** Carries the frames of one HTTP/2 stream to and from its session. Answers 200 at once. */
export function serveBedrockStream(stream: ServerHttp2Stream, requestId: string, deps: BedrockStreamDeps): void {
  const { faults, record } = deps;
  const reader = createFrameReader({ maxFrameBytes });
  const downlink = createDownlink({ clock: deps.clock, stream }, { requestId });
  const session = deps.createSession({ send: faults.send, end: faults.end });

  const take = (frame: SignedFrame): void => {
    if (downlink.ended) return;
    if (!deps.verify(frame)) return session.fail({ type: 'invalidSignatureException', message: messages.signature });
    if (frame.payload.length === 0) return;
    const text = eventTextFromPayload(frame.payload);
    const event = text === null ? null : receivedEventFromText(text);
    if (event !== null) record.received(event);
    if (event === null || faults.received(event.name)) session.receive(event);
  };

  stream.on('data', (bytes: Buffer) => {
    // What comes after the end is read and dropped, so that the client is not stopped in the middle of a write.
    if (downlink.ended) return;
    const read = reader.push(bytes, take);
    if (!read.ok) session.fail({ type: 'validationException', message: messages.invalidInput });
  });
  stream.on('end', () => session.inputEnded());
  // A reset by the client: 'close' follows and cleans up.
  stream.on('error', () => undefined);
  stream.on('close', () => {
    session.close();
    faults.close();
    downlink.close();
    deps.onClose();
  });
  faults.attach(downlink);
}
