import { pino, type DestinationStream, type Logger } from 'pino';
import { AppError, messageOf, type ErrorCode } from '../kernel/errors.js';

/** Values that may stand in a log line. Callers never put audio, transcript text, answers or secrets there. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** JSON lines: level, time, event, fields. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields, error?: unknown): void;
  error(event: string, fields: LogFields, error: unknown): void;
  /** A log whose lines all carry these fields, such as the session's id. */
  with(fields: LogFields): Log;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Writes to stdout unless another destination is given. */
export function createLog(options: { readonly level: LogLevel }, destination?: DestinationStream): Log {
  const base = {
    level: options.level,
    base: null,
    messageKey: 'event',
    timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label.toUpperCase() }) },
  };
  return logFrom(destination === undefined ? pino(base) : pino(base, destination));
}

function logFrom(logger: Logger): Log {
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}, error) => logger.warn(error === undefined ? fields : { ...fields, ...errorFields(error) }, event),
    error: (event, fields, error) => logger.error({ ...fields, ...errorFields(error) }, event),
    with: (fields) => logFrom(logger.child(fields)),
  };
}

interface ErrorFields {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string;
  readonly stack: string;
  readonly cause?: string;
}

/** What every logged error has: code, message, stack, and the fault underneath. */
export function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { errorCode: 'INTERNAL_ERROR', errorMessage: messageOf(error), stack: '' };
  return {
    errorCode: error instanceof AppError ? error.code : 'INTERNAL_ERROR',
    errorMessage: error.message,
    stack: error.stack ?? '',
    ...(error.cause === undefined ? {} : { cause: error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : typeof error.cause }),
  };
}
