import { expect, it } from '@jest/globals';
import type { Brain, BrainAction, BrainPrompt } from '../../../../src/emulator/brains/brain.js';
import { createDeskBrain } from '../../../../src/emulator/brains/desk-brain.js';
import { deskTools } from '../../../../src/emulator/brains/desk/desk-words.js';
import type { JsonObject } from '../../../../src/kernel/json.js';

const tools = deskTools.map((name) => ({ name, description: '', inputSchema: {} }));
const prompts = {
  es: 'Sos Carlos, el asistente virtual. Ayudás a las personas con sus pedidos y sus turnos médicos.',
  en: 'You are Carlos, the virtual assistant. You help people with their orders and their appointments.',
};
const brainIn = (language: 'en' | 'es', history: BrainPrompt['history'] = []): Brain => createDeskBrain({ systemPrompt: prompts[language], tools, history, voiceId: 'tiffany' });

type Call = readonly [tool: string, input: JsonObject];
/** What the user says (text) or the tool that was called last returns (object), and what follows: words, a call, or nothing. */
type Line = readonly [from: string | JsonObject, to: string | Call | null];

const shown = (actions: readonly BrainAction[]): unknown => actions.map((action) => (action.kind === 'say' ? action.text : action.kind === 'call' ? [action.tool, action.input] : action.kind))[0] ?? null;

function holds(brain: Brain, lines: readonly Line[]): void {
  let tool = '';
  for (const [from, to] of lines) {
    const actions = brain.on(typeof from === 'string' ? { kind: 'userText', text: from, source: 'heard', overlapped: false } : { kind: 'toolResult', tool, toolUseId: '1', result: from });
    expect([from, shown(actions)]).toEqual([from, to]);
    for (const action of actions) if (action.kind === 'call') tool = action.tool;
  }
}

const done = (message: string): JsonObject => ({ success: true, message });
const wrong = (error: string): JsonObject => ({ success: false, error });
const order: JsonObject = {
  success: true,
  order: { id: '1', status: 'pending', spokenStatus: 'pendiente', spokenEstimatedDelivery: 'viernes 27 de noviembre', total: 67.48, items: [{ name: 'Yerba', quantity: 2, price: 25.99 }, { name: 'Bombilla', quantity: 1, price: 15.5 }] },
};

it('asks for what is missing only, tells status and date, and details when asked', () => {
  holds(brainIn('es'), [
    ['Hola', 'Hola, soy Carlos. ¿En qué te puedo ayudar: un pedido o un turno médico?'],
    ['quiero consultar mi pedido', '¿Cuál es el número del pedido?'],
    ['el número uno', '¿Me decís tu DNI, o tu nombre y apellido?'],
    ['uno dos tres cuatro cinco seis siete ocho', ['consultarOrder', { orderId: '1', dni: '12345678' }]],
    [order, 'El pedido número 1 está pendiente. La entrega estimada es el viernes 27 de noviembre.'],
    ['¿Qué productos tiene?', 'El pedido tiene 2 Yerba y 1 Bombilla, en total 67,48 pesos.'],
    ['Consulta el pedido número 7 con DNI 12.345.678', ['consultarOrder', { orderId: '7', dni: '12345678' }]],
    [{ success: true, order: { id: '7', status: 'cancelled', spokenStatus: 'cancelado', spokenEstimatedDelivery: 'lunes' } }, 'El pedido número 7 está cancelado.'],
    ['muchas gracias', 'De nada. ¿Necesitás algo más?'],
    ['chau', 'Chau, que tengas un buen día.'],
  ]);
  holds(brainIn('en'), [
    ['where is my order', 'What is the order number?'],
    ['number two', 'May I have your DNI, or your first and last name?'],
    ['my name is maria garcia', ['consultarOrder', { orderId: '2', customerName: 'Maria Garcia' }]],
    [{ success: true, order: { id: '2', status: 'shipped', spokenStatus: 'shipped', spokenEstimatedDelivery: 'Friday, November 27', total: 50, items: [] } }, 'Order number 2 is shipped. The estimated delivery is Friday, November 27.'],
    ['check my appointment number 4', "What is the patient's first and last name?"],
    ['for Bruno Keller', ['consultarTurno', { appointmentId: '4', patientName: 'Bruno Keller' }]],
    [{ success: true, appointment: { id: '4', spokenDate: 'Monday, November 30 at 9 AM', spokenStatus: 'confirmed', doctorName: 'Dr. Gomez', spokenType: 'consultation' } }, 'Appointment number 4 is on Monday, November 30 at 9 AM, and it is confirmed.'],
    ['with which doctor is it?', 'The appointment is with Dr. Gomez; its type is consultation.'],
  ]);
});

