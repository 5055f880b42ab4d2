import { EventStreamCodec, type Message } from '@smithy/core/event-streams';
import { jsonObjectFromText, type JsonObject } from '../../kernel/json.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { OutputEvent } from '../../models/nova-sonic/wire.js';
import type { StreamException } from './exceptions.js';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

const textHeader = (value: string): { type: 'string'; value: string } => ({ type: 'string', value });

/** What the client signed: one outer frame. */
export interface SignedFrame {
  readonly date: Date | null;
  readonly signature: Uint8Array | null;
  /** The encoded inner frame; empty in the last frame of a stream. */
  readonly payload: Uint8Array;
}

export type FrameFault = 'too_large' | 'malformed';

/** Cuts a byte stream into frames; holds at most one unfinished frame of `maxFrameBytes`. */
export interface FrameReader {
  /** Calls `onFrame` for each complete frame; stops at the first fault, after which the stream cannot be read on. */
  push(bytes: Buffer, onFrame: (frame: SignedFrame) => void): Result<null, FrameFault>;
}

const leastFrameBytes = 16;

export function createFrameReader(options: { readonly maxFrameBytes: number }): FrameReader {
  let pending: Buffer = Buffer.alloc(0);
  return {
    push(bytes, onFrame) {
      let rest: Buffer = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      while (rest.length >= 4) {
        const frameBytes = rest.readUInt32BE(0);
        if (frameBytes > options.maxFrameBytes) return refuse('too_large');
        if (frameBytes < leastFrameBytes) return refuse('malformed');
        if (rest.length < frameBytes) break;
        const message = decoded(rest.subarray(0, frameBytes));
        if (message === null) return refuse('malformed');
        rest = rest.subarray(frameBytes);
        onFrame(signedFrameFrom(message));
      }
      pending = Buffer.from(rest);
      return ok(null);
    },
  };
}

/** The text of the client's event out of an inner frame; `null` when it is not one chunk of JSON with base64 bytes. */
export function eventTextFromPayload(payload: Uint8Array): string | null {
  const message = decoded(payload);
  if (message === null || message.headers[':event-type']?.value !== 'chunk') return null;
  const bytes = jsonObjectFromText(Buffer.from(message.body).toString('utf8'))?.['bytes'];
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64').toString('utf8') : null;
}

/** An output event as Bedrock frames it: one layer, not signed. */
export const frameFromEvent = (event: OutputEvent): Buffer => {
  const bytes = Buffer.from(JSON.stringify({ event })).toString('base64');
  return encoded(
    { ':event-type': textHeader('chunk'), ':content-type': textHeader('application/json'), ':message-type': textHeader('event') },
    { bytes },
  );
};

export const frameFromException = (exception: StreamException): Buffer =>
  encoded(
    {
      ':exception-type': textHeader(exception.type),
      ':content-type': textHeader('application/json'),
      ':message-type': textHeader('exception'),
    },
    { message: exception.message },
  );

/** The bytes over which a frame's date is signed. */
export const dateHeaderBytes = (date: Date): Uint8Array => codec.formatHeaders({ ':date': { type: 'timestamp', value: date } });

const encoded = (headers: Message['headers'], body: JsonObject): Buffer =>
  Buffer.from(codec.encode({ headers, body: Buffer.from(JSON.stringify(body)) }));

function decoded(bytes: Uint8Array): Message | null {
  try {
    return codec.decode(bytes);
  } catch {
    return null;
  }
}

function signedFrameFrom(message: Message): SignedFrame {
  const date = message.headers[':date'];
  const signature = message.headers[':chunk-signature'];
  return {
    date: date?.type === 'timestamp' ? date.value : null,
    signature: signature?.type === 'binary' ? signature.value : null,
    payload: message.body,
  };
}
