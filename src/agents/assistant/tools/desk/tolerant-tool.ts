import { jsonObjectFromText, type JsonObject, type JsonValue } from '../../../../kernel/json.js';
import { ok } from '../../../../kernel/result.js';
import type { Tool } from '../../../../conversation/ports.js';

/**
 * A tool that takes its arguments as models really send them: `order_id` for `orderId`, null or blank for what is not known, a list as
 * its JSON text. `required` goes into the schema for the model only: what is missing all the same is asked for in words by the tool.
 */
export function tolerantTool(tool: Tool, required: readonly string[]): Tool {
  return { ...tool, inputSchema: { ...tool.inputSchema, required: [...required] }, call: (input, context) => tool.call(plainArguments(input), context) };
}

const isBlank = (value: JsonValue): boolean => value === null || (typeof value === 'string' && value.trim() === '');
const camelFrom = (name: string): string => name.replace(/_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());

function plainArguments(input: JsonObject): JsonObject {
  const known = Object.entries(input).filter(([, value]) => !isBlank(value));
  // Behind the others: the right name wins over its other spelling.
  const renamed = known.map(([name, value]) => [camelFrom(name), listFrom(value)] as const).filter(([name]) => !known.some(([other]) => other === name));
  return Object.fromEntries([...known.map(([name, value]) => [name, listFrom(value)] as const), ...renamed]);
}

function listFrom(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || !/^\s*\[/.test(value)) return value;
  return jsonObjectFromText(`{"list":${value}}`)?.['list'] ?? value;
}

/** What the model reads when the answer is no: the words to say are in `error`. */
export const failed = (error: string): ReturnType<typeof ok<JsonObject>> => ok({ success: false, error });
