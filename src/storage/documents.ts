import { DeleteCommand, GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Database } from './database.js';
import { rowFromItem, setExpressionFrom } from './item.js';
import { isConditionFailed } from './storage-errors.js';

export const documentRow = z.object({
  /** UUID. */
  documentId: z.string().min(1),
  name: z.string(),
  /** Where the file is in its store. */
  key: z.string(),
  state: z.enum(['uploaded', 'syncing', 'ready', 'failed']),
  pages: z.number().int(),
  passages: z.number().int(),
  bytes: z.number().int(),
  language: z.enum(['en', 'es']),
  /** ISO 8601, UTC. */
  uploadedAt: z.string(),
  failure: z.string().exactOptional(),
});
export type DocumentRow = Readonly<z.infer<typeof documentRow>>;

/** Uploaded documents, one item each: what `knowledge/` wants of its register. */
export interface Documents {
  put(row: DocumentRow): Promise<void>;
  /** False: there is no such document any more; nothing is written. */
  setState(documentId: string, state: DocumentRow['state'], failure?: string): Promise<boolean>;
  get(documentId: string): Promise<DocumentRow | null>;
  /** In any order, at most 1000. */
  list(): Promise<readonly DocumentRow[]>;
  /** May be repeated. */
  remove(documentId: string): Promise<void>;
}

const maxListed = 1000;

export function createDocuments(database: Database): Documents {
  const TableName = database.table('documents');
  const rowFrom = (item: unknown): DocumentRow => rowFromItem(documentRow, item, 'document');

  return {
    async put(row) {
      await database.run('write', 'put document', (documents, abortSignal) => documents.send(new PutCommand({ TableName, Item: row }), { abortSignal }));
    },
    async setState(documentId, state, failure) {
      const change = setExpressionFrom({ state, failure });
      if (change === null) return false;
      try {
        await database.run('write', 'change document', (documents, abortSignal) =>
          documents.send(new UpdateCommand({ TableName, Key: { documentId }, ...change, ConditionExpression: 'attribute_exists(documentId)' }), { abortSignal }),
        );
        return true;
      } catch (thrown) {
        if (isConditionFailed(thrown)) return false;
        throw thrown;
      }
    },
    async get(documentId) {
      const { Item } = await database.run('read', 'read document', (documents, abortSignal) =>
        documents.send(new GetCommand({ TableName, Key: { documentId }, ConsistentRead: true }), { abortSignal }),
      );
      return Item === undefined ? null : rowFrom(Item);
    },
    async list() {
      const rows: DocumentRow[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await database.run('read', 'list documents', (documents, abortSignal) =>
          documents.send(new ScanCommand({ TableName, ConsistentRead: true, ...(from === undefined ? {} : { ExclusiveStartKey: from }) }), { abortSignal }),
        );
        rows.push(...(page.Items ?? []).map(rowFrom));
        from = page.LastEvaluatedKey;
      } while (from !== undefined && rows.length < maxListed);
      return rows.slice(0, maxListed);
    },
    async remove(documentId) {
      await database.run('write', 'delete document', (documents, abortSignal) => documents.send(new DeleteCommand({ TableName, Key: { documentId } }), { abortSignal }));
    },
  };
}
