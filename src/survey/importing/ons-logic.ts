import type { Expression } from './expression.js';
import { ExpressionRefusal, maxExpressionDepth } from './expression.js';
import { shortened, type Findings } from './findings.js';
import type { Sign, Logic } from './logic.js';
import { logicFromExpression, type Dialect } from './logic-from-expression.js';
import type { Subject } from './subject.js';

/** Texts are compared without looking at case, types are not mixed. */
const dialect: Dialect = {
  means: (value, literal) => typeof value === 'string' && typeof literal === 'string' && value.toLowerCase() === literal.toLowerCase(),
  equalsOfMany: 'never',
  ordersOptions: false,
  missingIsZero: false,
};

/** A `when` of an ONS schema as our condition; null after refusing. */
export function logicFromOns(when: unknown, subjects: ReadonlyMap<string, Subject>, before: number, findings: Findings): Logic | null {
  try {
    return logicFromExpression(condition(when, 0), { dialect, subject: (name) => subjects.get(name) ?? null, before, findings });
  } catch (error) {
    if (!(error instanceof ExpressionRefusal)) throw error;
    findings.refuse(error.construct, error.message, error.expected);
    return null;
  }
}

const signs: ReadonlyMap<string, Sign> = new Map([['==', '='], ['!=', '!='], ['<', '<'], ['<=', '<='], ['>', '>'], ['>=', '>=']]);

function condition(rule: unknown, depth: number): Expression {
  if (depth > maxExpressionDepth) throw new ExpressionRefusal('when', `nested deeper than ${maxExpressionDepth} levels`, 'fewer levels');
  const { operator, operands } = operation(rule);
  const [left, right] = operands;
  const sign = signs.get(operator);
  if (sign !== undefined) {
    two(operator, operands);
    if ((left === null || right === null) && (sign === '=' || sign === '!=')) return { kind: sign === '=' ? 'empty' : 'notempty', of: value(left === null ? right : left) };
    return { kind: 'compare', operator: sign, left: value(left), right: value(right) };
  }
  switch (operator) {
    case 'and':
    case 'or':
      if (operands.length === 0) throw new ExpressionRefusal(operator, 'has nothing to join', 'at least one condition');
      return { kind: operator, of: operands.map((part) => condition(part, depth + 1)) };
    case 'not':
      if (operands.length !== 1) throw new ExpressionRefusal('not', `${operands.length} conditions`, 'one condition');
      return { kind: 'not', of: condition(left, depth + 1) };
    case 'in':
      two(operator, operands);
      // A value in the answers of a checkbox, or an answer in a list of values.
      return Array.isArray(right) ? { kind: 'choose', operator: 'anyof', left: value(left), right: list(right) } : { kind: 'choose', operator: 'contains', left: value(right), right: value(left) };
    case 'any-in':
    case 'all-in':
      two(operator, operands);
      if (!Array.isArray(right)) throw new ExpressionRefusal(operator, 'the second operand is no list of values', 'a list of values');
      return { kind: 'choose', operator: operator === 'any-in' ? 'anyof' : 'allof', left: value(left), right: list(right) };
    default:
      throw new ExpressionRefusal(operator, `the operator "${shortened(operator)}" has no counterpart`, '==, !=, <, <=, >, >=, in, any-in, all-in, not, and, or, count');
  }
}

function two(operator: string, operands: readonly unknown[]): void {
  if (operands.length !== 2) throw new ExpressionRefusal(operator, `${operands.length} operands`, 'two operands');
}

function operation(rule: unknown): { readonly operator: string; readonly operands: readonly unknown[] } {
  if (Array.isArray(rule)) throw new ExpressionRefusal('when', 'a list of conditions in the old form of the format', 'the newer form, {"==": […]}');
  const entries: readonly (readonly [string, unknown])[] = typeof rule === 'object' && rule !== null ? Object.entries(rule) : [];
  const [first] = entries;
  if (first === undefined || entries.length !== 1 || !Array.isArray(first[1])) throw new ExpressionRefusal('when', 'is no condition', 'one operator with a list of operands');
  return { operator: first[0], operands: first[1] };
}

const list = (items: readonly unknown[]): Expression => ({ kind: 'array', of: items.map(value) });

function value(operand: unknown): Expression {
  if (typeof operand === 'string' || typeof operand === 'number' || typeof operand === 'boolean') return { kind: 'constant', value: operand };
  if (typeof operand === 'object' && operand !== null && 'source' in operand) return { kind: 'name', name: answerSource(operand) };
  if (operand === null) throw new ExpressionRefusal('null', 'is only compared for equality', '== or != null');
  const { operator, operands } = operation(operand);
  const [of, offset] = operands;
  if (operator === 'count') {
    const counted = value(of);
    return { kind: 'count', of: counted };
  }
  if (operator === 'date') {
    if (offset !== undefined) throw new ExpressionRefusal('date', 'a date is calculated', 'an answer, or a date such as 2026-01-31');
    if (of === 'now') throw new ExpressionRefusal('date now', 'the day of the interview has no counterpart in conditions', 'a date such as 2026-01-31');
    return value(of);
  }
  throw new ExpressionRefusal(operator, `the operator "${shortened(operator)}" has no counterpart`, 'an answer, a value, count or date');
}

/** The id of the answer that a value source points to. */
export function answerSource(source: object): string {
  const fields = new Map<string, unknown>(Object.entries(source));
  const kind = fields.get('source');
  if (kind !== 'answers') throw new ExpressionRefusal(`source ${shortened(String(kind))}`, `values from "${shortened(String(kind))}" have no counterpart`, 'answers');
  for (const key of fields.keys()) if (key !== 'source' && key !== 'identifier') throw new ExpressionRefusal(shortened(key), `"${shortened(key)}" picks out of a list`, 'the whole answer');
  const identifier = fields.get('identifier');
  if (typeof identifier !== 'string') throw new ExpressionRefusal('identifier', 'is missing', 'the id of an answer');
  return identifier;
}