it('repeats what it is going to do, and does it after a yes only', () => {
  holds(brainIn('es'), [
    ['Cancela el pedido número 2 para Juan Pérez', 'Voy a cancelar el pedido número 2. ¿Lo confirmás?'],
    ['eh, cómo', 'Perdón, no te entendí. ¿Lo confirmás, sí o no?'],
    ['no, mejor no', 'Bueno, no hago nada. ¿Necesitás algo más?'],
    ['Cancela la cita número 3 para Ana Martínez', 'Voy a cancelar el turno número 3 de Ana Martínez. ¿Lo confirmás?'],
    ['sí, dale', ['cancelarTurno', { appointmentId: '3', patientName: 'Ana Martínez' }]],
    [done('Listo, cancelé el turno número 3.'), 'Listo, cancelé el turno número 3.'],
    ['Modifica la cita número 1 para el viernes a las 15:00', 'Voy a pasar el turno número 1 para el viernes a las 15:00. ¿Lo confirmás?'],
    ['sí', ['modificarTurno', { appointmentId: '1', patientName: 'Ana Martínez', newDate: 'el viernes', newTime: 'a las 15:00' }]],
  ]);
  holds(brainIn('en'), [
    ['I want to cancel my order number 3', 'May I have your DNI, or your first and last name?'],
    ['my number is 1 2 3 4 5 6 7 8', 'I am going to cancel order number 3. Is that right?'],
    ['yes please', ['cancelarOrder', { orderId: '3', dni: '12345678' }]],
    [done('Done, I have cancelled order number 3.'), 'Done, I have cancelled order number 3.'],
    ['I want to move my appointment number 5, for Ana Martinez', 'To which day or time shall I move it?'],
    ['to next friday at three pm', 'I am going to move appointment number 5 to next friday at 3 pm. Is that right?'],
    ['no, at half past ten', 'I am going to move appointment number 5 to next friday at half past 10. Is that right?'],
    ['yes', ['modificarTurno', { appointmentId: '5', patientName: 'Ana Martinez', newDate: 'next friday', newTime: 'at half past 10' }]],
  ]);
});

it('says a refusal as it is, and takes another value', () => {
  holds(brainIn('es'), [
    ['Agenda una cita para mañana a las 10 con el Dr. Rodríguez', '¿Cuál es el nombre y el apellido del paciente?'],
    ['soy ana martínez', '¿Cuál es el correo electrónico?'],
    ['ana punto martínez arroba example punto com', 'Voy a agendar un turno para Ana Martínez con Dr. Rodríguez, mañana a las 10. ¿Lo confirmás?'],
    ['dale', ['agendarTurno', { patientName: 'Ana Martínez', patientEmail: 'ana.martinez@example.com', doctorName: 'Dr. Rodríguez', date: 'mañana a las 10' }]],
    [wrong('Dr. Rodríguez ya tiene un turno. ¿Qué otro día te sirve?'), 'Dr. Rodríguez ya tiene un turno. ¿Qué otro día te sirve?'],
    ['a las once y media', 'Voy a agendar un turno para Ana Martínez con Dr. Rodríguez, mañana a las 11 y media. ¿Lo confirmás?'],
    ['sí', ['agendarTurno', { patientName: 'Ana Martínez', patientEmail: 'ana.martinez@example.com', doctorName: 'Dr. Rodríguez', date: 'mañana a las 11 y media' }]],
    [done('Listo, agendé el turno número 9.'), 'Listo, agendé el turno número 9.'],
    ['quiero consultar el pedido 4 con dni 99999999', ['consultarOrder', { orderId: '4', dni: '99999999' }]],
    [wrong('Esos datos no coinciden.'), 'Esos datos no coinciden.'],
    ['perdón, es 12345678', ['consultarOrder', { orderId: '4', dni: '12345678' }]],
    [wrong('No encontré el pedido número 4. ¿Podés fijarte?'), 'No encontré el pedido número 4. ¿Podés fijarte?'],
    ['es el pedido número seis', ['consultarOrder', { orderId: '6', dni: '12345678' }]],
  ]);
  holds(brainIn('en'), [
    ['check my order number 8, this is Juan Perez', ['consultarOrder', { orderId: '8', customerName: 'Juan Perez' }]],
    [wrong('These details do not match our records.'), 'These details do not match our records.'],
    ['sorry, 12345678', ['consultarOrder', { orderId: '8', dni: '12345678' }]],
    [{ code: 'TOOL_TIMEOUT', error: 'TOOL_TIMEOUT' }, 'I am sorry, that did not work. Shall I try again?'],
    ['yes, again', ['consultarOrder', { orderId: '8', dni: '12345678' }]],
  ]);
});

