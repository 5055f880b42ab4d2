import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { systemClock } from '../../src/kernel/clock.js';
import type { DocumentRegister, DocumentRow } from '../../src/knowledge/document-register.js';
import { openStorage, type Storage } from '../../src/storage/storage.js';
import { createMemoryRegister } from '../support/document-register.js';

let directory: string;
let storage: Storage;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-storage-'));
  storage = await openStorage({ clock: systemClock }, { kind: 'embedded', directory, tablePrefix: 'test-' });
});
afterAll(async () => {
  await storage.close();
  rmSync(directory, { recursive: true });
});

const row: DocumentRow = {
  documentId: '00000000-0000-4000-8000-000000000001',
  name: 'Guía.pdf',
  key: 'uploads/00000000-0000-4000-8000-000000000001-Guía.pdf',
  state: 'uploaded',
  pages: 3,
  passages: 2,
  bytes: 12_345,
  language: 'es',
  uploadedAt: '2026-11-21T09:00:00.000Z',
};

it.each<[string, () => DocumentRegister]>([
  ['the database', () => storage.documents],
  ['the one of the tests', createMemoryRegister],
])('documents are registered, changed, listed and forgotten: %s', async (_name, open) => {
  const register = open();
  const other = { ...row, documentId: '00000000-0000-4000-8000-000000000002' };
  await register.put(row);
  await register.put(other);
  expect(await register.setState(row.documentId, 'ready')).toBe(true);
  expect(await register.setState(other.documentId, 'failed', 'It is gone.')).toBe(true);
  expect(await register.get(row.documentId)).toEqual({ ...row, state: 'ready' });
  expect([...(await register.list())].sort((a, b) => (a.documentId < b.documentId ? -1 : 1))).toEqual([{ ...row, state: 'ready' }, { ...other, state: 'failed', failure: 'It is gone.' }]);
  await register.remove(other.documentId);
  await register.remove(other.documentId);
  // A document that was deleted meanwhile does not come back.
  expect(await register.setState(other.documentId, 'ready')).toBe(false);
  expect(await register.get(other.documentId)).toBeNull();
  expect(await register.list()).toHaveLength(1);
});
