import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from './database.js';
import { isConditionFailed } from './storage-errors.js';

/** Tables whose rows belong to one session, and the other part of their key. */
const ownTables = [
  { name: 'responses', sort: 'questionId' },
  { name: 'transcripts', sort: 'timestamp' },
] as const;

/**
 * Forgets what a participant has said: every answer with its revisions, the transcript, and who they were. That there was such
 * a session, and how it ended, stays. The sound is forgotten by `recordings.delete`. May be repeated; what was deleted before an error stays deleted.
 */
export async function eraseSession(database: Database, sessionId: string): Promise<void> {
  for (const { name, sort } of ownTables) await eraseRows(database, database.table(name), sort, sessionId);
  try {
    await database.run('write', 'erase participant', (documents, abortSignal) =>
      documents.send(
        new UpdateCommand({ TableName: database.table('sessions'), Key: { sessionId }, UpdateExpression: 'REMOVE userId, consent, recording', ConditionExpression: 'attribute_exists(sessionId)' }),
        { abortSignal },
      ),
    );
  } catch (thrown) {
    // There never was a row.
    if (!isConditionFailed(thrown)) throw thrown;
  }
}

async function eraseRows(database: Database, TableName: string, sort: string, sessionId: string): Promise<void> {
  for (;;) {
    const { Items } = await database.run('read', 'list rows to erase', (documents, abortSignal) =>
      documents.send(
        new QueryCommand({ TableName, KeyConditionExpression: 'sessionId = :id', ExpressionAttributeValues: { ':id': sessionId }, ProjectionExpression: '#sort', ExpressionAttributeNames: { '#sort': sort }, ConsistentRead: true, Limit: 100 }),
        { abortSignal },
      ),
    );
    if (Items === undefined || Items.length === 0) return;
    await Promise.all(
      Items.map((row) =>
        database.run('write', 'erase row', (documents, abortSignal) => documents.send(new DeleteCommand({ TableName, Key: { sessionId, [sort]: row[sort] as unknown } }), { abortSignal })),
      ),
    );
  }
}
