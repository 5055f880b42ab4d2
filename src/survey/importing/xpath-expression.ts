import type { Result } from '../../kernel/result.js';
import { ExpressionRefusal, maxExpressionDepth, parsedExpression, type Expression } from './expression.js';
import { shortened } from './findings.js';
import type { Sign } from './logic.js';

interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'sign';
  readonly text: string;
}

const patterns: readonly (readonly [RegExp, Token['kind'], number])[] = [
  [/\$\{([^{}]{1,200})\}/y, 'name', 1],
  [/'([^']*)'/y, 'string', 1],
  [/"([^"]*)"/y, 'string', 1],
  [/-?\d+(?:\.\d+)?/y, 'number', 0],
  // A path to an answer; its last step is the name.
  [/(?:current\(\)\s*\/|\.\.?\s*\/|\/)\s*(?:\.\.\s*\/\s*)*[\p{L}_][\p{L}\p{N}_.-]*(?:\s*\/\s*[\p{L}_][\p{L}\p{N}_.-]*)*/uy, 'name', 0],
  [/[\p{L}_][\p{L}\p{N}_-]*(?::[\p{L}_][\p{L}\p{N}_-]*)?/uy, 'word', 0],
  [/!=|<=|>=|[=<>()+*,[\]|.-]/y, 'sign', 0],
];

const signs: ReadonlyMap<string, Sign> = new Map([['=', '='], ['!=', '!='], ['<', '<'], ['<=', '<='], ['>', '>'], ['>=', '>=']]);

/** The name that `.` has in the expression: the question that a constraint is about. */
export const itself = '.';

/**
 * Reads what forms have in `relevant` and `constraint`: comparisons, `and`, `or`, `+ - * div`, `not()`, `true()`, `false()`,
 * `selected()`, `count-selected()`, `date()`. Names are full paths as written, or what stands in `${…}`. Refuses other functions
 * by name.
 */
export const expressionFromXpath = (text: string): Result<Expression, ExpressionRefusal> => parsedExpression(text, (checked) => parse(tokensFrom(checked)));

function tokensFrom(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    while (/\s/.test(text.charAt(at))) at += 1;
    if (at >= text.length) return tokens;
    const start = at;
    for (const [pattern, kind, group] of patterns) {
      // Behind a value a minus takes away, and a slash cannot begin a path.
      const last = tokens.at(-1);
      const isBehindValue = last !== undefined && (last.kind === 'name' || last.kind === 'string' || last.kind === 'number' || last.text === ')');
      if (kind === 'number' && text.charAt(at) === '-' && isBehindValue) continue;
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) continue;
      tokens.push({ kind, text: kind === 'name' ? (match[group] ?? '').replace(/\s+/g, '') : (match[group] ?? '') });
      at = pattern.lastIndex;
      break;
    }
    if (at === start) throw new ExpressionRefusal(text.charAt(at), `"${text.charAt(at)}" at character ${at + 1} cannot be read`, 'an expression of XForms');
  }
}

