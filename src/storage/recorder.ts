import type { Clock } from '../kernel/clock.js';
import { AppError, appErrorFrom } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import type { Result } from '../kernel/result.js';
import { withDeadline } from '../kernel/retry.js';
import type { StorageLog } from './database.js';
import { sessionOf, type Entry } from './outbox/entry.js';
import type { Kept, Outbox } from './outbox/outbox.js';
import { maxHeardChars, maxRevisions, type RecordRefusal, type ResponseInput, type ResponseRow, type Responses } from './responses.js';
import { isUnwritable } from './storage-errors.js';
import type { SessionPatch, SessionRow, Sessions } from './sessions.js';
import { maxContentChars, type TranscriptInput, type Transcripts } from './transcripts.js';

/** An answer that is on disk here, and not in the database yet: nobody may be told that it is recorded. */
export interface SavingAnswer {
  readonly saving: true;
  readonly revision: number;
  /** Resolves with the revision that it became when the database has it; null when it was not wanted any more. Never rejects. */
  readonly recorded: Promise<number | null>;
}

/** How a write ended that need not be in the database at once. */
export type WriteState = 'recorded' | 'saving';

/**
 * Writes what a conversation leaves behind. It waits a short time for the database, then keeps the write on disk until the
 * database has it; while anything of a session waits, its later writes queue behind. Rejects with an `AppError` of a `DB_` code
 * only when both have failed, or the database can never take the write.
 */
export interface Recorder {
  record(input: ResponseInput): Promise<Result<ResponseRow | SavingAnswer, RecordRefusal>>;
  transcript(entry: TranscriptInput): Promise<WriteState>;
  begin(row: SessionRow): Promise<WriteState>;
  /** Behind all answers of the session: a row that says `completed` has them. */
  end(sessionId: string, patch: SessionPatch): Promise<WriteState>;
  /** Forgets what was said and who it was, here and in the database. It is tried until it has worked. */
  erase(sessionId: string): Promise<WriteState>;
}

export interface RecorderDeps {
  readonly clock: Clock;
  readonly log: StorageLog;
  readonly responses: Pick<Responses, 'record'>;
  readonly transcripts: Pick<Transcripts, 'append'>;
  readonly sessions: Pick<Sessions, 'create' | 'update'>;
  readonly eraseSession: (sessionId: string) => Promise<void>;
  /** Null: what the database does not take is refused. */
  readonly outbox: Outbox | null;
}

export interface RecorderOptions {
  /** How long a write waits for the database. Default 800. */
  readonly patienceMs?: number;
}

/** Then a disk that does not answer counts as failed. */
const diskMs = 1500;
/** Where the disk has failed, a write that is under way at the database gets this much longer. */
const lastHopeMs = 5000;
/** It deletes many rows, and nobody is waiting to talk. */
const erasePatienceMs = 3000;

