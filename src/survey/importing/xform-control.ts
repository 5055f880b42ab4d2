import { shortened, type Findings } from './findings.js';
import type { FormChoice, FormControl } from './form.js';
import { childrenOf, textIn, type XmlElement } from './xml.js';
import type { XformTexts } from './xform-texts.js';

const inputs: ReadonlyMap<string, FormControl> = new Map([
  ['string', { kind: 'text' }],
  ['int', { kind: 'integer' }],
  ['integer', { kind: 'integer' }],
  ['decimal', { kind: 'decimal' }],
  ['date', { kind: 'date' }],
]);

/** What a control of the body asks for; null after refusing. */
export function xformControl(element: XmlElement, bind: ReadonlyMap<string, string> | undefined, findings: Findings): FormControl | null {
  const type = (bind?.get('type') ?? 'string').replace(/^.*:/, '');
  const isReadOnly = (bind?.get('readonly') ?? 'false()').trim() === 'true()';
  if (element.attributes.has('appearance')) findings.note('appearance is left out');
  if (isReadOnly && element.name !== 'input') findings.refuse('readonly', 'cannot be answered', 'an input that is read only, as a note');
  switch (element.name) {
    case 'select1':
      return { kind: 'one' };
    case 'select':
      return { kind: 'many' };
    case 'trigger':
      return { kind: 'acknowledge' };
    case 'input': {
      if (isReadOnly) return { kind: 'note' };
      const control = inputs.get(type);
      if (control === undefined) findings.refuse(shortened(type), `inputs of type "${shortened(type)}" have no counterpart`, 'string, int, decimal or date');
      return control ?? null;
    }
    case 'range': {
      const [min, max, step] = ['start', 'end', 'step'].map((key) => Number(element.attributes.get(key) ?? (key === 'step' ? '1' : 'none')));
      if (min !== undefined && max !== undefined && Number.isInteger(min) && Number.isInteger(max) && step === 1) return { kind: 'range', min, max };
      findings.refuse('range', 'is no row of whole numbers', 'whole start and end, and steps of 1');
      return null;
    }
    default:
      findings.refuse(shortened(element.name), `"${shortened(element.name)}" has no counterpart in an interview by voice`, 'input, select1, select, range, trigger or group');
      return null;
  }
}

export function xformChoices(element: XmlElement, ref: string, texts: XformTexts, findings: Findings): readonly FormChoice[] {
  for (const child of element.children) {
    if (typeof child !== 'string' && !['label', 'hint', 'item'].includes(child.name)) findings.refuse(child.name, 'choices that come from elsewhere or are filtered', 'items with label and value');
  }
  return childrenOf(element, 'item').map((item, index) => {
    const here = findings.at(`item[${index + 1}]`);
    const [label] = childrenOf(item, 'label');
    const [value] = childrenOf(item, 'value');
    if (value === undefined) here.refuse('item', 'has no value', 'a value');
    return { value: value === undefined ? '' : textIn(value).trim(), label: label === undefined ? [] : texts.of(label, ref, here.at('label')), findings: here };
  });
}
