import { expect, it } from '@jest/globals';
import { quickEmulator, startTestServer } from '../support/server.js';

const draft = { customerName: 'Juan Pérez', customerEmail: 'juan@example.com', customerDni: '12345678', items: [{ name: 'Yerba', quantity: 2, priceCents: 2599 }] };

it('a local server shows its orders and appointments over HTTP, in the tables that were named', async () => {
  const server = await startTestServer({ emulator: quickEmulator, environment: { ORDERS_TABLE: 'shop-orders' } });
  try {
    await server.storage.serviceDesk.orders.create(draft);
    const orders = await fetch(`${server.url}/orders`);
    expect([orders.status, await orders.json()]).toMatchObject([200, { success: true, data: [{ id: '1', total: 51.98 }], message: 'Retrieved 1 orders successfully' }]);
    expect(await (await fetch(`${server.url}/appointments`)).json()).toEqual({ success: true, data: [], message: 'Retrieved 0 appointments successfully' });
  } finally {
    await server.stop();
  }
});

it('a server that is told not to shows nothing', async () => {
  const server = await startTestServer({ emulator: quickEmulator, environment: { SERVICE_DESK_API: 'false' } });
  try {
    await server.storage.serviceDesk.orders.create(draft);
    for (const path of ['/orders', '/orders/1', '/appointments']) {
      const answer = await fetch(`${server.url}${path}`);
      expect([answer.status, await answer.json()]).toMatchObject([404, { errorCode: 'NOT_FOUND' }]);
    }
  } finally {
    await server.stop();
  }
});
