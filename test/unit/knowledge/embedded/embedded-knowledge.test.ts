import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AppError } from '../../../../src/kernel/errors.js';
import { createDirectoryFiles } from '../../../../src/knowledge/files/directory-files.js';
import { eventually } from '../../../support/eventually.js';
import { knowledgeBench, type KnowledgeBench } from '../../../support/knowledge-bench.js';
import { bookletPages, handbookPages, pdfOf, pdfWithContent, pdfWithPages } from '../../../support/pdfs.js';

let bench: KnowledgeBench;
const open = (...args: Parameters<typeof knowledgeBench>): KnowledgeBench => (bench = knowledgeBench(...args));
afterEach(() => bench.stop());

const upload = async (pages: readonly string[], name: string) => {
  const taken = await bench.knowledge.upload({ bytes: await pdfOf(pages), name });
  if (!taken.ok) throw new Error(taken.error.message);
  return taken.value;
};
const find = async (query: string, language = 'en-US') => (await bench.knowledge.search(query, { language, limit: 3 })).passages.map(({ document, page }) => `${document} ${page}`);

describe('documents that are searched here', () => {
  it('are uploaded, found in two languages, listed, and deleted without a trace', async () => {
    open();
    expect(await find('parental leave')).toEqual([]);
    const handbook = await upload(handbookPages, 'Handbook 2026.pdf');
    expect(handbook).toMatchObject({ name: 'Handbook 2026.pdf', state: 'syncing', pages: 200, language: 'en', key: `uploads/${handbook.documentId}-Handbook 2026.pdf` });
    const booklet = await upload(bookletPages, '../../etc/Guía del empleado.PDF');
    await bench.ready(handbook.documentId);
    await bench.ready(booklet.documentId);
    expect((await find('How many weeks of parental leave do fathers get?'))[0]).toBe('Handbook 2026.pdf 37');
    expect((await find('¿Cuántos días de vacaciones tengo?', 'es-ES'))[0]).toBe('Guía del empleado.pdf 1');
    expect(await find('What is the capital of France?')).toEqual([]);
    expect(await bench.knowledge.search('what is the capital of France?', { language: 'en', limit: 3 })).toEqual({ passages: [], complete: true });
    expect((await bench.knowledge.list()).map(({ name, state }) => [name, state])).toEqual([['Guía del empleado.pdf', 'ready'], ['Handbook 2026.pdf', 'ready']]);

    expect(await bench.knowledge.delete(handbook.documentId)).toBe(true);
    expect(await bench.knowledge.delete(handbook.documentId)).toBe(false);
    expect(await find('How many weeks of parental leave do fathers get?')).toEqual([]);
    expect(bench.files()).toEqual([`texts/${booklet.documentId}.txt`, `uploads/${booklet.documentId}-Guía del empleado.pdf`]);
    expect(await bench.knowledge.status(handbook.documentId)).toBeNull();
  });

  it('are found again after a restart, without being parsed again', async () => {
    open();
    const { documentId } = await upload(bookletPages, 'guia.pdf');
    await bench.ready(documentId);
    bench = await bench.restarted();
    // The start does not wait for the index.
    expect(await bench.knowledge.status(documentId)).toMatchObject({ state: 'syncing' });
    await bench.ready(documentId);
    expect(await find('plazo para la devolución de un producto', 'es-AR')).toEqual(['guia.pdf 1']);
    expect(bench.reader.running).toBe(0);
  });

  it('leave nothing behind when they are refused', async () => {
    open();
    const encrypted = await pdfOf(['A secret.'], { userPassword: 'guess', ownerPassword: 'owner' });
    const bad = {
      encrypted,
      empty: await pdfOf(['']),
      fake: Buffer.from('GIF89a'),
      truncated: (await pdfOf(['A page.'])).subarray(0, 300),
      huge: Buffer.alloc(10 * 1024 * 1024 + 1),
      many: pdfWithPages(10_000),
      bomb: pdfWithContent(Buffer.alloc(150_000_000, ' ')),
    };
    const codes: Record<string, string> = {};
    for (const [name, bytes] of Object.entries(bad)) {
      const taken = await bench.knowledge.upload({ bytes, name: `${name}.pdf` });
      codes[name] = taken.ok ? 'taken' : taken.error.code;
    }
    expect(codes).toEqual({ encrypted: 'encrypted', empty: 'no_text', fake: 'not_pdf', truncated: 'truncated', huge: 'too_large', many: 'too_many_pages', bomb: 'too_complex' });
    expect(bench.files()).toEqual([]);
    expect(bench.register.rows.size).toBe(0);
    expect(bench.reader.running).toBe(0);
    expect(await bench.knowledge.search('secret page', { language: 'en', limit: 3 })).toEqual({ passages: [], complete: true });
  });

  it('leave nothing behind when the disk or the database fails', async () => {
    const own = open();
    const files = createDirectoryFiles({ directory: own.directory });
    open({}, { directory: own.directory, files: { ...files, putText: () => Promise.reject(new AppError('DB_WRITE_FAILED', 'the disk is full')) } });
    await own.knowledge.close();
    await expect(upload(bookletPages, 'guia.pdf')).rejects.toThrow('the disk is full');
    bench.register.away = true;
    await expect(upload(bookletPages, 'guia.pdf')).rejects.toThrow('away');
    bench.register.away = false;
    expect(bench.files()).toEqual([]);
    expect(bench.register.rows.size).toBe(0);
  });

  it('wait for each other, a few of them; then there is no room', async () => {
    open({ maxWaiting: 1, maxDocuments: 2 });
    const bytes = await pdfOf(bookletPages);
    const all = await Promise.all([1, 2, 3, 4].map((n) => bench.knowledge.upload({ bytes, name: `${n}.pdf` })));
    expect(all.map((taken) => (taken.ok ? taken.value.name : taken.error.code))).toEqual(['1.pdf', '2.pdf', 'busy', 'busy']);
    const fifth = await bench.knowledge.upload({ bytes, name: '5.pdf' });
    expect(fifth.ok ? '' : `${fifth.error.code}: ${fifth.error.message} ${fifth.error.advice}`).toBe(
      'full: There is no room for more documents. Delete documents that are no longer needed, then send this one again.',
    );
  });

  it('have room for so many passages', async () => {
    open({ maxPassages: 5 });
    const taken = await bench.knowledge.upload({ bytes: await pdfOf(handbookPages.slice(0, 20)), name: 'long.pdf' });
    expect(taken.ok ? 'taken' : taken.error.code).toBe('full');
    expect(bench.files()).toEqual([]);
  });

  it('that a killed process left half-done go with the next refresh', async () => {
    const own = open({ refreshMs: 20 });
    const old = new Date(Date.now() - 10 * 60_000);
    for (const [folder, name] of [['.incoming', 'half'], ['.incoming', 'fresh'], ['uploads', '00000000-0000-4000-8000-000000000001-left.pdf']] as const) {
      mkdirSync(join(own.directory, folder), { recursive: true });
      writeFileSync(join(own.directory, folder, name), 'half');
    }
    utimesSync(join(own.directory, '.incoming', 'half'), old, old);
    const left = { documentId: '00000000-0000-4000-8000-000000000001', name: 'left.pdf', pages: 1, passages: 1, bytes: 4, language: 'en' as const };
    await own.register.put({ ...left, key: `uploads/${left.documentId}-left.pdf`, state: 'uploaded', uploadedAt: old.toISOString() });
    expect(await eventually(() => Promise.resolve(own.files()), (files) => files.length === 1)).toEqual(['.incoming/fresh']);
    expect(own.register.rows.size).toBe(0);
  });

  it('whose text is gone say so', async () => {
    open({ refreshMs: 20 });
    const documentId = '00000000-0000-4000-8000-000000000002';
    await bench.register.put({ documentId, name: 'gone.pdf', key: `uploads/${documentId}-gone.pdf`, state: 'ready', pages: 1, passages: 1, bytes: 4, language: 'en', uploadedAt: new Date().toISOString() });
    expect(await bench.ready(documentId)).toMatchObject({ state: 'failed', failure: 'The stored text is missing. Delete the document and upload it again.' });
  });

  it('of another process on the same files are seen, and go when it deletes them', async () => {
    const first = open({ refreshMs: 20 });
    const second = open({ refreshMs: 20 }, { directory: first.directory, register: first.register });
    const taken = await first.knowledge.upload({ bytes: await pdfOf(bookletPages), name: 'guia.pdf' });
    const documentId = taken.ok ? taken.value.documentId : '';
    await second.ready(documentId);
    expect(await find('reembolso', 'es')).toEqual(['guia.pdf 1']);
    await first.knowledge.delete(documentId);
    expect(await eventually(() => find('reembolso', 'es'), (found) => found.length === 0)).toEqual([]);
    await first.knowledge.close();
  });
});
