import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Clock } from '../kernel/clock.js';
import type { OutputEvent } from '../models/nova-sonic/wire.js';
import type { Session } from './session.js';
import { messages, type StreamException } from './wire/exceptions.js';
import { createFrameReader, eventTextFromPayload, frameFromEvent, frameFromException, type SignedFrame } from './wire/frames.js';

/** One frame holds at most 50 KB of text, in base64 twice, with room to spare. */
const maxFrameBytes = 1024 * 1024;
/** Output that a client leaves unread; beyond it the stream is reset. About two minutes of speech. */
const maxUnreadBytes = 16 * 1024 * 1024;
/** After our end the client may still be sending: so long until the stream is closed under it. */
const lingerMs = 1000;

export interface BedrockStreamDeps {
  readonly clock: Clock;
  /** False ends the stream: the signature does not fit. */
  readonly verify: (frame: SignedFrame) => boolean;
  readonly createSession: (wire: {
    readonly send: (event: OutputEvent) => void;
    readonly end: (exception: StreamException | null) => void;
  }) => Session;
  /** Called once, when nothing of the stream is left. */
  readonly onClose: () => void;
}

/** Carries the frames of one HTTP/2 stream to and from its session. Answers 200 at once. */
export function serveBedrockStream(stream: ServerHttp2Stream, requestId: string, deps: BedrockStreamDeps): void {
  const reader = createFrameReader({ maxFrameBytes });
  let ended = false;
  let lingering: { cancel(): void } | null = null;

  const session = deps.createSession({
    send(event) {
      if (ended || stream.destroyed) return;
      stream.write(frameFromEvent(event));
      if (stream.writableLength > maxUnreadBytes) stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    },
    end(exception) {
      if (ended || stream.destroyed) return;
      ended = true;
      if (exception !== null) stream.write(frameFromException(exception));
      stream.end();
      lingering = deps.clock.setTimer(lingerMs, () => stream.close(constants.NGHTTP2_NO_ERROR));
    },
  });

  const take = (frame: SignedFrame): void => {
    if (ended) return;
    if (!deps.verify(frame)) return session.fail({ type: 'invalidSignatureException', message: messages.signature });
    if (frame.payload.length > 0) session.receive(eventTextFromPayload(frame.payload));
  };

  stream.on('data', (bytes: Buffer) => {
    // What comes after the end is read and dropped, so that the client is not stopped in the middle of a write.
    if (ended) return;
    const read = reader.push(bytes, take);
    if (!read.ok) session.fail({ type: 'validationException', message: messages.invalidInput });
  });
  stream.on('end', () => session.inputEnded());
  // A reset by the client: 'close' follows and cleans up.
  stream.on('error', () => undefined);
  stream.on('close', () => {
    lingering?.cancel();
    session.close();
    deps.onClose();
  });
  stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': requestId });
}
