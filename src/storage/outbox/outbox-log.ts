import { frameFromText, framesIn } from './frames.js';
import type { LogFile } from './log-file.js';

/** Records on one disk, in order. Everything that changes the file runs one after another; what comes meanwhile shares one sync. */
export interface OutboxLog {
  /** Of the file. */
  readonly bytes: number;
  /** Durable when it resolves; when it rejects, the record is not in the log. */
  append(text: string): Promise<void>;
  /** Goes out with the next sync, or with none: for what does no harm when it is lost. */
  note(text: string): void;
  /** Puts these records in the place of everything. They are asked for when it is their turn. */
  rewrite(texts: () => readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface RecoveredLog {
  readonly log: OutboxLog;
  readonly texts: readonly string[];
  /** Pieces of the file that were unreadable, and were set aside. */
  readonly damagedPieces: number;
  /** Bytes behind the last whole record: what its writer died on. */
  readonly tornBytes: number;
}

interface Waiting {
  readonly frame: Buffer;
  readonly sync: boolean;
  readonly resolve: () => void;
  readonly reject: (thrown: unknown) => void;
}

const nobody = (): void => undefined;

/** Recovers to the last whole record, then takes more. Closing it closes the file. */
export async function openOutboxLog(file: LogFile): Promise<RecoveredLog> {
  const found = await file.read();
  const { payloads, damaged, wholeBytes } = framesIn(found);
  const tornBytes = found.length - wholeBytes;
  for (const piece of damaged) await file.setAside(piece);
  if (tornBytes > 0) await file.truncate(wholeBytes);

  let bytes = wholeBytes;
  let waiting: Waiting[] = [];
  let turn: Promise<void> = Promise.resolve();
  let scheduled = false;

  function enqueue(one: Waiting): void {
    waiting.push(one);
    if (scheduled) return;
    scheduled = true;
    turn = turn.then(flush);
  }

  async function flush(): Promise<void> {
    scheduled = false;
    const batch = waiting;
    waiting = [];
    const block = Buffer.concat(batch.map(({ frame }) => frame));
    try {
      await file.writeAt(bytes, block);
      if (batch.some(({ sync }) => sync)) await file.sync();
      bytes += block.length;
      for (const { resolve } of batch) resolve();
    } catch (thrown) {
      // A piece of it may be there: the next record overwrites it, or it is found torn.
      await file.truncate(bytes).catch(nobody);
      for (const { reject } of batch) reject(thrown);
    }
  }

  const log: OutboxLog = {
    get bytes() {
      return bytes;
    },
    append: (text) => new Promise((resolve, reject) => enqueue({ frame: frameFromText(text), sync: true, resolve, reject })),
    note: (text) => enqueue({ frame: frameFromText(text), sync: false, resolve: nobody, reject: nobody }),
    rewrite(texts) {
      const done = turn.then(async () => {
        const block = Buffer.concat(texts().map(frameFromText));
        try {
          await (block.length === 0 ? file.truncate(0) : file.replace(block));
          bytes = block.length;
        } catch (thrown) {
          // It may have failed before or behind the change.
          bytes = framesIn(await file.read()).wholeBytes;
          throw thrown;
        }
      });
      turn = done.catch(nobody);
      return done;
    },
    async close() {
      await turn;
      await file.close();
    },
  };
  return { log, texts: payloads, damagedPieces: damaged.length, tornBytes };
}
