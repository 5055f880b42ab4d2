import { z } from 'zod';

/*
 * A spool is what happened in a call, in the order in which it happened: records of a header and a payload. Where each sound
 * belongs is decided when the recording is made, with the knowledge of what came after.
 *
 *   byte 0      0xA7
 *   byte 1      kind
 *   byte 4..7   value: the epoch; flags of the end; else 0 (u32)
 *   byte 8..11  bytes of payload that follow (u32)
 *   byte 12..19 milliseconds since the beginning (f64)
 */

export const recordHeaderBytes = 20;
/** A longer payload is none of ours. A client's longest message is far below. */
export const maxPayloadBytes = 1_048_576;

/**
 * start: the payload is {@link spoolStart} as JSON. participant, agent: the payload is PCM. played: the payload is the number
 * of samples (u32). lost: from here back to the record before, something could not be written. end: the call was over, and its
 * recording may be kept.
 */
export const recordKinds = { start: 1, participant: 2, agent: 3, played: 4, cut: 5, lost: 6, end: 7 } as const;
export type RecordKind = keyof typeof recordKinds;

const kindsByNumber = new Map<number, RecordKind>(Object.entries(recordKinds).map(([name, number]) => [number, z.enum(['start', 'participant', 'agent', 'played', 'cut', 'lost', 'end']).parse(name)]));

const sampleRate = z.union([z.literal(8000), z.literal(16000), z.literal(24000)]);

/** What a recording is of. */
export const spoolStart = z.object({
  version: z.literal(1),
  sessionId: z.string().min(1),
  /** Wall clock, ISO 8601 with milliseconds: names the file. */
  startedAt: z.iso.datetime(),
  inputSampleRateHz: sampleRate,
  outputSampleRateHz: sampleRate,
});
export type SpoolStart = Readonly<z.infer<typeof spoolStart>>;

export interface RecordHeader {
  readonly kind: RecordKind;
  readonly value: number;
  readonly payloadBytes: number;
  readonly atMs: number;
}

export function writeRecordHeader(target: Buffer, offset: number, header: RecordHeader): void {
  target.writeUInt32LE(0xa7 | (recordKinds[header.kind] << 8), offset);
  target.writeUInt32LE(header.value >>> 0, offset + 4);
  target.writeUInt32LE(header.payloadBytes, offset + 8);
  target.writeDoubleLE(header.atMs, offset + 12);
}

/** Null: these bytes are no record; the spool ends before them. */
export function readRecordHeader(source: Buffer, offset: number): RecordHeader | null {
  const kind = kindsByNumber.get(source.readUInt8(offset + 1));
  const header = { value: source.readUInt32LE(offset + 4), payloadBytes: source.readUInt32LE(offset + 8), atMs: source.readDoubleLE(offset + 12) };
  if (source.readUInt8(offset) !== 0xa7 || kind === undefined || header.payloadBytes > maxPayloadBytes || !(header.atMs >= 0)) return null;
  return { kind, ...header };
}
