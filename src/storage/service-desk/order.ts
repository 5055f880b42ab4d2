import { z } from 'zod';
import { centsFromDecimal, decimalFromCents } from './money.js';

export const orderStatuses = ['pending', 'processing', 'shipped', 'delivered', 'cancelled'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

export interface OrderItem {
  /** Number within the order, from "1". */
  readonly id: string;
  readonly name: string;
  readonly quantity: number;
  /** Of one piece. */
  readonly priceCents: number;
  readonly description?: string | undefined;
}

export interface Order {
  /** A short number as text: "6". */
  readonly id: string;
  readonly customerName: string;
  readonly customerEmail: string;
  /** Digits only. For checking who asks; never told to anybody. */
  readonly customerDni?: string | undefined;
  readonly items: readonly OrderItem[];
  readonly totalCents: number;
  readonly status: OrderStatus;
  /** ISO 8601, as are the other times. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly estimatedDelivery?: string | undefined;
  readonly trackingNumber?: string | undefined;
}

/** What a new order needs; number, total, times and status are the server's. */
export interface OrderDraft extends Pick<Order, 'customerName' | 'customerEmail' | 'customerDni'> {
  readonly items: readonly Omit<OrderItem, 'id'>[];
}

/** The order as source 001 sends it, with decimal amounts. No DNI. */
export interface OrderView extends Omit<Order, 'items' | 'totalCents' | 'customerDni'> {
  readonly items: readonly (Omit<OrderItem, 'priceCents'> & { readonly price: number })[];
  readonly total: number;
}

const amount = z.union([z.number(), z.string()]).transform((value, context) => {
  const cents = centsFromDecimal(value);
  if (cents !== null) return cents;
  context.addIssue({ code: 'custom', message: 'is no amount with at most two decimals' });
  return z.NEVER;
});
const text = z.string().max(2000);
/** Absent or null: the original writes both. */
const optionalText = text.nullish().transform((value) => value ?? undefined);

const storedItem = z.object({
  id: z.union([z.string(), z.number()]).transform(String).optional(),
  name: text,
  quantity: z.number().int().positive(),
  price: amount,
  description: optionalText,
});

/** As it is stored; what the original system leaves out may be missing. */
const storedOrder = z.object({
  id: z.union([z.string().min(1).max(100), z.number()]).transform(String),
  customerName: text,
  customerEmail: text,
  customerDni: optionalText,
  items: z.array(storedItem),
  total: amount,
  status: z.enum(orderStatuses),
  createdAt: text,
  updatedAt: optionalText,
  estimatedDelivery: optionalText,
  trackingNumber: optionalText,
});

export const orderKeyPrefix = 'ORDER#';
export const orderKeyOf = (id: string): { readonly PK: string; readonly SK: string } => ({ PK: `${orderKeyPrefix}${id}`, SK: `${orderKeyPrefix}${id}` });

/** Stored items as orders; refuses to parse what is none. */
export const orderSchema = storedOrder.transform(
  ({ items, total, updatedAt, ...rest }): Order => ({
    ...rest,
    items: items.map(({ id, price, ...item }, index) => ({ id: id ?? String(index + 1), ...item, priceCents: price })),
    totalCents: total,
    updatedAt: updatedAt ?? rest.createdAt,
  }),
);

export const totalCentsOf = (items: readonly Pick<OrderItem, 'quantity' | 'priceCents'>[]): number => items.reduce((sum, { quantity, priceCents }) => sum + quantity * priceCents, 0);

export function orderViewFrom({ customerDni: _private, items, totalCents, ...order }: Order): OrderView {
  return { ...order, items: items.map(({ priceCents, ...item }) => ({ ...item, price: decimalFromCents(priceCents) })), total: decimalFromCents(totalCents) };
}

/** The item that is stored for an order. */
export const itemFromOrder = (order: Order): Record<string, unknown> => ({ ...orderKeyOf(order.id), ...orderViewFrom(order), customerDni: order.customerDni });
