import type { OrderPhrases } from './order-phrases.js';

/** As it is said in Argentina, with voseo. */
export const orderSpanish: OrderPhrases = {
  missingId: 'Necesito el número del pedido. ¿Me lo decís?',
  noIdentity: 'Para verificar tu identidad necesito tu DNI, o tu nombre y tu apellido.',
  notFound: (id) => `No encontré el pedido número ${id}. ¿Podés fijarte si ese es el número?`,
  alreadyCancelled: (id) => `El pedido número ${id} ya estaba cancelado.`,
  shipped: (id) => `El pedido número ${id} ya fue enviado, así que no se puede cancelar.`,
  delivered: (id) => `El pedido número ${id} ya fue entregado, así que no se puede cancelar.`,
  cancelled: (id) => `Listo, cancelé el pedido número ${id}.`,
  missingData: 'Para crear el pedido necesito tu nombre y tu correo electrónico.',
  needsFullName: 'Para crear el pedido necesito tu nombre y tu apellido.',
  noItems: 'El pedido no tiene productos. ¿Qué querés pedir?',
  badItem: (name) => `No entendí bien la cantidad o el precio de ${name}. ¿Me los repetís?`,
  badDni: 'Ese DNI no parece válido. ¿Me lo repetís?',
  tooMuch: 'Ese pedido es demasiado grande para tomarlo por acá. Llamanos por teléfono.',
  created: (id, delivery) => `Listo, creé el pedido número ${id}. La entrega estimada es el ${delivery}.`,
  status: { pending: 'pendiente', processing: 'en preparación', shipped: 'enviado', delivered: 'entregado', cancelled: 'cancelado' },
};
