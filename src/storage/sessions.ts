import { GetCommand, PutCommand, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { ok, refuse, type Result } from '../kernel/result.js';
import type { Database } from './database.js';
import { rowFromItem, setExpressionFrom } from './item.js';
import { isConditionFailed } from './storage-errors.js';
import { sessionsByQuestionnaire } from './tables.js';

export const sessionRow = z.object({
  sessionId: z.string().min(1),
  /** Of an assistant: the persona's id. */
  questionnaireId: z.string().min(1),
  questionnaireVersion: z.string(),
  questionnaireHash: z.string(),
  /** `interviewer` or `assistant`. */
  agent: z.string(),
  voiceId: z.string(),
  /** BCP-47. */
  language: z.string(),
  /** ISO 8601 with milliseconds, UTC. */
  startTime: z.string().min(1),
  endTime: z.string().exactOptional(),
  status: z.enum(['active', 'parked', 'completed', 'terminated', 'abandoned', 'error']),
  /** How the interview ended: completed, screened_out, refused, … */
  disposition: z.string().exactOptional(),
  userId: z.string().exactOptional(),
  /** What else the client said about itself, such as `courseId`. */
  details: z.record(z.string(), z.string()).exactOptional(),
  consent: z.object({ version: z.string(), agreedAt: z.string() }).exactOptional(),
  /** Model streams that were opened for it. */
  streams: z.number().int().nonnegative(),
  /** Tokens, summed over all streams. */
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number(), totalTokens: z.number() }).exactOptional(),
  /** Of the participant's audio; absent: 16000. */
  inputSampleRateHz: z.union([z.literal(8000), z.literal(16000), z.literal(24000)]).exactOptional(),
  /** The sound of the call: where it is stored, or that it is missing: not stored yet (`waiting`, it is tried again), or deleted. */
  recording: z
    .union([
      z.object({ key: z.string(), durationMs: z.number().nonnegative(), bytes: z.number().nonnegative(), incomplete: z.literal(true).exactOptional() }),
      z.object({ missing: z.enum(['waiting', 'deleted']) }),
    ])
    .exactOptional(),
  /** Orders shuffled options; the same on every resume. */
  seed: z.number().int(),
  /** Rises whenever a process takes the session over; absent: 1. */
  fence: z.number().int().positive().exactOptional(),
});

export const sessionPatch = sessionRow.omit({ sessionId: true, questionnaireId: true, startTime: true, seed: true }).partial();

export type SessionRow = Readonly<z.infer<typeof sessionRow>>;
/** What may change after the start; a field that is absent or undefined stays as it is. */
export type SessionPatch = {
  readonly [K in keyof Omit<SessionRow, 'sessionId' | 'questionnaireId' | 'startTime' | 'seed'>]?: SessionRow[K] | undefined;
};

export interface Sessions {
  /** Refused when the id is taken by another session; the same row again is a no-op. */
  create(row: SessionRow): Promise<Result<void, { readonly code: 'exists' }>>;
  /**
   * Gives the row after the change; refused when there is none, and with a `fence` when another process has taken the session over
   * since it got this one.
   */
  update(sessionId: string, patch: SessionPatch): Promise<Result<SessionRow, { readonly code: 'not_found' | 'superseded' }>>;
  /** Takes over a session that is not over: raises its fence, so that writes of whoever had it are refused. Null: it is over, or there is none. */
  claim(sessionId: string): Promise<SessionRow | null>;
  get(sessionId: string): Promise<SessionRow | null>;
  /** Newest first, at most `limit` (1000). */
  byQuestionnaire(questionnaireId: string, limit: number): Promise<readonly SessionRow[]>;
  /**
   * All sessions of a questionnaire, oldest first, read page by page as they are taken: memory does not grow with their number.
   * A session that starts while this runs may be missing, and one that changes may be given as it was.
   *
   * @param options.since ISO 8601 as `startTime` is written: only those that started then or later
   * @param options.pageSize default 500, at most 1000
   */
  eachOf(questionnaireId: string, options?: { readonly since?: string; readonly pageSize?: number }): AsyncIterable<SessionRow>;
  /** Newest first over all questionnaires. Reads the table up to 10,000 rows: for people at a terminal, not for requests. */
  recent(limit: number): Promise<readonly SessionRow[]>;
}

const maxScanned = 10_000;

