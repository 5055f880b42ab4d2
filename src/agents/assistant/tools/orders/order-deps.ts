import { z } from 'zod';
import type { Clock } from '../../../../kernel/clock.js';
import { ok, refuse, type Result } from '../../../../kernel/result.js';
import type { Order } from '../../../../storage/service-desk/order.js';
import type { Orders } from '../../../../storage/service-desk/orders.js';
import type { DeskWords } from '../desk/desk-words.js';
import type { IdentityCheck } from '../desk/identity.js';
import { idArgument, idFromSpoken } from '../desk/spoken-id.js';
import type { OrderPhrases } from './order-phrases.js';
import type { Wishes } from './wishes.js';

/** What every tool for orders works on, in one conversation. */
export interface OrderToolDeps {
  readonly clock: Clock;
  readonly orders: Orders;
  readonly check: IdentityCheck;
  readonly wishes: Wishes;
  readonly language: string;
  readonly words: DeskWords;
  readonly phrases: OrderPhrases;
}

/** Which order, and who asks. */
export const orderQuestion = z.object({
  orderId: idArgument.optional().describe('Number of the order, in digits.'),
  dni: z.union([z.string().max(40), z.number()]).optional().describe('DNI of the customer, digits only. This or customerName.'),
  customerName: z.string().max(200).optional().describe('First and last name of the customer. This or dni.'),
});
export type OrderQuestion = z.output<typeof orderQuestion>;

/** The order, when who asks is really its customer; else what to say. Of an order that is somebody else's nothing is told. */
export async function verifiedOrder({ orders, check, language, words, phrases }: OrderToolDeps, { orderId, dni, customerName }: OrderQuestion): Promise<Result<Order, string>> {
  const id = idFromSpoken(orderId, language);
  if (id === null) return refuse(phrases.missingId);
  if (check.isLocked) return refuse(words.tooManyChecks);
  if (dni === undefined && customerName === undefined) return refuse(phrases.noIdentity);
  const order = await orders.get(id);
  if (order === null) return refuse(phrases.notFound(id));
  switch (check.verify({ name: customerName, dni }, { name: order.customerName, dni: order.customerDni })) {
    case 'verified':
      return ok(order);
    case 'mismatch':
      return refuse(check.isLocked ? words.tooManyChecks : words.notVerified);
    case 'incomplete':
      return refuse(phrases.noIdentity);
    case 'locked':
      return refuse(words.tooManyChecks);
  }
}

