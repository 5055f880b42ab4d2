import { z } from 'zod';
import { isJsonObject, jsonObjectFromText, type JsonObject } from '../../../kernel/json.js';
import { AppError } from '../../../kernel/errors.js';
import { clientSchemas, type ClientEventName } from './wire.js';

/** An event of a client that is understood. */
export type ClientEvent = { [N in ClientEventName]: { readonly name: N; readonly body: z.output<(typeof clientSchemas)[N]> } }[ClientEventName];

const isClientEventName = (name: string): name is ClientEventName => Object.hasOwn(clientSchemas, name);

/** A frame's event, bare or packed as text by an API gateway; null where there is none. */
function eventOf(frame: JsonObject): JsonObject | null {
  const unpacked = typeof frame['body'] === 'string' ? jsonObjectFromText(frame['body']) : frame;
  const event = unpacked?.['event'];
  return isJsonObject(event) ? event : null;
}

/** The event that `decode` reads, whatever others are beside it: what is no audio may not come as fast. Unpacks only what looks like it. */
export function isAudioFrame(frame: JsonObject): boolean {
  const { body } = frame;
  if (typeof body === 'string' && !body.includes('"audioInput"')) return false;
  return Object.keys(eventOf(frame) ?? {}).find(isClientEventName) === 'audioInput';
}

/**
 * Understands one frame. Null: nothing that concerns us; clients send states and settings of their own.
 *
 * @throws AppError `WS_MESSAGE_INVALID` for an event of a known name and another shape
 */
export function decode(frame: JsonObject): ClientEvent | null {
  const event = eventOf(frame);
  const name = Object.keys(event ?? {}).find(isClientEventName);
  if (event === null || name === undefined) return null;
  const body = event[name];
  switch (name) {
    case 'sessionStart':
      return { name, body: parse(name, clientSchemas[name], body) };
    case 'promptStart':
      return { name, body: parse(name, clientSchemas[name], body) };
    case 'contentStart':
      return { name, body: parse(name, clientSchemas[name], body) };
    case 'textInput':
      return { name, body: parse(name, clientSchemas[name], body) };
    case 'audioInput':
      return { name, body: parse(name, clientSchemas[name], body) };
    case 'contentEnd':
      return { name, body: parse(name, clientSchemas[name], body) };
    case 'promptEnd':
      return { name, body: parse(name, clientSchemas[name], body) };
    case 'sessionEnd':
      return { name, body: parse(name, clientSchemas[name], body) };
  }
}

function parse<T>(name: string, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AppError('WS_MESSAGE_INVALID', `invalid ${name}`, { detail: `${name}: ${z.prettifyError(parsed.error).slice(0, 500)}` });
}
