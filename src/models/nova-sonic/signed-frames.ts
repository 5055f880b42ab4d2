import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What the signatures of a stream's events are made with. */
export interface FrameSigning {
  readonly secretAccessKey: string;
  readonly region: string;
  /** Such as `bedrock`: as in the scope of the request's own signature. */
  readonly service: string;
  /** Signature of the request, hex: where the chain begins. */
  readonly seed: string;
}

/** Frames the events of one stream, in order: each signature covers the one before. */
export interface FrameSigner {
  /** One input event. @param event its JSON, as bytes. @param wallMs Unix time in ms, now */
  frame(event: Uint8Array, wallMs: number): Uint8Array;
  /** The empty frame that ends a signed stream. */
  lastFrame(wallMs: number): Uint8Array;
}

const preludeBytes = 12;
const checksumBytes = 4;
const stringHeader = (name: string, value: string): Buffer =>
  Buffer.concat([Buffer.of(name.length), Buffer.from(name), Buffer.of(7, value.length >> 8, value.length & 255), Buffer.from(value)]);

/** An input event is always a `chunk` of JSON. */
const innerHeaders = Buffer.concat([stringHeader(':event-type', 'chunk'), stringHeader(':message-type', 'event'), stringHeader(':content-type', 'application/json')]);
const bodyHead = '{"bytes":"';
const bodyTail = '"}';
/** `:date`, a timestamp of 8 bytes; `:chunk-signature`, binary of 32 bytes. */
const dateName = Buffer.concat([Buffer.of(5), Buffer.from(':date'), Buffer.of(8)]);
const dateBytes = dateName.length + 8;
const signatureName = Buffer.concat([Buffer.of(16), Buffer.from(':chunk-signature'), Buffer.of(6, 0, 32)]);
const outerHeaderBytes = dateBytes + signatureName.length + 32;

/** Writes lengths and checksums around headers and payload that are in place. */
function seal(frame: Buffer, headerBytes: number): void {
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(headerBytes, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  frame.writeUInt32BE(crc32(frame.subarray(0, frame.length - checksumBytes)), frame.length - checksumBytes);
}

/**
 * The SDK's own framing takes a dozen promises and five copies for each event; with 31 events a second from everybody who talks,
 * that was half of what a conversation cost. Here an event is written once, into the buffer that goes to the socket. The bytes are
 * the same, which `test/unit/models/nova-sonic/signed-frames.test.ts` shows with the published codec.
 */
export function createFrameSigner(signing: FrameSigning): FrameSigner {
  const { region, service } = signing;
  let prior = signing.seed;
  let keyDay = '';
  let scope = '';
  let key: KeyObject | null = null;
  let second = NaN;
  let longDate = '';

  const keyOf = (day: string): KeyObject => {
    if (key === null || day !== keyDay) {
      keyDay = day;
      scope = `${day}/${region}/${service}/aws4_request`;
      key = createSecretKey([day, region, service, 'aws4_request'].reduce((from, part) => createHmac('sha256', from).update(part).digest(), Buffer.from(`AWS4${signing.secretAccessKey}`)));
    }
    return key;
  };

  /** Puts date and signature before the payload, which is in place. */
  function sign(frame: Buffer, wallMs: number): Uint8Array {
    // The date of the wire has milliseconds, the date that is signed has seconds.
    if (Math.floor(wallMs / 1000) !== second) {
      second = Math.floor(wallMs / 1000);
      longDate = `${new Date(wallMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    }
    const signingKey = keyOf(longDate.slice(0, 8));
    dateName.copy(frame, preludeBytes);
    frame.writeBigInt64BE(BigInt(Math.trunc(wallMs)), preludeBytes + dateName.length);
    const date = frame.subarray(preludeBytes, preludeBytes + dateBytes);
    const payload = frame.subarray(preludeBytes + outerHeaderBytes, frame.length - checksumBytes);
    const toSign = `AWS4-HMAC-SHA256-PAYLOAD\n${longDate}\n${scope}\n${prior}\n${hash('sha256', date)}\n${hash('sha256', payload)}`;
    const signature = createHmac('sha256', signingKey).update(toSign).digest();
    prior = signature.toString('hex');
    signatureName.copy(frame, preludeBytes + dateBytes);
    signature.copy(frame, preludeBytes + dateBytes + signatureName.length);
    seal(frame, outerHeaderBytes);
    return frame;
  }

  return {
    frame(event, wallMs) {
      const base64 = Buffer.from(event.buffer, event.byteOffset, event.byteLength).toString('base64');
      const innerBytes = preludeBytes + innerHeaders.length + bodyHead.length + base64.length + bodyTail.length + checksumBytes;
      const frame = Buffer.allocUnsafe(preludeBytes + outerHeaderBytes + innerBytes + checksumBytes);
      const inner = frame.subarray(preludeBytes + outerHeaderBytes, frame.length - checksumBytes);
      innerHeaders.copy(inner, preludeBytes);
      inner.write(bodyHead + base64 + bodyTail, preludeBytes + innerHeaders.length, 'latin1');
      seal(inner, innerHeaders.length);
      return sign(frame, wallMs);
    },
    lastFrame: (wallMs) => sign(Buffer.allocUnsafe(preludeBytes + outerHeaderBytes + checksumBytes), wallMs),
  };
}
