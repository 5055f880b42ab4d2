import { unreachable } from '../../kernel/result.js';
import { daysFromIso } from '../calendar.js';
import { compares } from '../evaluate.js';
import type { ChooseOperator, Expression } from './expression.js';
import { shortened, type Findings } from './findings.js';
import { joinLogic, notLogic, type Logic, type Quantity, type Sign } from './logic.js';
import { chosenLogic, hasValueLogic, type Subject, type SubjectValue } from './subject.js';

/** What differs between the languages of the sources. */
export interface Dialect {
  /** Whether a literal means the value. */
  means(value: SubjectValue['value'], literal: string | number | boolean): boolean;
  /** Of a multiple choice and one value: holds when only that was chosen (`only`), or never (`never`). */
  readonly equalsOfMany: 'only' | 'never';
  /** Whether options whose values are numbers can be compared by size. */
  readonly ordersOptions: boolean;
  /** Whether missing answers count as 0 in sums, so that sums are exact only of answers that are never missing. */
  readonly missingIsZero: boolean;
}

export interface ExpressionContext {
  readonly dialect: Dialect;
  /** Null: nothing of that name. */
  subject(name: string): Subject | null;
  /** Questions from this place on come too late to be mentioned. */
  readonly before: number;
  readonly findings: Findings;
}

/** The condition with our meaning exactly; null after refusing what has none. All that is wrong with it is reported. */
export function logicFromExpression(expression: Expression, context: ExpressionContext): Logic | null {
  const { findings } = context;
  const no = (construct: string, problem: string, expected: string): null => {
    findings.refuse(construct, problem, expected);
    return null;
  };
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const of = expression.of.map((part) => logicFromExpression(part, context));
      return of.every((part) => part !== null) ? joinLogic(expression.kind === 'and' ? 'all' : 'any', of) : null;
    }
    case 'not': {
      const of = logicFromExpression(expression.of, context);
      return of === null ? null : notLogic(of);
    }
    case 'empty':
    case 'notempty': {
      if (expression.of.kind !== 'name') return no(expression.kind, 'is asked of something else than a question', 'a question');
      const subject = subjectOf(expression.of.name, context);
      if (subject === null) return null;
      const has = hasValueLogic(subject);
      return expression.kind === 'empty' ? notLogic(has) : has;
    }
    case 'compare':
      return comparison(expression.operator, expression.left, expression.right, context);
    case 'choose':
      return selection(expression.operator, expression.left, expression.right, context);
    case 'name': {
      const subject = subjectOf(expression.name, context);
      if (subject === null) return null;
      if (subject.kind !== 'yes_no') return no(`{${expression.name}}`, 'a question alone is taken for a condition', 'a comparison with a value');
      return chosenLogic(subject, subject.values.filter(({ meaning }) => meaning.kind === 'option' && meaning.optionId === 'yes'));
    }
    case 'call':
      return no(`${expression.name}()`, `the function ${shortened(expression.name)} has no counterpart`, 'comparisons of answers with values');
    case 'constant':
    case 'array':
    case 'arithmetic':
    case 'count':
      return no('condition', 'a value stands where a condition is wanted', 'a comparison');
    default:
      return unreachable(expression);
  }
}

function subjectOf(name: string, { subject, before, findings }: ExpressionContext): Subject | null {
  const found = subject(name);
  if (found === null) {
    findings.refuse(shortened(name), `"${shortened(name)}" is no question that was imported`, 'the name of a question');
    return null;
  }
  if (found.index >= before) {
    findings.refuse(shortened(name), `"${shortened(name)}" is not asked before this point`, 'a question that comes earlier');
    return null;
  }
  if (found.kind === 'none') {
    findings.refuse(shortened(name), `"${shortened(name)}" has no answer`, 'a question that is answered');
    return null;
  }
  return found;
}

