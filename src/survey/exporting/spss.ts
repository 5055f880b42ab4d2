import { cellsFrom, type Cell } from './cells.js';
import type { Codebook, Variable, VariableSet } from './codebook.js';
import { csvLine, numberText } from './csv.js';
import { cutToBytes, flatText, piecesOf, utf8Bytes } from './flat-text.js';
import { listOf } from './missing-codes.js';
import type { RowWriter } from './row-writer.js';

/** The data for SPSS, and the syntax that reads them. */
export interface SpssWriter extends RowWriter {
  /**
   * The syntax file, when all rows are written: text variables are as wide as their widest value.
   *
   * @param dataFile name of the data file as SPSS is to open it
   */
  syntax(dataFile: string): string;
}

/** What SPSS allows, in bytes. */
const maxLabelBytes = 255;
const maxValueLabelBytes = 120;
const maxTextBytes = 32_767;
/** Characters of a piece of text in the syntax: SPSS may cut lines at 256 bytes, and a character has up to four, doubled if a quote. */
const maxPieceChars = 50;

/**
 * Data for SPSS: comma-separated, names in the first line, one line for each interview, text in quotes, decimal points. They are
 * for SPSS and not for spreadsheets: text that looks like a formula is as it was said.
 */
export function createSpssWriter(codebook: Codebook): SpssWriter {
  const { variables } = codebook;
  const widths = variables.map(() => 1);
  let rows = 0;
  return {
    head: () => csvLine(variables.map(({ name }) => name)),
    row(interview) {
      rows += 1;
      const fields = cellsFrom(codebook, interview).map((cell, index) => {
        const field = dataOf(cell, variables[index]);
        widths[index] = Math.max(widths[index] ?? 1, utf8Bytes(field));
        return typeof cell === 'string' ? `"${field.replaceAll('"', '""')}"` : field;
      });
      return csvLine(fields);
    },
    tail: () => '',
    get rows() {
      return rows;
    },
    syntax: (dataFile) => syntaxOf(codebook, dataFile, widths),
  };
}

function dataOf(cell: Cell, variable: Variable | undefined): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cutToBytes(flatText(cell), maxTextBytes);
  // Without a point, SPSS would put one where the format says.
  return variable?.type.kind === 'number' && variable.type.decimals > 0 ? cell.toFixed(variable.type.decimals) : numberText(cell);
}

function syntaxOf(codebook: Codebook, dataFile: string, widths: readonly number[]): string {
  const { variables, sets } = codebook;
  const labels = variables.map(({ name, label }) => `${name} ${quoted(label, maxLabelBytes)}`);
  const values = variables.flatMap((variable) => {
    const all = [...variable.values, ...(variable.missing === null ? [] : listOf(variable.missing))];
    const lines = all.map(({ code, label }) => `\n    ${numberText(code)} ${quoted(label, maxValueLabelBytes)}`);
    return lines.length === 0 ? [] : [`${variable.name}${lines.join('')}`];
  });
  const missing = variables.flatMap(({ name, missing: codes }) => (codes === null ? [] : [`${name} (${listOf(codes).map(({ code }) => numberText(code)).join(', ')})`]));
  const formats = variables.map((variable, index) => `\n    ${variable.name} ${formatOf(variable, widths[index] ?? 1)}`);
  return `${[
    '* Encoding: UTF-8.',
    `* ${flatText(codebook.questionnaireId)} ${flatText(codebook.version)}: run it in the directory of the data, or write the full path into FILE.`,
    '',
    'SET DECIMAL=DOT.',
    `GET DATA\n  /TYPE=TXT\n  /FILE=${quoted(dataFile, 4096)}\n  /ENCODING='UTF8'\n  /DELCASE=LINE\n  /DELIMITERS=","\n  /QUALIFIER='"'\n  /ARRANGEMENT=DELIMITED\n  /FIRSTCASE=2\n  /VARIABLES=${formats.join('')}.`,
    ...command('VARIABLE LABELS', labels),
    ...command('VALUE LABELS', values),
    ...command('MISSING VALUES', missing),
    ...level(variables, 'SCALE', ['number']),
    ...level(variables, 'NOMINAL', ['code', 'flag']),
    ...sets.map(setOf(codebook)),
    'EXECUTE.',
  ].join('\n')}\n`;
}

const command = (name: string, parts: readonly string[]): readonly string[] => (parts.length === 0 ? [] : [`${name}\n  ${parts.join('\n  /')}.`]);

function level(variables: readonly Variable[], name: string, kinds: readonly string[]): readonly string[] {
  const names = variables.filter(({ type }) => kinds.includes(type.kind)).map((variable) => variable.name);
  return names.length === 0 ? [] : [`VARIABLE LEVEL\n  ${names.join('\n  ')} (${name}).`];
}

const setOf = (codebook: Codebook) => ({ name, label, members }: VariableSet): string => {
  const names = members.flatMap(({ index }) => codebook.variables[index]?.name ?? []);
  return `MRSETS\n  /MDGROUP NAME=$${name}\n    LABEL=${quoted(label, maxLabelBytes)}\n    VARIABLES=\n      ${names.join('\n      ')}\n    VALUE=1.`;
};

function formatOf({ type, missing }: Variable, widest: number): string {
  switch (type.kind) {
    case 'text':
      return `A${widest}`;
    case 'date':
      return 'SDATE10';
    case 'number': {
      const widthOf = (value: number): number => value.toFixed(type.decimals).length;
      const codes = missing === null ? [] : listOf(missing).map(({ code }) => widthOf(code));
      return `F${Math.max(widest, widthOf(type.min ?? 0), widthOf(type.max ?? 0), ...codes)}.${type.decimals}`;
    }
    default:
      return 'F2.0';
  }
}

/** A string of SPSS, cut to what it allows, in pieces where it is long. */
function quoted(text: string, maxBytes: number): string {
  const pieces = piecesOf(cutToBytes(flatText(text), maxBytes), maxPieceChars);
  return pieces.map((piece) => `'${piece.replaceAll("'", "''")}'`).join(' +\n      ');
}
