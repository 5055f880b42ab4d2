import type { FileHandle } from 'node:fs/promises';
import { samplesFromBytes } from '../../audio/pcm.js';
import type { PlacedSound } from '../../audio/placed-sound.js';
import { readRecordHeader, recordHeaderBytes, type RecordHeader } from './spool-format.js';

export interface SpoolRecord extends RecordHeader {
  /** Where the payload begins in the file. */
  readonly payloadAt: number;
  /** The payload of `start` and `played`; of others it is empty, whatever stands in the file. */
  readonly payload: Buffer;
}

const blockBytes = 262_144;
const smallKinds = new Set(['start', 'played']);

/** The records of a spool, in order, up to its end or to where it was torn off. Holds one block of the file at a time. */
export async function* spoolRecords(handle: FileHandle): AsyncGenerator<SpoolRecord> {
  const { size } = await handle.stat();
  let block: Buffer = Buffer.alloc(0);
  let blockAt = 0;
  const bytesAt = async (position: number, length: number): Promise<Buffer | null> => {
    if (position + length > size) return null;
    if (position < blockAt || position + length > blockAt + block.length) {
      block = await readBlock(handle, position, Math.max(blockBytes, length));
      blockAt = position;
    }
    return position + length > blockAt + block.length ? null : block.subarray(position - blockAt, position - blockAt + length);
  };
  for (let position = 0; ; ) {
    const bytes = await bytesAt(position, recordHeaderBytes);
    const header = bytes === null ? null : readRecordHeader(bytes, 0);
    if (header === null) return;
    const payloadAt = position + recordHeaderBytes;
    position = payloadAt + header.payloadBytes;
    if (position > size) return;
    const payload = smallKinds.has(header.kind) ? await bytesAt(payloadAt, header.payloadBytes) : Buffer.alloc(0);
    if (payload === null) return;
    yield { ...header, payloadAt, payload };
  }
}

/** Reads placed sounds whose places in the file rise: one block at a time. What the file does not hold is silence. */
export function createSoundReader(handle: FileHandle): (sound: PlacedSound) => Promise<Int16Array> {
  let block: Buffer = Buffer.alloc(0);
  let blockAt = 0;
  return async ({ from, samples }) => {
    const length = samples * 2;
    if (from < blockAt || from + length > blockAt + block.length) {
      block = await readBlock(handle, from, Math.max(blockBytes, length));
      blockAt = from;
    }
    const found = samplesFromBytes(block.subarray(from - blockAt, from - blockAt + length));
    if (found.length === samples) return found;
    const whole = new Int16Array(samples);
    whole.set(found);
    return whole;
  };
}

async function readBlock(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const block = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(block, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return block.subarray(0, filled);
}
