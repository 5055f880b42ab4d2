import { ok, refuse, type Result } from '../../kernel/result.js';
import { conditionTokens, type ConditionToken } from './condition-tokens.js';
import { operatorFromText, valueCount, type RawCondition, type RawLiteral, type RawOperator, type RawQuantity } from './raw-condition.js';

const maxTextLength = 2000;
const maxDepth = 32;

class ParseProblem extends Error {}

/**
 * Reads condition text such as `q2 <= 2 AND (q3 = 'yes' OR NOT q4 in ('a', 'b'))`.
 *
 * `AND` binds tighter than `OR`; `&&`, `||`, `!` mean the same. Tests: `= != < <= > >=` with a number, quoted text or bare word;
 * `between 1 and 3`; `in (…)`, `not in (…)`, `contains 'a'`; `is answered`, `is not answered`, `is refused`, `is dont_know`.
 * Numbers may be calculated: `count(q4) >= 2`, `(q2 + q3) / 2 > 3`, `{q5} < {q6}`; in comparisons a question stands in braces where
 * it could be read as a word. A hyphen between letters belongs to the id, so a minus needs spaces.
 * Ids may stand in braces. `always` and `true` alone hold always. Without a left side (`<= 6`, `0-6`, `9`), the test is of the
 * question that the surrounding rule names.
 */
export function rawConditionFromText(text: string): Result<RawCondition, string> {
  if (text.length > maxTextLength) return refuse(`longer than ${maxTextLength} characters`);
  const bare = /^\s*(\d+)\s*(?:-|–|to)\s*(\d+)\s*$/i.exec(text);
  if (bare !== null) return ok({ kind: 'test', questionId: null, operator: 'between', values: [Number(bare[1]), Number(bare[2])] });
  const tokens = conditionTokens(text);
  if (!tokens.ok) return tokens;
  if (tokens.value.length === 0) return refuse('empty');
  try {
    return ok(parse(tokens.value));
  } catch (error) {
    if (error instanceof ParseProblem) return refuse(error.message);
    throw error;
  }
}

