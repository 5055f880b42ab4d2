import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, opendir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../kernel/clock.js';
import { AppError, messageOf } from '../../kernel/errors.js';
import { isMissingFile } from './missing-file.js';
import { folderOfSession, isRecordingKey, recordingKeptMs, wallMsFromKey, type RecordingStore, type StoredRecording } from './recording-store.js';

/** Half-written files; a process that was killed leaves them, and they go after a day. */
const incoming = '.incoming';
const dayMs = 24 * 60 * 60 * 1000;

/** Recordings in a directory of their own, readable by this user only. */
export function createDirectoryStore(deps: { readonly clock: Clock }, options: { readonly directory: string }): RecordingStore {
  const root = resolve(options.directory);

  const pathOf = (key: string): string => {
    if (!isRecordingKey(key)) throw new AppError('VALIDATION_ERROR', `this is not the key of a recording: ${key}`);
    return join(root, key);
  };

  async function find(key: string): Promise<StoredRecording | null> {
    const facts = await orNull(stat(pathOf(key)), `find ${key}`);
    return facts === null ? null : { key, bytes: facts.size, storedAt: facts.mtime.toISOString() };
  }

  async function keysOf(folder: string): Promise<readonly string[]> {
    const names = (await orNull(readdir(join(root, folder)), 'list recordings')) ?? [];
    return names.map((name) => `${folder}/${name}`).filter(isRecordingKey).sort();
  }

  async function* folders(): AsyncGenerator<string> {
    const directory = await orNull(opendir(root), 'list recordings');
    if (directory === null) return;
    for await (const entry of directory) if (entry.isDirectory() && !entry.name.startsWith('.')) yield entry.name;
  }

  return {
    find,
    async put(key, file) {
      const path = pathOf(key);
      const temporary = join(root, incoming, randomUUID());
      try {
        for (const directory of [dirname(path), dirname(temporary)]) await mkdir(directory, { recursive: true, mode: 0o700 });
        await copyFile(file, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
        await flushed(temporary);
        await rename(temporary, path);
        await flushed(dirname(path));
      } catch (thrown) {
        await rm(temporary, { force: true });
        throw new AppError('DB_WRITE_FAILED', `store ${key}: ${messageOf(thrown)}`, { cause: thrown });
      }
    },
    async list({ sessionId, limit }) {
      const keys: string[] = [];
      if (sessionId !== undefined) keys.push(...(await keysOf(folderOfSession(sessionId))));
      else for (const folder of await sorted(folders())) {
        keys.push(...(await keysOf(folder)));
        if (keys.length >= limit) break;
      }
      const found = await Promise.all(keys.slice(0, limit).map(find));
      return found.filter((recording) => recording !== null);
    },
    async get(key, file) {
      if ((await find(key)) === null) return false;
      await copyFile(pathOf(key), file, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE).catch((thrown: unknown) => {
        throw new AppError('DB_READ_FAILED', `get ${key}: ${messageOf(thrown)}`, { cause: thrown });
      });
      return true;
    },
    url: async (key) => ((await find(key)) === null ? null : pathToFileURL(pathOf(key)).href),
    async delete(sessionId) {
      const folder = folderOfSession(sessionId);
      const keys = await keysOf(folder);
      await rm(join(root, folder), { recursive: true, force: true });
      return keys.length;
    },
    async deleteExpired(stop) {
      let deleted = 0;
      const nowMs = deps.clock.wallMs();
      for (const name of (await orNull(readdir(join(root, incoming)), 'list half-written files')) ?? []) {
        const path = join(root, incoming, name);
        const facts = await orNull(stat(path), 'look at a half-written file');
        if (facts !== null && facts.mtimeMs < nowMs - dayMs) await rm(path, { force: true });
      }
      const before = nowMs - recordingKeptMs;
      for await (const folder of folders()) {
        if (stop.aborted) break;
        for (const key of await keysOf(folder)) {
          const wallMs = wallMsFromKey(key) ?? (await stat(pathOf(key))).mtimeMs;
          if (wallMs > before) continue;
          await rm(pathOf(key), { force: true });
          deleted += 1;
        }
        // Only when nothing is left in it.
        await rmdir(join(root, folder)).catch(() => undefined);
      }
      return deleted;
    },
    close: () => undefined,
  };
}

/** Null: there is no such thing. */
async function orNull<T>(work: Promise<T>, what: string): Promise<T | null> {
  try {
    return await work;
  } catch (thrown) {
    if (isMissingFile(thrown)) return null;
    throw new AppError('DB_READ_FAILED', `${what}: ${messageOf(thrown)}`, { cause: thrown });
  }
}

async function sorted(names: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const name of names) all.push(name);
  return all.sort();
}

/** What was written is on the disk, and survives a power cut. */
async function flushed(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
