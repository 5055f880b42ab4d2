import { ok, refuse, type Result } from '../../kernel/result.js';

/** The JSON of a file, or where and why it is none, in words that help: the usual slip is a comma too many. */
export function jsonFromText(text: string): Result<unknown, { readonly place: string; readonly problem: string; readonly expected: string }> {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return ok(json);
  } catch (thrown) {
    const comma = danglingComma(text);
    if (comma !== null) return refuse({ place: placeOf(text, comma), problem: 'a comma with nothing behind it', expected: 'no comma before } or ]' });
    // Where the engine names no position, only the end of the text is left.
    const position = Number(/position (\d+)/.exec(thrown instanceof Error ? thrown.message : '')?.[1] ?? foreignToken(text) ?? text.length);
    const found = text.slice(position).trim().slice(0, 20).split('\n')[0] ?? '';
    if (found === '') return refuse({ place: placeOf(text, position), problem: 'not JSON: it ends too early', expected: 'every { and [ closed' });
    return refuse({ place: placeOf(text, position), problem: `not JSON: ${found} was not expected`, expected: 'JSON: double quotes, commas between items, no comments' });
  }
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** Where a comma stands before a closing bracket. */
function danglingComma(text: string): number | null {
  let comma: number | null = null;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (comma !== null && (token === '}' || token === ']')) return comma;
    comma = token === ',' ? index : null;
  }
  return null;
}

/** Where the first word stands that JSON does not have. */
function foreignToken(text: string): number | null {
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (!/^(?:".*"|[{}[\],:]|true|false|null|-?\d[\d.eE+-]*)$/s.test(token)) return index;
  }
  return null;
}

function placeOf(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}
