import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAppointmentsTools } from '../../src/agents/assistant/tools/appointments/index.js';
import { createIdentityChecks } from '../../src/agents/assistant/tools/desk/identity.js';
import { createOrdersTools } from '../../src/agents/assistant/tools/orders/index.js';
import type { ToolContext } from '../../src/conversation/ports.js';
import { systemClock, type Clock } from '../../src/kernel/clock.js';
import { AppError } from '../../src/kernel/errors.js';
import type { JsonObject, JsonValue } from '../../src/kernel/json.js';
import { openStorage, type Storage } from '../../src/storage/storage.js';
import { createLog } from '../../src/telemetry/log.js';
import { createHttpApp } from '../../src/transports/http/http-app.js';
import { createServiceDeskRoutes } from '../../src/transports/http/service-desk-routes.js';

let directory: string;
let storage: Storage;
/** Saturday 21 November 2026, 18:10 in Buenos Aires. */
const clock: Clock = { ...systemClock, wallMs: () => Date.parse('2026-11-21T21:10:00Z') };
const checks = createIdentityChecks();
const context: ToolContext = { moment: { heardCount: 1, epoch: 0 }, heard: '', notify: () => undefined, finish: () => undefined };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'voiceter-desk-tools-'));
  storage = await openStorage({ clock }, { kind: 'embedded', directory, tablePrefix: 'test-' });
});
afterAll(async () => {
  await storage.close();
  rmSync(directory, { recursive: true });
});

function deskFor(sessionId: string, language = 'es-AR') {
  const session = { sessionId, language, userId: null, details: {} };
  const { orders, appointments } = storage.serviceDesk;
  const sets = [createOrdersTools({ clock, orders, checks })(session), createAppointmentsTools({ clock, appointments, checks })(session)];
  return {
    tools: sets.flatMap(({ tools }) => tools),
    standing: sets.map((set) => set.standing()),
    async call(name: string, input: JsonObject): Promise<JsonObject> {
      const tool = sets.flatMap(({ tools }) => tools).find((one) => one.name === name);
      if (tool === undefined) throw new Error(`no tool ${name}`);
      const answer = await tool.call(input, context);
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.value;
    },
  };
}

const said = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const pedido = { customerName: 'Juan Carlos Pérez', customerEmail: 'juan.perez@email.com', dni: '12.345.678', items: [{ name: 'Yerba', quantity: 2, price: 25.99 }, { name: 'Bombilla', quantity: '1', price: '15,50', description: null }], total: 1 };
const turno = { patientName: 'Ana Martínez', patientEmail: 'ana@email.com', doctorName: 'Dr. Rodríguez', date: 'mañana a las 10' };

describe('what the model is told', () => {
  it('are the seven tools of source 001, with the arguments that it must give', () => {
    const { tools, standing } = deskFor('s0');
    expect(tools.map(({ name, inputSchema }) => [name, inputSchema['required'], Object.keys(inputSchema['properties'] ?? {})])).toEqual([
      ['consultarOrder', ['orderId'], ['orderId', 'dni', 'customerName']],
      ['cancelarOrder', ['orderId'], ['orderId', 'dni', 'customerName']],
      ['crearOrder', ['customerName', 'customerEmail', 'items'], ['customerName', 'customerEmail', 'dni', 'items']],
      ['agendarTurno', ['patientName', 'patientEmail', 'doctorName', 'date'], ['patientName', 'patientEmail', 'doctorName', 'date', 'duration', 'type', 'notes']],
      ['cancelarTurno', ['appointmentId', 'patientName'], ['appointmentId', 'patientName']],
      ['modificarTurno', ['appointmentId', 'patientName'], ['appointmentId', 'patientName', 'newDate', 'newTime']],
      ['consultarTurno', ['appointmentId', 'patientName'], ['appointmentId', 'patientName']],
    ]);
    expect(standing[0]).toBe('Hoy es sábado 21 de noviembre de 2026 y en Buenos Aires son las 18:10.');
    expect(deskFor('s0', 'en-US').standing[1]).toBe('Today is Saturday, November 21, 2026, and it is 18:10 in Buenos Aires.');
  });
});

