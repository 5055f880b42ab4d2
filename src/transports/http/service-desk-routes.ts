import { Router, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import { appErrorFrom, errorRow } from '../../kernel/errors.js';
import type { Log } from '../../telemetry/log.js';
import { appointmentViewFrom, type Appointment } from '../../storage/service-desk/appointment.js';
import type { Appointments } from '../../storage/service-desk/appointments.js';
import { maxListed } from '../../storage/service-desk/desk-pages.js';
import { writtenTimeFrom } from '../../storage/service-desk/desk-time.js';
import { orderViewFrom, type Order } from '../../storage/service-desk/order.js';
import type { Orders } from '../../storage/service-desk/orders.js';

export interface ServiceDeskRoutesDeps {
  readonly log: Log;
  readonly orders: Pick<Orders, 'get' | 'list'>;
  readonly appointments: Pick<Appointments, 'get' | 'list'>;
}

/** What a request may ask of a list. Without `limit`: everything, up to {@link maxListed}. */
const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(maxListed).optional(),
  next: z.string().min(1).max(1000).optional(),
  date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .refine((day) => writtenTimeFrom(day) !== null)
    .optional(),
});
const wrongQuery = 'limit must be a whole number from 1 to 5000, next what an earlier answer gave, and date a day such as 2026-11-27';

/**
 * The routes of source 001: orders and appointments to read. They ask nobody who they are, as the source does, so that they are there
 * only where the configuration says so.
 */
export function createServiceDeskRoutes({ log, orders, appointments }: ServiceDeskRoutesDeps): Router {
  const router = Router();
  const paths = ['/orders', '/orders/:id', '/appointments', '/appointments/:id'];

  router.use(paths, (_request: Request, response: Response, next: NextFunction) => {
    response.set({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'GET, OPTIONS', 'Access-Control-Allow-Headers': 'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token', 'Cache-Control': 'no-store' });
    next();
  });
  router.options(paths, (_request, response) => void response.status(204).end());

  const answer = (work: (request: Request, response: Response) => Promise<void>) => (request: Request, response: Response) => {
    work(request, response).catch((thrown: unknown) => {
      log.error('service_desk_request_failed', { path: request.path.slice(0, 100) }, thrown);
      if (!response.headersSent) refuse(response, 500, 'Internal server error', errorRow(appErrorFrom(thrown).code).participantText);
    });
  };

  router.get(
    '/orders',
    answer(async (request, response) => {
      const query = listQuery.safeParse(request.query);
      if (!query.success) return refuse(response, 400, 'Bad request', wrongQuery);
      const { limit, next: after } = query.data;
      const page = await orders.list({ ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }) });
      if (!page.ok) return refuse(response, 400, 'Bad request', wrongQuery);
      const { entries, next } = page.value;
      tell(response, [...entries].sort(byNumber).map(orderViewFrom), `Retrieved ${entries.length} orders successfully`, next);
    }),
  );
  router.get(
    '/orders/:id',
    answer(async (request, response) => {
      const id = idFrom(request);
      const order = id === null ? null : await orders.get(id);
      if (order === null) return refuse(response, 404, 'Order not found', `There is no order ${id ?? ''}`.trim());
      tell(response, orderViewFrom(order), 'Order retrieved successfully');
    }),
  );
  router.get(
    '/appointments',
    answer(async (request, response) => {
      const query = listQuery.safeParse(request.query);
      if (!query.success) return refuse(response, 400, 'Bad request', wrongQuery);
      const { limit, next: after, date: day } = query.data;
      const page = await appointments.list({ ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }), ...(day === undefined ? {} : { day }) });
      if (!page.ok) return refuse(response, 400, 'Bad request', wrongQuery);
      const { entries, next } = page.value;
      tell(response, [...entries].sort(byTime).map(appointmentViewFrom), `Retrieved ${entries.length} appointments successfully`, next);
    }),
  );
  router.get(
    '/appointments/:id',
    answer(async (request, response) => {
      const id = idFrom(request);
      const appointment = id === null ? null : await appointments.get(id);
      if (appointment === null) return refuse(response, 404, 'Appointment not found', `There is no appointment ${id ?? ''}`.trim());
      tell(response, appointmentViewFrom(appointment), 'Appointment retrieved successfully');
    }),
  );
  return router;
}

/** @param next where the next page begins: only there when there is one */
const tell = (response: Response, data: unknown, message: string, next: string | null = null): void => void response.json({ success: true, data, message, ...(next === null ? {} : { next }) });
const refuse = (response: Response, status: 400 | 404 | 500, error: string, message: string): void => void response.status(status).json({ success: false, error, message });

function idFrom(request: Request): string | null {
  const { id } = request.params;
  return typeof id === 'string' && id.length <= 100 ? id : null;
}

/** Ids are numbers as text, but for those of other systems. */
const byNumber = (left: Order, right: Order): number => left.id.localeCompare(right.id, 'en', { numeric: true });
const byTime = (left: Appointment, right: Appointment): number => left.startMs - right.startMs || left.id.localeCompare(right.id, 'en', { numeric: true });
