import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Database } from '../database.js';
import { rowFromItem } from '../item.js';

/** Short numbers that can be spoken, each given once, to any number of askers on any node. Gaps are possible. */
export interface Counter {
  next(): Promise<string>;
}

export const counterKeyOf = (kind: string): { readonly PK: string; readonly SK: string } => ({ PK: `COUNTER#${kind}`, SK: `COUNTER#${kind}` });

const counterItem = z.object({ last: z.number().int().positive() });

/** Kept in an item beside those that it counts; it has none of the attributes of their indexes. */
export function createCounter(database: Database, table: string, kind: string): Counter {
  return {
    async next() {
      const { Attributes } = await database.run('write', `next number of ${kind}`, (documents, abortSignal) =>
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: counterKeyOf(kind),
            UpdateExpression: 'ADD #last :one',
            ExpressionAttributeNames: { '#last': 'last' },
            ExpressionAttributeValues: { ':one': 1 },
            ReturnValues: 'UPDATED_NEW',
          }),
          { abortSignal },
        ),
      );
      return String(rowFromItem(counterItem, Attributes, `counter of ${kind}`).last);
    },
  };
}
