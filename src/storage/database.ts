import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Clock } from '../kernel/clock.js';
import { retry } from '../kernel/retry.js';
import { isConditionFailed, storageFaultFrom } from './storage-errors.js';

/** How a part of the storage tells what happened: a dotted event name and plain fields. */
export type StorageLog = (event: string, fields: Readonly<Record<string, string | number | boolean | null>>) => void;

export interface DatabaseOptions {
  readonly tablePrefix: string;
  /** Tables that are called otherwise than the prefix and their name, by that name. */
  readonly tableNames?: Readonly<Record<string, string>>;
  /** Absent: the region's DynamoDB. */
  readonly endpoint?: string;
  readonly region?: string;
  /** Only for the embedded database, which accepts any; absent: the SDK's provider chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Longest wait for one try. Default 2 s. */
  readonly tryTimeoutMs?: number;
}

export interface Database {
  readonly client: DynamoDBClient;
  table(name: string): string;
  /**
   * Runs one idempotent request: at most {@link tries} times, `tryTimeoutMs` each, with jittered backoff between. Rejects with an
   * `AppError`, except for a failed condition, which is thrown as it came.
   */
  run<T>(operation: 'read' | 'write', what: string, request: (documents: DynamoDBDocumentClient, abortSignal: AbortSignal) => Promise<T>): Promise<T>;
  /** The same database over the same connections, whose tries may take at least this long. */
  patient(tryTimeoutMs: number): Database;
  close(): void;
}

const tries = 3;
const defaultTryTimeoutMs = 2000;
const baseDelayMs = 50;
const maxDelayMs = 400;

export function createDatabase(deps: { readonly clock: Clock; readonly log: StorageLog }, options: DatabaseOptions): Database {
  const tryTimeoutMs = options.tryTimeoutMs ?? defaultTryTimeoutMs;
  const config: DynamoDBClientConfig = {
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ connectionTimeout: tryTimeoutMs / 2 }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
  };
  const client = new DynamoDBClient(config);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

  const { tablePrefix, tableNames = {} } = options;
  return databaseOver(deps, { client, documents, table: (name) => tableNames[name] ?? `${tablePrefix}${name}`, tryTimeoutMs });
}

interface DatabaseParts {
  readonly client: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  readonly table: (name: string) => string;
  readonly tryTimeoutMs: number;
}

function databaseOver(deps: { readonly clock: Clock; readonly log: StorageLog }, parts: DatabaseParts): Database {
  const { clock, log } = deps;
  const { client, documents, tryTimeoutMs } = parts;

  async function attempt<T>(operation: 'read' | 'write', what: string, tryNumber: number, request: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    const timer = clock.setTimer(tryTimeoutMs, () => abort.abort());
    try {
      return await request(abort.signal);
    } catch (thrown) {
      if (isConditionFailed(thrown)) throw thrown;
      const fault = storageFaultFrom(thrown, operation, what);
      log('storage_request_failed', { what, tryNumber, code: fault.error.code, retryable: fault.retryable, message: fault.error.message });
      throw fault.retryable ? new Retryable(fault.error) : fault.error;
    } finally {
      timer.cancel();
    }
  }

  return {
    client,
    table: parts.table,
    async run(operation, what, request) {
      const retryable = (error: unknown): boolean => error instanceof Retryable;
      try {
        return await retry(clock, { tries, baseDelayMs, maxDelayMs, retryable }, (tryNumber) =>
          attempt(operation, what, tryNumber, (abortSignal) => request(documents, abortSignal)),
        );
      } catch (error) {
        throw error instanceof Retryable ? error.fault : error;
      }
    },
    patient: (ms) => databaseOver(deps, { ...parts, tryTimeoutMs: Math.max(ms, tryTimeoutMs) }),
    close: () => client.destroy(),
  };
}

/** Carries a fault that is worth another try through `retry`. */
class Retryable extends Error {
  constructor(readonly fault: Error) {
    super(fault.message);
  }
}