const flipped: Readonly<Record<Sign, Sign>> = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function comparison(operator: Sign, left: Expression, right: Expression, context: ExpressionContext): Logic | null {
  const calls = [left, right].filter((side) => side.kind === 'call');
  if (calls.length > 0) {
    calls.forEach((call) => logicFromExpression(call, context));
    return null;
  }
  if (left.kind === 'constant' && right.kind !== 'constant') return comparison(flipped[operator], right, left, context);
  if (left.kind === 'name' && right.kind === 'constant') {
    const subject = subjectOf(left.name, context);
    return subject === null ? null : comparedWithValue(subject, operator, right.value, context);
  }
  if (left.kind === 'name' && right.kind === 'array') {
    const subject = subjectOf(left.name, context);
    return subject === null ? null : comparedWithList(subject, operator, right.of, context);
  }
  if (left.kind === 'constant') {
    context.findings.refuse('condition', 'compares two values', 'a question on one side');
    return null;
  }
  return comparedQuantities(operator, left, right, context);
}

function comparedWithValue(subject: Subject, operator: Sign, literal: string | number | boolean, context: ExpressionContext): Logic | null {
  const { dialect, findings } = context;
  const named = shortened(String(literal));
  const no = (problem: string, expected: string): null => {
    findings.refuse(`${operator} ${named}`, problem, expected);
    return null;
  };
  if (literal === '' && (operator === '=' || operator === '!=')) {
    const has = hasValueLogic(subject);
    return operator === '=' ? notLogic(has) : has;
  }
  switch (subject.kind) {
    case 'one':
    case 'yes_no':
    case 'many': {
      if (operator === '=' || operator === '!=') {
        const value = valueOf(subject, literal, context);
        if (value === null) return null;
        if (subject.kind !== 'many') return negatedIf(operator === '!=', chosenLogic(subject, [value]));
        if (dialect.equalsOfMany === 'never' || value.meaning.kind !== 'option' || subject.isPart) return no(`one value is never equal to the list of "${subject.questionId}"`, 'contains, or a comparison with a list');
        return negatedIf(operator === '!=', { kind: 'test', questionId: subject.questionId, operator: 'equals', values: [value.meaning.optionId] });
      }
      const limit = numberFrom(literal);
      if (subject.kind !== 'one' || !dialect.ordersOptions || limit === null) return no(`options of "${subject.questionId}" have no size`, '=, != or a list of options');
      const options = subject.values.filter(({ meaning }) => meaning.kind === 'option');
      const sizes = options.map(({ value }) => numberFrom(value));
      if (sizes.some((size) => size === null)) return no(`not all values of "${subject.questionId}" are numbers`, '=, != or a list of options');
      const fitting = options.filter((_, index) => stands(sizes[index] ?? 0, operator, limit));
      if (fitting.length === 0) return no(`no option of "${subject.questionId}" ever fits`, 'a value that can be chosen');
      return chosenLogic(subject, fitting);
    }
    case 'number': {
      const number = numberFrom(literal);
      if (number === null) return no(`"${subject.questionId}" is a number`, 'a number');
      return { kind: 'comparison', left: { kind: 'answer', questionId: subject.questionId }, operator, right: { kind: 'number', value: number } };
    }
    case 'date': {
      if (typeof literal !== 'string' || daysFromIso(literal) === null) return no(`"${subject.questionId}" is a date`, 'a date such as 2026-01-31');
      return { kind: 'comparison', left: { kind: 'answer', questionId: subject.questionId }, operator, right: { kind: 'date', text: literal } };
    }
    case 'text':
      return no(`"${subject.questionId}" is answered in words, which cannot be compared`, 'whether it is answered at all');
    case 'none':
      return null;
    default:
      return unreachable(subject.kind);
  }
}

/** A list equals a multiple choice when all of it, and nothing else, was chosen. Lists are compared letter by letter, unlike values. */
function comparedWithList(subject: Subject, operator: Sign, items: readonly Expression[], context: ExpressionContext): Logic | null {
  const values = valuesOf(subject, items, context);
  if (values === null) return null;
  const ids = [...new Set(values.flatMap(({ meaning }) => (meaning.kind === 'option' ? [meaning.optionId] : [])))];
  const isExact = items.every((item, index) => item.kind === 'constant' && item.value === values[index]?.value);
  if (subject.kind !== 'many' || subject.isPart || !isExact || ids.length === 0 || ids.length < new Set(values).size || (operator !== '=' && operator !== '!=')) {
    context.findings.refuse(`${operator} […]`, `"${subject.questionId}" cannot be compared with this list`, 'anyof, allof or noneof');
    return null;
  }
  const { questionId } = subject;
  const all: Logic = { kind: 'test', questionId, operator: 'all_of', values: ids };
  const count: Logic = { kind: 'comparison', left: { kind: 'count', questionId }, operator: '=', right: { kind: 'number', value: ids.length } };
  return negatedIf(operator === '!=', joinLogic('all', [all, count]));
}

