import { checkedImport } from './emit-draft.js';
import { createFindings, shortened, type Collected, type Findings } from './findings.js';
import type { FormItem } from './form.js';
import { importFromForm } from './import-form.js';
import type { Import } from './import.js';
import { childrenOf, textIn, xmlFromText, type XmlElement } from './xml.js';
import { xformChoices, xformControl } from './xform-control.js';
import { xformBinds, type XformBinds } from './xform-model.js';
import { xformTexts, type XformTexts } from './xform-texts.js';

const maxDepth = 16;
const maxItems = 1000;

/** Imports an XForm as ODK writes it. Pure; never throws. */
export function importXform(xml: string): Import {
  const places: string[] = [];
  return checkedImport(readXform(xml, places), places);
}

/** As {@link importXform}, without proof that the result loads. */
export function readXform(xml: string, places: string[] = []): Import {
  const collected: Collected = { problems: [], notes: [] };
  const findings = createFindings(collected);
  const document = xmlFromText(xml);
  if (!document.ok) {
    findings.refuse('xml', document.error, 'well-formed XML without DOCTYPE');
    return { ok: false, error: collected.problems };
  }
  const [head] = childrenOf(document.value, 'head');
  const [body] = childrenOf(document.value, 'body');
  const model = head === undefined ? undefined : childrenOf(head, 'model')[0];
  if (head === undefined || model === undefined || body === undefined) {
    findings.refuse(document.value.name, 'has no head with a model, or no body', 'an XForm as ODK writes it');
    return { ok: false, error: collected.problems };
  }
  const texts = xformTexts(model, findings);
  const binds = xformBinds(model, findings);
  const items: FormItem[] = [];
  readControls({ texts, binds, items, at: (path) => createFindings(collected, path) }, body, 'body', [], 0);
  const [title] = childrenOf(head, 'title');
  return importFromForm({ title: title === undefined ? '' : textIn(title).trim(), id: binds.formId, version: binds.version, language: texts.language, items }, findings, collected, places);
}

interface Reading {
  readonly texts: XformTexts;
  readonly binds: XformBinds;
  readonly items: FormItem[];
  at(path: string): Findings;
}

/** @param around paths of the groups around, whose conditions hold for what is in them */
function readControls(reading: Reading, parent: XmlElement, path: string, around: readonly string[], depth: number): void {
  const { items, texts, binds } = reading;
  const counts = new Map<string, number>();
  for (const child of parent.children) {
    if (typeof child === 'string' || child.name === 'label' || child.name === 'hint') continue;
    const count = (counts.get(child.name) ?? 0) + 1;
    counts.set(child.name, count);
    const findings = reading.at(`${path}/${child.name}[${count}]`);
    if (items.length >= maxItems || depth > maxDepth) return findings.refuse('body', `more than ${maxItems} questions, or nested deeper than ${maxDepth} levels`, 'a shorter form');
    const ref = child.attributes.get('ref') ?? '';
    if (child.attributes.has('bind') || (ref !== '' && !ref.startsWith('/'))) {
      findings.refuse('ref', 'is no full path', 'a ref such as /data/name');
      continue;
    }
    if (child.name === 'group') {
      if (childrenOf(child, 'label').length > 0) findings.note('the label of a group is left out');
      readControls(reading, child, findings.path, ref === '' ? around : [...around, ref], depth + 1);
      continue;
    }
    const bind = binds.get(ref);
    const control = xformControl(child, bind, findings);
    if (control === null) continue;
    if (ref === '') {
      findings.refuse(child.name, 'refers to nothing', 'a ref');
      continue;
    }
    if (items.some(({ key }) => key === ref)) findings.refuse('ref', `"${shortened(ref)}" is asked twice`, 'one question for each answer');
    const [label] = childrenOf(child, 'label');
    const [hint] = childrenOf(child, 'hint');
    const constraint = bind?.get('constraint');
    const required = (bind?.get('required') ?? 'false()').trim();
    if (!/^(true|false)\(\)$/.test(required)) findings.at('required').refuse('required', 'depends on an expression', 'true() or false()');
    items.push({
      key: ref,
      name: ref.split('/').at(-1) ?? ref,
      control,
      label: label === undefined ? [] : texts.of(label, ref, findings.at('label')),
      hint: hint === undefined ? '' : (texts.of(hint, ref, findings.at('hint'))[0]?.[1] ?? '').replace(/\$\{[^{}]*\}/g, '…'),
      relevant: binds.relevant([...around, ...pathsTo(ref)]),
      constraint: constraint === undefined ? null : { text: constraint, base: ref, findings: findings.at('constraint') },
      isRequired: required === 'true()',
      choices: control.kind === 'one' || control.kind === 'many' ? xformChoices(child, ref, texts, findings) : [],
      isShuffled: false,
      findings,
    });
  }
}

/** `/data/a/b` is in `/data/a`, and itself: what holds for those holds for it. */
function pathsTo(ref: string): readonly string[] {
  const steps = ref.split('/');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 2).join('/'));
}
