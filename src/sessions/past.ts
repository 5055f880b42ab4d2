import type { SpokenTurn } from '../conversation/ports.js';
import type { SessionRow } from '../storage/sessions.js';
import type { Storage } from '../storage/storage.js';
import type { TranscriptRow } from '../storage/transcripts.js';

/** What the record tells of a session that may go on. */
export interface Past {
  /** When something was last said or answered in it, in milliseconds of wall-clock time. */
  readonly seenAtMs: number;
  /** What was said, for the model's memory: the newest 60 entries. */
  readonly history: readonly SpokenTurn[];
}

const maxHistory = 60;

export async function pastOf(storage: Storage, row: SessionRow): Promise<Past> {
  const [answers, transcript] = await Promise.all([storage.answersOf(row.sessionId), newestOf(storage, row.sessionId)]);
  return {
    seenAtMs: Math.max(Date.parse(row.startTime), ...answers.map(({ timestamp }) => Date.parse(timestamp)), transcript.at(-1)?.timestamp ?? 0),
    history: transcript.flatMap(({ role, content, stage }) => (stage === 'planned' ? [] : [{ role, text: content }])),
  };
}

async function newestOf(storage: Storage, sessionId: string): Promise<readonly TranscriptRow[]> {
  let kept: readonly TranscriptRow[] = [];
  for (let after: number | null | undefined; after !== null; ) {
    const page = await storage.transcripts.list(sessionId, after === undefined ? {} : { after });
    kept = [...kept, ...page.entries].slice(-maxHistory);
    after = page.next;
  }
  return kept;
}
