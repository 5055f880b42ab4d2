import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../kernel/json.js';
import { refuse, type Result } from '../kernel/result.js';
import type { Tool, ToolContext, ToolRefusal } from './ports.js';

export interface ToolDefinition<Input> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  /** Default 3000. */
  readonly timeoutMs?: number;
  run(input: Input, context: ToolContext): Promise<Result<JsonObject, ToolRefusal>>;
}

/** Turns a typed definition into a {@link Tool}: the schema for the model and the check of its arguments come by themselves. */
export function defineTool<Input>(definition: ToolDefinition<Input>): Tool {
  const schema: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(definition.input, { io: 'input' })));
  if (!isJsonObject(schema)) throw new Error(`tool ${definition.name}: the input schema is not an object schema`);
  return {
    name: definition.name,
    description: definition.description,
    inputSchema: schema,
    timeoutMs: definition.timeoutMs ?? 3000,
    call(input, context) {
      const parsed = definition.input.safeParse(input);
      if (!parsed.success) {
        return Promise.resolve(refuse({ code: 'TOOL_INVALID_PARAMS' as const, message: z.prettifyError(parsed.error) }));
      }
      return definition.run(parsed.data, context);
    },
  };
}
