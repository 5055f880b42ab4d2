/** Reads RFC 4180 as the document says, and nothing else: the judge of what we write. */
export function rowsFromCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      at += 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote === -1) throw new Error('a quote that is not closed');
        field += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        field += '"';
        at += 1;
      }
    } else {
      const end = text.slice(at).search(/[,\r\n]/);
      if (end === -1) throw new Error('a line that is not ended');
      field = text.slice(at, at + end);
      if (field.includes('"')) throw new Error('a quote in a bare field');
      at += end;
    }
    row.push(field);
    if (text[at] === ',') {
      at += 1;
      continue;
    }
    if (text.slice(at, at + 2) !== '\r\n') throw new Error('a field that is followed by neither comma nor CRLF');
    at += 2;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Takes the mark of safe text off again. */
export const unmarked = (field: string): string => (/^'+[=+\-@\t\r\n＝＋－＠]/.test(field) ? field.slice(1) : field);
