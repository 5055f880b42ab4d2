import { cellsFrom, type Cell } from './cells.js';
import type { Codebook, Variable } from './codebook.js';
import { listOf } from './missing-codes.js';
import type { RowWriter } from './row-writer.js';

export interface CsvOptions {
  /** Labels in place of codes. Default false. */
  readonly labels?: boolean;
  /** Byte order mark in front, by which spreadsheets know UTF-8. Default true. */
  readonly byteOrderMark?: boolean;
}

/**
 * What a spreadsheet would take for a formula when it stands in front, in narrow and full width. Apostrophes before it count too,
 * so that one more can be taken off again by whoever reads the file: `=1` is written `'=1`, and `'=1` is written `''=1`.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** Text that a spreadsheet shows and does not calculate. */
export const safeText = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** A field of RFC 4180: in quotes where it needs them. */
export const csvField = (text: string): string => (/[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text);

export const csvLine = (fields: readonly string[]): string => `${fields.join(',')}\r\n`;

/** A number without exponent or thousands; what a spreadsheet and SPSS read as one. */
export const numberText = (value: number): string => (Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(6).replace(/0+$/, ''));

/** RFC 4180 in UTF-8: a line of names, then a line for each interview, ended by CRLF. Text is safe in spreadsheets; numbers stay numbers. */
export function createCsvWriter(codebook: Codebook, { labels = false, byteOrderMark = true }: CsvOptions = {}): RowWriter {
  const labelOf = codebook.variables.map((variable) => (labels ? labelsOf(variable) : new Map<Cell, string>()));
  let rows = 0;
  return {
    head: () => `${byteOrderMark ? '\uFEFF' : ''}${csvLine(codebook.variables.map(({ name }) => name))}`,
    row(interview) {
      rows += 1;
      const cells = cellsFrom(codebook, interview);
      return csvLine(cells.map((cell, index) => fieldFrom(labelOf[index]?.get(cell) ?? cell)));
    },
    tail: () => '',
    get rows() {
      return rows;
    },
  };
}

const fieldFrom = (cell: Cell): string => (cell === null ? '' : typeof cell === 'number' ? numberText(cell) : csvField(safeText(cell)));

/** Of scales only the ends have labels: a column is either numbers or words, so theirs stay numbers. */
function labelsOf({ type, values, missing }: Variable): ReadonlyMap<Cell, string> {
  const all = [...(type.kind === 'number' ? [] : values), ...(missing === null ? [] : listOf(missing))];
  return new Map(all.map(({ code, label }) => [code, label]));
}