function selection(operator: ChooseOperator, left: Expression, right: Expression, context: ExpressionContext): Logic | null {
  if (left.kind !== 'name') {
    context.findings.refuse(operator, 'is asked of something else than a question', 'a question on the left');
    return null;
  }
  const subject = subjectOf(left.name, context);
  if (subject === null) return null;
  const isList = right.kind === 'array';
  const values = valuesOf(subject, isList ? right.of : [right], context);
  if (values === null) return null;
  const several = subject.kind === 'many';
  const fits = several || ((operator === 'anyof' || operator === 'noneof') && isList && (subject.kind === 'one' || subject.kind === 'yes_no'));
  if (!fits || values.length === 0) {
    const why = subject.kind === 'one' || subject.kind === 'text' ? `looks for a part of the text of "${subject.questionId}" there` : `does not fit "${subject.questionId}"`;
    context.findings.refuse(operator, `"${operator}" ${why}`, several ? 'a list of options' : '=, !=, or anyof and noneof with a list');
    return null;
  }
  switch (operator) {
    case 'anyof':
      return chosenLogic(subject, values);
    case 'noneof':
      return notLogic(chosenLogic(subject, values));
    case 'contains':
    case 'allof':
    case 'notcontains': {
      const all = allChosen(subject, values);
      return operator === 'notcontains' ? notLogic(all) : all;
    }
    default:
      return unreachable(operator);
  }
}

function allChosen(subject: Subject, values: readonly SubjectValue[]): Logic {
  if (values.length === 1 || values.some(({ meaning }) => meaning.kind === 'outcome')) return joinLogic('all', values.map((value) => chosenLogic(subject, [value])));
  return { kind: 'test', questionId: subject.questionId, operator: 'all_of', values: values.flatMap(({ meaning }) => (meaning.kind === 'option' ? [meaning.optionId] : [])) };
}

function comparedQuantities(operator: Sign, left: Expression, right: Expression, context: ExpressionContext): Logic | null {
  const isCalculated = (part: Expression): boolean => part.kind === 'arithmetic' || part.kind === 'name';
  const strict = context.dialect.missingIsZero && (left.kind === 'arithmetic' || right.kind === 'arithmetic' || (isCalculated(left) && isCalculated(right)));
  const from = quantity(left, strict, context);
  const to = quantity(right, strict, context);
  if (from === null || to === null) return null;
  const compared: Logic = { kind: 'comparison', left: from, operator, right: to };
  if (from.kind !== 'count' && to.kind !== 'count') return twoMissing(compared, from, operator, to, context);
  // Where nothing is answered the sources count 0; we count nothing.
  const [count, other] = from.kind === 'count' ? [from, to] : [to, from];
  if (other.kind !== 'number' || count.kind !== 'count') {
    context.findings.refuse('count', 'a number of options is calculated with', 'a comparison with a number');
    return null;
  }
  if (operator === '!=') {
    const equal = comparedQuantities('=', left, right, context);
    return equal === null ? null : notLogic(equal);
  }
  const holdsAtZero = from.kind === 'count' ? stands(0, operator, other.value) : stands(other.value, operator, 0);
  if (!holdsAtZero) return compared;
  return joinLogic('any', [compared, notLogic({ kind: 'outcome', questionId: count.questionId, outcome: 'answered' })]);
}

