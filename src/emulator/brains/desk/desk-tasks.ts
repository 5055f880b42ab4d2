import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { dniSlot, doctorSlot, emailSlot, idSlot, identitySlot, itemsSlot, nameSlot, priceSlot, whenSlot } from '../tasks/slots.js';
import type { Task, Values } from '../tasks/task.js';
import type { DeskTool, DeskWords, ItemWords } from './desk-words.js';

const text = (value: JsonValue | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const object = (value: JsonValue | undefined): JsonObject => (value !== undefined && isJsonObject(value) ? value : {});
const given = (values: Values, ...fields: readonly string[]): JsonObject =>
  Object.fromEntries(fields.flatMap((field) => (values[field] === undefined || values[field] === null ? [] : [[field, values[field]]])));

const itemsIn = (value: JsonValue | undefined): readonly ItemWords[] =>
  (Array.isArray(value) ? value : []).flatMap((item: JsonValue) => {
    const { name, quantity, price } = object(item);
    return [{ name: text(name), quantity: Number(quantity ?? 1), price: Number(price ?? 0) }];
  });
const totalOf = (items: readonly ItemWords[]): number => items.reduce((cents, { quantity, price }) => cents + quantity * Math.round(price * 100), 0) / 100;
const whenOf = (values: Values): string => [text(values['day']), text(values['time'])].filter((part) => part !== '').join(' ');

/** The seven tasks of the service desk, in the order in which a wish is compared with them. */
export function deskTasks(words: DeskWords): readonly Task[] {
  const { slots: patterns, confirm, tell, triggers, loosely } = words;
  const orderId = idSlot('orderId', patterns);
  const appointmentId = idSlot('appointmentId', patterns);
  const identity = identitySlot(patterns);
  const customer = nameSlot('customerName', patterns);
  const patient = nameSlot('patientName', patterns);
  const doctor = doctorSlot(patterns);
  const customerEmail = emailSlot('customerEmail', patterns);
  const patientEmail = emailSlot('patientEmail', patterns);
  const items = itemsSlot(patterns);
  const price = priceSlot(patterns);
  const [day, time, when] = [whenSlot('day', patterns), whenSlot('time', patterns), whenSlot('when', patterns)];

  const toldAsItIs = (result: JsonObject): string => text(result['message']);
  const noDetails = (): null => null;
  const task = (tool: DeskTool, rest: Omit<Task, 'tool' | 'trigger' | 'loosely' | 'about' | 'tell' | 'details'> & Partial<Pick<Task, 'tell' | 'details'>>): Task => ({
    tool,
    trigger: triggers[tool],
    loosely: loosely[tool] ?? null,
    about: /Order$/.test(tool) ? 'order' : 'appointment',
    tell: toldAsItIs,
    details: noDetails,
    ...rest,
  });
  const orderInput = (values: Values): JsonObject => given(values, 'orderId', 'dni', 'customerName');
  const appointmentInput = (values: Values): JsonObject => given(values, 'appointmentId', 'patientName');

  return [
    task('cancelarOrder', {
      needed: [orderId, identity],
      looked: [orderId, identity],
      input: orderInput,
      confirm: (values) => confirm.cancelOrder(text(values['orderId'])),
    }),
    task('cancelarTurno', {
      needed: [appointmentId, patient],
      looked: [appointmentId, patient],
      input: appointmentInput,
      confirm: (values) => confirm.cancelAppointment(text(values['appointmentId']), text(values['patientName'])),
    }),
    task('modificarTurno', {
      needed: [appointmentId, patient, when],
      looked: [appointmentId, when, patient],
      input: (values) => ({ ...appointmentInput(values), ...(values['day'] === undefined ? {} : { newDate: text(values['day']) }), ...(values['time'] === undefined ? {} : { newTime: text(values['time']) }) }),
      confirm: (values) => confirm.move(text(values['appointmentId']), whenOf(values)),
    }),
    task('crearOrder', {
      needed: [items, price, customer, customerEmail],
      looked: [customerEmail, dniSlot, items, price, customer],
      input: (values) => given(values, 'customerName', 'customerEmail', 'dni', 'items'),
      confirm(values) {
        const ordered = itemsIn(values['items']);
        return confirm.createOrder({ name: text(values['customerName']), email: text(values['customerEmail']), items: ordered, total: totalOf(ordered) });
      },
    }),
    task('agendarTurno', {
      needed: [doctor, day, time, patient, patientEmail],
      looked: [patientEmail, doctor, time, patient],
      input: (values) => ({ ...given(values, 'patientName', 'patientEmail', 'doctorName'), date: whenOf(values) }),
      confirm: (values) => confirm.book({ patient: text(values['patientName']), doctor: text(values['doctorName']), when: whenOf(values) }),
    }),
    task('consultarOrder', {
      needed: [orderId, identity],
      looked: [orderId, identity],
      input: orderInput,
      confirm: null,
      tell(result) {
        const order = object(result['order']);
        const isAwaited = order['status'] !== 'cancelled' && order['status'] !== 'delivered';
        return tell.order(text(order['id']), text(order['spokenStatus']), (isAwaited && text(order['spokenEstimatedDelivery'])) || null);
      },
      details(result) {
        const order = object(result['order']);
        return tell.orderDetails(itemsIn(order['items']), Number(order['total'] ?? 0));
      },
    }),
    task('consultarTurno', {
      needed: [appointmentId, patient],
      looked: [appointmentId, patient],
      input: appointmentInput,
      confirm: null,
      tell(result) {
        const found = object(result['appointment']);
        return tell.appointment(text(found['id']), text(found['spokenDate']), text(found['spokenStatus']));
      },
      details(result) {
        const found = object(result['appointment']);
        return tell.appointmentDetails(text(found['doctorName']), text(found['spokenType']));
      },
    }),
  ];
}
