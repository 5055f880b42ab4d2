import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { handbookPages, pdfOf } from '../support/pdfs.js';
import { quickEmulator, startTestServer } from '../support/server.js';

const directory = mkdtempSync(join(tmpdir(), 'voiceter-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Listed {
  readonly documents: readonly { readonly documentId: string; readonly name: string; readonly state: string; readonly pages: number }[];
}
const listed = async (url: string): Promise<Listed> => (await (await fetch(`${url}/api/documents`)).json()) as Listed;
const searchable = (url: string) => eventually(() => listed(url), ({ documents }) => documents.every(({ state }) => state === 'ready'));

it('a book of 200 pages is uploaded, survives a restart, and is deleted', async () => {
  const first = await startTestServer({ directory, emulator: quickEmulator });
  const form = new FormData();
  form.append('pdfFile', new Blob([new Uint8Array(await pdfOf(handbookPages))], { type: 'application/pdf' }), 'Handbook.pdf');
  const uploaded: unknown = await (await fetch(`${first.url}/api/upload`, { method: 'POST', body: form })).json();
  expect(uploaded).toMatchObject({ success: true, fileName: 'Handbook.pdf' });
  expect((await searchable(first.url)).documents).toMatchObject([{ name: 'Handbook.pdf', state: 'ready', pages: 200 }]);
  await first.stop();

  const second = await startTestServer({ directory, emulator: quickEmulator });
  const [document] = (await searchable(second.url)).documents;
  expect(document).toMatchObject({ name: 'Handbook.pdf', state: 'ready' });
  const deleted = await fetch(`${second.url}/api/documents/${document?.documentId ?? ''}`, { method: 'DELETE' });
  expect(await deleted.json()).toEqual({ success: true, message: 'The document is deleted.', data: { documentId: document?.documentId } });
  expect(await listed(second.url)).toMatchObject({ documents: [] });
  await second.stop();
  expect(readdirSync(join(directory, 'documents'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toEqual([]);
});

it('knowledge that is off has no routes', async () => {
  const server = await startTestServer({ environment: { KNOWLEDGE: 'off' }, emulator: quickEmulator });
  expect((await fetch(`${server.url}/api/documents`)).status).toBe(404);
  await server.stop();
});