describe('orders by voice', () => {
  it('are created with the total that the server computes, looked up, and cancelled once', async () => {
    const { call } = deskFor('s1');
    expect(await call('crearOrder', pedido)).toEqual({
      success: true,
      message: 'Listo, creé el pedido número 1. La entrega estimada es el jueves 26 de noviembre.',
      orderId: '1',
      total: 67.48,
      estimatedDelivery: '2026-11-26T21:10:00.000Z',
      spokenEstimatedDelivery: 'jueves 26 de noviembre',
    });
    expect(await call('consultarOrder', { order_id: 'número 1', dni: 12345678 })).toEqual({
      success: true,
      order: {
        id: '1',
        customerName: 'Juan Carlos Pérez',
        customerEmail: 'juan.perez@email.com',
        items: [
          { id: '1', name: 'Yerba', quantity: 2, price: 25.99, description: '' },
          { id: '2', name: 'Bombilla', quantity: 1, price: 15.5, description: '' },
        ],
        total: 67.48,
        status: 'pending',
        spokenStatus: 'pendiente',
        createdAt: '2026-11-21T21:10:00.000Z',
        estimatedDelivery: '2026-11-26T21:10:00.000Z',
        spokenEstimatedDelivery: 'jueves 26 de noviembre',
        trackingNumber: null,
      },
    });
    expect(await call('consultarOrder', { orderId: 'uno', customerName: 'juan perez' })).toMatchObject({ success: true });
    expect(await call('cancelarOrder', { orderId: 1, customerName: 'JUAN CARLOS PEREZ', dni: null })).toEqual({ success: true, message: 'Listo, cancelé el pedido número 1.', orderId: '1' });
    expect(await call('cancelarOrder', { orderId: '1', dni: '12345678' })).toEqual({ success: false, error: 'El pedido número 1 ya estaba cancelado.' });
  });

  it('say in words what is missing or wrong', async () => {
    const { call } = deskFor('s2');
    const refused = async (name: string, input: JsonObject): Promise<unknown> => (await call(name, input))['error'];
    expect(await refused('consultarOrder', { dni: '12345678' })).toBe('Necesito el número del pedido. ¿Me lo decís?');
    expect(await refused('consultarOrder', { orderId: 1 })).toBe('Para verificar tu identidad necesito tu DNI, o tu nombre y tu apellido.');
    expect(await refused('consultarOrder', { orderId: 1, customerName: 'Juan' })).toBe('Para verificar tu identidad necesito tu DNI, o tu nombre y tu apellido.');
    expect(await refused('consultarOrder', { orderId: 999, dni: '12345678' })).toBe('No encontré el pedido número 999. ¿Podés fijarte si ese es el número?');
    expect(await refused('crearOrder', { customerName: 'Juan Pérez' })).toBe('Para crear el pedido necesito tu nombre y tu correo electrónico.');
    expect(await refused('crearOrder', { ...pedido, items: [] })).toBe('El pedido no tiene productos. ¿Qué querés pedir?');
    expect(await refused('crearOrder', { ...pedido, customerEmail: 'juan arroba' })).toBe('Ese correo electrónico no parece válido. ¿Me lo repetís?');
    expect(await refused('crearOrder', { ...pedido, items: [{ name: 'Mate', quantity: 1, price: 1.999 }] })).toBe('No entendí bien la cantidad o el precio de Mate. ¿Me los repetís?');
    expect(await refused('crearOrder', { ...pedido, items: [{ name: 'Mate', quantity: 0, price: 1 }] })).toBe('No entendí bien la cantidad o el precio de Mate. ¿Me los repetís?');
    expect(await refused('crearOrder', { ...pedido, items: [{ name: 'Mate', quantity: 1, price: -5 }] })).toBe('No entendí bien la cantidad o el precio de Mate. ¿Me los repetís?');
    expect(await refused('crearOrder', { ...pedido, dni: '12' })).toBe('Ese DNI no parece válido. ¿Me lo repetís?');
    await expect(call('crearOrder', { ...pedido, items: 'yerba' })).rejects.toThrow('TOOL_INVALID_PARAMS');
    const english = deskFor('s2', 'en-US');
    expect(await english.call('consultarOrder', { orderId: 999, dni: '12345678' })).toEqual({ success: false, error: 'I could not find order number 999. Could you check the number?' });
    expect(await english.call('crearOrder', { ...pedido, items: '[{"name":"Tea","price":3}]', customerEmail: 'juan dot perez at email dot com' })).toMatchObject({ success: true, total: 3, message: expect.stringMatching(/^Done, I have created order number \d+\. The estimated delivery is Thursday, November 26\.$/) });
  });

  it('tell nothing to somebody else, and after five wrong details check no more, also for appointments', async () => {
    const owner = deskFor('s3-owner');
    const created = await owner.call('crearOrder', { ...pedido, dni: '30111222', customerName: 'Lucía Gómez' });
    const booked = await owner.call('agendarTurno', { ...turno, doctorName: 'Dra. Paz', patientName: 'Lucía Gómez' });
    const { orderId = null } = created;
    const { call } = deskFor('s3');
    const wrong = { success: false, error: 'Esos datos no coinciden con los que tenemos, así que no pude verificar tu identidad.' };
    const locked = { success: false, error: 'No pude verificar tu identidad después de varios intentos. Por seguridad no puedo revisar más datos en esta conversación. Llamanos por teléfono para seguir.' };
    expect(await call('consultarOrder', { orderId, dni: '12345678' })).toEqual(wrong);
    expect(await call('cancelarOrder', { orderId, customerName: 'Lucía Gómez', dni: '12345678' })).toEqual(wrong);
    expect(await call('consultarOrder', { orderId, customerName: 'María Gómez', dni: '30111222' })).toEqual(wrong);
    expect(await call('consultarTurno', { appointmentId: booked['appointmentId'] ?? null, patientName: 'Lucía Pérez' })).toEqual(wrong);
    expect(await call('consultarOrder', { orderId, dni: '1' })).toEqual(locked);
    expect(await call('consultarOrder', { orderId, dni: '30111222' })).toEqual(locked);
    expect(await call('consultarTurno', { appointmentId: booked['appointmentId'] ?? null, patientName: 'Lucía Gómez' })).toEqual(locked);
    expect(await owner.call('consultarOrder', { orderId, dni: '30.111.222' })).toMatchObject({ success: true });
    expect(await deskFor('s3-parallel').call('cancelarOrder', { orderId, customerName: 'Lucía' })).toMatchObject({ success: false });
  });

  it('do not let many calls at once guess more often than one after another', async () => {
    const { call } = deskFor('s4');
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => call('consultarOrder', { orderId: 1, dni: index === 19 ? '12345678' : String(20_000_000 + index) })));
    expect(answers.filter(({ success }) => success === true)).toEqual([]);
  });

  it('asked for again after a fault are not made twice', async () => {
    const { orders } = storage.serviceDesk;
    let broken = true;
    const unsure: typeof orders = {
      ...orders,
      async create(draft, creation) {
        const order = await orders.create(draft, creation);
        if (!broken) return order;
        broken = false;
        throw new AppError('DB_CONNECTION_FAILED', 'ECONNRESET');
      },
    };
    const [, , crear] = createOrdersTools({ clock, orders: unsure, checks })({ sessionId: 's5', language: 'es-AR', userId: null, details: {} }).tools;
    const input = { ...pedido, customerEmail: 'unsure@email.com' };
    await expect(crear?.call(input, context)).rejects.toThrow('ECONNRESET');
    const first = await crear?.call({ ...input, customerName: 'juan carlos perez', items: pedido.items.map((item) => ({ ...item, name: item.name.toLowerCase() })) }, context);
    const second = await crear?.call(input, context);
    const listed = await orders.list();
    const made = listed.ok ? listed.value.entries.filter(({ customerEmail }) => customerEmail === 'unsure@email.com').map(({ id }) => id) : [];
    // The first one was made by the call that failed; the second one was asked for after that was told.
    expect(made).toHaveLength(2);
    expect(first?.ok === true && second?.ok === true && first.value['orderId'] !== second.value['orderId']).toBe(true);
  });

  it('fifty created at once have fifty numbers', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => deskFor(`s6-${index}`).call('crearOrder', pedido)));
    expect(new Set(answers.map(({ orderId }) => orderId)).size).toBe(50);
  });
});

