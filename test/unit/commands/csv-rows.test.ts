import { expect, it } from '@jest/globals';
import { rowsFromCsv } from '../../../src/commands/csv-rows.js';

it.each([
  ['commas and quotes', 'type,name,label\ntext,q1,"What, ""exactly"",\nhappened?"\n\n', [{ type: 'text', name: 'q1', label: 'What, "exactly",\nhappened?' }]],
  ['semicolons, a byte order mark and Windows lines', '\uFEFFtype;name\r\nnote;n1\r\n;;\r\nend;e1', [{ type: 'note', name: 'n1' }, { type: 'end', name: 'e1' }]],
  ['tabs and empty cells', 'type\tname\tlabel\ntext\tq1\t\n', [{ type: 'text', name: 'q1' }]],
  ['nothing', '', []],
])('reads %s', (_, text, rows) => {
  expect(rowsFromCsv(text)).toEqual(rows);
});
