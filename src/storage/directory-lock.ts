import { Level } from 'level';
import { AppError } from '../kernel/errors.js';

export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * A lock that the kernel drops with its process: an empty LevelDB, locked while it is open. Null: another process holds it.
 *
 * @throws AppError `DB_CONNECTION_FAILED` when the directory cannot be written
 */
export async function takeDirectoryLock(path: string): Promise<DirectoryLock | null> {
  const level = new Level<string, string>(path);
  try {
    await level.open();
    return { release: () => level.close() };
  } catch (thrown) {
    const cause: unknown = thrown instanceof Error ? thrown.cause : null;
    if (typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'LEVEL_LOCKED') return null;
    throw new AppError('DB_CONNECTION_FAILED', `the directory cannot be opened: ${path}`, { cause: thrown });
  }
}
