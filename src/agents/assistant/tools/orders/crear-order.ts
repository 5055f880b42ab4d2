import { z } from 'zod';
import { defineTool } from '../../../../conversation/define-tool.js';
import type { Tool } from '../../../../conversation/ports.js';
import { ok, refuse, type Result } from '../../../../kernel/result.js';
import { centsFromDecimal, decimalFromCents, maxCents } from '../../../../storage/service-desk/money.js';
import { nameTokens } from '../../../../storage/service-desk/names.js';
import { totalCentsOf, type OrderDraft } from '../../../../storage/service-desk/order.js';
import { spokenDay } from '../desk/languages.js';
import { emailFromSpoken } from '../desk/email.js';
import { digitsOf } from '../desk/identity.js';
import { failed, tolerantTool } from '../desk/tolerant-tool.js';
import type { OrderToolDeps } from './order-deps.js';

/** Of one product: 10 million. */
const maxPriceCents = 1_000_000_000;
const maxQuantity = 1000;

const number = z.union([z.number(), z.string().max(40)]);
const input = z.object({
  customerName: z.string().max(200).optional().describe('First and last name of the customer.'),
  customerEmail: z.string().max(320).optional().describe('E-mail address of the customer.'),
  dni: z.union([z.string().max(40), z.number()]).optional().describe('DNI of the customer, digits only, if they give it: it verifies them later.'),
  items: z
    .array(
      z.object({
        name: z.string().min(1).max(200),
        quantity: number.optional().describe('How many, in digits. Default 1.'),
        price: number.describe('Price of one, a decimal number such as 25.99.'),
        description: z.string().max(500).nullish(),
      }),
    )
    .max(50)
    .optional()
    .describe('The products. The total is computed by the server.'),
});

export const crearOrder = (deps: OrderToolDeps): Tool =>
  tolerantTool(
    defineTool({
      name: 'crearOrder',
      description: 'Creates an order for a customer. Needs the full name, the e-mail address and at least one product with quantity and price.',
      input,
      async run(given) {
        const { words, phrases } = deps;
        const draft = draftFrom(given, deps);
        if (!draft.ok) return failed(draft.error);
        const order = await deps.wishes.fulfil(wishOf(draft.value), (creation) => deps.orders.create(draft.value, creation));
        const delivery = spokenDay(words, Date.parse(order.estimatedDelivery ?? order.createdAt), deps.clock.wallMs());
        return ok({
          success: true,
          message: phrases.created(order.id, delivery),
          orderId: order.id,
          total: decimalFromCents(order.totalCents),
          estimatedDelivery: order.estimatedDelivery ?? null,
          spokenEstimatedDelivery: delivery,
        });
      },
    }),
    ['customerName', 'customerEmail', 'items'],
  );

/** A model that asks again does not always put accents and capitals as before. */
const wishOf = (draft: OrderDraft): string => JSON.stringify(draft).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** What is ordered, or what to say about what is missing or wrong. */
function draftFrom({ customerName, customerEmail, dni, items = [] }: z.output<typeof input>, { words, phrases }: OrderToolDeps): Result<OrderDraft, string> {
  if (customerName === undefined || customerEmail === undefined) return refuse(phrases.missingData);
  // Who gives one name only could never be verified by it.
  if (nameTokens(customerName).length < 2) return refuse(phrases.needsFullName);
  const email = emailFromSpoken(customerEmail);
  if (email === null) return refuse(words.badEmail);
  const digits = dni === undefined ? undefined : digitsOf(dni);
  if (digits !== undefined && !/^\d{6,11}$/.test(digits)) return refuse(phrases.badDni);
  if (items.length === 0) return refuse(phrases.noItems);
  const lines: OrderDraft['items'][number][] = [];
  for (const { name, quantity: count = 1, price, description } of items) {
    const quantity = Number(count);
    const priceCents = centsFromDecimal(price);
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > maxQuantity || priceCents === null || priceCents > maxPriceCents) return refuse(phrases.badItem(name));
    lines.push({ name: name.trim(), quantity, priceCents, description: description?.trim() });
  }
  if (totalCentsOf(lines) > maxCents) return refuse(phrases.tooMuch);
  return ok({ customerName: customerName.trim(), customerEmail: email, customerDni: digits, items: lines });
}
