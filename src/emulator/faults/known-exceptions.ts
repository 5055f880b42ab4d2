import { messages, type StreamException } from '../wire/exceptions.js';

/**
 * Every exception that users of the service have reported from the middle of a stream, by a name of ours. Types and words as
 * they were reported; the service puts `RequestId=<uuid> : ` before most of them.
 */
export const knownExceptions = {
  model_timeout: { type: 'modelTimeoutException', message: messages.modelTimeout },
  idle: { type: 'validationException', message: messages.idle(55_000) },
  idle_new_accounts: { type: 'validationException', message: messages.idle(295_000) },
  system_instability: { type: 'validationException', message: 'System instability detected. Please retry your request.' },
  rst_stream_531: { type: 'validationException', message: 'InternalErrorCode=531::RST_STREAM closed stream. HTTP/2 error code: NO_ERROR' },
  unexpected_error: { type: 'modelStreamErrorException', message: messages.modelStreamError },
  internal_error: { type: 'internalServerException', message: messages.internal },
  service_unavailable: { type: 'serviceUnavailableException', message: 'The service is temporarily unavailable. Try your request again.' },
  throttled: { type: 'throttlingException', message: messages.throttled },
  invalid_input: { type: 'validationException', message: messages.invalidInput },
  history_not_complete: { type: 'validationException', message: messages.historyNotComplete },
  history_too_long: { type: 'validationException', message: messages.historyTooLong },
  duplicate_system: { type: 'validationException', message: messages.duplicateSystem },
  invalid_voice: { type: 'validationException', message: messages.invalidVoice('nobody') },
  tool_response: { type: 'validationException', message: messages.toolResponse },
  contents_open: { type: 'validationException', message: messages.contentsOpen },
  empty_content: { type: 'validationException', message: messages.emptyContent('audio') },
  no_audio_content: { type: 'validationException', message: messages.noAudioContent('prompt') },
  content_filter: { type: 'validationException', message: 'This request has been blocked by our content filters.' },
} as const satisfies Readonly<Record<string, StreamException>>;

export type KnownException = keyof typeof knownExceptions;
