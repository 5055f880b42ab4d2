import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../../src/kernel/clock.js';
import { createPdfReader, type PdfReader } from '../../../../src/knowledge/pdf/pdf-reader.js';
import { documentLimits } from '../../../../src/knowledge/upload-refusal.js';
import { createManualClock } from '../../../support/manual-clock.js';
import { bookletPages, pdfOf, pdfWithContent, pdfWithPages } from '../../../support/pdfs.js';

let reader: PdfReader = createPdfReader({ clock: systemClock });
afterEach(async () => {
  await reader.close();
  reader = createPdfReader({ clock: systemClock });
});

const refusalOf = async (bytes: Uint8Array) => {
  const read = await reader.read(bytes);
  return read.ok ? 'was read' : `${read.error.code}: ${read.error.message} ${read.error.advice}`;
};

describe('reading a PDF', () => {
  it('gives its text page by page, with its language, and leaves no thread', async () => {
    const read = await reader.read(await pdfOf(bookletPages));
    if (!read.ok) throw new Error(read.error.message);
    const pages = read.value.text.toString().split('\f');
    expect({ pages: read.value.pages, passages: read.value.passages, language: read.value.language }).toEqual({ pages: 3, passages: 1, language: 'es' });
    expect(pages[1]?.replace(/\s+/g, ' ')).toBe(bookletPages[1]);
    expect(reader.running).toBe(0);
  });
  it('opens what only forbids printing: there is nothing to guess', async () => {
    const read = await reader.read(await pdfOf(['For your eyes.'], { ownerPassword: 'owner', permissions: {} }));
    expect(read.ok && read.value.text.toString()).toBe('For your eyes.');
  });
  it('refuses what is no PDF, whatever it is called', async () => {
    expect(await refusalOf(Buffer.from('<html>%%EOF</html>'))).toBe('not_pdf: The file is not a PDF: its content does not begin as one. Send a PDF document.');
    expect(await refusalOf(new Uint8Array(0))).toMatch(/^not_pdf: /);
  });
  it('refuses what only begins as one', async () => {
    expect(await refusalOf(Buffer.from(`%PDF-1.7\n${'nothing of the kind '.repeat(100)}\n%%EOF\n`))).toBe(
      'damaged: The PDF is damaged and cannot be read. Export the document again, and send it once more.',
    );
  });
  it('refuses half a PDF', async () => {
    const whole = await pdfOf(['A page.', 'Another page.']);
    expect(await refusalOf(whole.subarray(0, whole.length / 2))).toBe('truncated: The PDF is not whole: its end is missing. Export or download the document again, and send it once more.');
  });
  it('refuses a PDF with a password', async () => {
    expect(await refusalOf(await pdfOf(['A secret.'], { userPassword: 'guess', ownerPassword: 'owner', pdfVersion: '1.7' }))).toBe(
      'encrypted: The PDF is protected by a password. Send a copy without password protection.',
    );
  });
  it('refuses a PDF without text, and one without pages', async () => {
    expect(await refusalOf(await pdfOf(['', '']))).toBe(
      'no_text: The PDF holds no text: it is empty, or its pages are pictures. Send a PDF whose text can be selected; scanned pages must go through text recognition (OCR) first.',
    );
    expect(await refusalOf(pdfWithPages(0))).toMatch(/^(no_pages|damaged): /);
  });
  it('refuses what is too large without looking at it', async () => {
    expect(await refusalOf(new Uint8Array(10 * 1024 * 1024 + 1))).toBe('too_large: The file is larger than 10 MB. Send a PDF of at most 10 MB, for instance in parts.');
  });
  it('refuses 10,000 pages', async () => {
    expect(await refusalOf(pdfWithPages(10_000))).toBe(
      'too_many_pages: The PDF has 10,000 pages; at most 1,000 are allowed. Send it in parts of at most 1,000 pages.',
    );
  });
  it('refuses more text than it may hold', async () => {
    reader = createPdfReader({ clock: systemClock }, { limits: { ...documentLimits, maxCharacters: 300 } });
    expect(await refusalOf(await pdfOf(bookletPages))).toBe('too_much_text: The PDF holds more than 300 characters of text. Send it in smaller parts.');
  });
  it('refuses a small file that unfolds to a large one, in little memory', async () => {
    const before = process.memoryUsage.rss();
    const bomb = pdfWithContent(Buffer.alloc(150_000_000, ' '));
    expect(bomb.length).toBeLessThan(200_000);
    expect(await refusalOf(bomb)).toBe(
      'too_complex: The PDF unfolds to more memory than may be used for one document. Export the document again in a simpler form ("print to PDF"), or send it in smaller parts.',
    );
    expect(process.memoryUsage.rss() - before).toBeLessThan(500_000_000);
  });
  it('refuses what takes more than the heap of the thread, and the process goes on', async () => {
    reader = createPdfReader({ clock: systemClock }, { maxHeapMb: 32 });
    const oneArray = pdfWithContent(Buffer.concat([Buffer.from('BT /F1 12 Tf ['), Buffer.alloc(12_000_000, '(a)'), Buffer.from('] TJ ET')]));
    expect(await refusalOf(oneArray)).toMatch(/^too_complex: /);
    expect(reader.running).toBe(0);
  });
  it('gives up in time, and ends the thread', async () => {
    const clock = createManualClock();
    reader = createPdfReader({ clock });
    const refused = refusalOf(pdfWithContent(Buffer.alloc(20_000_000, 'q Q\n')));
    expect(reader.running).toBe(1);
    clock.advance(30_000);
    expect(await refused).toBe('too_slow: The PDF could not be read within 30 seconds. Export the document again in a simpler form ("print to PDF"), or send it in smaller parts.');
    expect([reader.running, clock.pending]).toEqual([0, 0]);
  });
  it('ends what it is reading when it is closed', async () => {
    const refused = refusalOf(pdfWithContent(Buffer.alloc(20_000_000, 'q Q\n')));
    await reader.close();
    expect(await refused).toBe('closed: The server is stopping. Send the document again in a minute.');
  });
});