describe('appointments by voice', () => {
  it('are booked, looked up, moved and cancelled, in Spanish', async () => {
    const { call } = deskFor('s10');
    const booked = await call('agendarTurno', { ...turno, type: 'control', notes: 'primera vez' });
    const id = booked['appointmentId'] ?? null;
    expect(booked).toEqual({
      success: true,
      message: `Listo, agendé el turno número ${said(id)} con Dr. Rodríguez para el domingo 22 de noviembre a las 10 de la mañana.`,
      appointmentId: id,
      date: '2026-11-22T10:00:00-03:00',
      spokenDate: 'domingo 22 de noviembre a las 10 de la mañana',
      doctorName: 'Dr. Rodríguez',
    });
    expect(await call('consultarTurno', { appointment_id: `número ${said(id)}`, patient_name: 'ana martinez' })).toEqual({
      success: true,
      appointment: {
        id,
        patientName: 'Ana Martínez',
        patientEmail: 'ana@email.com',
        doctorName: 'Dr. Rodríguez',
        date: '2026-11-22T10:00:00-03:00',
        spokenDate: 'domingo 22 de noviembre a las 10 de la mañana',
        status: 'scheduled',
        spokenStatus: 'agendado',
        type: 'follow-up',
        spokenType: 'control',
        duration: 30,
        notes: 'primera vez',
      },
    });
    const patient = { appointmentId: id, patientName: 'Ana Martínez' };
    expect(await call('modificarTurno', { ...patient, newDate: 'el viernes' })).toMatchObject({ success: true, newDate: '2026-11-27T10:00:00-03:00', spokenDate: 'viernes 27 de noviembre a las 10 de la mañana' });
    expect(await call('modificarTurno', { ...patient, newTime: 'a las 3 y media' })).toMatchObject({ success: true, newDate: '2026-11-27T15:30:00-03:00' });
    expect(await call('modificarTurno', { ...patient, newDate: '2026-12-03T00:00:00', newTime: '16:15' })).toEqual({
      success: true,
      message: `Listo, pasé el turno número ${said(id)} para el jueves 3 de diciembre a las 4 y cuarto de la tarde.`,
      appointmentId: id,
      newDate: '2026-12-03T16:15:00-03:00',
      spokenDate: 'jueves 3 de diciembre a las 4 y cuarto de la tarde',
    });
    expect(await call('modificarTurno', patient)).toEqual({ success: false, error: '¿Para qué día o a qué hora querés pasar el turno?' });
    expect(await call('modificarTurno', { ...patient, newDate: '2020-01-10' })).toEqual({ success: false, error: 'El viernes 10 de enero de 2020 a las 4 y cuarto de la tarde ya pasó. ¿Qué otro día u horario querés?' });
    expect(await call('cancelarTurno', patient)).toEqual({ success: true, message: `Listo, cancelé el turno número ${said(id)}.`, appointmentId: id });
    expect(await call('cancelarTurno', patient)).toEqual({ success: false, error: `El turno número ${said(id)} ya estaba cancelado.` });
    expect(await call('modificarTurno', { ...patient, newDate: 'mañana' })).toEqual({ success: false, error: `El turno número ${said(id)} ya estaba cancelado.` });
  });

  it('say in words what is missing, wrong, past or taken', async () => {
    const { call } = deskFor('s11');
    const refused = async (changes: JsonObject): Promise<unknown> => (await call('agendarTurno', { ...turno, doctorName: 'Dra. Sosa', ...changes }))['error'];
    expect(await refused({ date: null })).toBe('Para agendar el turno necesito el nombre del paciente, su correo electrónico, el doctor y la fecha con la hora.');
    expect(await refused({ date: 'mañana' })).toBe('¿A qué hora querés el turno?');
    expect(await refused({ date: 'a las 10 de la mañana' })).toBe('¿Para qué día querés el turno?');
    expect(await refused({ date: 'hoy a las 10 de la mañana' })).toBe('El sábado 21 de noviembre a las 10 de la mañana ya pasó. ¿Qué otro día u horario querés?');
    expect(await refused({ date: 'el lunes o el martes a las 10' })).toBe('Entendí más de un día. ¿Cuál es?');
    expect(await refused({ date: '2028-01-10T10:00' })).toBe('Solo puedo agendar turnos dentro de los próximos doce meses. ¿Qué otro día querés?');
    expect(await refused({ patientName: 'Ana' })).toBe('Necesito el nombre y el apellido del paciente.');
    expect(await refused({ duration: 300 })).toBe('Un turno puede durar entre 5 minutos y 4 horas. ¿Cuánto tiene que durar?');
    expect(await refused({ date: 'mañana a las 23:30', duration: 60 })).toBe('El turno tiene que terminar antes de la medianoche. ¿Qué otro horario querés?');
    expect(await refused({ date: 'el lunes a las 9' })).toBeUndefined();
    const english = deskFor('s12', 'en-US');
    expect(await english.call('agendarTurno', { ...turno, doctorName: 'doctora sosa', date: 'Monday at 9:15', patientName: 'John Smith' })).toEqual({
      success: false,
      error: 'doctora sosa already has an appointment that overlaps with Monday, November 23 at 9:15 AM. On that day there is time at 8:30 AM, at 9:30 AM, or at 10 AM. Which time suits you?',
      alternatives: [
        { date: '2026-11-23T08:30:00-03:00', spokenDate: 'Monday, November 23 at 8:30 AM' },
        { date: '2026-11-23T09:30:00-03:00', spokenDate: 'Monday, November 23 at 9:30 AM' },
        { date: '2026-11-23T10:00:00-03:00', spokenDate: 'Monday, November 23 at 10 AM' },
      ],
    });
    expect(await call('agendarTurno', { ...turno, doctorName: 'Dra. Sosa', date: 'el lunes a las 9 y 10', patientName: 'Otra Persona' })).toMatchObject({
      error: 'Dra. Sosa ya tiene un turno que se superpone con el lunes 23 de noviembre a las 9 y 10 de la mañana. Ese día tiene libre a las 8 y media de la mañana, a las 9 y media de la mañana o a las 10 de la mañana. ¿Qué horario te sirve?',
    });
    expect(await english.call('agendarTurno', { ...turno, doctorName: 'Dr. Sosa', date: 'Monday at half past nine', patientName: 'John Smith', duration: '45' })).toMatchObject({
      success: true,
      date: '2026-11-23T09:30:00-03:00',
      spokenDate: 'Monday, November 23 at 9:30 AM',
    });
  });

  it('asked for again in one conversation are the same; of fifty who want one time, one gets it', async () => {
    const one = deskFor('s13');
    const wanted = { ...turno, doctorName: 'Dr. Ruiz', date: '2026-12-10T09:00' };
    const [first, second] = [await one.call('agendarTurno', wanted), await one.call('agendarTurno', wanted)];
    expect(second).toEqual(first);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => deskFor(`s14-${index}`).call('agendarTurno', { ...wanted, date: '2026-12-10T10:00' })));
    expect(answers.filter(({ success }) => success === true)).toHaveLength(1);
    const apart = await Promise.all(Array.from({ length: 50 }, (_, index) => deskFor(`s15-${index}`).call('agendarTurno', { ...wanted, date: `2026-12-11T${String(8 + Math.floor(index / 5)).padStart(2, '0')}:${String((index % 5) * 10).padStart(2, '0')}`, duration: 10 })));
    expect(new Set(apart.map(({ appointmentId }) => appointmentId)).size).toBe(50);
  });
});

