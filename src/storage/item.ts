import type { z } from 'zod';
import { AppError } from '../kernel/errors.js';

/** A row from what the database returned. What does not fit is a fault of the stored data, told with its place. */
export function rowFromItem<T>(schema: z.ZodType<T>, item: unknown, what: string): T {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError('DB_READ_FAILED', `${what} does not fit its format at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

export interface SetExpression {
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}

/** `SET #a = :a, …` for the fields that are not undefined; null when there are none. */
export function setExpressionFrom(fields: object): SetExpression | null {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return null;
  return {
    UpdateExpression: `SET ${entries.map((_, index) => `#f${index} = :f${index}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], index) => [`#f${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], index) => [`:f${index}`, value])),
  };
}
