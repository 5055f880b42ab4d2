import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { isoFromWallMs, type Clock } from '../../kernel/clock.js';
import { AppError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { ok, refuse, type Result } from '../../kernel/result.js';
import type { Database } from '../database.js';
import { rowFromItem } from '../item.js';
import { isConditionFailed } from '../storage-errors.js';
import { createCounter } from './counter.js';
import { deskPage, type DeskPage, type PageWanted } from './desk-pages.js';
import { maxCents } from './money.js';
import { itemFromOrder, orderKeyOf, orderKeyPrefix, orderSchema, totalCentsOf, type Order, type OrderDraft } from './order.js';

/** One wish to create something, fulfilled once. Whoever tries again gives the same one. */
export interface Creation {
  readonly key: string;
  /**
   * What it was last tried under; null: not yet. `create` sets it, and tries under no other number while that may be its own: of two
   * writes of one wish the later one finds the number taken, however late it arrives.
   */
  number: string | null;
}

/** Orders in DynamoDB. All calls reject with an `AppError` of a `DB_` code when the database does not do its part. */
export interface Orders {
  /**
   * Gives the order its number, its total, its times and its estimated delivery (5 days), and stores it. A write that is tried
   * again makes no second order. Throws a `RangeError` above {@link maxCents}: who asks checks that before.
   */
  create(draft: OrderDraft, creation?: Creation): Promise<Order>;
  get(id: string): Promise<Order | null>;
  /** Of several who cancel at once, one does. What has been shipped stays. */
  cancel(id: string): Promise<Result<Order, { readonly code: 'not_found' | 'already_cancelled' | 'shipped' | 'delivered' }>>;
  list(wanted?: PageWanted): Promise<Result<DeskPage<Order>, { readonly code: 'bad_cursor' }>>;
}

const deliveryMs = 5 * 24 * 60 * 60 * 1000;
/** Numbers that were taken, by imported orders, before it is a fault. */
const maxNumbers = 1000;
const marked = z.object({ creationKey: z.string().optional(), changeKey: z.string().optional() });

export function createOrders({ clock, database }: { readonly clock: Clock; readonly database: Database }): Orders {
  const table = database.table('orders');
  const counter = createCounter(database, table, 'order');

  async function itemOf(id: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await database.run('read', `get order ${id}`, (documents, abortSignal) =>
      documents.send(new GetCommand({ TableName: table, Key: orderKeyOf(id), ConsistentRead: true }), { abortSignal }),
    );
    return Item;
  }

  async function read(id: string): Promise<{ readonly order: Order; readonly changeKey?: string | undefined } | null> {
    const item = await itemOf(id);
    return item === undefined ? null : { order: rowFromItem(orderSchema, item, `order ${id}`), ...marked.parse(item) };
  }

  return {
    async create(draft, creation = { key: newId(), number: null }) {
      const totalCents = totalCentsOf(draft.items);
      if (totalCents > maxCents) throw new RangeError(`an order of ${totalCents} cents; at most ${maxCents}`);
      const nowMs = clock.wallMs();
      const createdAt = isoFromWallMs(nowMs);
      for (let numbers = 0; numbers < maxNumbers; numbers += 1) {
        const id = (creation.number ??= await counter.next());
        const items = draft.items.map((item, index) => ({ id: String(index + 1), ...item }));
        const order: Order = { ...draft, id, items, totalCents, status: 'pending', createdAt, updatedAt: createdAt, estimatedDelivery: isoFromWallMs(nowMs + deliveryMs) };
        try {
          await database.run('write', `create order ${id}`, (documents, abortSignal) =>
            documents.send(new PutCommand({ TableName: table, Item: { ...itemFromOrder(order), creationKey: creation.key }, ConditionExpression: 'attribute_not_exists(PK)' }), { abortSignal }),
          );
          return order;
        } catch (thrown) {
          if (!isConditionFailed(thrown)) throw thrown;
          // Either an earlier try of this write has arrived, or the number belongs to an imported order. When nobody can tell, it is not ours to go on.
          const there = await itemOf(id);
          if (marked.safeParse(there).data?.creationKey === creation.key) return rowFromItem(orderSchema, there, `order ${id}`);
          creation.number = null;
        }
      }
      throw new AppError('DB_WRITE_FAILED', `the counter of orders is ${maxNumbers} numbers or more behind; run db:diagnose`);
    },

    get: async (id) => (await read(id))?.order ?? null,

    async cancel(id) {
      const changeKey = newId();
      try {
        const { Attributes } = await database.run('write', `cancel order ${id}`, (documents, abortSignal) =>
          documents.send(
            new UpdateCommand({
              TableName: table,
              Key: orderKeyOf(id),
              UpdateExpression: 'SET #status = :cancelled, #updated = :now, #change = :change',
              ConditionExpression: '#status IN (:pending, :processing)',
              ExpressionAttributeNames: { '#status': 'status', '#updated': 'updatedAt', '#change': 'changeKey' },
              ExpressionAttributeValues: { ':cancelled': 'cancelled', ':pending': 'pending', ':processing': 'processing', ':now': isoFromWallMs(clock.wallMs()), ':change': changeKey },
              ReturnValues: 'ALL_NEW',
            }),
            { abortSignal },
          ),
        );
        return ok(rowFromItem(orderSchema, Attributes, `order ${id}`));
      } catch (thrown) {
        if (!isConditionFailed(thrown)) throw thrown;
        const found = await read(id);
        if (found === null) return refuse({ code: 'not_found' });
        // An earlier try of this write has arrived.
        if (found.changeKey === changeKey) return ok(found.order);
        return refuse({ code: found.order.status === 'shipped' || found.order.status === 'delivered' ? found.order.status : 'already_cancelled' });
      }
    },

    list: (wanted = {}) => deskPage(database, table, orderKeyPrefix, wanted, (item) => orderSchema.safeParse(item).data ?? null),
  };
}