it('takes an order product by product, and says the total before it is created', () => {
  holds(brainIn('es'), [
    ['Crea un pedido para María García con 2 yerbas', '¿A qué precio cada uno?'],
    ['a veinticinco con cincuenta', '¿Cuál es el correo electrónico?'],
    ['maria@example.com', 'Voy a crear un pedido para María García, correo maria@example.com: 2 yerbas a 25,50 pesos, en total 51 pesos. ¿Está bien?'],
    ['y también una bombilla a 10 pesos', 'Voy a crear un pedido para María García, correo maria@example.com: 2 yerbas a 25,50 pesos y 1 bombilla a 10 pesos, en total 61 pesos. ¿Está bien?'],
    ['sí', ['crearOrder', { customerName: 'María García', customerEmail: 'maria@example.com', items: [{ name: 'yerbas', quantity: 2, price: 25.5 }, { name: 'bombilla', quantity: 1, price: 10 }] }]],
    [done('Listo, creé el pedido número 9.'), 'Listo, creé el pedido número 9.'],
  ]);
  holds(brainIn('es'), [
    ['quiero pedir 3 alfajores a 500 pesos y una torta a 90,50', '¿A nombre de quién? Decime nombre y apellido.'],
    ['Ana Ruiz, ana@example.com', 'Voy a crear un pedido para Ana Ruiz, correo ana@example.com: 3 alfajores a 500 pesos y 1 torta a 90,50 pesos, en total 1590,50 pesos. ¿Está bien?'],
    ['y también un mate', '¿A qué precio cada uno?'],
    ['veinte', 'Voy a crear un pedido para Ana Ruiz, correo ana@example.com: 3 alfajores a 500 pesos, 1 torta a 90,50 pesos y 1 mate a 20 pesos, en total 1610,50 pesos. ¿Está bien?'],
    ['2 tortas a 80', 'Voy a crear un pedido para Ana Ruiz, correo ana@example.com: 2 tortas a 80 pesos, en total 160 pesos. ¿Está bien?'],
  ]);
  holds(brainIn('en'), [
    ['I want to order three mugs at 20 pesos', 'What name is it for? First and last name, please.'],
    ['Bob Stone', 'What is the e-mail address?'],
    ['bob dot stone at example dot com', 'I am going to place an order for Bob Stone, e-mail bob.stone@example.com: 3 mugs at 20 pesos, in total 60 pesos. Is that right?'],
    ['that is right', ['crearOrder', { customerName: 'Bob Stone', customerEmail: 'bob.stone@example.com', items: [{ name: 'mugs', quantity: 3, price: 20 }] }]],
  ]);
});

it('follows a change of mind, and lets a task go', () => {
  holds(brainIn('es'), [
    ['quiero cancelar un turno', '¿Cuál es el número del turno?'],
    ['no, quiero hacer un pedido', '¿Qué querés pedir, y cuántos?'],
    ['olvidalo', 'Bueno, no hago nada. ¿Necesitás algo más?'],
    ['blablá', 'Te puedo ayudar a consultar, crear o cancelar un pedido, y a agendar, cambiar, consultar o cancelar un turno. ¿Qué necesitás?'],
  ]);
  holds(brainIn('en'), [
    ['I want to book an appointment with doctor lopez tomorrow at ten thirty', "What is the patient's first and last name?"],
    ['never mind', 'All right, I will not do anything. Is there anything else?'],
    ['goodbye', 'Goodbye, have a nice day.'],
  ]);
});

