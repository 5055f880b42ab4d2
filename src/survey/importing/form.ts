import type { Findings } from './findings.js';

/** A form of XForms or XLSForm, read so far as both say the same in different ways. */
export interface Form {
  readonly title: string;
  readonly id: string;
  readonly version: string;
  readonly language: string;
  readonly items: readonly FormItem[];
}

export interface FormItem {
  /** As expressions call it: the path in XForms, the name in XLSForm. */
  readonly key: string;
  readonly name: string;
  readonly control: FormControl;
  /** Text by language; places for answers as `${key}`. */
  readonly label: readonly (readonly [string, string])[];
  readonly hint: string;
  /** Of the groups around it, and its own. */
  readonly relevant: readonly FormExpression[];
  readonly constraint: FormExpression | null;
  readonly isRequired: boolean;
  readonly choices: readonly FormChoice[];
  readonly isShuffled: boolean;
  readonly findings: Findings;
}

export interface FormExpression {
  readonly text: string;
  /** The path that relative paths start from; empty where names are not paths. */
  readonly base: string;
  readonly findings: Findings;
}

export interface FormChoice {
  readonly value: string;
  readonly label: readonly (readonly [string, string])[];
  readonly findings: Findings;
}

export type FormControl =
  | { readonly kind: 'one' | 'many' | 'text' | 'integer' | 'decimal' | 'date' | 'note' | 'acknowledge' }
  | { readonly kind: 'range'; readonly min: number; readonly max: number };

/** `../b` from `/data/a` is `/data/b`; full paths and plain names stay as they are. */
export function resolvedPath(name: string, base: string): string {
  const relative = name.replace(/^current\(\)\//, './');
  if (!relative.startsWith('.')) return name;
  const steps = base.split('/');
  for (const step of relative.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}
