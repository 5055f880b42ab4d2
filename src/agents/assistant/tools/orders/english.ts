import type { OrderPhrases } from './order-phrases.js';

export const orderEnglish: OrderPhrases = {
  missingId: 'I need the order number. Could you tell me?',
  noIdentity: 'To verify your identity I need your DNI, or your first and last name.',
  notFound: (id) => `I could not find order number ${id}. Could you check the number?`,
  alreadyCancelled: (id) => `Order number ${id} was already cancelled.`,
  shipped: (id) => `Order number ${id} has already been shipped, so it cannot be cancelled.`,
  delivered: (id) => `Order number ${id} has already been delivered, so it cannot be cancelled.`,
  cancelled: (id) => `Done, I have cancelled order number ${id}.`,
  missingData: 'To create the order I need your name and your e-mail address.',
  needsFullName: 'To create the order I need your first and your last name.',
  noItems: 'The order has no products. What would you like to order?',
  badItem: (name) => `I did not get the quantity or the price of ${name}. Could you repeat them?`,
  badDni: 'That DNI does not look right. Could you repeat it?',
  tooMuch: 'That order is too large to take here. Please call us.',
  created: (id, delivery) => `Done, I have created order number ${id}. The estimated delivery is ${delivery}.`,
  status: { pending: 'pending', processing: 'being prepared', shipped: 'shipped', delivered: 'delivered', cancelled: 'cancelled' },
};
