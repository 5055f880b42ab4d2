import type { LogFile } from '../../src/storage/outbox/log-file.js';

/** A disk of one log in memory, that can fail and that forgets on a crash what was not synced. */
export interface MemoryDisk {
  readonly file: LogFile;
  /** What would be there after a power cut now. */
  readonly durable: Buffer;
  readonly setAside: readonly Buffer[];
  /** `full`: writes fail half way. `broken`: nothing can be written. `hanging`: writes and syncs do not end until it works again. */
  state: 'works' | 'full' | 'broken' | 'hanging';
  freeBytes: number;
  readonly syncs: number;
  /** The process died: the disk as the next one finds it, with that many bytes of what was not synced. */
  crash(unsyncedBytes: number): MemoryDisk;
}

const failed = (code: string): Error => Object.assign(new Error(`${code}: as the test asked`), { code });

export function createMemoryDisk(content: Buffer = Buffer.alloc(0)): MemoryDisk {
  let current = content;
  let durable = content;
  let syncs = 0;
  let state: MemoryDisk['state'] = 'works';
  let whenWorking: (() => void)[] = [];
  const setAside: Buffer[] = [];

  const works = async (): Promise<void> => {
    if (state === 'hanging') await new Promise<void>((resolve) => whenWorking.push(resolve));
    if (state === 'broken') throw failed('EIO');
  };
  const put = (position: number, bytes: Uint8Array): void => {
    const grown = Buffer.alloc(Math.max(current.length, position + bytes.length));
    current.copy(grown);
    Buffer.from(bytes).copy(grown, position);
    current = grown;
  };

  const disk: MemoryDisk = {
    file: {
      read: () => Promise.resolve(Buffer.from(current)),
      async writeAt(position, bytes) {
        await works();
        if (state === 'full') {
          put(position, bytes.subarray(0, bytes.length / 2));
          throw failed('ENOSPC');
        }
        put(position, bytes);
      },
      async sync() {
        await works();
        syncs += 1;
        durable = current;
      },
      async truncate(bytes) {
        await works();
        current = Buffer.from(current.subarray(0, bytes));
        durable = current;
      },
      async replace(bytes) {
        await works();
        if (state === 'full') throw failed('ENOSPC');
        current = Buffer.from(bytes);
        durable = current;
      },
      async setAside(bytes) {
        await works();
        setAside.push(Buffer.from(bytes));
      },
      freeBytes: () => Promise.resolve(disk.freeBytes),
      close: () => Promise.resolve(),
    },
    get durable() {
      return durable;
    },
    setAside,
    get state() {
      return state;
    },
    set state(next) {
      state = next;
      if (next === 'hanging') return;
      const waiting = whenWorking;
      whenWorking = [];
      for (const resume of waiting) resume();
    },
    freeBytes: 1e12,
    get syncs() {
      return syncs;
    },
    crash(unsyncedBytes) {
      const tail = current.length > durable.length ? current.subarray(durable.length, durable.length + unsyncedBytes) : Buffer.alloc(0);
      // The dead process goes on in memory only.
      state = 'broken';
      return createMemoryDisk(Buffer.concat([durable, tail]));
    },
  };
  return disk;
}
