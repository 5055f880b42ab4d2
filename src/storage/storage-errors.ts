import { AppError, type ErrorCode } from '../kernel/errors.js';

/** What a thrown thing of the SDK or of the socket below it means for us. */
export interface StorageFault {
  readonly error: AppError;
  /** Another try of the same idempotent request may succeed. */
  readonly retryable: boolean;
}

const throttlingNames = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'TooManyRequestsException',
]);

const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const connectionNames = new Set(['TimeoutError', 'AbortError', 'NetworkingError', 'RequestTimeout', 'RequestTimeoutException']);

/** The one classifier of database faults. Conditions that failed are refusals, and are taken out before. */
export function storageFaultFrom(thrown: unknown, operation: 'read' | 'write', what: string): StorageFault {
  if (thrown instanceof AppError) return { error: thrown, retryable: false };
  const { name, codes, status } = factsOf(thrown);
  const make = (code: ErrorCode, retryable: boolean): StorageFault => ({
    error: new AppError(code, `${what}: ${name}${thrown instanceof Error ? `: ${thrown.message}` : ''}`, { cause: thrown }),
    retryable,
  });
  if (throttlingNames.has(name)) return make('DB_THROTTLED', true);
  if (connectionNames.has(name) || codes.some((code) => connectionCodes.has(code))) return make('DB_CONNECTION_FAILED', true);
  if (name === 'CredentialsProviderError' || name === 'UnrecognizedClientException') return make('DB_CONNECTION_FAILED', false);
  return make(operation === 'read' ? 'DB_READ_FAILED' : 'DB_WRITE_FAILED', status >= 500 || name === 'InternalServerError');
}

/** True for the refusal that DynamoDB throws when a condition of ours did not hold. */
export const isConditionFailed = (thrown: unknown): boolean => factsOf(thrown).name === 'ConditionalCheckFailedException';

/** True where the database will never take this write, however often it is tried: an item that is too large, a value that it cannot hold. */
export function isUnwritable(thrown: unknown): boolean {
  const fault = thrown instanceof AppError ? thrown.cause : thrown;
  return factsOf(fault).name === 'ValidationException' || factsOf(thrown).name === 'ZodError';
}

export const isNamed = (thrown: unknown, name: string): boolean => factsOf(thrown).name === name;

function factsOf(thrown: unknown): { readonly name: string; readonly codes: readonly string[]; readonly status: number } {
  if (typeof thrown !== 'object' || thrown === null) return { name: String(thrown), codes: [], status: 0 };
  const message = 'message' in thrown ? String(thrown.message) : '';
  // The SDK wraps what is no Error of its own realm, and keeps only the text.
  const name = /^AWS SDK error wrapper for (\w+)/.exec(message)?.[1] ?? ('name' in thrown ? String(thrown.name) : 'Error');
  const codes = [thrown, 'cause' in thrown ? thrown.cause : null].flatMap((error) =>
    typeof error === 'object' && error !== null && 'code' in error ? [String(error.code)] : [],
  );
  codes.push(...(message.match(/\bE[A-Z_]{4,}\b/g) ?? []));
  const metadata = '$metadata' in thrown ? thrown.$metadata : null;
  const status = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : 0;
  return { name, codes, status };
}
