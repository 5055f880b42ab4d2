import { AppError, messageOf } from '../../kernel/errors.js';
import { openOutboxPlace } from './outbox-directory.js';
import { openOutbox, type Outbox, type OutboxDeps, type OutboxOptions } from './outbox.js';

export interface DirectoryOutboxOptions extends OutboxOptions {
  /** Made when missing. Several processes of one machine may share it; what a dead one left is delivered by the next that opens it. */
  readonly directory: string;
}

export interface DirectoryOutbox {
  readonly outbox: Outbox;
  close(): Promise<void>;
}

/** What is still written when the process ends: on a machine that ends with it, this is the last chance. */
const lastDrainMs = 5000;

/** Opens the outbox of this process in a directory, with what dead processes have left there. Rejects with `DB_CONNECTION_FAILED`. */
export async function openDirectoryOutbox(deps: Omit<OutboxDeps, 'file' | 'leftovers'>, options: DirectoryOutboxOptions): Promise<DirectoryOutbox> {
  const place = await openOutboxPlace(options.directory);
  const { file, leftovers } = place;
  const outbox = await openOutbox({ ...deps, file, leftovers }, options).catch(async (thrown: unknown) => {
    await file.close();
    await place.adopted();
    await place.release();
    throw new AppError('DB_CONNECTION_FAILED', `the outbox in ${options.directory} cannot be opened: ${messageOf(thrown)}`, { cause: thrown });
  });
  await place.adopted();
  return {
    outbox,
    async close() {
      await outbox.close(lastDrainMs);
      await place.release();
    },
  };
}
