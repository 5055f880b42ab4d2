import { checkedImport } from './emit-draft.js';
import { createFindings, shortened, type Collected, type Findings } from './findings.js';
import type { FormChoice, FormControl, FormExpression, FormItem } from './form.js';
import { importFromForm } from './import-form.js';
import type { Import } from './import.js';
import { languageFromHeading } from './xform-texts.js';

/** A row of a sheet: column by its heading. Empty cells may be missing. */
export type SheetRow = Readonly<Record<string, string>>;

export interface XlsformSheets {
  readonly survey: readonly SheetRow[];
  readonly choices: readonly SheetRow[];
  readonly settings: readonly SheetRow[];
}

const maxRows = 2000;
const maxDepth = 16;

/** Rows that record something of the device or the time, and ask nothing. */
const recordings = new Set(['start', 'end', 'today', 'deviceid', 'subscriberid', 'simserial', 'phonenumber', 'username', 'email', 'audit']);
/** Columns that say how a screen looks, or what it says of a mistake. */
const harmless = new Set(['appearance', 'constraint_message', 'required_message', 'guidance_hint', 'bind::jr:constraintMsg', 'body::accuracythreshold', 'comment', 'comments', 'note', 'notes', '$comment', 'readonly', 'read_only', 'disabled']);
const understood = new Set(['type', 'name', 'label', 'hint', 'relevant', 'relevance', 'constraint', 'required', 'parameters']);
const texts = ['label', 'hint', 'guidance_hint', 'constraint_message', 'required_message'];

/** Imports an XLSForm from the rows of its three sheets. Pure; never throws. */
export function importXlsform(sheets: XlsformSheets): Import {
  const places: string[] = [];
  return checkedImport(readXlsform(sheets, places), places);
}

/** As {@link importXlsform}, without proof that the result loads. */
export function readXlsform(sheets: XlsformSheets, places: string[] = []): Import {
  const collected: Collected = { problems: [], notes: [] };
  const findings = createFindings(collected);
  const settings = new Map(Object.entries(sheets.settings[0] ?? {}));
  const language = languageFromHeading(settings.get('default_language') ?? '') ?? 'en';
  const columns = columnsOf(findings, language);
  const items = formItems(sheets, columns, findings);
  for (const key of settings.keys()) if (!['form_title', 'form_id', 'id_string', 'version', 'default_language'].includes(key) && (settings.get(key) ?? '') !== '') findings.at('settings').note(`${shortened(key)} is left out`);
  const form = { title: settings.get('form_title') ?? '', id: settings.get('form_id') ?? settings.get('id_string') ?? '', version: settings.get('version') ?? '', language, items };
  return importFromForm(form, findings, collected, places);
}

interface Columns {
  /** The cell, without surrounding white space. */
  cell(row: SheetRow, key: string): string;
  /** `label`, and `label::language` of each language. */
  texts(row: SheetRow, key: string, findings: Findings): readonly (readonly [string, string])[];
}

function columnsOf(findings: Findings, main: string): Columns {
  const complained = new Set<string>();
  return {
    cell: (row, key) => (Object.hasOwn(row, key) ? (row[key] ?? '').trim() : ''),
    texts(row, key) {
      return Object.entries(row).flatMap(([heading, text]): readonly (readonly [string, string])[] => {
        const [column = '', ...rest] = heading.split(/\s*::?\s*/);
        if (column !== key || text.trim() === '') return [];
        const language = rest.length === 0 ? main : languageFromHeading(rest.join('::'));
        if (language !== null) return [[language, text]];
        if (!complained.has(heading)) findings.refuse(heading, 'names no language', `a tag in the heading, such as ${key}::English (en)`);
        complained.add(heading);
        return [];
      });
    },
  };
}

interface OpenGroup {
  readonly relevant: readonly FormExpression[];
}

function formItems(sheets: XlsformSheets, columns: Columns, findings: Findings): readonly FormItem[] {
  const items: FormItem[] = [];
  const groups: OpenGroup[] = [];
  const names = new Set<string>();
  if (sheets.survey.length > maxRows || sheets.choices.length > 10 * maxRows) {
    findings.refuse('survey', `more than ${maxRows} rows`, 'a shorter form');
    return [];
  }
  for (const [index, row] of sheets.survey.entries()) {
    const here = findings.at('survey', index);
    const words = columns.cell(row, 'type').replace(/\s+/g, ' ').split(' ');
    const type = (words[0] === 'begin' || words[0] === 'end') && words.length > 1 ? `${words[0]}_${words[1] ?? ''}` : (words[0] ?? '');
    if (type === '') continue;
    if (/^(yes|true)/i.test(columns.cell(row, 'disabled'))) {
      here.note('a disabled row is left out');
      continue;
    }
    const expression = columns.cell(row, 'relevant') || columns.cell(row, 'relevance');
    const relevant: readonly FormExpression[] = expression === '' ? [] : [{ text: expression, base: '', findings: here.at('relevant') }];
    const outer = groups.at(-1)?.relevant ?? [];
    if (recordings.has(type)) {
      here.note(`${type} is left out: it asks nothing`);
      continue;
    }
    if (type === 'end_group') {
      if (groups.pop() === undefined) here.refuse('end_group', 'there is no group to end', 'begin_group before it');
      continue;
    }
    refuseColumns(row, type, columns, here);
    if (type === 'begin_group') {
      if (groups.length >= maxDepth) {
        here.refuse('begin_group', `nested deeper than ${maxDepth} levels`, 'fewer groups');
        return items;
      }
      groups.push({ relevant: [...outer, ...relevant] });
      if (columns.texts(row, 'label', here).length > 0) here.note('the label of a group is left out');
      continue;
    }
    const item = itemFrom(type, words, row, sheets, columns, here);
    if (item === null) continue;
    if (names.has(item.name)) here.refuse('name', `"${shortened(item.name)}" is the name of two questions`, 'names that differ');
    names.add(item.name);
    items.push({ ...item, relevant: [...outer, ...relevant] });
  }
  if (groups.length > 0) findings.at('survey').refuse('begin_group', 'a group is not ended', 'end_group');
  return items;
}