describe('over HTTP', () => {
  let server: Server;
  let url = '';
  beforeAll(async () => {
    const log = createLog({ level: 'silent' });
    const broken = { get: () => Promise.reject(new AppError('DB_READ_FAILED', 'secret host name')), list: () => Promise.reject(new Error('bug')) };
    const routers = [{ path: '/', router: createServiceDeskRoutes({ log, ...storage.serviceDesk }) }, { path: '/broken', router: createServiceDeskRoutes({ log, orders: broken, appointments: broken }) }];
    server = createServer(createHttpApp({ log, health: () => ({ status: 'ok', sessions: 0, uptimeSeconds: 0, timestamp: '2026-11-21T09:00:00.000Z' }), questionnaires: [], personas: [], tools: [], voices: [], pageDir: directory, routers }));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });
  afterAll(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const get = async (path: string): Promise<{ readonly status: number; readonly body: JsonObject }> => {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, body: (await response.json()) as JsonObject };
  };
  const idsOf = (body: JsonObject): unknown[] => (Array.isArray(body['data']) ? body['data'].map((one: JsonObject) => one['id']) : []);

  it('orders and appointments are listed and read, as source 001 sends them, without DNI', async () => {
    const { status, body } = await get('/orders/1');
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      message: 'Order retrieved successfully',
      data: {
        id: '1',
        customerName: 'Juan Carlos Pérez',
        customerEmail: 'juan.perez@email.com',
        items: [
          { id: '1', name: 'Yerba', quantity: 2, price: 25.99 },
          { id: '2', name: 'Bombilla', quantity: 1, price: 15.5 },
        ],
        total: 67.48,
        status: 'cancelled',
        createdAt: '2026-11-21T21:10:00.000Z',
        updatedAt: '2026-11-21T21:10:00.000Z',
        estimatedDelivery: '2026-11-26T21:10:00.000Z',
      },
    });
    const all = await get('/orders');
    expect(idsOf(all.body).slice(0, 3)).toEqual(['1', '2', '3']);
    expect(all.body['message']).toBe(`Retrieved ${idsOf(all.body).length} orders successfully`);
    expect(JSON.stringify(all.body)).not.toMatch(/dni|12345678|creationKey/i);
    const day = await get('/appointments?date=2026-11-23');
    expect((day.body['data'] as JsonObject[]).map(({ doctorName, date, duration }) => [doctorName, date, duration])).toEqual([
      ['Dra. Sosa', '2026-11-23T12:00:00.000Z', 30],
      ['Dr. Sosa', '2026-11-23T12:30:00.000Z', 45],
    ]);
    const [appointment] = idsOf(day.body);
    expect((await get(`/appointments/${String(appointment)}`)).body).toMatchObject({ success: true, data: { id: appointment, status: 'scheduled' } });
  });
  it('come in pages where that is asked', async () => {
    const first = await get('/appointments?limit=20');
    expect(idsOf(first.body)).toHaveLength(20);
    const second = await get(`/appointments?limit=20&next=${said(first.body['next'])}`);
    expect(idsOf(second.body).filter((id) => idsOf(first.body).includes(id))).toEqual([]);
  });
  it.each([
    ['/orders/999', 404, { success: false, error: 'Order not found', message: 'There is no order 999' }],
    ['/appointments/999', 404, { success: false, error: 'Appointment not found', message: 'There is no appointment 999' }],
    ['/appointments?date=2026-02-30', 400, { success: false, error: 'Bad request' }],
    ['/appointments?date=mañana', 400, { success: false, error: 'Bad request' }],
    ['/orders?limit=0', 400, { success: false, error: 'Bad request' }],
    ['/orders?next=nonsense', 400, { success: false, error: 'Bad request' }],
    ['/broken/orders/1', 500, { success: false, error: 'Internal server error', message: 'The record could not be read. Please try again in a moment.' }],
    ['/orders/%E0%A4%A', 400, { errorCode: 'VALIDATION_ERROR', detail: 'The request can not be read.' }],
    ['/broken/appointments', 500, { success: false, error: 'Internal server error' }],
  ])('%s is answered %s', async (path, status, body) => {
    expect(await get(path)).toMatchObject({ status, body });
  });
  it('any page may read them', async () => {
    const preflight = await fetch(`${url}/orders/1`, { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' } });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin'), preflight.headers.get('access-control-allow-methods')]).toEqual([204, '*', 'GET, OPTIONS']);
    expect((await fetch(`${url}/orders`)).headers.get('access-control-allow-origin')).toBe('*');
  });
});
