import type { ExportedInterview } from './exported-interview.js';

/** Writes one table of interviews as text, a piece at a time: what was written is not kept. */
export interface RowWriter {
  /** Comes first; may be empty. */
  head(): string;
  row(interview: ExportedInterview): string;
  /** Comes last; may be empty. */
  tail(): string;
  /** Interviews written so far. */
  readonly rows: number;
}

/** The whole text, piece by piece; the next interview is taken when the piece before it has been. Returns the number of interviews. */
export function* chunksFrom(writer: RowWriter, interviews: Iterable<ExportedInterview>): Generator<string, number> {
  yield writer.head();
  for (const interview of interviews) yield writer.row(interview);
  yield writer.tail();
  return writer.rows;
}