function parse(tokens: readonly ConditionToken[]): RawCondition {
  let at = 0;
  let depth = 0;
  const peek = (): ConditionToken | undefined => tokens[at];
  const isSign = (...signs: readonly string[]): boolean => {
    const token = peek();
    return token?.kind === 'sign' && signs.includes(token.text);
  };
  const isWord = (word: string, offset = 0): boolean => {
    const token = tokens[at + offset];
    return token?.kind === 'word' && token.text.toLowerCase() === word;
  };
  const fail = (expected: string): never => {
    const token = peek();
    throw new ParseProblem(token === undefined ? `ends where ${expected} was expected` : `expected ${expected} at character ${token.at + 1}`);
  };
  const take = (...signs: readonly string[]): void => {
    if (!isSign(...signs)) fail(signs.map((sign) => `"${sign}"`).join(' or '));
    at += 1;
  };

  const expression = (): RawCondition => joined('any', conjunction, () => isWord('or') || isSign('||'));
  const conjunction = (): RawCondition => joined('all', unary, () => isWord('and') || isSign('&&'));

  function joined(kind: 'all' | 'any', part: () => RawCondition, another: () => boolean): RawCondition {
    const first = part();
    const of = [first];
    while (another()) {
      at += 1;
      of.push(part());
    }
    return of.length === 1 ? first : { kind, of };
  }

  function unary(): RawCondition {
    depth += 1;
    if (depth > maxDepth) throw new ParseProblem(`nested deeper than ${maxDepth} levels`);
    try {
      const compared = comparison();
      if (compared !== null) return compared;
      if (isSign('!') || isWord('not')) {
        at += 1;
        return { kind: 'not', of: unary() };
      }
      if (isSign('(')) {
        at += 1;
        const inner = expression();
        take(')');
        return inner;
      }
      return test();
    } finally {
      depth -= 1;
    }
  }

  /** A comparison that calculates or names a question on both sides; null (and nothing taken) where a plain test stands. */
  function comparison(): RawCondition | null {
    const start = at;
    const compared = ((): RawCondition | null => {
      const left = sum();
      const sign = peek();
      const operator = sign?.kind === 'sign' ? operatorFromText(sign.text) : null;
      if (left === null || operator === null) return null;
      at += 1;
      const right = sum();
      if (right === null) return null;
      const isWordAsValue = right.kind === 'answer' && tokens[at - 1]?.kind === 'word' && (operator === 'equals' || operator === 'not_equals');
      const isPlain = left.kind === 'answer' && (right.kind === 'number' || right.kind === 'text' || isWordAsValue);
      return isPlain ? null : { kind: 'comparison', left, operator, right };
    })();
    if (compared === null) at = start;
    return compared;
  }

  function sum(): RawQuantity | null {
    let left = product();
    while (left !== null) {
      const token = peek();
      // "q2 -1" reads as a negative number behind a question.
      if (token?.kind === 'number' && token.value < 0) {
        at += 1;
        left = { kind: 'arithmetic', operator: '-', left, right: { kind: 'number', value: -token.value } };
        continue;
      }
      if (token?.kind !== 'sign' || (token.text !== '+' && token.text !== '-')) break;
      at += 1;
      const right = product();
      left = right === null ? null : { kind: 'arithmetic', operator: token.text, left, right };
    }
    return left;
  }

  function product(): RawQuantity | null {
    let left = quantity();
    while (left !== null) {
      const token = peek();
      if (token?.kind !== 'sign' || (token.text !== '*' && token.text !== '/')) break;
      at += 1;
      const right = quantity();
      left = right === null ? null : { kind: 'arithmetic', operator: token.text, left, right };
    }
    return left;
  }

  function quantity(): RawQuantity | null {
    const token = peek();
    if (token === undefined) return null;
    at += 1;
    if (token.kind === 'number') return { kind: 'number', value: token.value };
    if (token.kind === 'string') return { kind: 'text', text: token.text };
    if (token.kind === 'reference') return { kind: 'answer', questionId: token.text };
    if (token.kind === 'word') {
      const argument = tokens[at + 1];
      const isCount = token.text.toLowerCase() === 'count' && isSign('(') && (argument?.kind === 'word' || argument?.kind === 'reference');
      if (!isCount) return { kind: 'answer', questionId: token.text };
      at += 2;
      take(')');
      return { kind: 'count', questionId: argument.text };
    }
    if (token.text !== '(') return null;
    depth += 1;
    if (depth > maxDepth) throw new ParseProblem(`nested deeper than ${maxDepth} levels`);
    const inner = sum();
    depth -= 1;
    if (inner === null || !isSign(')')) return null;
    at += 1;
    return inner;
  }

  function test(): RawCondition {
    if ((isWord('always') || isWord('true')) && tokens.length === 1) {
      at += 1;
      return { kind: 'always' };
    }
    const token = peek();
    if (token?.kind === 'number' && tokens.length === 1) {
      at += 1;
      return { kind: 'test', questionId: null, operator: 'equals', values: [token.value] };
    }
    let questionId: string | null = null;
    if (token?.kind === 'word' || token?.kind === 'reference') {
      questionId = token.text;
      at += 1;
    } else if (token?.kind !== 'sign' || operatorFromText(token.text) === null) {
      fail('a question id');
    }
    return operation(questionId);
  }

  function operation(questionId: string | null): RawCondition {
    const token = peek();
    if (token?.kind === 'sign') {
      const operator = operatorFromText(token.text);
      if (operator === null) return fail('an operator');
      at += 1;
      return { kind: 'test', questionId, operator, values: [literal()] };
    }
    if (token?.kind !== 'word') return fail('an operator');
    return values(questionId, wordOperator());
  }

  /** The longest run of words that spells an operator: `is`, `is not`, `not in`, `is answered`, `is not answered`. */
  function wordOperator(): RawOperator {
    for (let length = 3; length >= 1; length -= 1) {
      const run = tokens.slice(at, at + length);
      const words = run.flatMap((token) => (token.kind === 'word' ? [token.text] : []));
      if (words.length !== length) continue;
      const operator = operatorFromText(words.join('_'));
      if (operator === null) continue;
      at += length;
      return operator;
    }
    return fail('an operator');
  }

  function values(questionId: string | null, operator: RawOperator): RawCondition {
    const count = valueCount(operator);
    if (count === 'none') return { kind: 'test', questionId, operator, values: [] };
    if (count === 'one') return { kind: 'test', questionId, operator, values: [literal()] };
    if (count === 'two') {
      const low = literal();
      if (!isWord('and') && !isSign('&&', ',')) fail('"and"');
      at += 1;
      return { kind: 'test', questionId, operator, values: [low, literal()] };
    }
    return { kind: 'test', questionId, operator, values: list() };
  }

  function list(): readonly RawLiteral[] {
    if (!isSign('(', '[')) return [literal()];
    at += 1;
    const found = [literal()];
    while (isSign(',')) {
      at += 1;
      found.push(literal());
    }
    take(')', ']');
    return found;
  }

  function literal(): RawLiteral {
    const token = peek();
    if (token === undefined || token.kind === 'sign' || token.kind === 'reference') return fail('a value');
    at += 1;
    if (token.kind === 'number') return token.value;
    if (token.kind === 'string') return token.text;
    const word = token.text.toLowerCase();
    return word === 'true' ? true : word === 'false' ? false : token.text;
  }

  const result = expression();
  if (peek() !== undefined) fail('"AND", "OR" or the end');
  return result;
}
