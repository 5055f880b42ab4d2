import { cellsFrom, type Cell } from './cells.js';
import type { Codebook, ValueLabel, Variable, VariableSet } from './codebook.js';
import { csvField, csvLine, numberText } from './csv.js';
import { flatText } from './flat-text.js';
import { listOf } from './missing-codes.js';
import type { RowWriter } from './row-writer.js';

/** The data of a Triple-S survey, and its description. */
export interface TripleSWriter extends RowWriter {
  /**
   * The metadata file, when all rows are written: text variables are as long as their longest value.
   *
   * @param dataFile name of the data file, beside this one
   * @param writtenAt ISO 8601
   */
  metadata(dataFile: string, writtenAt: string): string;
}

/** A column of the data: a variable, or all flags of a multiple choice. */
interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: 'single' | 'multiple' | 'quantity' | 'character' | 'date';
  /** Inside `<values>`. */
  readonly values: readonly string[];
  readonly isSerial: boolean;
  text(cells: readonly Cell[]): string;
}

/** Triple-S has no quantity without a range. Answers go up to a million million. */
const widestRange = 1_000_000_000_000;

/**
 * Triple-S XML 2.0 with comma-separated data (UTF-8, names in the first line, which the metadata skip). A multiple choice is one
 * variable with a digit for each code; don't know, refused and no response are its last three codes, and codes of their own in
 * the others. Blank: not asked. Data are for survey programs and not for spreadsheets: text that looks like a formula is as it was said.
 */
export function createTripleSWriter(codebook: Codebook): TripleSWriter {
  const fields = fieldsOf(codebook);
  const lengths = fields.map(() => 1);
  let rows = 0;
  return {
    head: () => csvLine(fields.map(({ name }) => name)),
    row(interview) {
      rows += 1;
      const cells = cellsFrom(codebook, interview);
      return csvLine(
        fields.map((field, index) => {
          const text = field.text(cells);
          lengths[index] = Math.max(lengths[index] ?? 1, Array.from(text).length);
          // Without quotes, programs take 0110 for a number.
          return field.kind === 'multiple' && text !== '' ? `"${text}"` : csvField(text);
        }),
      );
    },
    tail: () => '',
    get rows() {
      return rows;
    },
    metadata: (dataFile, writtenAt) => metadataOf(codebook, fields, lengths, dataFile, writtenAt),
  };
}

function fieldsOf(codebook: Codebook): readonly Field[] {
  const setByFirst = new Map(codebook.sets.map((set) => [set.members[0]?.index, set]));
  const inSet = new Set(codebook.sets.flatMap(({ members }) => members.map(({ index }) => index)));
  return codebook.variables.flatMap((variable, index) => {
    const set = setByFirst.get(index);
    if (set !== undefined) return [multipleOf(set)];
    return inSet.has(index) ? [] : [fieldOf(variable, index)];
  });
}

function fieldOf({ name, label, type, values, missing, source }: Variable, index: number): Field {
  const codes: readonly ValueLabel[] = [...values, ...(missing === null ? [] : listOf(missing))];
  const field = { name, label, isSerial: source.kind === 'fact' && source.fact === 'session_id' };
  const text = (cells: readonly Cell[]): string => {
    const cell = cells[index] ?? null;
    return typeof cell === 'number' ? numberText(cell) : flatText(cell ?? '');
  };
  switch (type.kind) {
    case 'text':
      return { ...field, kind: 'character', values: [], text };
    case 'date':
      return { ...field, kind: 'date', values: [], text: (cells) => text(cells).replaceAll('-', '') };
    case 'number': {
      const [from, to] = [type.min ?? -widestRange, type.max ?? widestRange].map((end) => end.toFixed(type.decimals));
      return { ...field, kind: 'quantity', values: [`<range from="${from}" to="${to}"/>`, ...codes.map(valueOf)], text };
    }
    default:
      return { ...field, kind: 'single', values: codes.map(valueOf), text };
  }
}

function multipleOf({ name, label, members, missing }: VariableSet): Field {
  const highest = Math.max(...members.map(({ code }) => code));
  const outcomes = listOf(missing);
  const values = [...members, ...outcomes.map((outcome, index) => ({ code: highest + 1 + index, label: outcome.label }))];
  return {
    name,
    label,
    kind: 'multiple',
    values: values.map(valueOf),
    isSerial: false,
    text(cells) {
      const flags = members.map(({ index, code }) => ({ code, cell: cells[index] ?? null }));
      if (flags.every(({ cell }) => cell === null)) return '';
      const digits = Array.from({ length: highest + outcomes.length }, () => '0');
      const outcome = outcomes.findIndex(({ code }) => flags.some(({ cell }) => cell === code));
      if (outcome >= 0) digits[highest + outcome] = '1';
      for (const { code, cell } of flags) if (cell === 1) digits[code - 1] = '1';
      return digits.join('');
    },
  };
}

const valueOf = ({ code, label }: ValueLabel): string => `<value code="${numberText(code)}">${escaped(label)}</value>`;

function metadataOf(codebook: Codebook, fields: readonly Field[], lengths: readonly number[], dataFile: string, writtenAt: string): string {
  const variables = fields.map((field, index) => {
    const inner = [
      `<name>${field.name}</name>`,
      `<label>${escaped(field.label)}</label>`,
      `<position start="${index + 1}"/>`,
      ...(field.kind === 'character' ? [`<size>${lengths[index] ?? 1}</size>`] : []),
      ...(field.values.length === 0 ? [] : ['<values>', ...field.values.map((value) => `  ${value}`), '</values>']),
    ];
    const lines = inner.map((line) => `        ${line}`).join('\n');
    return `      <variable ident="${index + 1}" type="${field.kind}"${field.isSerial ? ' use="serial"' : ''}>\n${lines}\n      </variable>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<sss version="2.0">
  <date>${escaped(writtenAt.slice(0, 10))}</date>
  <time>${escaped(writtenAt.slice(11, 16))}</time>
  <origin>Voiceter</origin>
  <survey>
    <name>${escaped(codebook.questionnaireId)}</name>
    <version>${escaped(codebook.version)}</version>
    <title>${escaped(codebook.name)}</title>
    <record ident="A" href="${escaped(dataFile)}" format="csv" skip="1">
${variables.join('\n')}
    </record>
  </survey>
</sss>
`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => flatText(text).replace(/[&<>"]/g, (character) => entities[character] ?? '');