function parse(tokens: readonly Token[]): Expression {
  let at = 0;
  let depth = 0;
  const isSign = (text: string): boolean => tokens[at]?.kind === 'sign' && tokens[at]?.text === text;
  const isWord = (text: string): boolean => tokens[at]?.kind === 'word' && tokens[at]?.text === text;
  const fail = (expected: string): never => {
    throw new ExpressionRefusal('expression', `${expected} is wanted ${tokens[at] === undefined ? 'at the end' : `before "${shortened(tokens[at]?.text ?? '', 20)}"`}`, 'an expression of XForms');
  };
  const take = (text: string): void => {
    if (!isSign(text)) fail(`"${text}"`);
    at += 1;
  };

  const either = (): Expression => joined('or', both);
  const both = (): Expression => joined('and', compared);

  function joined(kind: 'and' | 'or', part: () => Expression): Expression {
    const first = part();
    const of = [first];
    while (isWord(kind)) {
      at += 1;
      of.push(part());
    }
    return of.length === 1 ? first : { kind, of };
  }

  function compared(): Expression {
    const left = sum();
    const token = tokens[at];
    const sign = token?.kind === 'sign' ? signs.get(token.text) : undefined;
    if (sign === undefined) return left;
    at += 1;
    const right = sum();
    if (tokens[at]?.kind === 'sign' && signs.has(tokens[at]?.text ?? '')) fail('"and", "or" or the end');
    return { kind: 'compare', operator: sign, left, right };
  }

  function sum(): Expression {
    let left = product();
    while (isSign('+') || isSign('-')) {
      const operator = isSign('+') ? '+' : '-';
      at += 1;
      left = { kind: 'arithmetic', operator, left, right: product() };
    }
    return left;
  }

  function product(): Expression {
    let left = value();
    while (isSign('*') || isWord('div')) {
      const operator = isSign('*') ? '*' : '/';
      at += 1;
      left = { kind: 'arithmetic', operator, left, right: value() };
    }
    if (isWord('mod')) throw new ExpressionRefusal('mod', '"mod" has no counterpart', '+, -, * or div');
    return left;
  }

  function value(): Expression {
    const token = tokens[at];
    if (token === undefined) return fail('a value');
    at += 1;
    switch (token.kind) {
      case 'name':
        return { kind: 'name', name: token.text };
      case 'string':
        return { kind: 'constant', value: token.text };
      case 'number':
        return { kind: 'constant', value: Number(token.text) };
      case 'word':
        return call(token.text);
      case 'sign': {
        if (token.text === '.') return { kind: 'name', name: itself };
        if (token.text !== '(') {
          at -= 1;
          return fail('a value');
        }
        depth += 1;
        if (depth > maxExpressionDepth) throw new ExpressionRefusal('expression', `nested deeper than ${maxExpressionDepth} levels`, 'fewer brackets');
        const inner = either();
        depth -= 1;
        take(')');
        return inner;
      }
    }
  }

  function call(name: string): Expression {
    if (!isSign('(')) throw new ExpressionRefusal(shortened(name), `"${shortened(name)}" is neither a path nor a function`, 'a path to an answer');
    take('(');
    const known = ['not', 'true', 'false', 'selected', 'count-selected', 'date'].includes(name);
    if (!known) return { kind: 'call', name: passed(name) };
    depth += 1;
    if (depth > maxExpressionDepth) throw new ExpressionRefusal('expression', `nested deeper than ${maxExpressionDepth} levels`, 'fewer brackets');
    const given: Expression[] = [];
    while (!isSign(')')) {
      if (given.length > 0) take(',');
      given.push(either());
    }
    take(')');
    depth -= 1;
    const [first, second] = given;
    const wanted = name === 'selected' ? 2 : name === 'true' || name === 'false' ? 0 : 1;
    if (given.length !== wanted) throw new ExpressionRefusal(`${name}()`, `${given.length} arguments`, `${wanted}`);
    if (first === undefined) return { kind: 'constant', value: name === 'true' };
    if (name === 'not') return { kind: 'not', of: first };
    if (name === 'count-selected') return { kind: 'count', of: first };
    if (second !== undefined) return { kind: 'choose', operator: 'anyof', left: first, right: { kind: 'array', of: [second] } };
    if (first.kind !== 'constant') throw new ExpressionRefusal('date()', 'a date is calculated', "a date such as '2026-01-31'");
    return first;
  }

  /** Past the arguments of a function that is refused by name later. */
  function passed(name: string): string {
    for (let open = 1; open > 0; at += 1) {
      if (tokens[at] === undefined) fail('")"');
      if (isSign('(')) open += 1;
      if (isSign(')')) open -= 1;
    }
    return name;
  }

  const result = either();
  if (tokens[at] !== undefined) fail('"and", "or" or the end');
  return result;
}
