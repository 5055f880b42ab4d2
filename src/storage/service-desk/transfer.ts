import { highestId } from './desk-checks.js';
import { deskKinds, deskTables, isCounter, isDoctorDay, keyOf, type DeskItems, type DeskTable } from './desk-items.js';
import type { StoredItem } from './desk-pages.js';
import type { DeskContents } from './transfer-file.js';

/** Writes that turn what is there into what is wanted. */
export interface TransferPlan {
  readonly puts: readonly { readonly table: DeskTable; readonly item: StoredItem }[];
  readonly removals: readonly { readonly table: DeskTable; readonly key: string }[];
  /** The lowest that the counters may be. */
  readonly counters: Readonly<Record<DeskTable, number>>;
  /** For the report. */
  readonly counts: Readonly<Record<DeskTable, { readonly added: number; readonly replaced: number; readonly same: number; readonly removed: number }>>;
}

export async function readContents(items: DeskItems): Promise<DeskContents> {
  return { orders: await items.all('orders'), appointments: await items.all('appointments') };
}

/**
 * `merge`: what comes is added, and replaces what has the same key. `replace`: nothing else stays. Days of doctors are left out of
 * both, and those that are there go: the next booking makes them again from the appointments. `restore`: exactly what comes.
 */
export function planTransfer(present: DeskContents, coming: DeskContents, mode: 'merge' | 'replace' | 'restore'): TransferPlan {
  const puts: TransferPlan['puts'][number][] = [];
  const removals: TransferPlan['removals'][number][] = [];
  const countersOf = (contents: DeskContents, table: DeskTable): number => Math.max(0, ...contents[table].filter(isCounter).map((item) => Number(item['last']) || 0));
  const tallies = deskTables.map((table) => {
    const there = new Map(present[table].map((item) => [keyOf(item), item]));
    const wanted = coming[table].filter((item) => mode === 'restore' || (!isDoctorDay(item) && !isCounter(item)));
    const tally = { added: 0, replaced: 0, same: 0, removed: 0 };
    for (const item of wanted) {
      const old = there.get(keyOf(item));
      const isSame = old !== undefined && textOf(old) === textOf(item);
      if (!isSame) puts.push({ table, item });
      if (isDoctorDay(item) || isCounter(item)) continue;
      tally[old === undefined ? 'added' : isSame ? 'same' : 'replaced'] += 1;
    }
    const kept = new Set(wanted.map(keyOf));
    for (const [key, item] of there) {
      const goes = !kept.has(key) && (mode === 'restore' || isDoctorDay(item) || (mode === 'replace' && key.startsWith(deskKinds[table].prefix)));
      if (!goes) continue;
      removals.push({ table, key });
      if (key.startsWith(deskKinds[table].prefix)) tally.removed += 1;
    }
    const last = mode === 'restore' ? 0 : Math.max(countersOf(present, table), countersOf(coming, table), highestId(table, coming[table]), mode === 'merge' ? highestId(table, present[table]) : 0);
    return { tally, last };
  });
  const [orders, appointments] = tallies;
  if (orders === undefined || appointments === undefined) throw new Error('a table without a tally');
  return { puts, removals, counters: { orders: orders.last, appointments: appointments.last }, counts: { orders: orders.tally, appointments: appointments.tally } };
}

/** The same text for the same item, whatever the order of its attributes. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner));
}

const lanes = 8;

/** Makes the writes; rejects at the first that fails, when those under way are done. */
async function applyTransfer(items: DeskItems, { puts, removals, counters }: TransferPlan): Promise<void> {
  const work = [...puts.map(({ table, item }) => () => items.put(table, item)), ...removals.map(({ table, key }) => () => items.remove(table, key))];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let write = work[next]; write !== undefined; write = work[next]) {
      next += 1;
      try {
        await write();
      } catch (thrown) {
        // The other lanes end too.
        next = work.length;
        throw thrown;
      }
    }
  };
  const running = Array.from({ length: lanes }, lane);
  await Promise.allSettled(running);
  await Promise.all(running);
  for (const table of deskTables) if (counters[table] > 0) await items.raiseCounter(table, counters[table]);
}

export type TransferOutcome =
  | { readonly state: 'done' }
  /** A write failed, and everything is as it was before. */
  | { readonly state: 'rolled back'; readonly fault: unknown }
  /** Going back failed too. */
  | { readonly state: 'half done'; readonly fault: unknown; readonly backFault: unknown };

/** Makes the writes, or goes back to what was there before. Never rejects. */
export async function carryOut(items: DeskItems, plan: TransferPlan, before: DeskContents): Promise<TransferOutcome> {
  try {
    await applyTransfer(items, plan);
    return { state: 'done' };
  } catch (fault) {
    try {
      await applyTransfer(items, planTransfer(await readContents(items), before, 'restore'));
      return { state: 'rolled back', fault };
    } catch (backFault) {
      return { state: 'half done', fault, backFault };
    }
  }
}

/** What both would hold after the transfer, for looking over it before. */
export function contentsAfter(present: DeskContents, { puts, removals }: TransferPlan): DeskContents {
  const after = (table: DeskTable): readonly StoredItem[] => {
    const items = new Map(present[table].map((item) => [keyOf(item), item]));
    for (const { table: of, key } of removals) if (of === table) items.delete(key);
    for (const { table: of, item } of puts) if (of === table) items.set(keyOf(item), item);
    return [...items.values()];
  };
  return { orders: after('orders'), appointments: after('appointments') };
}
