import type { Result } from '../../kernel/result.js';
import { ExpressionRefusal, maxExpressionDepth, parsedExpression, type ChooseOperator, type Expression } from './expression.js';
import type { Sign } from './logic.js';

type Token =
  | { readonly kind: 'name' | 'string' | 'word' | 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number };

const patterns: readonly (readonly [RegExp, (match: RegExpExecArray, at: number) => Token])[] = [
  [/\{([^{}]{1,200})\}/y, (match, at) => ({ kind: 'name', text: (match[1] ?? '').trim(), at })],
  [/'((?:[^'\\]|\\[^])*)'|"((?:[^"\\]|\\[^])*)"/y, (match, at) => ({ kind: 'string', text: (match[1] ?? match[2] ?? '').replace(/\\(['"\\])/g, '$1'), at })],
  [/\d+(?:\.\d+)?(?![\p{L}\d_])/uy, (match, at) => ({ kind: 'number', value: Number(match[0]), at })],
  [/&&|\|\||==|!=|<>|<=|>=|\*=|[<>=!&|()[\],+*/^%-]/y, (match, at) => ({ kind: 'sign', text: match[0], at })],
  [/[\p{L}\d_][\p{L}\d_.]*/uy, (match, at) => ({ kind: 'word', text: match[0], at })],
];

function tokensFrom(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; ; ) {
    while (/\s/.test(text.charAt(at))) at += 1;
    if (at >= text.length) return tokens;
    let next = at;
    for (const [pattern, build] of patterns) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) continue;
      tokens.push(build(match, at));
      next = pattern.lastIndex;
      break;
    }
    if (next === at) throw new ExpressionRefusal(text.charAt(at), `"${text.charAt(at)}" at character ${at + 1} cannot be read`, 'an expression of SurveyJS');
    at = next;
  }
}

const signs: ReadonlyMap<string, Sign> = new Map([
  ['=', '='], ['==', '='], ['equal', '='],
  ['!=', '!='], ['<>', '!='], ['notequal', '!='],
  ['<', '<'], ['less', '<'],
  ['<=', '<='], ['lessorequal', '<='],
  ['>', '>'], ['greater', '>'],
  ['>=', '>='], ['greaterorequal', '>='],
]);

const choosers: ReadonlyMap<string, ChooseOperator> = new Map([
  ['contains', 'contains'], ['contain', 'contains'], ['*=', 'contains'],
  ['notcontains', 'notcontains'], ['notcontain', 'notcontains'],
  ['anyof', 'anyof'], ['allof', 'allof'], ['noneof', 'noneof'],
]);

/**
 * Reads an expression of SurveyJS: `{a} = 1 and ({b} contains 'x' or {c} notempty)`. `and` binds tighter than `or`; comparisons
 * do not chain. Refuses by name what the grammar has and an interview has not (`^`, `%`), and what it has not (`not`).
 */
export const expressionFromSurveyJs = (text: string): Result<Expression, ExpressionRefusal> => parsedExpression(text, (checked) => parse(tokensFrom(checked)));

