/**
 * A condition after loading: every id exists, every literal has the type of its question (choices are option ids).
 *
 * Two-valued. A test of a question without a substantive answer (not asked, off the path, don't know, refused, no response)
 * is false; `not` is the plain opposite, so the negative operators (`!=`, `not in`, `not answered`) are true there.
 */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'equals'; readonly questionId: string; readonly value: number | boolean | string }
  /** False where a side is missing. */
  | { readonly kind: 'compare'; readonly left: Quantity; readonly operator: Comparison; readonly right: Quantity }
  /** A single choice is one of these, or a multiple choice has any / all of these. */
  | { readonly kind: 'includes'; readonly questionId: string; readonly mode: 'any' | 'all'; readonly optionIds: readonly string[] }
  | { readonly kind: 'outcome'; readonly questionId: string; readonly outcome: ConditionOutcome };

export type Comparison = '<' | '<=' | '>' | '>=' | '=';
export type ArithmeticOperator = '+' | '-' | '*' | '/';

/** A number that follows from answers. Missing where an answer is missing, or where something is divided by zero. */
export type Quantity =
  | { readonly kind: 'number'; readonly value: number }
  /** Of a rating, an NPS or a numeric question. */
  | { readonly kind: 'answer'; readonly questionId: string }
  /** A date as days since 1970-01-01; a month or a year counts from its first day. */
  | { readonly kind: 'days'; readonly questionId: string }
  /** How many options of a choice were chosen. */
  | { readonly kind: 'count'; readonly questionId: string }
  | { readonly kind: 'arithmetic'; readonly operator: ArithmeticOperator; readonly left: Quantity; readonly right: Quantity };

/**
 * `answered` is true for substantive answers only; a multiple choice answered with nothing at all is not `answered`. `asked` is
 * true for every question on the path.
 */
export type ConditionOutcome = 'asked' | 'answered' | 'dont_know' | 'refused' | 'no_response';

/** The parts of a condition that are no `all`, `any` or `not`. */
export type Test = Exclude<Condition, { readonly kind: 'all' | 'any' | 'not' }>;

/** The condition's tests, in the order written. */
export function testsIn(condition: Condition): readonly Test[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(testsIn);
    case 'not':
      return testsIn(condition.of);
    default:
      return [condition];
  }
}

/** Questions of negated tests: "not one of these" also holds when the question was not asked. */
export function negatedIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(negatedIn);
    case 'not':
      return testsIn(condition.of).flatMap((test) => (test.kind === 'outcome' ? [] : questionsOfTest(test)));
    default:
      return [];
  }
}

/** Every question that the condition mentions. */
export const questionsIn = (condition: Condition): ReadonlySet<string> => new Set(testsIn(condition).flatMap(questionsOfTest));

export function questionsOfTest(test: Test): readonly string[] {
  return test.kind === 'compare' ? [...questionsOfQuantity(test.left), ...questionsOfQuantity(test.right)] : [test.questionId];
}

function questionsOfQuantity(quantity: Quantity): readonly string[] {
  switch (quantity.kind) {
    case 'number':
      return [];
    case 'arithmetic':
      return [...questionsOfQuantity(quantity.left), ...questionsOfQuantity(quantity.right)];
    default:
      return [quantity.questionId];
  }
}

/** All of them must hold; null when there is nothing to hold. */
export function allOf(conditions: readonly Condition[]): Condition | null {
  const [first, ...rest] = conditions;
  if (first === undefined) return null;
  return rest.length === 0 ? first : { kind: 'all', of: conditions };
}
