import type { Clock } from '../../src/kernel/clock.js';
import { AppError } from '../../src/kernel/errors.js';
import { ok, refuse } from '../../src/kernel/result.js';
import { isSameAnswer, type ResponseRow, type Responses } from '../../src/storage/responses.js';
import type { SessionRow, Sessions } from '../../src/storage/sessions.js';
import type { TranscriptRow, Transcripts } from '../../src/storage/transcripts.js';

/** What the tables do to a request. `slow`: 2 s. `hanging`: nothing for 15 s, then a failure. `deaf`: the write arrives, its acknowledgement does not. */
export type TableFault = 'throttled' | 'away' | 'slow' | 'hanging' | 'deaf' | 'refusing';

/** The tables of conversations in memory, by the rules of the real ones, with faults on demand. */
export function createMemoryTables(clock: Clock) {
  const rows = new Map<string, ResponseRow>();
  const sessions = new Map<string, SessionRow>();
  const lines: TranscriptRow[] = [];
  const erased: string[] = [];
  let requests = 0;
  /** Of every request, or of those of one session. */
  let faultOf: (sessionId: string) => TableFault | null = () => null;

  const later = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimer(ms, resolve));

  async function request<T>(sessionId: string, work: () => T): Promise<T> {
    requests += 1;
    const fault = faultOf(sessionId);
    switch (fault) {
      case 'throttled':
        throw new AppError('DB_THROTTLED', 'busy');
      case 'away':
        throw new AppError('DB_CONNECTION_FAILED', 'ECONNREFUSED');
      case 'refusing':
        throw new AppError('DB_WRITE_FAILED', 'no such item', { cause: Object.assign(new Error('too large'), { name: 'ValidationException' }) });
      case 'slow':
        await later(2000);
        return work();
      case 'hanging':
        await later(15_000);
        throw new AppError('DB_CONNECTION_FAILED', 'aborted');
      case 'deaf':
        work();
        throw new AppError('DB_CONNECTION_FAILED', 'ECONNRESET');
      case null:
        await later(0);
        return work();
    }
  }

  const keyOf = (sessionId: string, questionId: string): string => `${sessionId}/${questionId}`;

  const responses: Pick<Responses, 'get' | 'record' | 'list'> = {
    get: (sessionId, questionId) => request(sessionId, () => rows.get(keyOf(sessionId, questionId)) ?? null),
    list: (sessionId) => request(sessionId, () => [...rows.values()].filter((row) => row.sessionId === sessionId)),
    record: (input) =>
      request(input.sessionId, () => {
        const key = keyOf(input.sessionId, input.questionId);
        const current = rows.get(key) ?? null;
        if ((current?.revision ?? 0) !== input.revision - 1) {
          const stored = current?.revisions.find(({ revision }) => revision === input.revision);
          return stored !== undefined && current !== null && isSameAnswer(stored, input) ? ok(current) : refuse({ code: 'stale' as const, current });
        }
        const row: ResponseRow = { ...input, revisions: [...(current?.revisions ?? []), input] };
        rows.set(key, row);
        return ok(row);
      }),
  };
  const append: Transcripts['append'] = (line) =>
    request(line.sessionId, () => {
      const row: TranscriptRow = { ...line, timestamp: lines.length, expiresAt: 1 };
      lines.push(row);
      return row;
    });
  const transcripts: Pick<Transcripts, 'append' | 'appendAgain'> = {
    append,
    appendAgain: async (line) => lines.find(({ entryId }) => entryId === line.entryId) ?? append(line),
  };
  const sessionTable: Pick<Sessions, 'create' | 'update'> = {
    create: (row) =>
      request(row.sessionId, () => {
        const stored = sessions.get(row.sessionId);
        if (stored !== undefined) return stored.seed === row.seed ? ok(undefined) : refuse({ code: 'exists' as const });
        sessions.set(row.sessionId, row);
        return ok(undefined);
      }),
    update: (sessionId, patch) =>
      request(sessionId, () => {
        const stored = sessions.get(sessionId);
        if (stored === undefined) return refuse({ code: 'not_found' as const });
        const row = { ...stored, ...(Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as Partial<SessionRow>) };
        sessions.set(sessionId, row);
        return ok(row);
      }),
  };
  const eraseSession = (sessionId: string): Promise<void> =>
    request(sessionId, () => {
      erased.push(sessionId);
      for (const [key, row] of rows) if (row.sessionId === sessionId) rows.delete(key);
      for (let index = lines.length - 1; index >= 0; index -= 1) if (lines[index]?.sessionId === sessionId) lines.splice(index, 1);
      const stored = sessions.get(sessionId);
      if (stored === undefined) return;
      const { userId: _user, consent: _consent, ...rest } = stored;
      sessions.set(sessionId, rest);
    });

  return {
    responses,
    transcripts,
    sessions: sessionTable,
    erase: eraseSession,
    eraseSession,
    rowOf: (sessionId: string, questionId: string) => rows.get(keyOf(sessionId, questionId)),
    valuesOf: (sessionId: string, questionId: string) => (rows.get(keyOf(sessionId, questionId))?.revisions ?? []).map(({ revision, value }) => [revision, value]),
    sessionOf: (sessionId: string) => sessions.get(sessionId),
    linesOf: (sessionId: string) => lines.filter((line) => line.sessionId === sessionId).map(({ content }) => content),
    erased,
    get requests() {
      return requests;
    },
    fail(fault: TableFault | null | ((sessionId: string) => TableFault | null)) {
      faultOf = typeof fault === 'function' ? fault : () => fault;
    },
  };
}

export type MemoryTables = ReturnType<typeof createMemoryTables>;
