import { crc32 } from 'node:zlib';

/*
 * A frame: 4 bytes that never occur in UTF-8 text, so that the next frame can be found behind a damaged one; the length of the
 * payload (4 bytes, big endian); the CRC32 of length and payload (4 bytes); the payload, UTF-8.
 */
const mark = Buffer.from([0xff, 0x56, 0x6f, 0xfe]);
const headerBytes = 12;

/** Longest payload: no entry of ours comes near it, so a length above it is damage. */
export const maxPayloadBytes = 1024 * 1024;

export interface FoundFrames {
  readonly payloads: readonly string[];
  /** Pieces between whole frames that are no frame. */
  readonly damaged: readonly Buffer[];
  /** Where the last whole frame ends. What follows was being written when its writer died. */
  readonly wholeBytes: number;
}

export function frameFromText(text: string): Buffer {
  const payload = Buffer.from(text, 'utf8');
  if (payload.length > maxPayloadBytes) throw new RangeError(`a payload of ${payload.length} bytes; at most ${maxPayloadBytes} fit into a frame`);
  const header = Buffer.alloc(headerBytes);
  mark.copy(header);
  header.writeUInt32BE(payload.length, 4);
  header.writeUInt32BE(checksum(header.subarray(4, 8), payload), 8);
  return Buffer.concat([header, payload]);
}

const checksum = (length: Buffer, payload: Buffer): number => crc32(payload, crc32(length));

/** Every whole frame of a log, wherever it was cut or damaged. */
export function framesIn(bytes: Buffer): FoundFrames {
  const payloads: string[] = [];
  const damaged: Buffer[] = [];
  let wholeBytes = 0;
  for (let offset = 0; offset !== -1; ) {
    const payload = payloadAt(bytes, offset);
    if (payload === null) {
      offset = bytes.indexOf(mark, offset + 1);
      continue;
    }
    if (offset > wholeBytes) damaged.push(bytes.subarray(wholeBytes, offset));
    payloads.push(payload.toString('utf8'));
    offset += headerBytes + payload.length;
    wholeBytes = offset;
  }
  return { payloads, damaged, wholeBytes };
}

/** Null: no whole frame begins here. */
function payloadAt(bytes: Buffer, offset: number): Buffer | null {
  if (offset + headerBytes > bytes.length || bytes.compare(mark, 0, mark.length, offset, offset + mark.length) !== 0) return null;
  const length = bytes.readUInt32BE(offset + 4);
  const end = offset + headerBytes + length;
  if (length > maxPayloadBytes || end > bytes.length) return null;
  const payload = bytes.subarray(offset + headerBytes, end);
  return bytes.readUInt32BE(offset + 8) === checksum(bytes.subarray(offset + 4, offset + 8), payload) ? payload : null;
}
