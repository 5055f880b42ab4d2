import { AppError, messageOf, type ErrorCode } from '../kernel/errors.js';
import type { Clock } from '../kernel/clock.js';

const throttling = /^(Throttling|ThrottlingException|SlowDown|TooManyRequestsException|RequestLimitExceeded|ServiceQuotaExceededException)$/;

export const nameOf = (thrown: unknown): string => (typeof thrown === 'object' && thrown !== null && 'name' in thrown ? String(thrown.name) : '');

/** Runs one request to an AWS service with a deadline over all its tries; faults come out as `AppError`s of a `DB_` code. */
export async function runRequest<T>(
  deps: { readonly clock: Clock },
  what: string,
  options: { readonly code: ErrorCode; readonly timeoutMs: number },
  request: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const timer = deps.clock.setTimer(options.timeoutMs, () => abort.abort());
  try {
    return await request(abort.signal);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    if (abort.signal.aborted) throw new AppError('DB_CONNECTION_FAILED', `${what}: not done within ${options.timeoutMs} ms`, { cause: thrown });
    throw new AppError(throttling.test(nameOf(thrown)) ? 'DB_THROTTLED' : options.code, `${what}: ${nameOf(thrown)}: ${messageOf(thrown)}`, { cause: thrown });
  } finally {
    timer.cancel();
  }
}
