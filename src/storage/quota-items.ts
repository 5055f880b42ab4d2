import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Database } from './database.js';
import { rowFromItem } from './item.js';
import type { FinishedMark, QuotaChange, QuotaItems, QuotaState, Seat } from './quota-state.js';
import { isConditionFailed } from './storage-errors.js';

const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.issues.push({ code: 'custom', message: 'no JSON', input: text });
    return z.NEVER;
  }
});
const count = z.number().int();
/** Texts, because a condition can compare a text whole in every DynamoDB-compatible database, and a list not. */
const seatText = jsonText.pipe(z.tuple([z.number(), z.array(z.string())]));
const markText = jsonText.pipe(z.tuple([z.number(), z.enum(['counted', 'over_quota'])]));
const textFromSeat = (seat: Seat): string => JSON.stringify([seat.untilMs, seat.cellIds]);
const textFromMark = (mark: FinishedMark): string => JSON.stringify([mark.atMs, mark.outcome]);

/**
 * The states in the table `quotas`, one item each. Everything is an attribute of the item itself, named by its kind, a colon and
 * its id (`taken:female`, `seat:<sessionId>`): so the first write makes the item, ids may hold any character, and a change is one
 * `UpdateItem` without a read before it.
 */
export function createQuotaItems(database: Database): QuotaItems {
  const TableName = database.table('quotas');
  return {
    async read(quotaKey) {
      const { Item } = await database.run('read', 'read quotas', (documents, abortSignal) =>
        documents.send(new GetCommand({ TableName, Key: { quotaKey }, ConsistentRead: true }), { abortSignal }),
      );
      return stateFromItem(Item ?? {});
    },
    async update(quotaKey, change) {
      try {
        const { Attributes } = await database.run('write', 'change quotas', (documents, abortSignal) =>
          documents.send(new UpdateCommand({ TableName, Key: { quotaKey }, ...expressionFrom(change), ReturnValues: 'ALL_NEW' }), { abortSignal }),
        );
        return stateFromItem(Attributes ?? {});
      } catch (thrown) {
        if (isConditionFailed(thrown)) return null;
        throw thrown;
      }
    },
    async remove(quotaKey) {
      await database.run('write', 'reset quotas', (documents, abortSignal) => documents.send(new DeleteCommand({ TableName, Key: { quotaKey } }), { abortSignal }));
    },
  };
}

function stateFromItem(item: Readonly<Record<string, unknown>>): QuotaState {
  const taken = new Map<string, number>();
  const completed = new Map<string, number>();
  const overQuota = new Map<string, number>();
  const seats = new Map<string, Seat>();
  const finished = new Map<string, FinishedMark>();
  for (const [name, value] of Object.entries(item)) {
    const colon = name.indexOf(':');
    const id = name.slice(colon + 1);
    switch (name.slice(0, Math.max(colon, 0))) {
      case 'taken':
        taken.set(id, rowFromItem(count, value, 'quota count'));
        break;
      case 'completed':
        completed.set(id, rowFromItem(count, value, 'quota count'));
        break;
      case 'overQuota':
        overQuota.set(id, rowFromItem(count, value, 'quota count'));
        break;
      case 'seat': {
        const [untilMs, cellIds] = rowFromItem(seatText, value, 'quota seat');
        seats.set(id, { cellIds, untilMs });
        break;
      }
      case 'finished': {
        const [atMs, outcome] = rowFromItem(markText, value, 'finished quota session');
        finished.set(id, { outcome, atMs });
        break;
      }
    }
  }
  return { taken, completed, overQuota, seats, finished };
}

function expressionFrom(change: QuotaChange) {
  const names: Record<string, string> = {};
  const values: Record<string, string | number> = {};
  const nameFor = (name: string): string => {
    const key = `#${Object.keys(names).length}`;
    names[key] = name;
    return key;
  };
  const valueFor = (value: string | number): string => {
    const known = Object.entries(values).find(([, other]) => other === value)?.[0];
    const key = known ?? `:${Object.keys(values).length}`;
    values[key] = value;
    return key;
  };
  const set: string[] = [];
  const remove: string[] = [];
  const add: string[] = [];
  const conditions: string[] = [];
  const texts = [
    ...change.seats.map(({ sessionId, before, after }) => ({ name: `seat:${sessionId}`, before: before && textFromSeat(before), after: after && textFromSeat(after) })),
    ...change.finished.map(({ sessionId, before, after }) => ({ name: `finished:${sessionId}`, before: before && textFromMark(before), after: after && textFromMark(after) })),
  ];
  for (const { name, before, after } of texts) {
    const key = nameFor(name);
    conditions.push(before === null ? `attribute_not_exists(${key})` : `${key} = ${valueFor(before)}`);
    if (after !== null) set.push(`${key} = ${valueFor(after)}`);
    else if (before !== null) remove.push(key);
  }
  for (const { count: kind, cellId, add: delta, atMost } of change.counts) {
    const key = nameFor(`${kind}:${cellId}`);
    add.push(`${key} ${valueFor(delta)}`);
    if (atMost !== null) conditions.push(atMost < 0 ? `${key} <= ${valueFor(atMost)}` : `(attribute_not_exists(${key}) OR ${key} <= ${valueFor(atMost)})`);
  }
  const section = (word: string, parts: readonly string[]): string[] => (parts.length === 0 ? [] : [`${word} ${parts.join(', ')}`]);
  return {
    UpdateExpression: [...section('SET', set), ...section('REMOVE', remove), ...section('ADD', add)].join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}
