import { z } from 'zod';
import { samplesFromBytes } from '../../../audio/pcm.js';
import { AppError } from '../../../kernel/errors.js';
import { base64FromAudioData } from '../../audio-data.js';
import { clientSchemas, type ClientEventName } from './wire.js';

/** A client event that is understood. */
export type ClientEvent = { [N in ClientEventName]: { readonly event: N; readonly data: z.output<(typeof clientSchemas)[N]> } }[ClientEventName];

const names = Object.keys(clientSchemas);
const isKnown = (event: string): event is ClientEventName => Object.hasOwn(clientSchemas, event);

/** @throws AppError `WS_MESSAGE_INVALID` with what was wrong and what would be right */
export function decode(event: string, data: unknown): ClientEvent {
  if (!isKnown(event)) throw new AppError('WS_MESSAGE_INVALID', 'unknown event', { detail: `There is no such event. There are: ${names.join(', ')}.` });
  switch (event) {
    case 'authenticate':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'call:start':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'user:message':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'audio:stream':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'audio:chunk':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'state:update':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'call:end':
    case 'barge-in':
    case 'audio:end':
    case 'ping':
      return { event, data };
  }
}

function parse<T>(event: string, schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new AppError('WS_MESSAGE_INVALID', `invalid ${event}`, { detail: `${event}: ${z.prettifyError(parsed.error).slice(0, 500)}` });
}

const maxNumbers = 16_384;

/**
 * The samples of a chunk: a list of 16-bit numbers, base64 text or bytes (s16le).
 *
 * @throws AppError `AUDIO_FORMAT_INVALID`
 */
export function samplesFromChunk(chunk: unknown): Int16Array {
  if (chunk instanceof Uint8Array) return samplesFromBytes(Buffer.from(base64FromAudioData(chunk), 'base64'));
  if (typeof chunk === 'string') return samplesFromBytes(Buffer.from(base64FromAudioData(chunk), 'base64'));
  if (!Array.isArray(chunk) || chunk.length === 0 || chunk.length > maxNumbers) throw badChunk();
  const numbers: readonly unknown[] = chunk;
  const samples = new Int16Array(numbers.length);
  for (let n = 0; n < samples.length; n += 1) {
    const value = numbers[n];
    if (typeof value !== 'number' || !(value >= -32768 && value <= 32767)) throw badChunk();
    samples[n] = value;
  }
  return samples;
}

const badChunk = (): AppError =>
  new AppError('AUDIO_FORMAT_INVALID', 'no samples', { detail: `audio:chunk: chunk must be PCM s16le mono, as base64, as binary or as a list of 1 to ${maxNumbers} numbers from -32768 to 32767.` });
