import type { Clock } from '../../kernel/clock.js';
import type { Database, StorageLog } from '../database.js';
import { createAppointments, type Appointments } from './appointments.js';
import { createOrders, type Orders } from './orders.js';

export interface ServiceDesk {
  readonly orders: Orders;
  readonly appointments: Appointments;
}

export const createServiceDesk = (deps: { readonly clock: Clock; readonly log: StorageLog; readonly database: Database }): ServiceDesk => ({
  orders: createOrders(deps),
  appointments: createAppointments(deps),
});
