import {
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type TableDescription,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../kernel/clock.js';
import { AppError } from '../../kernel/errors.js';
import { sleep } from '../../kernel/retry.js';
import type { Database } from '../database.js';
import { isNamed } from '../storage-errors.js';
import { createTable, describeTable, type TableDefinition } from '../tables.js';
import { differs, missing, right, type ProvisionStep } from './provision-step.js';

export interface TableStepsOptions {
  readonly definitions: readonly TableDefinition[];
  /** Encrypts with this KMS key; absent: with the account's own key for DynamoDB. */
  readonly kmsKeyId?: string;
}

const activeDeadlineMs = 120_000;
const pollMs = 1000;

/** What is to be done that every table is there: on demand, encrypted, with point-in-time recovery and expiry. Reads only. */
export async function tableSteps(deps: { readonly clock: Clock; readonly database: Database }, options: TableStepsOptions): Promise<readonly ProvisionStep[]> {
  const steps: ProvisionStep[] = [];
  for (const definition of options.definitions) steps.push(...(await stepsOf(deps, definition, options)));
  return steps;
}

async function stepsOf(deps: { readonly clock: Clock; readonly database: Database }, definition: TableDefinition, { kmsKeyId }: TableStepsOptions): Promise<readonly ProvisionStep[]> {
  const { database } = deps;
  const name = database.table(definition.name);
  const resource = `table ${name}`;
  const found = await describeTable(database, name);
  const sse = { SSEEnabled: true, SSEType: 'KMS', ...(kmsKeyId === undefined ? {} : { KMSMasterKeyId: kmsKeyId }) } as const;
  const encryption = kmsKeyId === undefined ? 'encrypted with the KMS key aws/dynamodb' : `encrypted with the KMS key ${kmsKeyId}`;

  const update = (change: Partial<UpdateTableCommandInput>) => async (): Promise<void> => {
    await database.run('write', `update ${name}`, (documents, abortSignal) => documents.send(new UpdateTableCommand({ TableName: name, ...change }), { abortSignal }));
    await active(deps, name);
  };

  const steps: ProvisionStep[] = [];
  if (found === null) {
    const create = async (): Promise<void> => {
      await createTable(database, name, definition, { SSESpecification: sse });
      await active(deps, name);
    };
    steps.push(missing({ resource, what: '', wanted: `${keysText(definition)}${definition.indexes.map((index) => `; index ${index.name} (${keysText(index)})`).join('')}; on demand; ${encryption}`, apply: create }));
  } else {
    steps.push(...shapeSteps(resource, definition, found));
    const onDemand = { resource, what: 'billing', wanted: 'on demand' };
    steps.push(found.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST' ? right(onDemand) : differs({ ...onDemand, found: 'provisioned', apply: update({ BillingMode: 'PAY_PER_REQUEST' }) }));
    const encrypted = { resource, what: 'encryption', wanted: encryption };
    const current = found.SSEDescription;
    const fits = current?.Status === 'ENABLED' && (kmsKeyId === undefined || current.KMSMasterKeyArn === kmsKeyId || current.KMSMasterKeyArn?.endsWith(`/${kmsKeyId}`) === true);
    const foundKey = current?.Status === 'ENABLED' ? `encrypted with ${current.KMSMasterKeyArn ?? 'a KMS key'}` : "encrypted with AWS's own key";
    steps.push(fits ? right(encrypted) : differs({ ...encrypted, found: foundKey, apply: update({ SSESpecification: sse }) }));
  }
  steps.push(await recoveryStep(deps, name, found !== null));
  if (definition.expiry !== undefined) steps.push(await expiryStep(database, name, definition.expiry, found !== null));
  return steps;
}

/** Keys cannot be changed, and an index that is missing is better made with the data in view. */
function shapeSteps(resource: string, definition: TableDefinition, found: TableDescription): readonly ProvisionStep[] {
  const keys = { resource, what: '', wanted: keysText(definition) };
  const foundKeys = foundKeysText(found.KeySchema, found);
  return [
    foundKeys === keys.wanted ? right(keys) : differs({ ...keys, found: foundKeys, apply: null }),
    ...definition.indexes.map((index) => {
      const facts = { resource, what: `index ${index.name}`, wanted: keysText(index) };
      const there = found.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.name);
      if (there === undefined) return missing({ ...facts, apply: null });
      const text = foundKeysText(there.KeySchema, found);
      return text === facts.wanted ? right(facts) : differs({ ...facts, found: text, apply: null });
    }),
  ];
}

async function recoveryStep({ clock, database }: { readonly clock: Clock; readonly database: Database }, name: string, exists: boolean): Promise<ProvisionStep> {
  const facts = { resource: `table ${name}`, what: 'point-in-time recovery', wanted: 'on' };
  const turnOn = (): Promise<boolean> =>
    database.run('write', `set recovery of ${name}`, async (documents, abortSignal) => {
      try {
        await documents.send(new UpdateContinuousBackupsCommand({ TableName: name, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }), { abortSignal });
        return true;
      } catch (thrown) {
        // A new table is not ready for it at once.
        if (isNamed(thrown, 'ContinuousBackupsUnavailableException')) return false;
        throw thrown;
      }
    });
  const apply = async (): Promise<void> => {
    const untilMs = clock.nowMs() + activeDeadlineMs;
    while (!(await turnOn())) {
      if (clock.nowMs() >= untilMs) throw new AppError('DB_WRITE_FAILED', `table ${name} takes no point-in-time recovery after ${activeDeadlineMs / 1000} s`);
      await sleep(clock, pollMs);
    }
  };
  if (!exists) return missing({ ...facts, apply });
  const { ContinuousBackupsDescription } = await database.run('read', `read recovery of ${name}`, (documents, abortSignal) => documents.send(new DescribeContinuousBackupsCommand({ TableName: name }), { abortSignal }));
  const on = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
  return on ? right(facts) : differs({ ...facts, found: 'off', apply });
}

async function expiryStep(database: Database, name: string, attribute: string, exists: boolean): Promise<ProvisionStep> {
  const facts = { resource: `table ${name}`, what: 'expiry', wanted: `by ${attribute}` };
  const apply = async (): Promise<void> => {
    await database.run('write', `set expiry of ${name}`, (documents, abortSignal) =>
      documents.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { Enabled: true, AttributeName: attribute } }), { abortSignal }),
    );
  };
  if (!exists) return missing({ ...facts, apply });
  const { TimeToLiveDescription } = await database.run('read', `read expiry of ${name}`, (documents, abortSignal) => documents.send(new DescribeTimeToLiveCommand({ TableName: name }), { abortSignal }));
  const { TimeToLiveStatus: status, AttributeName: by = '' } = TimeToLiveDescription ?? {};
  const on = status === 'ENABLED' || status === 'ENABLING';
  if (on && by === attribute) return right(facts);
  // DynamoDB wants the other attribute switched off first, and an hour in between.
  return differs({ ...facts, found: on ? `by ${by}` : 'off', apply: on ? null : apply });
}

