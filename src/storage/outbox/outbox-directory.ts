import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, messageOf } from '../../kernel/errors.js';
import { takeProcessLock, type ProcessLock } from '../process-lock.js';
import { openLogFile, type LogFile } from './log-file.js';

/** Our place in a directory that several processes share. */
export interface OutboxPlace {
  readonly file: LogFile;
  /** Logs of processes that are dead. */
  readonly leftovers: readonly LogFile[];
  /** Lets the leftovers go, once what they held is ours. */
  adopted(): Promise<void>;
  /** Behind the closing of `file`. */
  release(): Promise<void>;
}

interface Slot {
  readonly directory: string;
  readonly lock: ProcessLock;
}

/**
 * Takes the first numbered directory that no living process has (`1`, `2`, …); those after it whose processes are dead are
 * leftovers. They are never removed, only emptied: their number is that of the processes that ever ran at once.
 *
 * @throws AppError `DB_CONNECTION_FAILED` when the directory cannot be written
 */
export async function openOutboxPlace(directory: string): Promise<OutboxPlace> {
  const taken: Slot[] = [];
  const opened: LogFile[] = [];
  const closeAll = async (): Promise<void> => {
    for (const file of opened) await file.close();
    for (const { lock } of taken) await lock.release();
  };
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const known = (await readdir(directory)).map(Number).filter((number) => Number.isInteger(number) && number > 0);
    for (const number of [...known].sort((left, right) => left - right)) {
      const slot = await takeSlot(directory, number);
      if (slot !== null) taken.push(slot);
    }
    // Two that start at once may want the same new number.
    for (let number = 1; taken.length === 0; number += 1) {
      const slot = known.includes(number) ? null : await takeSlot(directory, number);
      if (slot !== null) taken.push(slot);
    }
    for (const slot of taken) opened.push(await openLogFile(slot.directory));
  } catch (thrown) {
    await closeAll();
    throw new AppError('DB_CONNECTION_FAILED', `the outbox directory ${directory} cannot be used: ${messageOf(thrown)}`, { cause: thrown });
  }
  const [own, ...dead] = taken;
  const [file, ...leftovers] = opened;
  if (own === undefined || file === undefined) throw new AppError('INTERNAL_ERROR', 'no outbox directory was taken');
  return {
    file,
    leftovers,
    async adopted() {
      for (const leftover of leftovers) await leftover.close();
      for (const { lock } of dead) await lock.release();
    },
    release: () => own.lock.release(),
  };
}

async function takeSlot(directory: string, number: number): Promise<Slot | null> {
  const place = join(directory, String(number));
  await mkdir(place, { recursive: true, mode: 0o700 });
  const lock = await takeProcessLock(join(place, 'owner'));
  return lock === null ? null : { directory: place, lock };
}
