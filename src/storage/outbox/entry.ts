import { z } from 'zod';
import { responseInput } from '../responses.js';
import { sessionPatch, sessionRow } from '../sessions.js';
import { transcriptInput } from '../transcripts.js';

const entrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), answer: responseInput }),
  z.object({ kind: z.literal('transcript'), line: transcriptInput.extend({ entryId: z.string(), saidAtMs: z.number() }) }),
  z.object({ kind: z.literal('begin'), row: sessionRow }),
  z.object({ kind: z.literal('end'), sessionId: z.string().min(1), patch: sessionPatch }),
  z.object({ kind: z.literal('erase'), sessionId: z.string().min(1) }),
]);

/** One write that the database has not acknowledged yet. */
export type Entry = Readonly<z.infer<typeof entrySchema>>;

const id = z.number().int().positive();
const recordSchema = z.union([z.object({ id, put: entrySchema }), z.object({ id, done: z.literal(true) }), z.object({ probe: z.literal(true) })]);

/** What one frame of the log says: an entry came in, or is settled; or nothing but that the disk could be written. */
export type LogRecord = Readonly<z.infer<typeof recordSchema>>;

/**
 * The text of a record. An entry is checked, so that what is written can be read again.
 *
 * @throws ZodError for an entry that does not fit: a bug of the caller
 */
export const textFromRecord = (record: LogRecord): string => JSON.stringify(recordSchema.parse(record));

/** The record of a frame; null for one that this program cannot read. */
export function recordFromText(text: string): LogRecord | null {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Whose entry it is: order is kept within a session. */
export function sessionOf(entry: Entry): string {
  if (entry.kind === 'answer') return entry.answer.sessionId;
  if (entry.kind === 'transcript') return entry.line.sessionId;
  return entry.kind === 'begin' ? entry.row.sessionId : entry.sessionId;
}
