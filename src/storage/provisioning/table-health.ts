import { DeleteCommand, GetCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { messageOf } from '../../kernel/errors.js';
import type { Database } from '../database.js';
import { isConditionFailed, isNamed } from '../storage-errors.js';
import { describeTable, type TableDefinition } from '../tables.js';

/** What one look at a table has shown. */
export interface TableHealth {
  readonly name: string;
  readonly state: 'there' | 'missing' | 'unreachable';
  readonly indexes: readonly { readonly name: string; readonly state: 'there' | 'missing' | 'not active' }[];
  /** As DynamoDB counts them, up to six hours late; null: unknown. */
  readonly itemCount: number | null;
  /** What does not work, as people read it. */
  readonly problems: readonly string[];
}

/** Looks whether a table is there, whole, and open to these credentials: reading, writing, every index. Changes nothing. */
export async function tableHealth(database: Database, definition: TableDefinition): Promise<TableHealth> {
  const name = database.table(definition.name);
  const nothing = { name, indexes: [], itemCount: null };
  const described = await attempt('dynamodb:DescribeTable', name, () => describeTable(database, name));
  if (!described.ok) return { ...nothing, state: 'unreachable', problems: [described.problem] };
  const table = described.value;
  if (table === null) return { ...nothing, state: 'missing', problems: [`there is no table ${name}: start the server once, or run npm run aws:provision`] };

  const indexes = definition.indexes.map((index) => {
    const found = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.name);
    return { name: index.name, state: found === undefined ? ('missing' as const) : (found.IndexStatus ?? 'ACTIVE') === 'ACTIVE' ? ('there' as const) : ('not active' as const) };
  });
  const key = Object.fromEntries([definition.partition, ...(definition.sort === undefined ? [] : [definition.sort])].map((one) => [one.name, one.type === 'N' ? 0 : 'voiceter-diagnosis']));
  const tried = [
    await attempt('dynamodb:GetItem', name, () => database.run('read', `read ${name}`, (documents, abortSignal) => documents.send(new GetCommand({ TableName: name, Key: key }), { abortSignal }))),
    await attempt('dynamodb:Scan', name, () => database.run('read', `scan ${name}`, (documents, abortSignal) => documents.send(new ScanCommand({ TableName: name, Limit: 1 }), { abortSignal }))),
    // Its condition never holds: nothing is deleted, and the permission is known.
    await attempt('dynamodb:DeleteItem', name, () =>
      database.run('write', `write ${name}`, (documents, abortSignal) =>
        documents.send(new DeleteCommand({ TableName: name, Key: key, ConditionExpression: 'attribute_exists(#never)', ExpressionAttributeNames: { '#never': 'voiceterDiagnosis' } }), { abortSignal }),
      ),
    ),
    ...(await Promise.all(
      definition.indexes
        .filter((index) => indexes.some((one) => one.name === index.name && one.state === 'there'))
        .map((index) =>
          attempt('dynamodb:Query', `${name}/index/${index.name}`, () =>
            database.run('read', `query ${index.name}`, (documents, abortSignal) =>
              documents.send(
                new QueryCommand({ TableName: name, IndexName: index.name, KeyConditionExpression: '#key = :key', ExpressionAttributeNames: { '#key': index.partition.name }, ExpressionAttributeValues: { ':key': index.partition.type === 'N' ? 0 : 'voiceter-diagnosis' }, Limit: 1 }),
                { abortSignal },
              ),
            ),
          ),
        ),
    )),
  ];
  return {
    name,
    state: 'there',
    indexes,
    itemCount: table.ItemCount ?? null,
    problems: [
      ...((table.TableStatus ?? 'ACTIVE') === 'ACTIVE' ? [] : [`${name} is not active: ${table.TableStatus ?? ''}`]),
      ...indexes.filter(({ state }) => state !== 'there').map((index) => `${name} has no usable index ${index.name}: it is ${index.state}`),
      ...tried.flatMap((one) => (one.ok ? [] : [one.problem])),
    ],
  };
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

async function attempt<T>(permission: string, resource: string, work: () => Promise<T>): Promise<Attempt<T | null>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    if (isConditionFailed(thrown)) return { ok: true, value: null };
    const fault: unknown = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
    if (isNamed(fault, 'AccessDeniedException')) return { ok: false, problem: `no permission: ${permission} on ${resource} is not allowed to these credentials` };
    return { ok: false, problem: `${permission} on ${resource} failed: ${messageOf(thrown)}` };
  }
}
