import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import dynalite from 'dynalite';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.js';
import { AppError } from '../kernel/errors.js';
import { sleep } from '../kernel/retry.js';
import type { StorageLog } from './database.js';
import { takeProcessLock, type ProcessLock } from './process-lock.js';

export interface EmbeddedDatabase {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** False: another process runs the database of this directory, and we are its guest. */
  readonly owned: boolean;
  close(): Promise<void>;
}

const openDeadlineMs = 10_000;
const pollMs = 50;
const answerTimeoutMs = 1000;

/** `<directory>/endpoint.json`, written while a process runs the database: how a second one finds it. */
const endpointFile = z.object({ endpoint: z.url(), pid: z.number().int() });

/**
 * Runs dynalite inside this process on `<directory>/dynalite`, on loopback; or, when a live process already does, points to
 * that one. Which of the two is decided by a lock that the kernel drops with its process, so that a killed one leaves nothing
 * in the way. The owner closes it; a guest loses it when the owner ends.
 *
 * Acknowledged writes survive the death of the process (they are the kernel's by then), not a power cut.
 *
 * @param options.port default: any free one
 */
export async function openEmbeddedDatabase(
  deps: { readonly clock: Clock; readonly log: StorageLog },
  options: { readonly directory: string; readonly port?: number },
): Promise<EmbeddedDatabase> {
  const { clock, log } = deps;
  const { directory } = options;
  const untilMs = clock.nowMs() + openDeadlineMs;
  await mkdir(directory, { recursive: true });
  for (;;) {
    const lock = await takeProcessLock(join(directory, 'owner'));
    if (lock !== null) return await own(lock, deps, options);
    const endpoint = await readEndpoint(directory);
    if (endpoint !== null && (await answers(endpoint, clock))) {
      log('storage_embedded_joined', { directory, endpoint });
      return { endpoint, owned: false, close: () => Promise.resolve() };
    }
    if (clock.nowMs() >= untilMs) throw new AppError('DB_CONNECTION_FAILED', `the data directory ${directory} is in use by a process that does not answer`);
    await sleep(clock, pollMs);
  }
}

async function own(
  lock: ProcessLock,
  { log }: { readonly log: StorageLog },
  { directory, port }: { readonly directory: string; readonly port?: number },
): Promise<EmbeddedDatabase> {
  const file = join(directory, 'endpoint.json');
  try {
    await rm(file, { force: true });
    const server = dynalite({ path: join(directory, 'dynalite'), createTableMs: 0 });
    const endpoint = await listen(server, port ?? 0).catch(async (thrown: unknown) => {
      // dynalite closes its database only behind a server that listens; a port that was taken must not leave it open.
      await listen(server, 0);
      await closeServer(server);
      throw thrown;
    });
    await writeWhole(file, `${JSON.stringify({ endpoint, pid: process.pid })}\n`);
    log('storage_embedded_opened', { directory, endpoint });
    return {
      endpoint,
      owned: true,
      async close() {
        await rm(file, { force: true });
        await closeServer(server);
        await lock.release();
      },
    };
  } catch (thrown) {
    await lock.release();
    if (thrown instanceof AppError) throw thrown;
    throw new AppError('DB_CONNECTION_FAILED', `the embedded database did not start: ${directory}`, { cause: thrown });
  }
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(`http://127.0.0.1:${address.port}`);
      else reject(new Error('no port'));
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

/** A reader sees the old file or the new one, never half of one. */
async function writeWhole(file: string, content: string): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, content, { mode: 0o600 });
  await rename(temporary, file);
}

async function readEndpoint(directory: string): Promise<string | null> {
  try {
    const json: unknown = JSON.parse(await readFile(join(directory, 'endpoint.json'), 'utf8'));
    return endpointFile.parse(json).endpoint;
  } catch {
    // Not there yet, or left half-written by an older program: the caller asks again until its deadline.
    return null;
  }
}

async function answers(endpoint: string, clock: Clock): Promise<boolean> {
  const abort = new AbortController();
  const timer = clock.setTimer(answerTimeoutMs, () => abort.abort());
  try {
    const response = await fetch(endpoint, { signal: abort.signal });
    return (await response.text()).startsWith('healthy: dynamodb');
  } catch {
    return false;
  } finally {
    timer.cancel();
  }
}
