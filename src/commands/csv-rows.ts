/**
 * The records of a CSV text (RFC 4180; commas, semicolons or tabs, whichever the heading has most of), by heading. Rows without
 * any text are left out; cells beyond the headings too.
 */
export function rowsFromCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const clean = text.replace(/^\uFEFF/, '');
  const heading = clean.split(/\r?\n/, 1)[0] ?? '';
  const separator = [',', ';', '\t'].sort((a, b) => heading.split(b).length - heading.split(a).length)[0] ?? ',';
  const [names = [], ...records] = recordsOf(clean, separator);
  return records
    .filter((cells) => cells.some((cell) => cell.trim() !== ''))
    .map((cells) => Object.fromEntries(names.map((name, index) => [name.trim(), (cells[index] ?? '').trim()] as const).filter(([name, cell]) => name !== '' && cell !== '')));
}

function recordsOf(text: string, separator: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(at + 1) === '"') cell += text.charAt((at += 1));
      else isQuoted = false;
    } else if (character === '"' && cell.trim() === '') {
      isQuoted = true;
      cell = '';
    } else if (character === separator || character === '\n') {
      record.push(cell.replace(/\r$/, ''));
      cell = '';
      if (character === '\n') {
        records.push(record);
        record = [];
      }
    } else {
      cell += character;
    }
  }
  if (cell !== '' || record.length > 0) records.push([...record, cell]);
  return records;
}
