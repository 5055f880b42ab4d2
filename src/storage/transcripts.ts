import { DeleteCommand, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import type { Database } from './database.js';
import { rowFromItem } from './item.js';
import { isConditionFailed } from './storage-errors.js';

const transcriptFields = z.object({
  sessionId: z.string().min(1),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  /** `planned`: text before its audio; `spoken`: the words that were sent as audio; `heard`: recognised speech, or what the participant really heard. */
  stage: z.enum(['heard', 'planned', 'spoken']),
  turnNumber: z.number().int().nonnegative(),
  epoch: z.number().int().nonnegative(),
  /** Marks this entry, whatever timestamp it gets: with it the same entry can be appended again and stands there once. */
  entryId: z.string().exactOptional(),
});

/** One entry on its way to the table. */
export const transcriptInput = transcriptFields.extend({
  /** Milliseconds since 1970, when it was said. Default: now. */
  saidAtMs: z.number().exactOptional(),
});

const transcriptRow = transcriptFields.extend({
  /** Milliseconds since 1970; strictly rising within a session, so it may run a little ahead of the clock. */
  timestamp: z.number(),
  /** Epoch seconds; DynamoDB deletes the entry some time after. */
  expiresAt: z.number().int(),
});

export type TranscriptInput = Readonly<z.infer<typeof transcriptInput>>;
export type TranscriptRow = Readonly<z.infer<typeof transcriptRow>>;

export interface TranscriptPage {
  readonly entries: readonly TranscriptRow[];
  /** Pass it as `after` for the next page; null at the end. */
  readonly next: number | null;
}

export interface Transcripts {
  /** Entries of one session keep the order in which `append` was called, also when the wall clock jumps back. */
  append(entry: TranscriptInput): Promise<TranscriptRow>;
  /** The same for an entry that may have arrived before, when nobody was told: with its `entryId` and `saidAtMs` it stands there once. */
  appendAgain(entry: TranscriptInput): Promise<TranscriptRow>;
  /** Oldest first. `limit` defaults to 200 (at most 1000); expired entries are left out. */
  list(sessionId: string, page?: { readonly after?: number; readonly limit?: number }): Promise<TranscriptPage>;
  /** Deletes expired entries where the database does not by itself, until `stop` is aborted; gives their number. */
  deleteExpired(stop: AbortSignal): Promise<number>;
}

const keptMs = 90 * 24 * 60 * 60 * 1000;
export const maxContentChars = 20_000;
const appendTries = 5;
/** Sessions whose newest timestamp is kept in memory; the least recently used one is read again from the table. */
const maxRemembered = 5000;

export function createTranscripts(deps: { readonly clock: Clock; readonly database: Database }): Transcripts {
  const { clock, database } = deps;
  const TableName = database.table('transcripts');
  const newest = new Map<string, Promise<{ timestamp: number }>>();
  const rowFrom = (item: unknown): TranscriptRow => rowFromItem(transcriptRow, item, 'transcript entry');

  async function query(sessionId: string, options: { readonly after: number | null; readonly forward: boolean; readonly limit: number }): Promise<TranscriptPage> {
    const { after, forward, limit } = options;
    const page = await database.run('read', 'read transcript', (documents, abortSignal) =>
      documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: after === null ? 'sessionId = :id' : 'sessionId = :id AND #t > :after',
          ExpressionAttributeValues: { ':id': sessionId, ...(after === null ? {} : { ':after': after }) },
          ...(after === null ? {} : { ExpressionAttributeNames: { '#t': 'timestamp' } }),
          ScanIndexForward: forward,
          ConsistentRead: true,
          Limit: limit,
        }),
        { abortSignal },
      ),
    );
    const entries = (page.Items ?? []).map(rowFrom);
    return { entries, next: page.LastEvaluatedKey === undefined ? null : (entries.at(-1)?.timestamp ?? null) };
  }

  function remember(sessionId: string): Promise<{ timestamp: number }> {
    const known = newest.get(sessionId);
    const promise = known ?? query(sessionId, { after: null, forward: false, limit: 1 }).then((page) => ({ timestamp: page.entries[0]?.timestamp ?? 0 }));
    newest.delete(sessionId);
    newest.set(sessionId, promise);
    if (known === undefined) promise.catch(() => newest.delete(sessionId));
    const [oldest] = newest.keys();
    if (newest.size > maxRemembered && oldest !== undefined) newest.delete(oldest);
    return promise;
  }

  /** False: another writer of this session took the timestamp. */
  async function put(row: TranscriptRow): Promise<boolean> {
    try {
      await database.run('write', 'append transcript', (documents, abortSignal) =>
        documents.send(new PutCommand({ TableName, Item: row, ConditionExpression: 'attribute_not_exists(sessionId)' }), { abortSignal }),
      );
      return true;
    } catch (thrown) {
      if (!isConditionFailed(thrown)) throw thrown;
      // An earlier try of ours may have arrived although its answer did not.
      const { entries } = await query(row.sessionId, { after: row.timestamp - 0.5, forward: true, limit: 1 });
      return JSON.stringify(transcriptRow.parse(row)) === JSON.stringify(entries[0]);
    }
  }

  async function append(input: TranscriptInput): Promise<TranscriptRow> {
    const entry = transcriptFields.parse({ ...input, content: input.content.slice(0, maxContentChars) });
    const saidAtMs = input.saidAtMs ?? clock.wallMs();
    for (let tryNumber = 1; tryNumber <= appendTries; tryNumber += 1) {
      const last = await remember(entry.sessionId);
      const timestamp = Math.max(Math.floor(saidAtMs), Math.floor(last.timestamp) + 1);
      last.timestamp = timestamp;
      const row: TranscriptRow = { ...entry, timestamp, expiresAt: Math.ceil((saidAtMs + keptMs) / 1000) };
      if (await put(row)) return row;
      newest.delete(entry.sessionId);
    }
    throw new AppError('DB_WRITE_FAILED', `another writer keeps taking the transcript timestamps of session ${entry.sessionId}`);
  }

  /** An entry never has a timestamp before it was said, so it stands behind that point if it does. */
  async function arrived({ sessionId, entryId, saidAtMs }: TranscriptInput): Promise<TranscriptRow | null> {
    if (entryId === undefined || saidAtMs === undefined) return null;
    let after: number | null = Math.floor(saidAtMs) - 0.5;
    while (after !== null) {
      const page = await query(sessionId, { after, forward: true, limit: 200 });
      const found = page.entries.find((entry) => entry.entryId === entryId);
      if (found !== undefined) return found;
      after = page.next;
    }
    return null;
  }

  return {
    append,
    appendAgain: async (input) => (await arrived(input)) ?? (await append(input)),
    async list(sessionId, page = {}) {
      const limit = Math.max(1, Math.min(page.limit ?? 200, 1000));
      const found = await query(sessionId, { after: page.after ?? null, forward: true, limit });
      const nowSeconds = clock.wallMs() / 1000;
      return { ...found, entries: found.entries.filter((entry) => entry.expiresAt > nowSeconds) };
    },
    async deleteExpired(stop) {
      let deleted = 0;
      let start: Record<string, unknown> | undefined;
      do {
        const from = start;
        const page = await database.run('read', 'scan expired transcripts', (documents, abortSignal) =>
          documents.send(
            new ScanCommand({
              TableName,
              Limit: 500,
              FilterExpression: 'expiresAt <= :now',
              ProjectionExpression: 'sessionId, #t',
              ExpressionAttributeNames: { '#t': 'timestamp' },
              ExpressionAttributeValues: { ':now': Math.floor(clock.wallMs() / 1000) },
              ...(from === undefined ? {} : { ExclusiveStartKey: from }),
            }),
            { abortSignal },
          ),
        );
        for (const Key of page.Items ?? []) {
          if (stop.aborted) return deleted;
          await database.run('write', 'delete expired transcript', (documents, abortSignal) => documents.send(new DeleteCommand({ TableName, Key }), { abortSignal }));
          deleted += 1;
        }
        start = page.LastEvaluatedKey;
      } while (start !== undefined && !stop.aborted);
      return deleted;
    },
  };
}
