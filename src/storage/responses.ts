import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { ok, refuse, type Result } from '../kernel/result.js';
import type { Database } from './database.js';
import { rowFromItem } from './item.js';
import { isConditionFailed } from './storage-errors.js';

/** One version of an answer. */
const revisionFields = z.object({
  /** As the questionnaire types it; null where the outcome is not `answered`. */
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly(), z.null()]),
  outcome: z.enum(['answered', 'dont_know', 'refused', 'no_response', 'played']),
  /** The participant's own words for a chosen `other` option. */
  otherText: z.string().exactOptional(),
  /** The answer as people read it. */
  label: z.string(),
  sentiment: z.enum(['positive', 'neutral', 'negative']).exactOptional(),
  /** `model`: heard by the speech model; `lexicon`: judged by the words alone. */
  sentimentSource: z.enum(['model', 'lexicon']).exactOptional(),
  /** The words that it came from. */
  heard: z.string(),
  /** `imputed`: one option was left, and it was taken without asking. */
  via: z.enum(['voice', 'touch', 'text', 'keypad', 'imputed']),
  /** Taken from the transcript because the model did not record it. */
  provisional: z.boolean(),
  /** Ids of the options in the order shown; empty for questions without. */
  optionsShown: z.array(z.string()).readonly(),
  /** The question as it was worded for this participant. */
  questionText: z.string(),
  /** ISO 8601, when it was given. */
  timestamp: z.string(),
});

const revisionRow = revisionFields.extend({ revision: z.number().int().positive() });
const responseRow = revisionRow.extend({
  sessionId: z.string().min(1),
  questionId: z.string().min(1),
  questionType: z.string(),
  revisions: z.array(revisionRow).readonly(),
});

export type ResponseRevision = Readonly<z.infer<typeof revisionRow>>;
/** The current answer of one question, and all its versions, oldest first (the current one is the last). */
export type ResponseRow = Readonly<z.infer<typeof responseRow>>;

/** One answer on its way to the table. */
export const responseInput = revisionFields.extend({
  sessionId: z.string().min(1),
  questionId: z.string().min(1),
  questionType: z.string(),
  /** The revision that this answer makes: 1 for the first, and one more than the current for a correction. */
  revision: z.number().int().positive(),
});

export type ResponseInput = Readonly<z.infer<typeof responseInput>>;

export type RecordRefusal =
  /** Another answer already has this revision, or the one before it is missing. */
  | { readonly code: 'stale'; readonly current: ResponseRow | null }
  | { readonly code: 'too_many_revisions'; readonly current: ResponseRow | null };

export interface Responses {
  /**
   * Records one answer by one conditional write, with session, question and revision as its idempotency key: the same answer
   * under the same key again is a no-op success. Resolves when the database has acknowledged; only then is it *recorded*.
   */
  record(input: ResponseInput): Promise<Result<ResponseRow, RecordRefusal>>;
  get(sessionId: string, questionId: string): Promise<ResponseRow | null>;
  /** All answers of the session, in the order in which the questions were first answered. */
  list(sessionId: string): Promise<readonly ResponseRow[]>;
}

/** An item may have 400 KB; this many corrections of one answer are no conversation any more. */
export const maxRevisions = 50;
export const maxHeardChars = 4000;

export function createResponses(database: Database): Responses {
  const TableName = database.table('responses');
  const rowFrom = (item: unknown): ResponseRow => rowFromItem(responseRow, item, 'response');

  async function get(sessionId: string, questionId: string): Promise<ResponseRow | null> {
    const { Item } = await database.run('read', 'read response', (documents, abortSignal) =>
      documents.send(new GetCommand({ TableName, Key: { sessionId, questionId }, ConsistentRead: true }), { abortSignal }),
    );
    return Item === undefined ? null : rowFrom(Item);
  }

  async function write(input: ResponseInput, revision: ResponseRevision): Promise<ResponseRow> {
    const fields = Object.entries({ ...revision, questionType: input.questionType });
    // A correction may lack what the earlier answer had; the current answer must not inherit it.
    const absent = ['otherText', 'sentiment', 'sentimentSource'].filter((name) => !fields.some(([field]) => field === name));
    const set = [...fields.map((_, index) => `#f${index} = :f${index}`), '#revisions = list_append(if_not_exists(#revisions, :none), :new)'];
    const remove = absent.map((_, index) => `#r${index}`);
    const { Attributes } = await database.run('write', 'record response', (documents, abortSignal) =>
      documents.send(
        new UpdateCommand({
          TableName,
          Key: { sessionId: input.sessionId, questionId: input.questionId },
          UpdateExpression: `SET ${set.join(', ')}${remove.length === 0 ? '' : ` REMOVE ${remove.join(', ')}`}`,
          ConditionExpression: revision.revision === 1 ? 'attribute_not_exists(#revision)' : '#revision = :before',
          ExpressionAttributeNames: {
            '#revisions': 'revisions',
            '#revision': 'revision',
            ...Object.fromEntries(fields.map(([name], index) => [`#f${index}`, name])),
            ...Object.fromEntries(absent.map((name, index) => [`#r${index}`, name])),
          },
          ExpressionAttributeValues: {
            ':none': [],
            ':new': [revision],
            ...(revision.revision === 1 ? {} : { ':before': revision.revision - 1 }),
            ...Object.fromEntries(fields.map(([, value], index) => [`:f${index}`, value])),
          },
          ReturnValues: 'ALL_NEW',
        }),
        { abortSignal },
      ),
    );
    return rowFrom(Attributes);
  }

  return {
    get,
    async record(input) {
      const revision = revisionRow.parse({ ...input, heard: input.heard.slice(0, maxHeardChars) });
      if (revision.revision > maxRevisions) return refuse({ code: 'too_many_revisions', current: await get(input.sessionId, input.questionId) });
      try {
        return ok(await write(input, revision));
      } catch (thrown) {
        if (!isConditionFailed(thrown)) throw thrown;
        const current = await get(input.sessionId, input.questionId);
        const stored = current?.revisions.find((candidate) => candidate.revision === revision.revision);
        return current !== null && stored !== undefined && isSameAnswer(stored, revision) ? ok(current) : refuse({ code: 'stale', current });
      }
    },
    async list(sessionId) {
      const rows: ResponseRow[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const from = start;
        const page = await database.run('read', 'list responses', (documents, abortSignal) =>
          documents.send(
            new QueryCommand({
              TableName,
              KeyConditionExpression: 'sessionId = :id',
              ExpressionAttributeValues: { ':id': sessionId },
              ConsistentRead: true,
              ...(from === undefined ? {} : { ExclusiveStartKey: from }),
            }),
            { abortSignal },
          ),
        );
        rows.push(...(page.Items ?? []).map(rowFrom));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return rows.sort((a, b) => (firstGiven(a) < firstGiven(b) ? -1 : 1));
    },
  };
}

const firstGiven = (row: ResponseRow): string => row.revisions[0]?.timestamp ?? row.timestamp;

type Essence = Pick<ResponseRevision, 'outcome' | 'value' | 'otherText' | 'provisional'>;

/** The answer itself; when, and from which words, may differ between two tries of the same. */
export function isSameAnswer(left: Essence, right: Essence): boolean {
  const essence = (row: Essence): string => JSON.stringify([row.outcome, row.value, row.otherText ?? null, row.provisional]);
  return essence(left) === essence(right);
}
