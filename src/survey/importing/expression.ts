import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Sign } from './logic.js';

/** A condition of any of the source formats, parsed but not yet understood: names are the source's own. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'compare'; readonly operator: Sign; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'choose'; readonly operator: ChooseOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'empty' | 'notempty'; readonly of: Expression }
  | { readonly kind: 'arithmetic'; readonly operator: '+' | '-' | '*' | '/'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: string | number | boolean }
  | { readonly kind: 'array'; readonly of: readonly Expression[] }
  /** How many options were chosen; 0 where there is no answer. */
  | { readonly kind: 'count'; readonly of: Expression }
  | { readonly kind: 'call'; readonly name: string };

export type ChooseOperator = 'contains' | 'notcontains' | 'anyof' | 'allof' | 'noneof';

/** Longer ones are nobody's writing. */
export const maxExpressionLength = 4000;
export const maxExpressionDepth = 24;

/** What a parser met that it cannot read: named, for the one who imports. */
export class ExpressionRefusal extends Error {
  constructor(
    readonly construct: string,
    message: string,
    readonly expected: string,
  ) {
    super(message);
  }
}

/** Runs a parser over a text that may be anything: too long, or refused by what it throws. */
export function parsedExpression(text: string, parse: (text: string) => Expression): Result<Expression, ExpressionRefusal> {
  if (text.length > maxExpressionLength) return refuse(new ExpressionRefusal('expression', `${text.length} characters`, `at most ${maxExpressionLength}`));
  try {
    return ok(parse(text));
  } catch (error) {
    if (error instanceof ExpressionRefusal) return refuse(error);
    throw error;
  }
}