it('knows what was talked about, and short ways to say a wish', () => {
  holds(brainIn('en'), [
    ['order 12', 'May I have your DNI, or your first and last name?'],
    ['I do not know', 'Sorry, I did not catch that. May I have your DNI, or your first and last name?'],
    ['dni 30111222', ['consultarOrder', { orderId: '12', dni: '30111222' }]],
    [{ success: true, order: { id: '12', status: 'cancelled', spokenStatus: 'cancelled' } }, 'Order number 12 is cancelled.'],
    ["I'd like to cancel it", 'I am going to cancel order number 12. Is that right?'],
    ['no', 'All right, I will not do anything. Is there anything else?'],
    ['Book me in with Dr. House on December 3rd at 9:30 am', "What is the patient's first and last name?"],
    ['Greg Stone, greg@example.com', 'I am going to book an appointment for Greg Stone with Dr. House, December 3rd at 9:30 am. Is that right?'],
  ]);
  holds(brainIn('es'), [
    ['cancelalo', 'Te puedo ayudar a consultar, crear o cancelar un pedido, y a agendar, cambiar, consultar o cancelar un turno. ¿Qué necesitás?'],
    ['mi turno', '¿Cuál es el número del turno?'],
    ['no sé', 'Perdón, no te entendí. ¿Cuál es el número del turno?'],
    ['4, soy Juan Pérez', ['consultarTurno', { appointmentId: '4', patientName: 'Juan Pérez' }]],
    [wrong('No encontré el turno número 4. ¿Podés fijarte?'), 'No encontré el turno número 4. ¿Podés fijarte?'],
    ['me equivoqué, el número es el 5', ['consultarTurno', { appointmentId: '5', patientName: 'Juan Pérez' }]],
    [{ success: true, appointment: { id: '5', spokenDate: 'lunes a las 9', spokenStatus: 'agendado' } }, 'El turno número 5 es el lunes a las 9 y está agendado.'],
    ['cambialo para el jueves', 'Voy a pasar el turno número 5 para el jueves. ¿Lo confirmás?'],
  ]);
});

it('takes no yes for what was not heard yet, asks again for what was not understood, and follows the server', () => {
  const brain = brainIn('en');
  holds(brain, [['cancel order number 2 for Juan Perez', 'I am going to cancel order number 2. Is that right?']]);
  expect(brain.on({ kind: 'userText', text: 'yes', source: 'heard', overlapped: true })).toEqual([]);
  expect(shown(brain.on({ kind: 'notHeard' }))).toBe('Sorry, I did not catch that. Shall I do it, yes or no?');
  expect(shown(brain.on({ kind: 'serverText', text: 'The participant is silent. Say: "Are you still there?"' }))).toBe('Are you still there?');
  expect(brain.on({ kind: 'interrupted', spokenText: '' })).toEqual([]);
  holds(brain, [
    ['yes', ['cancelarOrder', { orderId: '2', customerName: 'Juan Perez' }]],
    ['hello?', 'One moment, I am looking.'],
    ['hello?', 'I am sorry, that did not work. Shall I try again?'],
  ]);
});

it('goes on from the turns of a stream before, and does nothing twice', () => {
  const turn = (role: 'USER' | 'ASSISTANT', text: string) => ({ role, text });
  const asked = [turn('USER', 'quiero cancelar el pedido número 2'), turn('ASSISTANT', '¿Me decís tu DNI, o tu nombre y apellido?'), turn('USER', 'soy Juan Pérez'), turn('ASSISTANT', 'Voy a cancelar el pedido número 2. ¿Lo confirmás?')];
  holds(brainIn('es', asked), [['sí', ['cancelarOrder', { orderId: '2', customerName: 'Juan Pérez' }]]]);
  const finished = [...asked, turn('USER', 'sí'), turn('ASSISTANT', 'Listo, cancelé el pedido número 2.')];
  holds(brainIn('es', finished), [
    ['sí', 'Te puedo ayudar a consultar, crear o cancelar un pedido, y a agendar, cambiar, consultar o cancelar un turno. ¿Qué necesitás?'],
    ['quiero consultar el pedido 5', ['consultarOrder', { orderId: '5', customerName: 'Juan Pérez' }]],
  ]);
  const lost = [...asked, turn('USER', 'sí')];
  holds(brainIn('es', lost), [['sí', 'Te puedo ayudar a consultar, crear o cancelar un pedido, y a agendar, cambiar, consultar o cancelar un turno. ¿Qué necesitás?']]);
  const refused = [...asked, turn('USER', 'sí'), turn('ASSISTANT', 'No encontré el pedido número 2. ¿Podés fijarte si ese es el número?')];
  holds(brainIn('es', refused), [['es el pedido número 3', 'Voy a cancelar el pedido número 3. ¿Lo confirmás?']]);
});

it('tells the recogniser what may come next', () => {
  const brain = brainIn('es');
  expect(brain.expectation()).toMatchObject({ kind: 'grammar', language: 'es', answer: expect.stringContaining('quiero hacer un pedido') });
  holds(brain, [['quiero consultar mi pedido', '¿Cuál es el número del pedido?']]);
  expect(brain.expectation()).toMatchObject({ answer: '[ el ] [ número ] <number> | no importa | hasta luego | olvidalo' });
});
