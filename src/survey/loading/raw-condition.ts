import type { ArithmeticOperator } from '../condition.js';

/** A condition as written: parsed, but ids and values not yet checked against the questionnaire. */
export type RawCondition =
  | { readonly kind: 'all'; readonly of: readonly RawCondition[] }
  | { readonly kind: 'any'; readonly of: readonly RawCondition[] }
  | { readonly kind: 'not'; readonly of: RawCondition }
  | { readonly kind: 'always' }
  /** Could not be read, and was reported; what stands beside it can still be checked. */
  | { readonly kind: 'broken' }
  /** `questionId` is null where the surrounding rule says which question is meant ("<= 6" in a dynamic text rule). */
  | { readonly kind: 'test'; readonly questionId: string | null; readonly operator: RawOperator; readonly values: readonly RawLiteral[] }
  /** A comparison with a sum, a count or another question; plain ones are tests. */
  | { readonly kind: 'comparison'; readonly left: RawQuantity; readonly operator: RawOperator; readonly right: RawQuantity };

export type RawQuantity =
  | { readonly kind: 'number'; readonly value: number }
  /** A date in quotes. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'answer'; readonly questionId: string }
  | { readonly kind: 'count'; readonly questionId: string }
  | { readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator; readonly left: RawQuantity; readonly right: RawQuantity };

/** A comparison with literals, or a test of the outcome. */
export type RawTest = Extract<RawCondition, { kind: 'test' }>;

export type RawLiteral = string | number | boolean;

export const rawOperators = [
  'equals',
  'not_equals',
  'less',
  'less_or_equal',
  'greater',
  'greater_or_equal',
  'between',
  'any_of',
  'all_of',
  'none_of',
  'asked',
  'answered',
  'not_answered',
  'dont_know',
  'refused',
  'no_response',
] as const;
export type RawOperator = (typeof rawOperators)[number];

/** How many values an operator takes. */
export function valueCount(operator: RawOperator): 'none' | 'one' | 'two' | 'some' {
  switch (operator) {
    case 'asked':
    case 'answered':
    case 'not_answered':
    case 'dont_know':
    case 'refused':
    case 'no_response':
      return 'none';
    case 'between':
      return 'two';
    case 'any_of':
    case 'all_of':
    case 'none_of':
      return 'some';
    default:
      return 'one';
  }
}

/** Spellings found in the documents and in the public questionnaires, lower case, spaces and hyphens as underscores. */
const spellings: ReadonlyMap<string, RawOperator> = new Map([
  ...rawOperators.map((operator) => [operator, operator] as const),
  ...alike('equals', '=', '==', '===', 'eq', 'equal', 'equal_to', 'is', 'has_value'),
  ...alike('not_equals', '!=', '!==', '<>', 'neq', 'ne', 'not_equal', 'not_equal_to', 'is_not'),
  ...alike('less', '<', 'lt', 'less_than'),
  ...alike('less_or_equal', '<=', 'lte', 'less_than_or_equal', 'less_than_or_equal_to', 'less_than_or_equals'),
  ...alike('greater', '>', 'gt', 'greater_than'),
  ...alike('greater_or_equal', '>=', 'gte', 'greater_than_or_equal', 'greater_than_or_equal_to', 'greater_than_or_equals'),
  ...alike('between', 'in_range', 'range'),
  ...alike('any_of', 'in', 'contains', 'includes', 'one_of', 'contains_any', 'includes_any', 'is_one_of'),
  ...alike('all_of', 'contains_all', 'includes_all', 'has_all'),
  ...alike('none_of', 'not_in', 'not_contains', 'does_not_contain', 'not_includes', 'does_not_include', 'excludes'),
  ...alike('answered', 'is_answered', 'not_empty', 'is_not_empty', 'exists', 'has_answer', 'has_selections', 'has_at_least_one_selection'),
  ...alike('not_answered', 'is_not_answered', 'unanswered', 'empty', 'is_empty', 'not_exists'),
  ...alike('asked', 'is_asked'),
  ...alike('dont_know', 'is_dont_know'),
  ...alike('refused', 'is_refused'),
  ...alike('no_response', 'is_no_response'),
]);

function alike(operator: RawOperator, ...names: readonly string[]): readonly (readonly [string, RawOperator])[] {
  return names.map((name) => [name, operator] as const);
}

export function operatorFromText(text: string): RawOperator | null {
  return spellings.get(text.trim().toLowerCase().replace(/[\s-]+/g, '_')) ?? null;
}
