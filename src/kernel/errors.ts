/**
 * The one error table. Every code that leaves the process, by any protocol, stands here with what it means for each reader:
 * HTTP clients (status), WebSocket clients (close code), participants (text, what to do next) and programs (recoverable,
 * retryAfterMs). Codes are those of source 003 and of the public Voiceter client.
 */
interface ErrorRow {
  readonly httpStatus: number;
  /** WebSocket close code used when the error ends the connection. RFC 6455, section 7.4. */
  readonly closeCode: number;
  /** What the participant reads. Never holds internals; says what to do next. */
  readonly participantText: string;
  /** True when the conversation goes on, or may be tried again, without a new page. */
  readonly recoverable: boolean;
  /** Suggested wait before another try, where waiting helps. */
  readonly retryAfterMs?: number;
}

const row = (
  httpStatus: number,
  closeCode: number,
  recoverable: boolean,
  participantText: string,
  retryAfterMs?: number,
): ErrorRow => ({ httpStatus, closeCode, recoverable, participantText, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });

export const errorTable = {
  WS_CONNECTION_FAILED: row(503, 1013, true, 'The connection could not be made. Please check your network and try again.', 1000),
  WS_MESSAGE_INVALID: row(400, 1008, true, 'The server did not understand a message from this page. Please reload it if this happens again.'),
  WS_RATE_LIMIT_EXCEEDED: row(429, 1008, true, 'Too many messages were sent at once. Please wait a moment.', 1000),
  WS_DISCONNECTED: row(503, 1001, true, 'The connection was lost. Your recorded answers are safe.', 1000),
  WS_RECONNECTION_FAILED: row(503, 1013, false, 'The connection could not be restored. Please start again.'),
  BEDROCK_INIT_FAILED: row(502, 1011, true, 'The voice service could not be reached. Please try again in a moment.', 2000),
  BEDROCK_STREAM_ERROR: row(502, 1011, true, 'The voice service stopped unexpectedly. Your recorded answers are safe. Please try again.', 2000),
  BEDROCK_RATE_LIMIT: row(503, 1013, true, 'All lines are busy. Please try again in a minute.', 10_000),
  BEDROCK_MODEL_ERROR: row(502, 1011, false, 'The voice service could not handle this conversation. Please start again.'),
  BEDROCK_TIMEOUT: row(504, 1011, true, 'The voice service did not answer in time. Your recorded answers are safe. Please try again.', 2000),
  DB_WRITE_FAILED: row(503, 1011, true, 'Your answer could not be saved yet. Please give it again in a moment.', 2000),
  DB_READ_FAILED: row(503, 1011, true, 'The record could not be read. Please try again in a moment.', 2000),
  DB_CONNECTION_FAILED: row(503, 1011, true, 'The database could not be reached. Please try again in a moment.', 2000),
  DB_THROTTLED: row(503, 1013, true, 'The database is busy. Please try again in a moment.', 2000),
  AUDIO_PROCESSING_ERROR: row(400, 1008, true, 'Some sound could not be used. Please go on.'),
  AUDIO_FORMAT_INVALID: row(400, 1008, true, 'The microphone sound arrived in an unknown format. Please reload the page.'),
  AUDIO_ENCODING_ERROR: row(500, 1011, true, 'Some sound could not be prepared. Please go on.'),
  AUDIO_DECODING_ERROR: row(400, 1008, true, 'Some sound could not be read. Please go on.'),
  QUESTIONNAIRE_LOGIC_ERROR: row(500, 1011, false, 'This questionnaire has a problem and cannot go on. Your recorded answers are safe.'),
  QUESTIONNAIRE_NOT_FOUND: row(404, 1008, true, 'This questionnaire does not exist. Please choose another one.'),
  AGENT_NOT_FOUND: row(404, 1008, true, 'This assistant does not exist. Please choose another one.'),
  QUESTION_NOT_FOUND: row(404, 1008, true, 'This question is not part of the questionnaire.'),
  INVALID_RESPONSE: row(422, 1008, true, 'This answer does not fit the question. Please answer again.'),
  TOOL_EXECUTION_ERROR: row(500, 1011, true, 'A step did not work. Please say that again.'),
  TOOL_NOT_FOUND: row(404, 1008, true, 'A step did not work. Please say that again.'),
  TOOL_TIMEOUT: row(504, 1011, true, 'A step took too long. Please say that again.'),
  TOOL_INVALID_PARAMS: row(400, 1008, true, 'A step did not work. Please say that again.'),
  SESSION_START_FAILED: row(500, 1011, true, 'Failed to start session. Please try again.', 1000),
  SESSION_NOT_FOUND: row(404, 1008, true, 'There is no running conversation. Please start one.'),
  SESSION_INVALID: row(400, 1008, true, 'This is not possible at this point of the conversation.'),
  SESSION_EXPIRED: row(410, 1008, false, 'This conversation has ended. Please start a new one.'),
  QUOTA_FILLED: row(409, 1000, false, 'Thank you. We already have enough answers from people like you.'),
  NOT_FOUND: row(404, 1008, true, 'There is nothing here. Please check the address.'),
  VALIDATION_ERROR: row(400, 1008, true, 'Something that was sent is not valid.'),
  TIMEOUT_ERROR: row(504, 1011, true, 'This took too long. Please try again.', 1000),
  UNAUTHORIZED: row(401, 1008, false, 'Please sign in first.'),
  FORBIDDEN: row(403, 1008, false, 'You may not do this.'),
  SERVER_BUSY: row(503, 1013, true, 'All lines are busy. Please try again in a minute.', 10_000),
  SERVER_STOPPING: row(503, 1012, true, 'The service is restarting. Please try again in a minute.', 10_000),
  INTERNAL_ERROR: row(500, 1011, false, 'Something went wrong on our side. Your recorded answers are safe.'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

/** The row of a code, typed as a row (its optional wait included). */
export const errorRow = (code: ErrorCode): ErrorRow => errorTable[code];

export interface AppErrorOptions {
  /** The fault underneath, for the log only. */
  readonly cause?: unknown;
  /** What was wrong and what would be right, for the sender of a bad message. Must hold no internals and no secrets. */
  readonly detail?: string;
}

/** A fault, made at the edge that met it. `message` is for the log; participants get the table's text. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = options.detail;
  }
}

/** Any thrown thing as an {@link AppError}; what is not one already becomes `fallback` with the original as cause. */
export function appErrorFrom(thrown: unknown, fallback: ErrorCode = 'INTERNAL_ERROR'): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError(fallback, messageOf(thrown), { cause: thrown });
}

/** What a thrown value says. Anything can be thrown, also what cannot be turned into text. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    return `a thrown ${typeof thrown} without text`;
  }
}

/** What a client may see of an error: source 003's `ErrorResponse.data`. */
export interface PublicError {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string;
  readonly recoverable: boolean;
  /** Milliseconds; absent where waiting does not help. */
  readonly retryAfter?: number;
  readonly detail?: string;
}

export function publicErrorFrom(error: AppError): PublicError {
  const entry = errorRow(error.code);
  return {
    errorCode: error.code,
    errorMessage: entry.participantText,
    recoverable: entry.recoverable,
    ...(entry.retryAfterMs === undefined ? {} : { retryAfter: entry.retryAfterMs }),
    ...(error.detail === undefined ? {} : { detail: error.detail }),
  };
}
