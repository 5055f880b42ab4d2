import { unreachable } from '../../kernel/result.js';

/** A condition in the making, with ids of the questionnaire; written out as the file format has it. */
export type Logic =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Logic[] }
  | { readonly kind: 'not'; readonly of: Logic }
  | { readonly kind: 'test'; readonly questionId: string; readonly operator: 'equals' | 'any_of' | 'all_of'; readonly values: readonly string[] }
  | { readonly kind: 'outcome'; readonly questionId: string; readonly outcome: 'answered' | 'dont_know' | 'refused' }
  | { readonly kind: 'comparison'; readonly left: Quantity; readonly operator: Sign; readonly right: Quantity };

export type Sign = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Quantity =
  | { readonly kind: 'number'; readonly value: number }
  /** ISO. */
  | { readonly kind: 'date'; readonly text: string }
  | { readonly kind: 'answer'; readonly questionId: string }
  | { readonly kind: 'count'; readonly questionId: string }
  | { readonly kind: 'arithmetic'; readonly operator: '+' | '-' | '*' | '/'; readonly left: Quantity; readonly right: Quantity };

/** Joined without needless levels; null (always) when there is nothing to join. */
export function allLogic(parts: readonly (Logic | null)[]): Logic | null {
  const of = parts.filter((part) => part !== null);
  return of.length === 0 ? null : joinLogic('all', of);
}

export function joinLogic(kind: 'all' | 'any', parts: readonly Logic[]): Logic {
  const of = parts.flatMap((part) => (part.kind === kind ? part.of : [part]));
  const [only] = of;
  return of.length === 1 && only !== undefined ? only : { kind, of };
}

export const notLogic = (of: Logic): Logic => (of.kind === 'not' ? of.of : { kind: 'not', of });

/** The nested form, for `displayLogic.conditions` and skip rules. */
export function jsonFromLogic(logic: Logic): unknown {
  switch (logic.kind) {
    case 'all':
      return { all: logic.of.map(jsonFromLogic) };
    case 'any':
      return { any: logic.of.map(jsonFromLogic) };
    case 'not':
      return { not: jsonFromLogic(logic.of) };
    case 'test':
      return { questionId: logic.questionId, operator: logic.operator, value: logic.operator === 'equals' ? logic.values[0] : logic.values };
    case 'outcome':
      return { questionId: logic.questionId, operator: logic.outcome };
    case 'comparison':
      return textFromLogic(logic);
    default:
      return unreachable(logic);
  }
}

/** The text form, for dynamic wording and calculated comparisons. */
export function textFromLogic(logic: Logic): string {
  switch (logic.kind) {
    case 'all':
      return `(${logic.of.map(textFromLogic).join(' and ')})`;
    case 'any':
      return `(${logic.of.map(textFromLogic).join(' or ')})`;
    case 'not':
      return `not (${textFromLogic(logic.of)})`;
    case 'test': {
      const [first = ''] = logic.values;
      const list = logic.values.map(inQuotes).join(', ');
      if (logic.operator === 'equals') return `{${logic.questionId}} = ${inQuotes(first)}`;
      return `{${logic.questionId}} ${logic.operator === 'any_of' ? 'in' : 'contains_all'} (${list})`;
    }
    case 'outcome':
      return `{${logic.questionId}} is ${logic.outcome}`;
    case 'comparison':
      return `${textFromQuantity(logic.left)} ${logic.operator} ${textFromQuantity(logic.right)}`;
    default:
      return unreachable(logic);
  }
}

function textFromQuantity(quantity: Quantity): string {
  switch (quantity.kind) {
    case 'number':
      return String(quantity.value);
    case 'date':
      return inQuotes(quantity.text);
    case 'answer':
      return `{${quantity.questionId}}`;
    case 'count':
      return `count({${quantity.questionId}})`;
    case 'arithmetic':
      return `(${textFromQuantity(quantity.left)} ${quantity.operator} ${textFromQuantity(quantity.right)})`;
    default:
      return unreachable(quantity);
  }
}

const inQuotes = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** Ids of the questions that the condition looks at. */
export function questionsOfLogic(logic: Logic): ReadonlySet<string> {
  const found = new Set<string>();
  const quantity = (part: Quantity): void => {
    if (part.kind === 'answer' || part.kind === 'count') found.add(part.questionId);
    if (part.kind === 'arithmetic') [part.left, part.right].forEach(quantity);
  };
  const visit = (part: Logic): void => {
    if (part.kind === 'all' || part.kind === 'any') part.of.forEach(visit);
    if (part.kind === 'not') visit(part.of);
    if (part.kind === 'comparison') [part.left, part.right].forEach(quantity);
    if (part.kind === 'test' || part.kind === 'outcome') found.add(part.questionId);
  };
  visit(logic);
  return found;
}

/** True when the condition cannot hold before that question has an answer (or was declined). */
export function needsAnswerOf(logic: Logic, questionId: string): boolean {
  switch (logic.kind) {
    case 'all':
      return logic.of.some((part) => needsAnswerOf(part, questionId));
    case 'any':
      return logic.of.every((part) => needsAnswerOf(part, questionId));
    case 'not':
      return false;
    case 'comparison':
      return logic.operator !== '!=' && questionsOfLogic(logic).has(questionId);
    default:
      return logic.questionId === questionId;
  }
}
