import { expect, it } from '@jest/globals';
import { streamEndFromError } from '../../../../src/models/nova-sonic/bedrock-errors.js';

const thrown = (name: string, message: string): Error => Object.assign(new Error(message), { name });

it.each([
  ['ModelTimeoutException', 'Model has timed out in processing the request. Try your request again.', 'renew', 'BEDROCK_TIMEOUT'],
  ['ValidationException', 'RequestId=1 : InternalErrorCode=532::Timed out waiting for audio bytes or interactive content. Please ensure gaps are less than 55 seconds.', 'renew', 'BEDROCK_TIMEOUT'],
  ['ValidationException', 'System instability detected. Please retry your request.', 'retry', 'BEDROCK_STREAM_ERROR'],
  ['ValidationException', 'InternalErrorCode=531::RST_STREAM closed stream. HTTP/2 error code: NO_ERROR', 'retry', 'BEDROCK_STREAM_ERROR'],
  ['ModelStreamErrorException', 'The system encountered an unexpected error during processing. Try your request again.', 'retry', 'BEDROCK_STREAM_ERROR'],
  ['ValidationException', 'This request has been blocked by our content filters.', 'fatal', 'BEDROCK_MODEL_ERROR'],
  ['ValidationException', "Received invalid id: 'x'. Please check AWS documentation for valid voiceIds.", 'fatal', 'BEDROCK_INIT_FAILED'],
  ['ValidationException', 'Invalid input request, please fix your input and try again.', 'retry', 'BEDROCK_STREAM_ERROR'],
  ['ThrottlingException', 'Too many requests', 'retry', 'BEDROCK_RATE_LIMIT'],
  ['AccessDeniedException', 'You do not have access to the model', 'fatal', 'BEDROCK_INIT_FAILED'],
  ['Error', 'Premature close', 'retry', 'BEDROCK_STREAM_ERROR'],
  ['Error', 'HTTP/2 stream is abnormally aborted in mid-communication with result code 2.', 'retry', 'BEDROCK_INIT_FAILED'],
  ['constructor', 'something nobody has seen', 'retry', 'BEDROCK_STREAM_ERROR'],
])('%s "%s" is worth: %s', (name, message, kind, code) => {
  expect(streamEndFromError(thrown(name, message))).toMatchObject({ kind, error: { code } });
});
