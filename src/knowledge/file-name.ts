const maxBytes = 150;
const extension = '.pdf';

/** A name that is safe in a path, an S3 key, a page and a sentence: one name, no controls, with the ending of a PDF. */
export function safeFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .replace(/[\p{C}<>:"|?*]/gu, '_')
    .replace(/\s+/gu, ' ')
    .replace(/\.pdf$/i, '')
    .replace(/^[.\s]+|[.\s]+$/gu, '');
  let stem = '';
  for (const character of plain === '' ? 'document' : plain) {
    if (Buffer.byteLength(stem + character) > maxBytes) break;
    stem += character;
  }
  return `${stem}${extension}`;
}
