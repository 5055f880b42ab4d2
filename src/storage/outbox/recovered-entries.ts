import type { StorageLog } from '../database.js';
import { recordFromText, type Entry } from './entry.js';
import { frameFromText } from './frames.js';
import type { LogFile } from './log-file.js';
import { openOutboxLog, type OutboxLog } from './outbox-log.js';

export interface RecoveredEntries {
  readonly log: OutboxLog;
  /** Those that are not settled, oldest first. */
  readonly entries: readonly Entry[];
  readonly highestId: number;
  /** The file holds what nobody can read. */
  readonly isDamaged: boolean;
}

/** Opens a log and reads what waits in it. An unreadable piece is set aside, and stops none of the others. */
export async function recoverEntries(file: LogFile, log: StorageLog): Promise<RecoveredEntries> {
  const recovered = await openOutboxLog(file);
  const waiting = new Map<number, Entry>();
  let unreadable = recovered.damagedPieces;
  let highestId = 0;
  for (const text of recovered.texts) {
    const record = recordFromText(text);
    if (record === null) {
      await file.setAside(frameFromText(text));
      unreadable += 1;
      continue;
    }
    if ('probe' in record) continue;
    if ('put' in record) waiting.set(record.id, record.put);
    else waiting.delete(record.id);
    highestId = Math.max(highestId, record.id);
  }
  if (unreadable > 0) log('outbox_entries_unreadable', { entries: unreadable });
  if (recovered.tornBytes > 0) log('outbox_log_torn', { bytes: recovered.tornBytes });
  return { log: recovered.log, entries: [...waiting.values()], highestId, isDamaged: unreadable > 0 };
}