/** What a row says in columns that are not understood is refused by the name of the column. */
function refuseColumns(row: SheetRow, type: string, columns: Columns, findings: Findings): void {
  for (const heading of Object.keys(row)) {
    const column = heading.split('::')[0]?.split(':')[0]?.trim() ?? '';
    const isText = texts.includes(column);
    if (columns.cell(row, heading) === '' || isText || understood.has(heading) || harmless.has(heading)) continue;
    findings.at(shortened(heading)).refuse(heading, `the column "${shortened(heading)}" of ${type} has no counterpart`, 'leaving it empty');
  }
}

function itemFrom(type: string, words: readonly string[], row: SheetRow, sheets: XlsformSheets, columns: Columns, findings: Findings): FormItem | null {
  const name = columns.cell(row, 'name');
  if (name === '') {
    findings.refuse(type, 'has no name', 'a name');
    return null;
  }
  const parameters = new Map(columns.cell(row, 'parameters').split(/[\s,;]+/).filter((part) => part !== '').map((part) => [part.split('=')[0] ?? '', part.split('=')[1] ?? '']));
  const control = controlFrom(type, parameters, findings);
  if (control === null) return null;
  const allowed = control.kind === 'range' ? ['start', 'end', 'step'] : control.kind === 'one' || control.kind === 'many' ? ['randomize'] : [];
  for (const key of parameters.keys()) if (!allowed.includes(key)) findings.at('parameters').refuse(key, `the parameter "${shortened(key)}" has no counterpart`, 'leaving it out');
  if (/^(yes|true)/i.test(columns.cell(row, 'readonly') || columns.cell(row, 'read_only')) && control.kind !== 'note') findings.refuse('readonly', 'cannot be answered', 'a note');
  if (columns.cell(row, 'appearance') !== '') findings.note('appearance is left out');
  const isChoice = control.kind === 'one' || control.kind === 'many';
  const list = words[1] ?? '';
  if (isChoice && words.length > 2) findings.refuse(words.slice(2).join(' '), 'own words are asked in a question of their own there', 'an option, and a text question that is relevant when it was chosen');
  const constraint = columns.cell(row, 'constraint');
  const required = columns.cell(row, 'required').toLowerCase();
  if (!['', 'yes', 'no', 'true', 'false', 'true()', 'false()'].includes(required)) findings.at('required').refuse('required', 'depends on an expression', 'yes or no');
  return {
    key: name,
    name,
    control,
    label: columns.texts(row, 'label', findings),
    hint: columns.texts(row, 'hint', findings)[0]?.[1] ?? '',
    relevant: [],
    constraint: constraint === '' ? null : { text: constraint, base: '', findings: findings.at('constraint') },
    isRequired: required === 'yes' || required.startsWith('true'),
    choices: isChoice ? choicesFrom(list, sheets, columns, findings) : [],
    isShuffled: parameters.get('randomize') === 'true',
    findings,
  };
}

function controlFrom(type: string, parameters: ReadonlyMap<string, string>, findings: Findings): FormControl | null {
  switch (type) {
    case 'select_one':
      return { kind: 'one' };
    case 'select_multiple':
      return { kind: 'many' };
    case 'text':
    case 'integer':
    case 'decimal':
    case 'date':
    case 'note':
    case 'acknowledge':
      return { kind: type };
    case 'range': {
      const [min, max, step] = [parameters.get('start') ?? '1', parameters.get('end') ?? '10', parameters.get('step') ?? '1'].map(Number);
      if (min !== undefined && max !== undefined && Number.isInteger(min) && Number.isInteger(max) && step === 1) return { kind: 'range', min, max };
      findings.at('parameters').refuse('range', 'is no row of whole numbers', 'whole start and end, and steps of 1');
      return null;
    }
    default:
      findings.refuse(shortened(type), `rows of type "${shortened(type)}" have no counterpart`, 'select_one, select_multiple, text, integer, decimal, range, date, note, acknowledge or a group');
      return null;
  }
}

function choicesFrom(list: string, sheets: XlsformSheets, columns: Columns, findings: Findings): readonly FormChoice[] {
  const found = sheets.choices.flatMap((row, index): readonly FormChoice[] => {
    const of = columns.cell(row, 'list_name') || columns.cell(row, 'list name');
    if (of !== list) return [];
    const here = findings.at('choices', index);
    const value = columns.cell(row, 'name') || columns.cell(row, 'value');
    if (Object.keys(row).some((heading) => /^(media|image|audio|video)\b/.test(heading) && columns.cell(row, heading) !== '')) here.refuse('media', 'pictures and sounds cannot be offered by voice', 'a label');
    return [{ value, label: columns.texts(row, 'label', here), findings: here }];
  });
  if (found.length === 0) findings.refuse(shortened(list), `there is no list of choices "${shortened(list)}"`, 'rows in the sheet choices');
  return found;
}
