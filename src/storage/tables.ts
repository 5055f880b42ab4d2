import {
  CreateTableCommand,
  DescribeTableCommand,
  UpdateTimeToLiveCommand,
  type AttributeDefinition,
  type CreateTableCommandInput,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import { sleep } from '../kernel/retry.js';
import type { Database, StorageLog } from './database.js';
import { isNamed } from './storage-errors.js';

/** The index that lists a questionnaire's sessions by start. */
export const sessionsByQuestionnaire = 'questionnaireId-startTime-index';

interface Key {
  readonly name: string;
  readonly type: 'S' | 'N';
}

export interface TableDefinition {
  readonly name: string;
  readonly partition: Key;
  readonly sort?: Key;
  /** Projected whole. Must be made with the table: the embedded database cannot add them later. */
  readonly indexes: readonly { readonly name: string; readonly partition: Key; readonly sort?: Key }[];
  /** The attribute (epoch seconds) behind which DynamoDB deletes an item. */
  readonly expiry?: string;
}

const text = (name: string): Key => ({ name, type: 'S' });

/** The service desk's indexes, named as source 001 names them. */
export const ordersByCustomer = 'CustomerEmailIndex';
export const appointmentsByPatient = 'PatientEmailIndex';
export const appointmentsByDoctor = 'DoctorDateIndex';
/** Of both tables. */
export const byStatus = 'StatusIndex';

export const tables: readonly TableDefinition[] = [
  {
    name: 'sessions',
    partition: text('sessionId'),
    indexes: [{ name: sessionsByQuestionnaire, partition: text('questionnaireId'), sort: text('startTime') }],
  },
  { name: 'responses', partition: text('sessionId'), sort: text('questionId'), indexes: [] },
  { name: 'transcripts', partition: text('sessionId'), sort: { name: 'timestamp', type: 'N' }, indexes: [], expiry: 'expiresAt' },
  { name: 'lesson-progress', partition: text('studentId'), sort: text('courseId'), indexes: [] },
  { name: 'quotas', partition: text('quotaKey'), indexes: [] },
  {
    name: 'orders',
    partition: text('PK'),
    sort: text('SK'),
    indexes: [
      { name: ordersByCustomer, partition: text('customerEmail') },
      { name: byStatus, partition: text('status'), sort: text('createdAt') },
    ],
  },
  {
    name: 'appointments',
    partition: text('PK'),
    sort: text('SK'),
    indexes: [
      { name: appointmentsByPatient, partition: text('patientEmail') },
      { name: appointmentsByDoctor, partition: text('doctorName'), sort: text('appointmentDate') },
      { name: byStatus, partition: text('status') },
    ],
  },
  { name: 'documents', partition: text('documentId'), indexes: [] },
];

const openDeadlineMs = 10_000;
const pollMs = 50;

/** Creates the tables that are missing, with all their indexes, and waits until every one is active: 10 s at most. */
export async function ensureTables(
  deps: { readonly clock: Clock; readonly log: StorageLog; readonly database: Database },
  options: { readonly definitions: readonly TableDefinition[]; readonly timeToLive: boolean },
): Promise<void> {
  const untilMs = deps.clock.nowMs() + openDeadlineMs;
  await Promise.all(options.definitions.map((definition) => ensureTable(deps, definition, options.timeToLive, untilMs)));
}

async function ensureTable(
  { clock, log, database }: { readonly clock: Clock; readonly log: StorageLog; readonly database: Database },
  definition: TableDefinition,
  timeToLive: boolean,
  untilMs: number,
): Promise<void> {
  const name = database.table(definition.name);
  let found = await describeTable(database, name);
  const created = found === null;
  if (created) {
    await createTable(database, name, definition);
    log('storage_table_created', { table: name });
  }
  while (found?.TableStatus !== 'ACTIVE') {
    if (clock.nowMs() >= untilMs) throw new AppError('DB_CONNECTION_FAILED', `table ${name} is not active after ${openDeadlineMs} ms: ${found?.TableStatus ?? 'missing'}`);
    await sleep(clock, pollMs);
    found = await describeTable(database, name);
  }
  const indexes = new Set((found.GlobalSecondaryIndexes ?? []).map((index) => index.IndexName));
  const missing = definition.indexes.find((index) => !indexes.has(index.name));
  if (missing !== undefined) throw new AppError('DB_CONNECTION_FAILED', `table ${name} exists without its index ${missing.name}; add the index or choose another table prefix`);
  if (created && timeToLive && definition.expiry !== undefined) {
    // Not worth refusing to start: the rows say when they expire, and reading leaves expired ones out.
    await expire(database, name, definition.expiry).catch(() => log('storage_expiry_not_set', { table: name }));
  }
}

/** Null: there is no such table. */
export function describeTable(database: Database, name: string): Promise<TableDescription | null> {
  return database.run('read', `describe table ${name}`, async (documents, abortSignal) => {
    try {
      const { Table } = await documents.send(new DescribeTableCommand({ TableName: name }), { abortSignal });
      return Table ?? null;
    } catch (thrown) {
      if (isNamed(thrown, 'ResourceNotFoundException')) return null;
      throw thrown;
    }
  });
}

/** @param extra what else to ask for, such as encryption */
export function createTable(database: Database, name: string, definition: TableDefinition, extra: Partial<CreateTableCommandInput> = {}): Promise<void> {
  const keys = [definition, ...definition.indexes].flatMap((owner) => (owner.sort === undefined ? [owner.partition] : [owner.partition, owner.sort]));
  const attributes = [...new Map(keys.map((key) => [key.name, key])).values()];
  return database.run('write', `create table ${name}`, async (documents, abortSignal) => {
    try {
      await documents.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: attributes.map((key): AttributeDefinition => ({ AttributeName: key.name, AttributeType: key.type })),
          KeySchema: keySchema(definition),
          ...(definition.indexes.length === 0 ? {} : { GlobalSecondaryIndexes: definition.indexes.map(indexSchema) }),
          ...extra,
        }),
        { abortSignal },
      );
    } catch (thrown) {
      // Another process, or an earlier try, was faster.
      if (!isNamed(thrown, 'ResourceInUseException')) throw thrown;
    }
  });
}

function keySchema(owner: { readonly partition: Key; readonly sort?: Key }): KeySchemaElement[] {
  const hash: KeySchemaElement = { AttributeName: owner.partition.name, KeyType: 'HASH' };
  return owner.sort === undefined ? [hash] : [hash, { AttributeName: owner.sort.name, KeyType: 'RANGE' }];
}

const indexSchema = (index: TableDefinition['indexes'][number]): GlobalSecondaryIndex => ({
  IndexName: index.name,
  KeySchema: keySchema(index),
  Projection: { ProjectionType: 'ALL' },
});

async function expire(database: Database, name: string, attribute: string): Promise<void> {
  await database.run('write', `set time to live of ${name}`, (documents, abortSignal) =>
    documents.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { Enabled: true, AttributeName: attribute } }), { abortSignal }),
  );
}
