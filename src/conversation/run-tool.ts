import { AppError, appErrorFrom } from '../kernel/errors.js';
import type { Clock } from '../kernel/clock.js';
import type { JsonObject } from '../kernel/json.js';
import { withDeadline } from '../kernel/retry.js';
import type { Agent, ToolContext } from './ports.js';

export interface ToolRun {
  /** What the model is told: the tool's own result, or `{error, message, say}`. Always there. */
  readonly result: JsonObject;
  /** Set when the tool failed by a fault (not by a refusal): for the log. */
  readonly fault: AppError | null;
}

/**
 * Runs one call of the model. Never rejects: an unknown tool, bad arguments, a timeout and a fault are results too. Work that
 * outlives its deadline goes on; what it gives then goes to `onLate`.
 */
export async function runTool(
  clock: Clock,
  { tools, apology }: Pick<Agent, 'tools' | 'apology'>,
  name: string,
  input: JsonObject,
  context: ToolContext,
  onLate: (result: JsonObject) => void,
): Promise<ToolRun> {
  // Models, and the documents that their prompts come from, are not sure of capitals.
  const tool = tools.find((candidate) => candidate.name === name) ?? tools.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  if (tool === undefined) {
    return { result: { error: 'TOOL_NOT_FOUND', message: `There is no tool of this name. There are: ${tools.map((t) => t.name).join(', ')}.`, say: apology }, fault: null };
  }
  let late = false;
  const call = (async () => tool.call(input, context))();
  call.then((answer) => late && answer.ok && onLate(answer.value)).catch(() => undefined);
  const timeout = (): AppError => {
    late = true;
    return new AppError('TOOL_TIMEOUT', `tool ${name} took longer than ${tool.timeoutMs} ms`);
  };
  try {
    const answer = await withDeadline(clock, tool.timeoutMs, call, timeout);
    return answer.ok
      ? { result: answer.value, fault: null }
      : { result: { error: answer.error.code, message: answer.error.message, say: apology }, fault: null };
  } catch (thrown) {
    const fault = appErrorFrom(thrown, 'TOOL_EXECUTION_ERROR');
    return { result: { error: fault.code, message: 'This did not work.', say: apology }, fault };
  }
}
