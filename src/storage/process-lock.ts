import { Level } from 'level';
import { AppError } from '../kernel/errors.js';

export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Takes a lock that the kernel drops with its process: an empty LevelDB at this path, locked while it is open. Null: another
 * holder lives, in this process or another.
 */
export async function takeProcessLock(path: string): Promise<ProcessLock | null> {
  const level = new Level<string, string>(path);
  try {
    await level.open();
    return { release: () => level.close() };
  } catch (thrown) {
    const cause: unknown = thrown instanceof Error ? thrown.cause : null;
    if (typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'LEVEL_LOCKED') return null;
    throw new AppError('DB_CONNECTION_FAILED', `the data directory cannot be opened: ${path}`, { cause: thrown });
  }
}
