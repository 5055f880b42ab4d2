/*
 * Bedrock's event-stream frames, as cheap as can be: the model of the bench must not eat the cores that the server is measured on.
 * What comes is trusted (no checksums, no signatures: the emulator is the judge of those); what goes out is complete.
 */
import { crc32 } from 'node:zlib';

const header = (name, value) => {
  const bytes = Buffer.alloc(1 + name.length + 1 + 2 + value.length);
  bytes.writeUInt8(name.length, 0);
  bytes.write(name, 1);
  bytes.writeUInt8(7, 1 + name.length);
  bytes.writeUInt16BE(value.length, 2 + name.length);
  bytes.write(value, 4 + name.length);
  return bytes;
};
const headers = Buffer.concat([header(':event-type', 'chunk'), header(':content-type', 'application/json'), header(':message-type', 'event')]);

/** One frame around the text of an output event. */
export function frameFromText(text) {
  const body = `{"bytes":"${Buffer.from(text).toString('base64')}"}`;
  const frame = Buffer.allocUnsafe(16 + headers.length + body.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(headers.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  headers.copy(frame, 12);
  frame.write(body, 12 + headers.length, 'latin1');
  frame.writeUInt32BE(crc32(frame.subarray(0, frame.length - 4)), frame.length - 4);
  return frame;
}

export const frameFromEvent = (event) => frameFromText(JSON.stringify({ event }));

const payloadOf = (frame) => frame.subarray(12 + frame.readUInt32BE(4), frame.length - 4);

/** Cuts what comes into frames. `onText` gets the text of each input event; `onEnd` is called at the empty last frame. */
export function createFrameReader(onText, onEnd) {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readUInt32BE(0)) {
      const outer = payloadOf(rest.subarray(0, rest.readUInt32BE(0)));
      rest = rest.subarray(rest.readUInt32BE(0));
      if (outer.length === 0) onEnd();
      else onText(textFrom(payloadOf(outer)));
    }
  };
}

/** `{"bytes":"…"}` */
const textFrom = (body) => Buffer.from(body.latin1Slice(body.indexOf('"', 7) + 1, body.lastIndexOf('"')), 'base64').latin1Slice();
