import { shortened, type Findings } from './findings.js';
import type { FormExpression } from './form.js';
import { childrenOf, type XmlElement } from './xml.js';

export interface XformBinds {
  readonly formId: string;
  readonly version: string;
  /** Attributes of the bind of that path. */
  get(path: string): ReadonlyMap<string, string> | undefined;
  /** Conditions of these paths, each path once. */
  relevant(paths: readonly string[]): readonly FormExpression[];
}

const understood = new Set(['nodeset', 'type', 'relevant', 'constraint', 'required', 'readonly', 'id', 'constraintMsg', 'requiredMsg', 'preload', 'preloadParams', 'saveIncomplete']);
const recorded = new Set(['timestamp', 'property', 'date', 'uid']);

/** The binds of a model. What is calculated, set or fetched from elsewhere is refused by name. */
export function xformBinds(model: XmlElement, findings: Findings): XformBinds {
  const instances = childrenOf(model, 'instance');
  const primary = instances.find((instance) => !instance.attributes.has('src') && !instance.attributes.has('id')) ?? instances[0];
  const root = primary?.children.find((child) => typeof child !== 'string');
  for (const instance of instances) if (instance !== primary) findings.at('model').refuse('instance', `a list of its own: "${shortened(instance.attributes.get('id') ?? '')}"`, 'choices as items of the question');
  for (const child of model.children) {
    if (typeof child !== 'string' && !['itext', 'instance', 'bind', 'submission'].includes(child.name)) findings.at('model').refuse(child.name, `"${shortened(child.name)}" has no counterpart`, 'binds with relevant, constraint and required');
  }
  if (childrenOf(model, 'submission').length > 0) findings.at('model').note('submission is left out');
  if (root !== undefined && typeof root !== 'string') refuseDefaults(root, findings.at('model', 'instance'));
  const binds = new Map<string, ReadonlyMap<string, string>>();
  for (const { attributes } of childrenOf(model, 'bind')) {
    const path = attributes.get('nodeset') ?? '';
    const here = findings.at(`bind ${path}`);
    const isMeta = /\/meta\/(instanceID|instanceName|deprecatedID|audit|entity)\b/.test(path) || recorded.has(attributes.get('preload') ?? '');
    if (binds.has(path)) here.refuse('bind', 'binds the same path twice', 'one bind');
    binds.set(path, attributes);
    for (const key of attributes.keys()) if (!understood.has(key) && !isMeta) here.refuse(key, `"${shortened(key)}" has no counterpart`, 'taking it out');
    if (isMeta) here.note('is left out: it records something and asks nothing');
  }
  return {
    formId: root === undefined || typeof root === 'string' ? '' : (root.attributes.get('id') ?? ''),
    version: root === undefined || typeof root === 'string' ? '' : (root.attributes.get('version') ?? ''),
    get: (path) => binds.get(path),
    relevant: (paths) =>
      [...new Set(paths)].flatMap((path) => {
        const text = binds.get(path)?.get('relevant');
        return text === undefined ? [] : [{ text, base: path, findings: findings.at(`bind ${path}`, 'relevant') }];
      }),
  };
}

/** A text inside the primary instance is an answer given beforehand. */
function refuseDefaults(element: XmlElement, findings: Findings): void {
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (child.trim() !== '' && element.name !== 'instanceID') findings.refuse(element.name, 'has an answer beforehand', 'no default');
    } else refuseDefaults(child, findings.at(child.name));
  }
}
