import { unreachable } from '../kernel/result.js';
import { isSelection, type Answer } from './answer.js';
import type { Comparison, Condition, ConditionOutcome } from './condition.js';

/** Whether the condition holds. `onPath` gives the answer of a question that is on the path so far, else null. */
export function evaluate(condition: Condition, onPath: (questionId: string) => Answer | null): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => evaluate(part, onPath));
    case 'any':
      return condition.of.some((part) => evaluate(part, onPath));
    case 'not':
      return !evaluate(condition.of, onPath);
    case 'equals': {
      const value = onPath(condition.questionId)?.value ?? null;
      // A multiple choice equals one option when that option, and nothing else, was chosen.
      if (isSelection(value)) return value.length === 1 && value[0] === condition.value;
      return value === condition.value;
    }
    case 'compare': {
      const value = onPath(condition.questionId)?.value ?? null;
      return typeof value === 'number' && compares(value, condition.operator, condition.value);
    }
    case 'includes': {
      const value = onPath(condition.questionId)?.value ?? null;
      const chosen: readonly unknown[] = isSelection(value) ? value : [value];
      return condition.mode === 'any'
        ? condition.optionIds.some((id) => chosen.includes(id))
        : condition.optionIds.every((id) => chosen.includes(id));
    }
    case 'outcome':
      return hasOutcome(onPath(condition.questionId), condition.outcome);
    default:
      return unreachable(condition);
  }
}

function compares(left: number, operator: Comparison, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return unreachable(operator);
  }
}

function hasOutcome(answer: Answer | null, outcome: ConditionOutcome): boolean {
  if (answer === null || answer.outcome !== outcome) return false;
  return !(isSelection(answer.value) && answer.value.length === 0);
}
