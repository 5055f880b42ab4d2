import { open, unlink, type FileHandle } from 'node:fs/promises';
import { bytesFromBase64Length, bytesPerSample } from '../../audio/pcm.js';
import type { Clock, Timer } from '../../kernel/clock.js';
import { AppError, messageOf } from '../../kernel/errors.js';
import { withDeadline } from '../../kernel/retry.js';
import type { StorageLog } from '../database.js';
import { maxPayloadBytes, recordHeaderBytes, writeRecordHeader, type RecordKind, type SpoolStart } from './spool-format.js';

/** Writes a call to disk while it runs. No call but the last two waits, and none throws. */
export interface SpoolWriter {
  participant(base64: string): void;
  agent(base64: string, epoch: number): void;
  played(epoch: number, samples: number): void;
  cut(epoch: number): void;
  /** Writes the rest, and that the call ended well. Resolves within 5 s with what there is of the file; again with the same. */
  close(): Promise<'whole' | 'incomplete' | 'nothing'>;
  /** Forgets everything: no file is left, at the latest when the disk answers again. Resolves within 5 s. */
  discard(): Promise<void>;
}

export interface SpoolWriterOptions {
  readonly path: string;
  readonly start: SpoolStart;
  /** Later sound is dropped, and the recording marked incomplete. Default 4 h. */
  readonly maxDurationMs?: number;
}

/** Pieces in which the file grows: at this size, or after this time. A killed process loses what was not written yet. */
const chunkBytes = 65_536;
const chunkMs = 1000;
/** What may wait for a slow disk: some 25 s of a call. */
const maxWaitingBytes = 2_097_152;
const closeMs = 5000;
const defaultMaxDurationMs = 4 * 60 * 60 * 1000;
const none = (): void => undefined;

export function createSpoolWriter(deps: { readonly clock: Clock; readonly log: StorageLog }, options: SpoolWriterOptions): SpoolWriter {
  const { clock, log } = deps;
  const maxDurationMs = options.maxDurationMs ?? defaultMaxDurationMs;
  const startMs = clock.nowMs();
  let chunk: Buffer | null = null;
  let used = 0;
  let timer: Timer | null = null;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let over = false;
  let discarded = false;
  /** Something could not be written since the last record. */
  let lost = false;
  let incomplete = false;
  let position = 0;
  let torn = false;
  let writing: Promise<void> | null = null;
  let opened = false;
  const opening: Promise<FileHandle | null> = open(options.path, 'wx', 0o600).then(
    (handle) => {
      opened = true;
      return handle;
    },
    (thrown: unknown) => {
      fail('open', thrown);
      return null;
    },
  );

  function fail(what: 'open' | 'write' | 'wait' | 'close', thrown?: unknown): void {
    if (!incomplete) log('recording_spool_failed', { sessionId: options.start.sessionId, what, message: thrown === undefined ? 'the disk is too slow' : messageOf(thrown) });
    lost = true;
    incomplete = true;
  }

  // ---- the hot path: bytes into a chunk ------------------------------------------------------------------------------

  function append(kind: RecordKind, value: number, payloadBytes: number, fill: (target: Buffer, offset: number) => void): void {
    if (over) return;
    const atMs = clock.nowMs() - startMs;
    if (atMs > maxDurationMs || payloadBytes > maxPayloadBytes) {
      if (!incomplete) log('recording_spool_full', { sessionId: options.start.sessionId, atMs, payloadBytes });
      incomplete = true;
      return;
    }
    put(kind, value, payloadBytes, atMs, fill);
  }

  function put(kind: RecordKind, value: number, payloadBytes: number, atMs: number, fill: (target: Buffer, offset: number) => void): void {
    if (lost && kind !== 'lost') {
      lost = false;
      put('lost', 0, 0, atMs, none);
    }
    const bytes = recordHeaderBytes + payloadBytes;
    if (chunk !== null && used + bytes > chunk.length) seal();
    if (chunk === null) {
      const size = Math.max(chunkBytes, bytes);
      if (waitingBytes + size > maxWaitingBytes) return fail('wait');
      chunk = Buffer.allocUnsafeSlow(size);
      used = 0;
      timer ??= clock.setTimer(chunkMs, seal);
    }
    writeRecordHeader(chunk, used, { kind, value, payloadBytes, atMs });
    fill(chunk, used + recordHeaderBytes);
    used += bytes;
  }

  const sound = (kind: 'participant' | 'agent', base64: string, epoch: number): void => {
    const bytes = Math.floor(bytesFromBase64Length(base64) / bytesPerSample) * bytesPerSample;
    append(kind, epoch, bytes, (target, offset) => {
      const written = target.write(base64, offset, bytes, 'base64');
      if (written < bytes) target.fill(0, offset + written, offset + bytes);
    });
  };

  // ---- behind it: chunks into the file -------------------------------------------------------------------------------

  function seal(): void {
    timer?.cancel();
    timer = null;
    if (chunk === null) return;
    waiting.push(chunk.subarray(0, used));
    waitingBytes += used;
    chunk = null;
    writing ??= write().finally(() => (writing = null));
  }

  async function write(): Promise<void> {
    const handle = await opening;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (handle === null || discarded) {
        waiting = [];
        waitingBytes = 0;
        return;
      }
      try {
        if (torn) await handle.truncate(position);
        torn = true;
        await writeWhole(handle, next, position);
        position += next.length;
        torn = false;
      } catch (thrown) {
        fail('write', thrown);
      }
      waiting.shift();
      waitingBytes -= next.length;
    }
  }

  /** The last chunks written and the file closed; the file's end is awaited, but not for ever. */
  async function finish(): Promise<void> {
    seal();
    const handle = await opening;
    await writing;
    await handle?.close();
  }

  const inTime = async (work: Promise<void>): Promise<void> => {
    await withDeadline(clock, closeMs, work, () => new AppError('DB_WRITE_FAILED', `the spool was not closed within ${closeMs} ms`)).catch((thrown: unknown) => fail('close', thrown));
  };

  const outcome = (): 'whole' | 'incomplete' | 'nothing' => (!opened ? 'nothing' : incomplete ? 'incomplete' : 'whole');

  append('start', 0, Buffer.byteLength(JSON.stringify(options.start)), (target, offset) => target.write(JSON.stringify(options.start), offset));

  return {
    participant: (base64) => sound('participant', base64, 0),
    agent: (base64, epoch) => sound('agent', base64, epoch),
    played(epoch, samples) {
      if (Number.isInteger(samples) && samples >= 0 && samples < 2 ** 32) append('played', epoch, 4, (target, offset) => target.writeUInt32LE(samples, offset));
    },
    cut: (epoch) => append('cut', epoch, 0, none),
    async close() {
      if (over) return outcome();
      put('end', incomplete ? 1 : 0, 0, clock.nowMs() - startMs, none);
      over = true;
      await inTime(finish());
      return outcome();
    },
    async discard() {
      over = true;
      discarded = true;
      await inTime(finish().then(async () => {
        // A file that we did not make is not ours.
        if (opened) await unlink(options.path).catch(none);
      }));
    },
  };
}

/** A disk may take less than all at once. */
async function writeWhole(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
