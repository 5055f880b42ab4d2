import { z } from 'zod';
import type { DraftOption, DraftQuestion, DraftType } from './draft.js';
import { shortened } from './findings.js';
import { onsWords, type OnsSchema } from './ons-schema.js';
import { createSourceIds } from './source-ids.js';
import { sourceObject, type SourceObject } from './source-object.js';
import type { SubjectKind, SubjectValue } from './subject.js';

export interface OnsAnswer {
  readonly type: DraftType;
  readonly kind: SubjectKind;
  readonly options: readonly DraftOption[];
  readonly values: readonly SubjectValue[];
  readonly configuration: DraftQuestion['configuration'];
}

const harmless = new Set(['id', 'q_code', 'label', 'mandatory', 'validation', 'guidance', 'description', 'rows', 'instruction', 'placeholder', 'visuallyHidden', 'parent_id', 'voluntary']);
const bare = { options: [], values: [], configuration: {} } as const;
const whole = z.number().int();

/** What is asked for in an answer of a question; null after refusing. */
export function onsAnswer(schema: OnsSchema, source: SourceObject, before: number): OnsAnswer | null {
  const type = source.take('type', z.string()) ?? '';
  source.leaveOut(harmless);
  const answer = answerOf(schema, type, source, before);
  if (answer !== null) source.refuseRest(`${type} answer`);
  return answer;
}

function answerOf(schema: OnsSchema, type: string, source: SourceObject, before: number): OnsAnswer | null {
  switch (type) {
    case 'Radio':
    case 'Dropdown':
      return { type: 'single_choice', kind: 'one', ...onsOptions(schema, source, before), configuration: {} };
    case 'Checkbox':
      return { type: 'multiple_choice', kind: 'many', ...onsOptions(schema, source, before), configuration: {} };
    case 'Number':
    case 'Currency':
    case 'Percentage':
    case 'Unit':
      return number(type, source);
    case 'TextField':
    case 'TextArea': {
      const longest = source.take('max_length', whole.min(1).max(10_000)) ?? source.take('maximum_length', whole.min(1).max(10_000));
      return { ...bare, type: 'open_ended', kind: 'text', configuration: longest === undefined ? {} : { maxResponseLength: longest } };
    }
    case 'Date':
    case 'MonthYearDate':
    case 'YearDate':
      return date(type, source);
    default:
      source.findings.refuse(shortened(type) || 'answer', `answers of type "${shortened(type)}" have no counterpart`, 'Radio, Checkbox, Dropdown, Number, Currency, Percentage, Unit, TextField, TextArea, Date, MonthYearDate or YearDate');
      return null;
  }
}

function onsOptions(schema: OnsSchema, source: SourceObject, before: number): Pick<OnsAnswer, 'options' | 'values'> {
  const ids = createSourceIds((name) => name === '__proto__');
  const options: DraftOption[] = [];
  const values: SubjectValue[] = [];
  source.take('options', z.array(z.unknown()).max(200))?.forEach((item, index) => {
    const findings = source.findings.at('options', index);
    const option = sourceObject(item, findings, 'option');
    if (option === null) return;
    const value = option.take('value', z.string());
    const label = option.take('label', z.unknown());
    const detail = option.take('detail_answer', z.unknown());
    option.leaveOut(new Set(['q_code']));
    if (option.has('description')) findings.note('the description of this option is left out');
    option.leaveOut(new Set(['description']));
    option.refuseRest('option');
    if (value === undefined) return findings.refuse('option', 'has no value', 'a value');
    const own = detail === undefined ? null : sourceObject(detail, findings.at('detail_answer'), 'detail_answer');
    if (own !== null) {
      if (own.take('type', z.string()) !== 'TextField') findings.at('detail_answer').refuse('detail_answer', 'is no text', 'a TextField');
      own.leaveOut(new Set(['id', 'label', 'mandatory', 'q_code', 'max_length', 'visible', 'placeholder']));
      own.refuseRest('detail_answer');
      if (options.some(({ kind }) => kind === 'other')) findings.at('detail_answer').refuse('detail_answer', 'a second option that can be named in own words', 'one');
    }
    const words = onsWords(schema, [label ?? value], before, findings.at('label'));
    if (words === null) return;
    if ([...words.values()].some((text) => text.includes('{'))) findings.at('label').refuse('placeholders', 'options cannot say earlier answers', 'a fixed label');
    const optionId = ids.add(value, findings);
    options.push({ optionId, words, kind: own === null ? 'plain' : 'other', showIf: null });
    values.push({ value, meaning: { kind: 'option', optionId } });
  });
  return { options, values };
}

const limit = z.strictObject({ value: z.unknown(), exclusive: z.boolean().optional() });

function number(type: string, source: SourceObject): OnsAnswer {
  const decimals = source.take('decimal_places', whole.min(0).max(6)) ?? 0;
  const unit = type === 'Percentage' ? 'percent' : source.take(type === 'Currency' ? 'currency' : 'unit', z.string());
  source.leaveOut(new Set(['unit_length']));
  const bound = (key: 'minimum' | 'maximum', inwards: 1 | -1): number | null => {
    const found = source.take(key, limit);
    if (found === undefined) return null;
    const { value, exclusive = false } = found;
    if (typeof value !== 'number') {
      source.findings.at(key).refuse(key, 'depends on another value', 'a number');
      return null;
    }
    return exclusive ? Number((value + inwards * 10 ** -decimals).toFixed(decimals)) : value;
  };
  const min = bound('minimum', 1);
  const max = bound('maximum', -1);
  const spoken = unit === undefined ? undefined : unit.replace(/^(length|mass|area|volume|duration)-/, '');
  return {
    ...bare,
    type: 'numeric',
    kind: 'number',
    configuration: { ...(min === null ? {} : { minValue: min }), ...(max === null ? {} : { maxValue: max }), decimals, ...(spoken === undefined ? {} : { unit: spoken }) },
  };
}

const precisions = { Date: 'day', MonthYearDate: 'month', YearDate: 'year' } as const;
const dateForms = { day: /^\d{4}-\d{2}-\d{2}$/, month: /^\d{4}-\d{2}$/, year: /^\d{4}$/ } as const;

function date(type: keyof typeof precisions, source: SourceObject): OnsAnswer {
  const precision = precisions[type];
  const bound = (key: 'minimum' | 'maximum'): string | null => {
    const found = source.take(key, z.looseObject({ value: z.unknown() }));
    if (found === undefined) return null;
    if (Object.keys(found).length === 1 && found.value === 'now') return 'today';
    if (Object.keys(found).length === 1 && typeof found.value === 'string' && dateForms[precision].test(found.value)) return found.value;
    source.findings.at(key).refuse(key, 'is calculated, or of another precision', `now, or a date (${precision})`);
    return null;
  };
  const min = bound('minimum');
  const max = bound('maximum');
  return { ...bare, type: 'date', kind: 'date', configuration: { ...(min === null ? {} : { minDate: min }), ...(max === null ? {} : { maxDate: max }), datePrecision: precision } };
}
