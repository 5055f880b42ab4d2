import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from '../database.js';
import { setExpressionFrom } from '../item.js';
import { isConditionFailed } from '../storage-errors.js';
import { appointmentKeyPrefix } from './appointment.js';
import { counterKeyOf } from './counter.js';
import { storedItems, type StoredItem } from './desk-pages.js';
import { doctorDayPrefix } from './doctor-day.js';
import { orderKeyPrefix } from './order.js';

export const deskTables = ['orders', 'appointments'] as const;
export type DeskTable = (typeof deskTables)[number];

/** What counts the ids of a table, and where its own things are. */
export const deskKinds = {
  orders: { counter: 'order', prefix: orderKeyPrefix },
  appointments: { counter: 'appointment', prefix: appointmentKeyPrefix },
} as const satisfies Record<DeskTable, { readonly counter: string; readonly prefix: string }>;

export const keyOf = (item: StoredItem): string => String(item['PK']);
export const isCounter = (item: StoredItem): boolean => keyOf(item).startsWith('COUNTER#');
export const isDoctorDay = (item: StoredItem): boolean => keyOf(item).startsWith(doctorDayPrefix);

/** The items of the service desk as they are stored: for the programs that keep house. Rejects with an `AppError` of a `DB_` code. */
export interface DeskItems {
  all(table: DeskTable): Promise<readonly StoredItem[]>;
  /** Replaces one of the same key. */
  put(table: DeskTable, item: StoredItem): Promise<void>;
  /** @param key `ORDER#6` */
  remove(table: DeskTable, key: string): Promise<void>;
  /** Changes fields of an item that is there. */
  set(table: DeskTable, key: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** Numbers given from now on are above this one. */
  raiseCounter(table: DeskTable, last: number): Promise<void>;
}

export function createDeskItems(database: Database): DeskItems {
  const keys = (key: string) => ({ PK: key, SK: key });

  return {
    async all(table) {
      const items: StoredItem[] = [];
      for await (const item of storedItems(database, database.table(table))) items.push(item);
      return items;
    },
    async put(table, item) {
      await database.run('write', `put ${keyOf(item)}`, (documents, abortSignal) => documents.send(new PutCommand({ TableName: database.table(table), Item: { ...item } }), { abortSignal }));
    },
    async remove(table, key) {
      await database.run('write', `remove ${key}`, (documents, abortSignal) => documents.send(new DeleteCommand({ TableName: database.table(table), Key: keys(key) }), { abortSignal }));
    },
    async set(table, key, fields) {
      const change = setExpressionFrom(fields);
      if (change === null) return;
      await database.run('write', `change ${key}`, (documents, abortSignal) =>
        documents.send(new UpdateCommand({ TableName: database.table(table), Key: keys(key), ConditionExpression: 'attribute_exists(PK)', ...change }), { abortSignal }),
      );
    },
    async raiseCounter(table, last) {
      try {
        await database.run('write', `raise the counter of ${table}`, (documents, abortSignal) =>
          documents.send(
            new UpdateCommand({
              TableName: database.table(table),
              Key: counterKeyOf(deskKinds[table].counter),
              UpdateExpression: 'SET #last = :last',
              ConditionExpression: 'attribute_not_exists(#last) OR #last < :last',
              ExpressionAttributeNames: { '#last': 'last' },
              ExpressionAttributeValues: { ':last': last },
            }),
            { abortSignal },
          ),
        );
      } catch (thrown) {
        // It is there already.
        if (!isConditionFailed(thrown)) throw thrown;
      }
    },
  };
}
