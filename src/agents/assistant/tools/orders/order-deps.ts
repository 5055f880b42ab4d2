import { z } from 'zod';
import type { Clock } from '../../../../kernel/clock.js';
import type { Result } from '../../../../kernel/result.js';
import type { Order } from '../../../../storage/service-desk/order.js';
import type { Orders } from '../../../../storage/service-desk/orders.js';
import type { DeskWords } from '../desk/desk-words.js';
import type { IdentityCheck } from '../desk/identity.js';
import { idArgument } from '../desk/spoken-id.js';
import { verifiedRecord } from '../desk/verified-record.js';
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

/** The order, when who asks is really its customer; else what to say. */
export const verifiedOrder = (deps: OrderToolDeps, { orderId: id, dni, customerName: name }: OrderQuestion): Promise<Result<Order, string>> =>
  verifiedRecord(deps, { id, dni, name }, { get: (orderId) => deps.orders.get(orderId), ownerOf: ({ customerName, customerDni }) => ({ name: customerName, dni: customerDni }) });
