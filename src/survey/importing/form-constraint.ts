import { daysFromIso } from '../calendar.js';
import type { DraftQuestion } from './draft.js';
import type { Expression } from './expression.js';
import type { FormControl, FormExpression } from './form.js';
import type { Sign } from './logic.js';
import { numberFrom } from './logic-from-expression.js';
import type { Subject } from './subject.js';
import { expressionFromXpath, itself } from './xpath-expression.js';

type Limits = DraftQuestion['configuration'] & { readonly noneId?: string };

const flipped: Readonly<Record<Sign, Sign>> = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/**
 * The limits that a constraint sets: `. >= 1 and . <= 5` of numbers and dates, `count-selected(.) <= 3` of several choices, and
 * `not(selected(., 'none') and count-selected(.) > 1)`, by which an option excludes the others. Refuses all else.
 */
export function limitsFromConstraint({ text, findings }: FormExpression, control: FormControl['kind'], subject: Subject): Limits {
  const parsed = expressionFromXpath(text);
  const no = (problem: string): Limits => {
    findings.refuse('constraint', problem, '. >= a and . <= b, count-selected(.) <= n, or not(selected(., x) and count-selected(.) > 1)');
    return {};
  };
  if (!parsed.ok) return no(parsed.error.message);
  const parts = parsed.value.kind === 'and' ? parsed.value.of : [parsed.value];
  const limits = parts.map((part) => (control === 'many' ? ofMany(part, subject) : ofSize(part, control)));
  if (!limits.every((limit) => limit !== null)) return no(`cannot be said as limits of this kind of question: ${text.slice(0, 80)}`);
  const keys = limits.flatMap((limit) => Object.keys(limit));
  if (new Set(keys).size < keys.length) return no('sets the same limit twice');
  return limits.reduce<Limits>((all, limit) => ({ ...all, ...limit }), {});
}

const isItself = (expression: Expression): boolean => expression.kind === 'name' && expression.name === itself;

function ofSize(part: Expression, control: FormControl['kind']): Limits | null {
  if (part.kind !== 'compare') return null;
  const isFlipped = isItself(part.right);
  const [own, limit] = isFlipped ? [part.right, part.left] : [part.left, part.right];
  const sign = isFlipped ? flipped[part.operator] : part.operator;
  if (!isItself(own) || limit.kind !== 'constant') return null;
  if (control === 'date') {
    if (typeof limit.value !== 'string' || limit.value.length !== 10 || daysFromIso(limit.value) === null) return null;
    return sign === '>=' ? { minDate: limit.value } : sign === '<=' ? { maxDate: limit.value } : null;
  }
  const number = numberFrom(limit.value);
  if (number === null || (control !== 'integer' && control !== 'decimal')) return null;
  const isWhole = control === 'integer';
  switch (sign) {
    case '>=':
      return { minValue: isWhole ? Math.ceil(number) : number };
    case '<=':
      return { maxValue: isWhole ? Math.floor(number) : number };
    case '>':
      return isWhole ? { minValue: Math.floor(number) + 1 } : null;
    case '<':
      return isWhole ? { maxValue: Math.ceil(number) - 1 } : null;
    default:
      return null;
  }
}

function ofMany(part: Expression, subject: Subject): Limits | null {
  if (part.kind === 'not') return excluding(part.of, subject);
  const count = countLimit(part);
  if (count === null) return null;
  const [sign, number] = count;
  switch (sign) {
    case '>=':
      return { minSelections: number };
    case '>':
      return { minSelections: number + 1 };
    case '<=':
      return { maxSelections: number };
    case '<':
      return { maxSelections: number - 1 };
    case '=':
      return { minSelections: number, maxSelections: number };
    default:
      return null;
  }
}

function countLimit(part: Expression): readonly [Sign, number] | null {
  if (part.kind !== 'compare' || part.left.kind !== 'count' || !isItself(part.left.of) || part.right.kind !== 'constant') return null;
  const number = numberFrom(part.right.value);
  return number === null || !Number.isInteger(number) || number < 0 ? null : [part.operator, number];
}

function excluding(part: Expression, subject: Subject): Limits | null {
  if (part.kind !== 'and' || part.of.length !== 2) return null;
  const chosen = part.of.find((one) => one.kind === 'choose');
  const count = part.of.map(countLimit).find((one) => one !== null);
  if (chosen?.kind !== 'choose' || !isItself(chosen.left) || chosen.right.kind !== 'array' || count === undefined) return null;
  const [sign, number] = count;
  if (!(sign === '>' && number === 1) && !(sign === '>=' && number === 2)) return null;
  const [only] = chosen.right.of;
  const value = subject.values.find((one) => only?.kind === 'constant' && one.value === only.value);
  return value?.meaning.kind === 'option' ? { noneId: value.meaning.optionId } : null;
}
