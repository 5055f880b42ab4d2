import type { z } from 'zod';
import { shortened, type Findings } from './findings.js';

/**
 * An object of the source that is read key by key. What nobody asked for is refused by name at the end, so that nothing is lost
 * in silence.
 */
export interface SourceObject {
  readonly findings: Findings;
  has(key: string): boolean;
  /** The value where it fits; undefined where there is none, or after refusing it. `null` counts as none. */
  take<T>(key: string, schema: z.ZodType<T>): T | undefined;
  /** Marks keys as read that change nothing in an interview by voice. */
  leaveOut(keys: ReadonlySet<string>): void;
  /** Refuses every key that was not read. @param what the object's name in the source, e.g. `checkbox` */
  refuseRest(what: string): void;
}

/** Null after refusing what is no object. */
export function sourceObject(value: unknown, findings: Findings, what: string): SourceObject | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.refuse(what, 'is no object', 'an object');
    return null;
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const read = new Set<string>();
  return {
    findings,
    has: (key) => (fields.get(key) ?? null) !== null,
    take(key, schema) {
      read.add(key);
      const field = fields.get(key);
      if (field === undefined || field === null) return undefined;
      const parsed = schema.safeParse(field);
      if (parsed.success) return parsed.data;
      findings.at(key).refuse(key, shortened(parsed.error.issues[0]?.message ?? 'does not fit', 120), 'a value as the source format has it');
      return undefined;
    },
    leaveOut(keys) {
      for (const key of fields.keys()) if (keys.has(key)) read.add(key);
    },
    refuseRest(what) {
      for (const key of fields.keys()) if (!read.has(key)) findings.at(shortened(key)).refuse(key, `"${shortened(key)}" of ${what} has no counterpart`, 'take it out, or say the same with what can be imported');
    },
  };
}
