import type { DocumentRegister, DocumentRow } from '../../src/knowledge/document-register.js';
import { AppError } from '../../src/kernel/errors.js';

/** A register in memory. While `away`, every call rejects as a database that does not answer. */
export interface MemoryRegister extends DocumentRegister {
  readonly rows: Map<string, DocumentRow>;
  away: boolean;
}

export function createMemoryRegister(): MemoryRegister {
  const rows = new Map<string, DocumentRow>();
  const run = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve();
    if (register.away) throw new AppError('DB_CONNECTION_FAILED', 'away');
    return work();
  };
  const register: MemoryRegister = {
    rows,
    away: false,
    put: (row) => run(() => void rows.set(row.documentId, row)),
    setState: (documentId, state, failure) =>
      run(() => {
        const row = rows.get(documentId);
        if (row !== undefined) rows.set(documentId, { ...row, state, ...(failure === undefined ? {} : { failure }) });
        return row !== undefined;
      }),
    get: (documentId) => run(() => rows.get(documentId) ?? null),
    list: () => run(() => [...rows.values()]),
    remove: (documentId) => run(() => void rows.delete(documentId)),
  };
  return register;
}