/** Two answers that are both missing are equal in the sources, and unequal with us. */
function twoMissing(compared: Logic, from: Quantity, operator: Sign, to: Quantity, { dialect }: ExpressionContext): Logic | null {
  if (dialect.missingIsZero || from.kind !== 'answer' || to.kind !== 'answer' || operator === '<' || operator === '>') return compared;
  if (operator === '=' || operator === '!=') {
    const missing = [from, to].map(({ questionId }): Logic => notLogic({ kind: 'outcome', questionId, outcome: 'answered' }));
    const equal = joinLogic('any', [{ kind: 'comparison', left: from, operator: '=', right: to }, joinLogic('all', missing)]);
    return negatedIf(operator === '!=', equal);
  }
  return compared;
}

function quantity(expression: Expression, strict: boolean, context: ExpressionContext): Quantity | null {
  const { findings } = context;
  switch (expression.kind) {
    case 'constant': {
      const number = numberFrom(expression.value);
      if (number === null) findings.refuse(shortened(String(expression.value)), 'is calculated or compared with, and no number', 'a number');
      return number === null ? null : { kind: 'number', value: number };
    }
    case 'name': {
      const subject = subjectOf(expression.name, context);
      if (subject === null) return null;
      if (subject.kind !== 'number' && subject.kind !== 'date') {
        findings.refuse(expression.name, `"${shortened(expression.name)}" is no number`, 'a question that is answered by a number');
        return null;
      }
      if (strict && !subject.isAlwaysAnswered) {
        findings.refuse(expression.name, `"${shortened(expression.name)}" may be missing here, and the source calculates with 0 then`, 'a required question that is always asked');
        return null;
      }
      return { kind: 'answer', questionId: subject.questionId };
    }
    case 'count': {
      const subject = expression.of.kind === 'name' ? subjectOf(expression.of.name, context) : null;
      if (subject === null) return null;
      if (subject.kind === 'many' && !subject.isPart) return { kind: 'count', questionId: subject.questionId };
      findings.refuse('count', `"${subject.questionId}" has no list of options of its own to count`, 'a question of several choices');
      return null;
    }
    case 'arithmetic': {
      const left = quantity(expression.left, strict, context);
      const right = quantity(expression.right, strict, context);
      if ([left, right].some((part) => part?.kind === 'count')) {
        findings.refuse('count', 'a number of options is calculated with', 'a comparison with a number');
        return null;
      }
      return left === null || right === null ? null : { kind: 'arithmetic', operator: expression.operator, left, right };
    }
    case 'call':
      findings.refuse(`${expression.name}()`, `the function ${shortened(expression.name)} has no counterpart`, 'answers and numbers');
      return null;
    default:
      findings.refuse(expression.kind, 'is no number', 'a question, or a number');
      return null;
  }
}

function valuesOf(subject: Subject, items: readonly Expression[], context: ExpressionContext): readonly SubjectValue[] | null {
  const values = items.map((item) => {
    if (item.kind === 'constant') return valueOf(subject, item.value, context);
    context.findings.refuse('list', 'holds something else than values', 'values of options');
    return null;
  });
  return values.every((value) => value !== null) ? values : null;
}

function valueOf(subject: Subject, literal: string | number | boolean, { dialect, findings }: ExpressionContext): SubjectValue | null {
  const exact = subject.values.find(({ value }) => value === literal);
  const found = exact ?? subject.values.find(({ value }) => dialect.means(value, literal));
  if (found === undefined) {
    const problem = subject.values.length === 0 ? `"${subject.questionId}" has no options` : `"${shortened(String(literal))}" is no value of "${subject.questionId}"`;
    findings.refuse(shortened(String(literal)), problem, subject.values.length === 0 ? 'a question with options' : `one of ${subject.values.slice(0, 20).map(({ value }) => String(value)).join(', ')}`);
  }
  return found ?? null;
}

export function numberFrom(value: string | number | boolean): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && /^\s*-?\d{1,15}(\.\d{1,10})?\s*$/.test(value) ? Number(value) : null;
}

const stands = (left: number, sign: Sign, right: number): boolean => (sign === '!=' ? !compares(left, '=', right) : compares(left, sign, right));

const negatedIf = (negated: boolean, logic: Logic): Logic => (negated ? notLogic(logic) : logic);
