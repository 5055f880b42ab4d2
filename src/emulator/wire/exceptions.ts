/** Exceptions that can come in the middle of a stream, as their `:exception-type` is spelt. */
export type StreamExceptionType =
  | 'validationException'
  | 'modelTimeoutException'
  | 'modelStreamErrorException'
  | 'throttlingException'
  | 'internalServerException'
  | 'serviceUnavailableException'
  | 'invalidSignatureException';

export interface StreamException {
  readonly type: StreamExceptionType;
  readonly message: string;
}

/** A refusal before the stream: HTTP status, `x-amzn-errortype` and message. */
export interface HttpRefusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** Messages as the real service words them; sources in nova-sonic.md, sections 3.5, 4.3 and 1. */
export const messages = {
  invalidInput: 'Invalid input request, please fix your input and try again.',
  duplicateSystem: 'Duplicate SYSTEM content. SYSTEM content can only be provided once per prompt',
  historyNotComplete: 'Chat history should be sent completely before streaming audio',
  historyTooLong: 'Chat history is over max limit. Trim chat history and try again.',
  invalidVoice: (voiceId: string) => `Received invalid id: '${voiceId}'. Please check AWS documentation for valid voiceIds.`,
  toolResponse: 'Tool Response parsing error',
  contentsOpen: 'All contents must be closed before ending prompt',
  noAudioContent: (promptName: string) => `Prompt [${promptName}] must have at least one audio content`,
  emptyContent: (contentName: string) => `Cannot end content [${contentName}] as no content data was received`,
  idle: (idleMs: number) =>
    'InternalErrorCode=532::Timed out waiting for audio bytes or interactive content. ' +
    `Please ensure gaps between audio bytes and interactive content are less than ${Math.round(idleMs / 1000)} seconds.`,
  modelTimeout: 'Model has timed out in processing the request. Try your request again.',
  modelStreamError: 'The system encountered an unexpected error during processing. Try your request again.',
  internal: 'The system encountered an unexpected error during processing. Try your request again.',
  signature:
    'The request signature we calculated does not match the signature you provided. ' +
    'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  unknownKey: 'The security token included in the request is invalid.',
  noSignature: 'Missing Authentication Token',
  throttled: 'Too many requests, please wait before trying again.',
  invalidModel: 'The provided model identifier is invalid.',
  endOfLife: 'This model version has reached the end of its life. Please refer to the AWS documentation for more details.',
} as const;
