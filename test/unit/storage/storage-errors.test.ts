import { expect, it } from '@jest/globals';
import { AppError } from '../../../src/kernel/errors.js';
import { isConditionFailed, storageFaultFrom } from '../../../src/storage/storage-errors.js';

const thrown = (name: string, more: object = {}): Error => Object.assign(new Error('as it said'), { name }, more);

it.each([
  [thrown('ThrottlingException'), 'DB_THROTTLED', true],
  [thrown('ProvisionedThroughputExceededException'), 'DB_THROTTLED', true],
  [thrown('Error', { code: 'ECONNREFUSED' }), 'DB_CONNECTION_FAILED', true],
  [thrown('Error', { cause: { code: 'ECONNRESET' } }), 'DB_CONNECTION_FAILED', true],
  [new Error('AWS SDK error wrapper for Error: connect ECONNREFUSED 127.0.0.1:1'), 'DB_CONNECTION_FAILED', true],
  [thrown('TimeoutError'), 'DB_CONNECTION_FAILED', true],
  [thrown('AbortError'), 'DB_CONNECTION_FAILED', true],
  [thrown('CredentialsProviderError'), 'DB_CONNECTION_FAILED', false],
  [thrown('InternalServerError'), 'DB_WRITE_FAILED', true],
  [thrown('Whatever', { $metadata: { httpStatusCode: 503 } }), 'DB_WRITE_FAILED', true],
  [thrown('ValidationException', { $metadata: { httpStatusCode: 400 } }), 'DB_WRITE_FAILED', false],
  ['text', 'DB_WRITE_FAILED', false],
  [null, 'DB_WRITE_FAILED', false],
  [undefined, 'DB_WRITE_FAILED', false],
])('makes %s a %s', (error, code, retryable) => {
  const fault = storageFaultFrom(error, 'write', 'record response');
  expect([fault.error.code, fault.retryable]).toEqual([code, retryable]);
  expect(fault.error.message).toMatch(/^record response: /);
});

it('tells a failed read from a failed write, and leaves our own errors as they are', () => {
  expect(storageFaultFrom(thrown('ValidationException'), 'read', 'list').error.code).toBe('DB_READ_FAILED');
  const own = new AppError('SESSION_NOT_FOUND', 'own');
  expect(storageFaultFrom(own, 'write', 'x').error).toBe(own);
  expect(isConditionFailed(thrown('ConditionalCheckFailedException'))).toBe(true);
  expect(isConditionFailed(thrown('ValidationException'))).toBe(false);
});
