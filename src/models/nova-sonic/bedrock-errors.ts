import { AppError, type ErrorCode } from '../../kernel/errors.js';
import type { StreamEnd } from '../../conversation/ports.js';

type Kind = Exclude<StreamEnd['kind'], 'asked'>;

/**
 * Known texts of Bedrock, matched by substring before the exception's type is looked at: the same ValidationException
 * means a planned end, a passing fault or a bug of ours. Source: live measurements collected in the field.
 */
const byMessage: readonly { readonly text: string; readonly kind: Kind; readonly code: ErrorCode; readonly withoutHistory?: true }[] = [
  { text: 'Model has timed out in processing the request', kind: 'renew', code: 'BEDROCK_TIMEOUT' },
  { text: 'Timed out waiting for audio bytes or interactive content', kind: 'renew', code: 'BEDROCK_TIMEOUT' },
  { text: 'System instability detected', kind: 'retry', code: 'BEDROCK_STREAM_ERROR' },
  { text: 'InternalErrorCode=531', kind: 'retry', code: 'BEDROCK_STREAM_ERROR' },
  { text: 'The system encountered an unexpected error during processing', kind: 'retry', code: 'BEDROCK_STREAM_ERROR' },
  { text: 'Invalid event bytes', kind: 'retry', code: 'BEDROCK_STREAM_ERROR' },
  { text: 'blocked by our content filters', kind: 'fatal', code: 'BEDROCK_MODEL_ERROR' },
  { text: 'Received invalid id', kind: 'fatal', code: 'BEDROCK_INIT_FAILED' },
  // The service says no more than that. What differs from stream to stream is the history.
  { text: 'Invalid input request', kind: 'retry', code: 'BEDROCK_STREAM_ERROR', withoutHistory: true },
  { text: 'Chat history', kind: 'retry', code: 'BEDROCK_STREAM_ERROR', withoutHistory: true },
  { text: 'Premature close', kind: 'retry', code: 'BEDROCK_STREAM_ERROR' },
  { text: 'Truncated event message received', kind: 'retry', code: 'BEDROCK_STREAM_ERROR' },
  { text: 'abnormally aborted in mid-communication', kind: 'retry', code: 'BEDROCK_INIT_FAILED' },
];

const byName: Readonly<Record<string, { readonly kind: Kind; readonly code: ErrorCode }>> = {
  ThrottlingException: { kind: 'retry', code: 'BEDROCK_RATE_LIMIT' },
  ServiceQuotaExceededException: { kind: 'retry', code: 'BEDROCK_RATE_LIMIT' },
  ModelNotReadyException: { kind: 'retry', code: 'BEDROCK_INIT_FAILED' },
  ModelErrorException: { kind: 'retry', code: 'BEDROCK_MODEL_ERROR' },
  ModelStreamErrorException: { kind: 'retry', code: 'BEDROCK_STREAM_ERROR' },
  ModelTimeoutException: { kind: 'renew', code: 'BEDROCK_TIMEOUT' },
  InternalServerException: { kind: 'retry', code: 'BEDROCK_STREAM_ERROR' },
  ServiceUnavailableException: { kind: 'retry', code: 'BEDROCK_INIT_FAILED' },
  AccessDeniedException: { kind: 'fatal', code: 'BEDROCK_INIT_FAILED' },
  ResourceNotFoundException: { kind: 'fatal', code: 'BEDROCK_INIT_FAILED' },
  UnrecognizedClientException: { kind: 'fatal', code: 'BEDROCK_INIT_FAILED' },
  InvalidSignatureException: { kind: 'fatal', code: 'BEDROCK_INIT_FAILED' },
  ExpiredTokenException: { kind: 'retry', code: 'BEDROCK_INIT_FAILED' },
  CredentialsProviderError: { kind: 'fatal', code: 'BEDROCK_INIT_FAILED' },
  ValidationException: { kind: 'fatal', code: 'BEDROCK_STREAM_ERROR' },
};

/** What a thrown thing of the SDK means for the stream. What nobody has seen yet is worth one more try. */
export function streamEndFromError(thrown: unknown): Exclude<StreamEnd, { kind: 'asked' }> {
  const name = thrown instanceof Error ? thrown.name : 'unknown';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const known = byMessage.find((entry) => message.includes(entry.text)) ?? (Object.hasOwn(byName, name) ? byName[name] : undefined);
  const { kind, code } = known ?? { kind: 'retry' as const, code: 'BEDROCK_STREAM_ERROR' as const };
  const error = new AppError(code, `${name}: ${message}`, { cause: thrown });
  return kind === 'retry' && known !== undefined && 'withoutHistory' in known ? { kind, error, withoutHistory: true } : { kind, error };
}

/** The SDK's loop ended without an error and nobody had asked: a reset, a GOAWAY or a closed connection looks like this. */
export const unexpectedEnd = (): StreamEnd => ({
  kind: 'retry',
  error: new AppError('BEDROCK_STREAM_ERROR', 'the output ended without an error before it was closed by us'),
});
