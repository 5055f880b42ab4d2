import { createHash } from 'node:crypto';
import { z } from 'zod';
import { refuse, ok, type Result } from '../../kernel/result.js';
import { formatProblem } from './desk-checks.js';
import { deskTables, keyOf, type DeskTable } from './desk-items.js';
import type { StoredItem } from './desk-pages.js';

/** Everything of the service desk's tables. */
export type DeskContents = Readonly<Record<DeskTable, readonly StoredItem[]>>;

const format = 'voiceter-service-desk';
const version = 1;

const headerSchema = z.object({
  format: z.literal(format),
  version: z.literal(version),
  exportedAt: z.string(),
  counts: z.object({ orders: z.number().int().nonnegative(), appointments: z.number().int().nonnegative() }),
  /** SHA-256 of everything behind the first line. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const lineSchema = z.object({ table: z.enum(deskTables), item: z.record(z.string(), z.unknown()) });

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** A file with more is looked at by hand first. */
const maxProblems = 20;

/** JSON lines: a header with a checksum, then `{table, item}` for each item. Throws a `TypeError` for what JSON cannot hold. */
export function textFromContents(contents: DeskContents, exportedAt: string): string {
  const body = deskTables.flatMap((table) => contents[table].map((item) => `${JSON.stringify({ table, item }, plain)}\n`)).join('');
  const header = { format, version, exportedAt, counts: { orders: contents.orders.length, appointments: contents.appointments.length }, sha256: sha256(body) };
  return `${JSON.stringify(header)}\n${body}`;
}

/** DynamoDB's sets and bytes would come back as something else. */
function plain(_name: string, value: unknown): unknown {
  if (value instanceof Set || ArrayBuffer.isView(value)) throw new TypeError('an item holds a set or bytes, which this file cannot hold');
  return value;
}

/** What the file holds, when it is whole and every item fits; else what is wrong with it. */
export function contentsFromText(text: string): Result<{ readonly contents: DeskContents; readonly exportedAt: string }, readonly string[]> {
  const end = text.indexOf('\n');
  const header = headerSchema.safeParse(jsonFrom(text.slice(0, Math.max(0, end))));
  if (!header.success) return refuse([`the first line is no header of an export of version ${version}`]);
  const body = text.slice(end + 1);
  if (sha256(body) !== header.data.sha256) return refuse(['the checksum does not fit: the file was changed, or is not whole']);
  const contents: Record<DeskTable, StoredItem[]> = { orders: [], appointments: [] };
  const keys = new Set<string>();
  const problems: string[] = [];
  for (const [index, line] of body.split('\n').entries()) {
    if (line === '') continue;
    const parsed = lineSchema.safeParse(jsonFrom(line));
    const key = parsed.success ? `${parsed.data.table} ${keyOf(parsed.data.item)}` : '';
    const wrong = !parsed.success ? 'no item of a table' : keys.has(key) ? `${key} comes twice` : formatProblem(parsed.data.table, parsed.data.item);
    keys.add(key);
    if (wrong !== null) problems.push(`line ${index + 2}: ${wrong}`);
    else if (parsed.success) contents[parsed.data.table].push(parsed.data.item);
    if (problems.length === maxProblems) return refuse([...problems, '…']);
  }
  for (const table of deskTables) if (problems.length === 0 && contents[table].length !== header.data.counts[table]) problems.push(`${contents[table].length} items of ${table}, the header says ${header.data.counts[table]}`);
  return problems.length > 0 ? refuse(problems) : ok({ contents, exportedAt: header.data.exportedAt });
}

function jsonFrom(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
