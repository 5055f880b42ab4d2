import { defineTool } from '../../../../conversation/define-tool.js';
import type { Tool } from '../../../../conversation/ports.js';
import { ok } from '../../../../kernel/result.js';
import { orderViewFrom } from '../../../../storage/service-desk/order.js';
import { spokenDay } from '../desk/languages.js';
import { failed, tolerantTool } from '../desk/tolerant-tool.js';
import { orderQuestion, verifiedOrder, type OrderToolDeps } from './order-deps.js';

export const consultarOrder = (deps: OrderToolDeps): Tool =>
  tolerantTool(
    defineTool({
      name: 'consultarOrder',
      description: 'Looks up an order by its number, after checking who asks. Needs the order number, and the DNI or the full name of the customer.',
      input: orderQuestion,
      async run(question) {
        const found = await verifiedOrder(deps, question);
        if (!found.ok) return failed(found.error);
        const { updatedAt: _updated, ...order } = orderViewFrom(found.value);
        const delivery = Date.parse(order.estimatedDelivery ?? '');
        return ok({
          success: true,
          order: {
            ...order,
            items: order.items.map(({ description = '', ...item }) => ({ ...item, description })),
            spokenStatus: deps.phrases.status[order.status],
            estimatedDelivery: order.estimatedDelivery ?? null,
            spokenEstimatedDelivery: Number.isNaN(delivery) ? null : spokenDay(deps.words, delivery, deps.clock.wallMs()),
            trackingNumber: order.trackingNumber ?? null,
          },
        });
      },
    }),
    ['orderId'],
  );
