import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Database } from '../database.js';

export interface PageWanted {
  /** At most so many. Default and longest: {@link maxListed}. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

export interface DeskPage<T> {
  readonly entries: readonly T[];
  /** Where the next page begins; null: this was the last one. */
  readonly next: string | null;
  /** Stored things that did not fit their format, and are left out. */
  readonly unreadable: number;
}

export const maxListed = 5000;
const scanned = z.object({ PK: z.string() }).loose();

/** Opaque to callers: the key of the last item of a page. */
const cursorFrom = (key: string): string => Buffer.from(key, 'utf8').toString('base64url');

/**
 * A page of the items whose key begins with the prefix, in the order of the database, which means nothing but is always the same.
 *
 * @param entryFrom undefined: not wanted on this list; null: not readable
 */
export async function deskPage<T>(
  database: Database,
  table: string,
  prefix: string,
  { limit = maxListed, after }: PageWanted,
  entryFrom: (item: Record<string, unknown>) => T | null | undefined,
): Promise<Result<DeskPage<T>, { readonly code: 'bad_cursor' }>> {
  const start = after === undefined ? null : Buffer.from(after, 'base64url').toString('utf8');
  if (start !== null && (!start.startsWith(prefix) || start.length > 500)) return refuse({ code: 'bad_cursor' as const });
  const most = Math.max(1, Math.min(limit, maxListed));
  const entries: T[] = [];
  let unreadable = 0;
  let from: Record<string, unknown> | undefined = start === null ? undefined : { PK: start, SK: start };
  for (;;) {
    const { Items = [], LastEvaluatedKey } = await database.run('read', `list ${table}`, (documents, abortSignal) =>
      documents.send(
        new ScanCommand({
          TableName: table,
          FilterExpression: 'begins_with(#pk, :prefix)',
          ExpressionAttributeNames: { '#pk': 'PK' },
          ExpressionAttributeValues: { ':prefix': prefix },
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
        { abortSignal },
      ),
    );
    for (const [index, item] of Items.entries()) {
      const entry = entryFrom(item);
      if (entry === null) unreadable += 1;
      else if (entry !== undefined) entries.push(entry);
      const isLast = index === Items.length - 1 && LastEvaluatedKey === undefined;
      if (entries.length === most && !isLast) return ok({ entries, next: cursorFrom(scanned.parse(item).PK), unreadable });
    }
    if (LastEvaluatedKey === undefined) return ok({ entries, next: null, unreadable });
    from = LastEvaluatedKey;
  }
}

/** Any JSON: for programs that move and look over what is stored. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** Every item of a table, counters and reservations too. */
export async function* storedItems(database: Database, table: string): AsyncGenerator<StoredItem> {
  let from: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await database.run('read', `read ${table}`, (documents, abortSignal) =>
      documents.send(new ScanCommand({ TableName: table, ConsistentRead: true, ...(from === undefined ? {} : { ExclusiveStartKey: from }) }), { abortSignal }),
    );
    yield* Items;
    from = LastEvaluatedKey;
  } while (from !== undefined);
}
