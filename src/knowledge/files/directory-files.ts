import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError, messageOf } from '../../kernel/errors.js';
import { checkedId, checkedKey, textKey, type DocumentFiles } from './document-files.js';

/** Half-written files. */
const incoming = '.incoming';

/** Documents in a directory of their own, readable by this user only. */
export function createDirectoryFiles(options: { readonly directory: string }): DocumentFiles {
  const root = resolve(options.directory);
  const textPath = (documentId: string): string => join(root, textKey(checkedId(documentId)));

  async function store(path: string, bytes: Uint8Array): Promise<void> {
    const temporary = join(root, incoming, randomUUID());
    try {
      for (const directory of [dirname(path), dirname(temporary)]) await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      await flushed(dirname(path));
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw new AppError('DB_WRITE_FAILED', `store a document: ${messageOf(thrown)}`, { cause: thrown });
    }
  }

  return {
    put: async (key, bytes) => store(join(root, checkedKey(key)), bytes),
    putText: async (documentId, text) => store(textPath(documentId), text),
    readText: async (documentId) => orNull(readFile(textPath(documentId)), 'read the text of a document'),
    async remove(documentId, key) {
      try {
        for (const path of [join(root, checkedKey(key)), textPath(documentId)]) await rm(path, { force: true });
      } catch (thrown) {
        throw new AppError('DB_WRITE_FAILED', `delete a document: ${messageOf(thrown)}`, { cause: thrown });
      }
    },
    async sweep(beforeWallMs) {
      let swept = 0;
      for (const name of (await orNull(readdir(join(root, incoming)), 'list half-written files')) ?? []) {
        const path = join(root, incoming, name);
        const facts = await orNull(stat(path), 'look at a half-written file');
        if (facts === null || facts.mtimeMs >= beforeWallMs) continue;
        await rm(path, { force: true });
        swept += 1;
      }
      return swept;
    },
    close: () => undefined,
  };
}

/** Null: there is no such thing. */
async function orNull<T>(work: Promise<T>, what: string): Promise<T | null> {
  try {
    return await work;
  } catch (thrown) {
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOENT') return null;
    throw new AppError('DB_READ_FAILED', `${what}: ${messageOf(thrown)}`, { cause: thrown });
  }
}

/** What was renamed into a directory survives a power cut. */
async function flushed(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
