import { appendFile, mkdir, open, readFile, rename, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The disk under one log. Calls come one after another; each may reject, and then nothing is known of the bytes behind the last sync. */
export interface LogFile {
  read(): Promise<Buffer>;
  /** Durable only behind {@link sync}. */
  writeAt(position: number, bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  /** The whole content at once: whoever reads later finds the old one or the new one. Durable when it resolves. */
  replace(bytes: Uint8Array): Promise<void>;
  /** Keeps bytes that nobody here can read or write beside the log, for people. */
  setAside(bytes: Uint8Array): Promise<void>;
  /** Room left on the disk. */
  freeBytes(): Promise<number>;
  close(): Promise<void>;
}

/** It holds what participants have said: nobody else on the machine reads it. */
const mode = 0o600;

/**
 * Opens or makes `<directory>/entries.log`; what is set aside goes to `<directory>/set-aside.log`.
 *
 * @throws when the directory cannot be written
 */
export async function openLogFile(directory: string): Promise<LogFile> {
  const path = join(directory, 'entries.log');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  let handle = await open(path, 'a+', mode).then(async (made) => {
    await made.close();
    return open(path, 'r+', mode);
  });
  await syncDirectory(directory);
  /** The file was renamed, and the directory does not know it for good yet. */
  let renamed = false;
  const sync = async (): Promise<void> => {
    await handle.datasync();
    if (!renamed) return;
    await syncDirectory(directory);
    renamed = false;
  };
  return {
    read: () => readFile(path),
    async writeAt(position, bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    },
    sync,
    async truncate(bytes) {
      await handle.truncate(bytes);
      await sync();
    },
    async replace(bytes) {
      const fresh = `${path}.new`;
      const next = await open(fresh, 'w+', mode);
      try {
        await next.writeFile(bytes);
        await next.datasync();
        await rename(fresh, path);
      } catch (thrown) {
        await next.close();
        throw thrown;
      }
      const before = handle;
      handle = next;
      renamed = true;
      await before.close();
      await sync();
    },
    setAside: (bytes) => appendFile(join(directory, 'set-aside.log'), bytes, { mode, flush: true }),
    async freeBytes() {
      const { bavail, bsize } = await statfs(dirname(path));
      return bavail * bsize;
    },
    close: () => handle.close(),
  };
}

/** A file that was made or renamed is there after a power cut only when its directory was synced. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
