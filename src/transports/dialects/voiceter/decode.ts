import { z } from 'zod';
import { AppError } from '../../../kernel/errors.js';
import { clientSchemas, type ClientEventName } from './wire.js';

/** A client event that is understood: its name, and data of that name's shape. */
export type ClientEvent = { [N in ClientEventName]: { readonly event: N; readonly data: z.output<(typeof clientSchemas)[N]> } }[ClientEventName];

const names = Object.keys(clientSchemas);
export const isClientEventName = (event: string): event is ClientEventName => Object.hasOwn(clientSchemas, event);

/** Source 003's documents show an envelope, its real client sends bare data: both are right. */
const envelope = z.object({ event: z.string(), data: z.unknown(), sessionId: z.string().optional(), timestamp: z.string().optional() });

/**
 * Understands one event of a client.
 *
 * @throws AppError `WS_MESSAGE_INVALID` with what was wrong and what would be right; `AUDIO_FORMAT_INVALID` for audio data.
 */
export function decode(event: string, payload: unknown): ClientEvent {
  if (!isClientEventName(event)) {
    throw new AppError('WS_MESSAGE_INVALID', 'unknown event', { detail: `There is no such event. There are: ${names.join(', ')}.` });
  }
  if (!namesItself(payload, event)) return dataOf(event, payload);
  const enveloped = envelope.safeParse(payload);
  return dataOf(event, enveloped.success ? enveloped.data.data : payload);
}

/** Whether it can be an envelope at all. Asked first: a failed parse writes a report that nobody reads, for each frame of audio. */
const namesItself = (payload: unknown, event: string): boolean => typeof payload === 'object' && payload !== null && 'event' in payload && payload.event === event;

function dataOf(event: ClientEventName, data: unknown): ClientEvent {
  switch (event) {
    case 'audio:chunk':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'session:start':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'session:end':
      return { event, data: parse(event, clientSchemas[event], data ?? {}) };
    case 'config:update':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'questionnaire:select':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'text:message':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'answer:submit':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'playback:progress':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'mic:mute':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'speech:recognised':
      return { event, data: parse(event, clientSchemas[event], data) };
    case 'pong':
      return { event, data: parse(event, clientSchemas[event], data ?? {}) };
    case 'user:speaking':
      return { event, data: parse(event, clientSchemas[event], data ?? {}) };
    case 'transcript:update':
      return { event, data: parse(event, clientSchemas[event], data ?? {}) };
    case 'mock:response':
      return { event, data: parse(event, clientSchemas[event], data) };
  }
}

function parse<T>(event: string, schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new AppError('WS_MESSAGE_INVALID', `invalid ${event}`, { detail: `${event}: ${z.prettifyError(parsed.error).slice(0, 500)}` });
}
