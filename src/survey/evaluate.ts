import { unreachable } from '../kernel/result.js';
import { isSelection, type Answer } from './answer.js';
import { daysFromIso } from './calendar.js';
import type { ArithmeticOperator, Comparison, Condition, ConditionOutcome, Quantity } from './condition.js';

/** The answer of a question that is on the path so far, else null. */
export type OnPath = (questionId: string) => Answer | null;

/** Whether the condition holds. */
export function evaluate(condition: Condition, onPath: OnPath): boolean {
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
      const left = quantityOf(condition.left, onPath);
      const right = quantityOf(condition.right, onPath);
      return left !== null && right !== null && compares(left, condition.operator, right);
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

/** How two numbers stand to each other. */
export function compares(left: number, operator: Comparison, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '=':
      return left === right;
    default:
      return unreachable(operator);
  }
}

function quantityOf(quantity: Quantity, onPath: OnPath): number | null {
  switch (quantity.kind) {
    case 'number':
      return quantity.value;
    case 'answer': {
      const value = onPath(quantity.questionId)?.value ?? null;
      return typeof value === 'number' ? value : null;
    }
    case 'days': {
      const value = onPath(quantity.questionId)?.value ?? null;
      return typeof value === 'string' ? daysFromIso(value) : null;
    }
    case 'count': {
      const value = onPath(quantity.questionId)?.value ?? null;
      return isSelection(value) ? value.length : value === null ? null : 1;
    }
    case 'arithmetic': {
      const left = quantityOf(quantity.left, onPath);
      const right = quantityOf(quantity.right, onPath);
      return left === null || right === null ? null : calculated(left, quantity.operator, right);
    }
    default:
      return unreachable(quantity);
  }
}

function calculated(left: number, operator: ArithmeticOperator, right: number): number | null {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? null : left / right;
    default:
      return unreachable(operator);
  }
}

function hasOutcome(answer: Answer | null, outcome: ConditionOutcome): boolean {
  if (outcome === 'asked') return answer !== null;
  if (answer === null || answer.outcome !== outcome) return false;
  return !(isSelection(answer.value) && answer.value.length === 0);
}