export function createRecorder(deps: RecorderDeps, options: RecorderOptions = {}): Recorder {
  const { clock, log, outbox } = deps;
  const patienceMs = options.patienceMs ?? 800;
  /** Writes of a session that are neither acknowledged nor in the outbox yet. */
  const underWay = new Map<string, Set<Promise<unknown>>>();

  type Written<T> = { readonly kind: 'written'; readonly value: T } | { readonly kind: 'kept'; readonly kept: Kept };

  function write<T>(entry: Entry, direct: () => Promise<T>, isWritten: (value: T) => boolean, waitMs = patienceMs): Promise<Written<T>> {
    const sessionId = sessionOf(entry);
    const work = outbox === null ? direct().then((value): Written<T> => ({ kind: 'written', value })) : writeOrKeep(outbox, entry, direct, isWritten, waitMs);
    const others = underWay.get(sessionId) ?? new Set();
    underWay.set(sessionId, others.add(work));
    const forget = (): void => {
      others.delete(work);
      if (others.size === 0 && underWay.get(sessionId) === others) underWay.delete(sessionId);
    };
    work.then(forget, forget);
    return work;
  }

  async function writeOrKeep<T>(box: Outbox, entry: Entry, direct: () => Promise<T>, isWritten: (value: T) => boolean, waitMs: number): Promise<Written<T>> {
    if (box.holds(sessionOf(entry))) return { kind: 'kept', kept: await onDisk(box.put(entry)) };
    const attempt = direct();
    let isLate = false;
    const late = (): AppError => {
      isLate = true;
      return new AppError('DB_WRITE_FAILED', `the database did not answer within ${waitMs} ms`);
    };
    try {
      return { kind: 'written', value: await withDeadline(clock, waitMs, attempt, late) };
    } catch (fault) {
      if (isUnwritable(fault)) throw fault;
      // A late write is not given up: the outbox waits for it before it tries by itself.
      const tried = isLate ? attempt.then(isWritten, () => false) : undefined;
      try {
        const kept = await onDisk(box.put(entry, tried));
        log('outbox_entry_kept', { sessionId: sessionOf(entry), kind: entry.kind, code: appErrorFrom(fault).code, late: isLate });
        return { kind: 'kept', kept };
      } catch (diskFault) {
        log('outbox_entry_not_kept', { sessionId: sessionOf(entry), kind: entry.kind, message: appErrorFrom(diskFault).message });
        if (!isLate) throw fault;
        return { kind: 'written', value: await withDeadline(clock, lastHopeMs, attempt, () => appErrorFrom(fault)) };
      }
    }
  }

  const onDisk = <T>(work: Promise<T>): Promise<T> => withDeadline(clock, diskMs, work, () => new AppError('DB_WRITE_FAILED', `the outbox did not answer within ${diskMs} ms`));

  /** Until then it is not known whether anything of the session will wait in the outbox. */
  const settled = (sessionId: string): Promise<unknown> => Promise.allSettled([...(underWay.get(sessionId) ?? [])]);

  const state = ({ kind }: Written<unknown>): WriteState => (kind === 'written' ? 'recorded' : 'saving');
  const always = (): boolean => true;

  return {
    async record(input) {
      const answer = { ...input, heard: input.heard.slice(0, maxHeardChars) };
      if (answer.revision > maxRevisions) return deps.responses.record(answer);
      const written = await write({ kind: 'answer', answer }, () => deps.responses.record(answer), (result) => result.ok);
      if (written.kind === 'written') return written.value;
      const recorded = written.kept.settled.then((delivery) => (delivery.kind === 'recorded' ? (delivery.revision ?? answer.revision) : null));
      return { ok: true, value: { saving: true, revision: answer.revision, recorded } };
    },
    async transcript(entry) {
      const line = { ...entry, content: entry.content.slice(0, maxContentChars), entryId: entry.entryId ?? newId(), saidAtMs: entry.saidAtMs ?? clock.wallMs() };
      return state(await write({ kind: 'transcript', line }, () => deps.transcripts.append(line), always));
    },
    begin: async (row) => state(await write({ kind: 'begin', row }, () => deps.sessions.create(row), (result) => result.ok)),
    async end(sessionId, patch) {
      await settled(sessionId);
      return state(await write({ kind: 'end', sessionId, patch }, () => deps.sessions.update(sessionId, patch), (result) => result.ok));
    },
    async erase(sessionId) {
      await settled(sessionId);
      if (outbox === null) {
        await deps.eraseSession(sessionId);
        return 'recorded';
      }
      if (!outbox.holds(sessionId)) {
        const late = (): AppError => new AppError('DB_WRITE_FAILED', `not erased within ${erasePatienceMs} ms`);
        const done = await withDeadline(clock, erasePatienceMs, deps.eraseSession(sessionId), late).then(always, () => false);
        if (done) return 'recorded';
      }
      await onDisk(outbox.erase(sessionId));
      return 'saving';
    },
  };
}