export function createSessions(database: Database): Sessions {
  const TableName = database.table('sessions');
  const rowFrom = (item: unknown): SessionRow => rowFromItem(sessionRow, item, 'session');

  async function get(sessionId: string): Promise<SessionRow | null> {
    const { Item } = await database.run('read', 'read session', (documents, abortSignal) =>
      documents.send(new GetCommand({ TableName, Key: { sessionId }, ConsistentRead: true }), { abortSignal }),
    );
    return Item === undefined ? null : rowFrom(Item);
  }

  return {
    get,
    async create(row) {
      const Item = sessionRow.parse(row);
      try {
        await database.run('write', 'create session', (documents, abortSignal) =>
          documents.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(sessionId)' }), { abortSignal }),
        );
        return ok(undefined);
      } catch (thrown) {
        if (!isConditionFailed(thrown)) throw thrown;
        // An earlier try of ours may have arrived although its answer did not.
        const stored = await get(row.sessionId);
        const ours = stored?.startTime === row.startTime && stored.seed === row.seed && stored.questionnaireId === row.questionnaireId;
        return ours ? ok(undefined) : refuse({ code: 'exists' });
      }
    },
    async update(sessionId, patch) {
      const set = setExpressionFrom(sessionRow.partial().parse(withoutUndefined(patch)));
      if (set === null) {
        const row = await get(sessionId);
        return row === null ? refuse({ code: 'not_found' }) : ok(row);
      }
      const { fence } = patch;
      const condition =
        fence === undefined
          ? { ...set, ConditionExpression: 'attribute_exists(sessionId)' }
          : {
              ...set,
              ConditionExpression: 'attribute_exists(sessionId) AND (attribute_not_exists(fence) OR fence <= :fence)',
              ExpressionAttributeValues: { ...set.ExpressionAttributeValues, ':fence': fence },
            };
      try {
        const { Attributes } = await database.run('write', 'update session', (documents, abortSignal) =>
          documents.send(new UpdateCommand({ TableName, Key: { sessionId }, ...condition, ReturnValues: 'ALL_NEW' }), { abortSignal }),
        );
        return ok(rowFrom(Attributes));
      } catch (thrown) {
        if (!isConditionFailed(thrown)) throw thrown;
        return refuse({ code: (await get(sessionId)) === null ? 'not_found' : 'superseded' });
      }
    },
    async claim(sessionId) {
      try {
        const { Attributes } = await database.run('write', 'claim session', (documents, abortSignal) =>
          documents.send(
            new UpdateCommand({
              TableName,
              Key: { sessionId },
              UpdateExpression: 'SET fence = if_not_exists(fence, :first) + :one, #status = :active',
              ConditionExpression: '#status IN (:active, :parked)',
              ExpressionAttributeNames: { '#status': 'status' },
              ExpressionAttributeValues: { ':first': 1, ':one': 1, ':active': 'active', ':parked': 'parked' },
              ReturnValues: 'ALL_NEW',
            }),
            { abortSignal },
          ),
        );
        return rowFrom(Attributes);
      } catch (thrown) {
        if (isConditionFailed(thrown)) return null;
        throw thrown;
      }
    },
    async byQuestionnaire(questionnaireId, limit) {
      const { Items } = await database.run('read', 'list sessions', (documents, abortSignal) =>
        documents.send(
          new QueryCommand({
            TableName,
            IndexName: sessionsByQuestionnaire,
            KeyConditionExpression: 'questionnaireId = :id',
            ExpressionAttributeValues: { ':id': questionnaireId },
            ScanIndexForward: false,
            Limit: Math.max(1, Math.min(limit, 1000)),
          }),
          { abortSignal },
        ),
      );
      return (Items ?? []).map(rowFrom);
    },
    async *eachOf(questionnaireId, { since, pageSize = 500 } = {}) {
      let start: Record<string, unknown> | undefined;
      do {
        const from = start;
        const page = await database.run('read', 'read sessions', (documents, abortSignal) =>
          documents.send(
            new QueryCommand({
              TableName,
              IndexName: sessionsByQuestionnaire,
              KeyConditionExpression: since === undefined ? 'questionnaireId = :id' : 'questionnaireId = :id AND startTime >= :since',
              ExpressionAttributeValues: { ':id': questionnaireId, ...(since === undefined ? {} : { ':since': since }) },
              Limit: Math.max(1, Math.min(pageSize, 1000)),
              ...(from === undefined ? {} : { ExclusiveStartKey: from }),
            }),
            { abortSignal },
          ),
        );
        for (const item of page.Items ?? []) yield rowFrom(item);
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
    },
    async recent(limit) {
      const rows: SessionRow[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const from = start;
        const page = await database.run('read', 'scan sessions', (documents, abortSignal) =>
          documents.send(new ScanCommand({ TableName, Limit: 1000, ...(from === undefined ? {} : { ExclusiveStartKey: from }) }), { abortSignal }),
        );
        rows.push(...(page.Items ?? []).map(rowFrom));
        start = page.LastEvaluatedKey;
      } while (start !== undefined && rows.length < maxScanned);
      return rows.sort((a, b) => (a.startTime < b.startTime ? 1 : -1)).slice(0, limit);
    },
  };
}

const withoutUndefined = (fields: object): Record<string, unknown> => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
