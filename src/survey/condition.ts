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
  | { readonly kind: 'compare'; readonly questionId: string; readonly operator: Comparison; readonly value: number }
  /** A single choice is one of these, or a multiple choice has any / all of these. */
  | { readonly kind: 'includes'; readonly questionId: string; readonly mode: 'any' | 'all'; readonly optionIds: readonly string[] }
  | { readonly kind: 'outcome'; readonly questionId: string; readonly outcome: ConditionOutcome };

export type Comparison = '<' | '<=' | '>' | '>=';

/** `answered` is true for substantive answers only; a multiple choice answered with nothing at all is not `answered`. */
export type ConditionOutcome = 'answered' | 'dont_know' | 'refused' | 'no_response';

/** Every question that the condition mentions. */
export function questionsIn(condition: Condition): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (node: Condition): void => {
    switch (node.kind) {
      case 'all':
      case 'any':
        node.of.forEach(walk);
        return;
      case 'not':
        walk(node.of);
        return;
      case 'equals':
      case 'compare':
      case 'includes':
      case 'outcome':
        found.add(node.questionId);
    }
  };
  walk(condition);
  return found;
}

/** All of them must hold; null when there is nothing to hold. */
export function allOf(conditions: readonly Condition[]): Condition | null {
  const [first, ...rest] = conditions;
  if (first === undefined) return null;
  return rest.length === 0 ? first : { kind: 'all', of: conditions };
}
