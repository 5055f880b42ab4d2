import { createHash } from 'node:crypto';

const maxDepth = 64;

/** SHA-256 (hex) over the JSON with sorted keys: the order of keys and the layout of the file do not matter. Null: nested too deeply. */
export function hashOfJson(value: unknown): string | null {
  const text = canonical(value, 0);
  return text === null ? null : createHash('sha256').update(text).digest('hex');
}

function canonical(value: unknown, depth: number): string | null {
  if (depth > maxDepth) return null;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((item) => ['', item] as const)
    : Object.entries(value).filter(([, item]) => item !== undefined).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const parts: string[] = [];
  for (const [key, item] of entries) {
    const text = canonical(item, depth + 1);
    if (text === null) return null;
    parts.push(Array.isArray(value) ? text : `${JSON.stringify(key)}:${text}`);
  }
  return Array.isArray(value) ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}
