import type { Clock } from '../../../../kernel/clock.js';
import type { Tool } from '../../../../conversation/ports.js';
import type { Orders } from '../../../../storage/service-desk/orders.js';
import type { ToolSetFactory } from '../../tool-set.js';
import type { IdentityChecks } from '../desk/identity.js';
import { deskWordsIn, spokenNow } from '../desk/languages.js';
import { cancelarOrder } from './cancelar-order.js';
import { consultarOrder } from './consultar-order.js';
import { crearOrder } from './crear-order.js';
import { orderPhrasesIn } from './languages.js';
import type { OrderToolDeps } from './order-deps.js';
import { createWishes } from './wishes.js';

/** How long the model waits for a tool. */
const patienceMs = 3000;

/** The tools for orders. A new one: a file here, and a row. */
const orderTools = (deps: OrderToolDeps): readonly Tool[] => [consultarOrder(deps), cancelarOrder(deps), crearOrder(deps)];

/** @param deps.checks the same for all tool sets of the server: they count failed checks together */
export function createOrdersTools({ clock, orders, checks }: { readonly clock: Clock; readonly orders: Orders; readonly checks: IdentityChecks }): ToolSetFactory {
  return ({ sessionId, language }) => {
    const words = deskWordsIn(language);
    const tools = orderTools({ clock, orders, check: checks.of(sessionId), wishes: createWishes({ clock }, { patienceMs }), language, words, phrases: orderPhrasesIn(language) });
    return { tools, standing: () => spokenNow(words, clock.wallMs()) };
  };
}
