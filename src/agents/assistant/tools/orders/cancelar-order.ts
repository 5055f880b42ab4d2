import { defineTool } from '../../../../conversation/define-tool.js';
import type { Tool } from '../../../../conversation/ports.js';
import { ok } from '../../../../kernel/result.js';
import { failed, tolerantTool } from '../desk/tolerant-tool.js';
import { orderQuestion, verifiedOrder, type OrderToolDeps } from './order-deps.js';

export const cancelarOrder = (deps: OrderToolDeps): Tool =>
  tolerantTool(
    defineTool({
      name: 'cancelarOrder',
      description: 'Cancels an order, after checking who asks. Needs the order number, and the DNI or the full name of the customer. Call it only when the customer clearly wants to cancel.',
      input: orderQuestion,
      async run(question) {
        const { phrases } = deps;
        const found = await verifiedOrder(deps, question);
        if (!found.ok) return failed(found.error);
        const { id } = found.value;
        const cancelled = await deps.orders.cancel(id);
        if (cancelled.ok) return ok({ success: true, message: phrases.cancelled(id), orderId: id });
        switch (cancelled.error.code) {
          case 'not_found':
            return failed(phrases.notFound(id));
          case 'already_cancelled':
            return failed(phrases.alreadyCancelled(id));
          case 'shipped':
            return failed(phrases.shipped(id));
          case 'delivered':
            return failed(phrases.delivered(id));
        }
      },
    }),
    ['orderId'],
  );
