import { z } from 'zod';
import { AppError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import { clientSchemas, type ClientFrameType } from './wire.js';

/** A frame of a client that is understood. */
export type ClientFrame = { [N in ClientFrameType]: { readonly type: N; readonly body: z.output<(typeof clientSchemas)[N]> } }[ClientFrameType];

const isKnown = (type: unknown): type is ClientFrameType => typeof type === 'string' && Object.hasOwn(clientSchemas, type);

/**
 * Understands one frame.
 *
 * @throws AppError `VALIDATION_ERROR` for a type that does not exist, `WS_MESSAGE_INVALID` for another shape
 */
export function decode(frame: JsonObject): ClientFrame {
  const { type } = frame;
  if (!isKnown(type)) {
    throw new AppError('VALIDATION_ERROR', 'unknown type', { detail: `Unknown message type: ${typeof type === 'string' ? type.slice(0, 64) : '(none)'}` });
  }
  switch (type) {
    case 'initialize_session':
      return { type, body: parse(type, clientSchemas[type], frame) };
    case 'audio_input':
      return { type, body: parse(type, clientSchemas[type], frame) };
    case 'text_input':
      return { type, body: parse(type, clientSchemas[type], frame) };
    case 'end_session':
      return { type, body: parse(type, clientSchemas[type], frame) };
    case 'ping':
      return { type, body: parse(type, clientSchemas[type], frame) };
  }
}

function parse<T>(type: string, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AppError('WS_MESSAGE_INVALID', `invalid ${type}`, { detail: `${type}: ${z.prettifyError(parsed.error).slice(0, 500)}` });
}

const base64Text = /^[A-Za-z0-9+/]*={0,2}$/;

/** @throws AppError `AUDIO_FORMAT_INVALID` */
export function bytesFromBase64(text: string): Buffer {
  if (text.length % 4 !== 0 || !base64Text.test(text)) throw new AppError('AUDIO_FORMAT_INVALID', 'not base64', { detail: 'audioData must be base64, its length a multiple of 4.' });
  return Buffer.from(text, 'base64');
}
