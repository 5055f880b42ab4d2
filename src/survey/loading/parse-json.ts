import { ok, refuse, type Result } from '../../kernel/result.js';

/** The JSON of a file, or where and why it is none, in words that help: the usual slip is a comma too many. */
export function jsonFromText(text: string): Result<unknown, { readonly place: string; readonly problem: string; readonly expected: string }> {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return ok(json);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    const before = text.slice(0, position).trimEnd();
    const place = placeOf(text, position);
    if (before.endsWith(',') && /^[}\]]/.test(text.slice(position).trimStart())) {
      return refuse({ place: placeOf(text, before.length - 1), problem: 'a comma with nothing behind it', expected: 'no comma before } or ]' });
    }
    if (text.slice(position).trim() === '') return refuse({ place, problem: 'not JSON: it ends too early', expected: 'every { and [ closed' });
    return refuse({ place, problem: `not JSON: ${text.slice(position, position + 20).split('\n')[0] ?? ''} was not expected`, expected: 'JSON: double quotes, commas between items, no comments' });
  }
}

function placeOf(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}
