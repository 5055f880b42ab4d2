import { z } from 'zod';
import { rawConditionFromText } from './condition-parser.js';
import { quoted, type Report } from './load-problem.js';
import { operatorFromText, valueCount, type RawCondition, type RawLiteral } from './raw-condition.js';

const literal = z.union([z.string().max(200), z.number(), z.boolean()]);

const testFile = z.strictObject({
  questionId: z.string().trim().min(1).max(128),
  operator: z.string().max(60),
  value: z.union([literal, z.array(literal).max(50), z.null()]).optional(),
  logicalOperator: z.string().optional(),
});

const groupFile = z.union([
  z.strictObject({ all: z.array(z.unknown()).min(1), logicalOperator: z.string().optional() }),
  z.strictObject({ any: z.array(z.unknown()).min(1), logicalOperator: z.string().optional() }),
  z.strictObject({ not: z.unknown(), logicalOperator: z.string().optional() }),
]);

const maxDepth = 16;
const broken: RawCondition = { kind: 'broken' };

/**
 * Reads any of the forms that a condition has in a file: text; one test `{questionId, operator, value}`; a flat list of tests,
 * where `logicalOperator` joins a test to the one before it and AND binds tighter than OR; groups `{all: […]}`, `{any: […]}`,
 * `{not: …}`, nested as needed. What cannot be read is reported and becomes `broken`; an empty list is null.
 */
export function rawConditionFromFile(file: unknown, report: Report, depth = 0): RawCondition | null {
  if (depth > maxDepth) {
    report.add('conditions nested too deeply', `at most ${maxDepth} levels`);
    return broken;
  }
  if (typeof file === 'string') {
    const parsed = rawConditionFromText(file);
    if (parsed.ok) return parsed.value;
    report.add(`condition ${quoted(file)}: ${parsed.error}`, "a condition such as q2 <= 2 AND q3 = 'yes'");
    return broken;
  }
  if (Array.isArray(file)) return rawConditionFromList(file, report, depth);
  const group = groupFile.safeParse(file);
  if (group.success) return rawConditionFromGroup(group.data, report, depth);
  return rawTestFromFile(file, report);
}

function rawConditionFromGroup(group: z.infer<typeof groupFile>, report: Report, depth: number): RawCondition {
  if ('not' in group) return { kind: 'not', of: part(group.not, report.at('not'), depth) };
  const kind = 'all' in group ? 'all' : 'any';
  const items: readonly unknown[] = 'all' in group ? group.all : group.any;
  return { kind, of: items.map((item, index) => part(item, report.at(kind, index), depth)) };
}

/** An item inside a list or group, where nothing at all is no condition either. */
function part(file: unknown, report: Report, depth: number): RawCondition {
  const condition = rawConditionFromFile(file, report, depth + 1);
  if (condition === null) report.add('an empty condition', 'at least one test');
  return condition ?? broken;
}

function rawConditionFromList(list: readonly unknown[], report: Report, depth: number): RawCondition | null {
  const alternatives: RawCondition[][] = [[]];
  const joiners = list.slice(1).map((item, index) => joins(item, report.at(index + 1)));
  if (new Set(joiners).size > 1) report.warn('AND and OR in one list: AND binds tighter', 'groups {all: […]} and {any: […]}, which say what is meant');
  for (const [index, item] of list.entries()) {
    if (joiners[index - 1] === 'or') alternatives.push([]);
    alternatives.at(-1)?.push(part(item, report.at(index), depth));
  }
  return list.length === 0 ? null : one('any', alternatives.map((parts) => one('all', parts)));
}

function one(kind: 'all' | 'any', of: readonly RawCondition[]): RawCondition {
  const first = of[0];
  return of.length === 1 && first !== undefined ? first : { kind, of };
}

function joins(item: unknown, report: Report): 'and' | 'or' {
  const joiner: unknown = typeof item === 'object' && item !== null && 'logicalOperator' in item ? item.logicalOperator : 'AND';
  const word = typeof joiner === 'string' ? joiner.toLowerCase() : '';
  if (word === 'or') return 'or';
  if (word !== 'and') report.at('logicalOperator').add(`unknown logical operator ${quoted(joiner)}`, 'AND or OR');
  return 'and';
}

function rawTestFromFile(file: unknown, report: Report): RawCondition {
  const parsed = testFile.safeParse(file);
  if (!parsed.success) {
    report.add(`not a condition: ${quoted(file)}`, '{questionId, operator, value}, or {all: […]}, {any: […]}, {not: …}, or text');
    return broken;
  }
  const { questionId, value } = parsed.data;
  const named = operatorFromText(parsed.data.operator);
  // Public files give it the options that must be among the selections, or none.
  const operator = named === 'answered' && value !== undefined && value !== null && typeof value !== 'boolean' && parsed.data.operator.startsWith('has_') && parsed.data.operator.includes('selection') ? 'any_of' : named;
  if (operator === null) {
    report.at('operator').add(`unknown operator ${quoted(parsed.data.operator)}`, 'equals, not_equals, less_than, greater_than, any_of, answered, …');
    return broken;
  }
  const values: readonly RawLiteral[] = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  const count = valueCount(operator);
  const fits =
    count === 'none' ? values.length === 0 || (values.length === 1 && values[0] === true) : count === 'one' ? values.length === 1 : count === 'two' ? values.length === 2 : values.length > 0;
  if (!fits) {
    report.at('value').add(`${values.length} values for operator ${quoted(operator)}`, countText(count));
    return broken;
  }
  return { kind: 'test', questionId, operator, values: count === 'none' ? [] : values };
}

function countText(count: ReturnType<typeof valueCount>): string {
  switch (count) {
    case 'none':
      return 'no value';
    case 'one':
      return 'exactly one value';
    case 'two':
      return 'two values: lowest and highest';
    case 'some':
      return 'one value or a list of values';
  }
}
