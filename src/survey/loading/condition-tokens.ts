import { ok, refuse, type Result } from '../../kernel/result.js';

export type ConditionToken =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  /** A question id in braces: `{q 2}`. */
  | { readonly kind: 'reference'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number };

const patterns: readonly (readonly [RegExp, (match: RegExpExecArray, at: number) => ConditionToken])[] = [
  [/\{([^{}]{1,128})\}/y, (match, at) => ({ kind: 'reference', text: (match[1] ?? '').trim(), at })],
  [/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y, (match, at) => ({ kind: 'string', text: (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1'), at })],
  [/-?\d+(?:\.\d+)?(?![\w-])/y, (match, at) => ({ kind: 'number', value: Number(match[0]), at })],
  [/[\p{L}\d_][\p{L}\d_.-]*/uy, (match, at) => ({ kind: 'word', text: match[0], at })],
  [/&&|\|\||===|!==|==|!=|<>|<=|>=|[<>=!()[\],+*/-]/y, (match, at) => ({ kind: 'sign', text: match[0], at })],
];

/** Cuts condition text into tokens; refuses with the place of the first character that fits nothing. */
export function conditionTokens(text: string): Result<readonly ConditionToken[], string> {
  const tokens: ConditionToken[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text.charAt(at))) at += 1;
    if (at >= text.length) return ok(tokens);
    let found = false;
    for (const [pattern, build] of patterns) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) continue;
      tokens.push(build(match, at));
      at = pattern.lastIndex;
      found = true;
      break;
    }
    if (!found) return refuse(`unexpected "${text.charAt(at)}" at character ${at + 1}`);
  }
}