function parse(tokens: readonly Token[]): Expression {
  let at = 0;
  let depth = 0;
  const text = (offset = 0): string => {
    const token = tokens[at + offset];
    return token === undefined ? '' : token.kind === 'word' || token.kind === 'sign' ? token.text.toLowerCase() : '';
  };
  const fail = (expected: string): never => {
    const token = tokens[at];
    const where = token === undefined ? 'at the end' : `at character ${token.at + 1}`;
    throw new ExpressionRefusal('expression', `${expected} is wanted ${where}`, 'an expression of SurveyJS');
  };
  const take = (sign: string): void => {
    if (text() !== sign) fail(`"${sign}"`);
    at += 1;
  };
  function deeper<T>(read: () => T): T {
    depth += 1;
    if (depth > maxExpressionDepth) throw new ExpressionRefusal('expression', `nested deeper than ${maxExpressionDepth} levels`, 'fewer brackets');
    const result = read();
    depth -= 1;
    return result;
  }

  const either = (): Expression => joined('or', both, ['or', '||', '|']);
  const both = (): Expression => joined('and', compared, ['and', '&&', '&']);

  function joined(kind: 'and' | 'or', part: () => Expression, words: readonly string[]): Expression {
    const first = part();
    const of = [first];
    while (words.includes(text())) {
      at += 1;
      of.push(part());
    }
    return of.length === 1 ? first : { kind, of };
  }

  function compared(): Expression {
    const left = sum();
    const word = text();
    if (word === 'empty' || word === 'notempty') {
      at += 1;
      return { kind: word, of: left };
    }
    const sign = signs.get(word);
    const chooser = choosers.get(word);
    if (sign === undefined && chooser === undefined) return left;
    at += 1;
    const right = sum();
    if (signs.has(text()) || choosers.has(text())) fail('"and", "or" or the end');
    return sign !== undefined ? { kind: 'compare', operator: sign, left, right } : { kind: 'choose', operator: chooser ?? 'contains', left, right };
  }

  function sum(): Expression {
    let left = product();
    for (let sign = text(); sign === '+' || sign === '-'; sign = text()) {
      at += 1;
      left = { kind: 'arithmetic', operator: sign, left, right: product() };
    }
    return left;
  }

  function product(): Expression {
    let left = unary();
    for (let sign = text(); sign === '*' || sign === '/'; sign = text()) {
      at += 1;
      left = { kind: 'arithmetic', operator: sign, left, right: unary() };
    }
    if (text() === '^' || text() === '%' || text() === 'power' || text() === 'mod') throw new ExpressionRefusal(text(), `"${text()}" has no counterpart`, '+, -, * or /');
    return left;
  }

  function unary(): Expression {
    if (text() === '!' || text() === 'negate') {
      at += 1;
      return { kind: 'not', of: deeper(unary) };
    }
    if (text() === '-' && tokens[at + 1]?.kind === 'number') {
      at += 1;
      const number = value();
      return number.kind === 'constant' && typeof number.value === 'number' ? { kind: 'constant', value: -number.value } : number;
    }
    return value();
  }

  function value(): Expression {
    const token = tokens[at];
    if (token === undefined) return fail('a value');
    if (token.kind === 'sign') {
      if (token.text === '(') {
        at += 1;
        const inner = deeper(either);
        take(')');
        return inner;
      }
      return token.text === '[' ? list() : fail('a value');
    }
    at += 1;
    if (token.kind === 'number') return { kind: 'constant', value: token.value };
    if (token.kind === 'name') return { kind: 'name', name: token.text };
    if (token.kind === 'string') return { kind: 'constant', value: token.text };
    return bareWord(token.text);
  }

  function bareWord(word: string): Expression {
    if (word.toLowerCase() === 'not') throw new ExpressionRefusal('not', 'SurveyJS has no "not" and takes the whole expression for false', '! in its place');
    if (text() === '(') {
      let open = 0;
      do {
        open += text() === '(' ? 1 : text() === ')' ? -1 : 0;
        at += 1;
      } while (open > 0 && at < tokens.length);
      if (open > 0) fail('")"');
      return { kind: 'call', name: word };
    }
    const lower = word.toLowerCase();
    if (lower === 'true' || lower === 'false') return { kind: 'constant', value: lower === 'true' };
    if (lower === 'undefined' || lower === 'null') throw new ExpressionRefusal(word, `"${word}" has no counterpart`, 'empty or notempty');
    if (signs.has(lower) || choosers.has(lower) || ['and', 'or', 'empty', 'notempty'].includes(lower)) {
      at -= 1;
      fail('a value');
    }
    return { kind: 'constant', value: word };
  }

  function list(): Expression {
    take('[');
    const of: Expression[] = [];
    while (text() !== ']') {
      if (of.length > 0) take(',');
      of.push(deeper(unary));
    }
    take(']');
    return { kind: 'array', of };
  }

  const result = either();
  if (tokens[at] !== undefined) fail('"and", "or" or the end');
  return result;
}