/** Updates take their turn: the next one is refused while one is under way. */
async function active({ clock, database }: { readonly clock: Clock; readonly database: Database }, name: string): Promise<void> {
  const untilMs = clock.nowMs() + activeDeadlineMs;
  for (;;) {
    const status = (await describeTable(database, name))?.TableStatus;
    if (status === 'ACTIVE') return;
    if (clock.nowMs() >= untilMs) throw new AppError('DB_CONNECTION_FAILED', `table ${name} is not active after ${activeDeadlineMs / 1000} s: ${status ?? 'missing'}`);
    await sleep(clock, pollMs);
  }
}

interface Key {
  readonly name: string;
  readonly type: string;
}
const keyText = (key: Key): string => `${key.name} (${key.type})`;
const keysText = ({ partition, sort }: { readonly partition: Key; readonly sort?: Key }): string => (sort === undefined ? keyText(partition) : `${keyText(partition)}, ${keyText(sort)}`);

function foundKeysText(schema: TableDescription['KeySchema'], { AttributeDefinitions = [] }: TableDescription): string {
  const types = new Map(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const ordered = [...(schema ?? [])].sort((a) => (a.KeyType === 'HASH' ? -1 : 1));
  return ordered.map(({ AttributeName = '' }) => keyText({ name: AttributeName, type: types.get(AttributeName) ?? '' })).join(', ');
}
