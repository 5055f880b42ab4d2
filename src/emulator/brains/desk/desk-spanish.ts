import { firstNames, lastNames } from '../tasks/spoken-names.js';
import type { DeskWords } from './desk-words.js';

const months = 'enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre';
const weekdays = 'lunes|martes|miercoles|jueves|viernes|sabado|domingo';
const part = '(?: (?:de|por|a) la (?:manana|tarde|noche|madrugada))?';
const order = '(?:pedido|orden|compra)s?';
const appointment = '(?:turno|cita)s?';
const pesos = (amount: number): string => `${Number.isInteger(amount) ? amount : amount.toFixed(2).replace('.', ',')} ${amount === 1 ? 'peso' : 'pesos'}`;
const list = (parts: readonly string[]): string => new Intl.ListFormat('es', { type: 'conjunction' }).format(parts);
const alternatives = (words: readonly string[]): string => words.join(' | ').toLowerCase();

/** Carlos as he speaks in Argentina, with voseo. */
export const deskSpanish: DeskWords = {
  language: 'es',
  triggers: {
    cancelarOrder: new RegExp(`\\b(?:cancel|anul)\\p{L}*.*\\b${order}\\b`, 'u'),
    cancelarTurno: new RegExp(`\\b(?:cancel|anul)\\p{L}*.*\\b${appointment}\\b`, 'u'),
    modificarTurno: new RegExp(`\\b(?:modific|cambi|mov|mueve|muev|pas|reprogram|corr)\\p{L}*.*\\b${appointment}\\b`, 'u'),
    crearOrder: new RegExp(`\\b(?:crea|cree|crear|hacer|hace|haceme|nuevo|nueva|encarg)\\p{L}*.*\\b${order}\\b|\\b(?:quiero|quisiera) (?:pedir|comprar|encargar)\\b`, 'u'),
    agendarTurno: new RegExp(`\\b(?:agend|sac|reserv|pedir|dar|dame|program|necesito|nuevo|nueva)\\p{L}*.*\\b${appointment}\\b|\\b(?:quiero|quisiera) (?:un|una) ${appointment}\\b|\\b(?:agend|reserv)\\p{L}*.*\\b(?:doctora?|dra?)\\b`, 'u'),
    consultarOrder: new RegExp(`\\b(?:consult|estado|como|donde|cuando|ver|saber|busc|decime|que paso)\\p{L}*.*\\b${order}\\b`, 'u'),
    consultarTurno: new RegExp(`\\b(?:consult|estado|como|cuando|ver|saber|busc|decime|a que hora)\\p{L}*.*\\b${appointment}\\b`, 'u'),
  },
  loosely: {
    cancelarOrder: /\b(?:cancel|anul)\p{L}*/u,
    cancelarTurno: /\b(?:cancel|anul)\p{L}*/u,
    modificarTurno: /\b(?:modific|cambi|mov|pas|reprogram)\p{L}*/u,
    consultarOrder: new RegExp(`^\\W*(?:el |mi )?${order}(?: (?:numero )?\\d+)?\\W*$`),
    consultarTurno: new RegExp(`^\\W*(?:el |la |mi )?${appointment}(?: (?:numero )?\\d+)?\\W*$`),
  },
  talk: {
    yes: /^\W*(?:si|dale|claro|correcto|confirmo|confirmado|de acuerdo|esta bien|asi es|bueno|ok|okey|por supuesto|hacelo|perfecto)\b/,
    no: /^\W*(?:mejor )?(?:no|nada)\b(?! (?:lo )?se\b)|\bmejor no\b/,
    drop: /\b(?:olvidalo|olvidate|dejalo|deja(?:lo)? nomas|no importa|dejemoslo|ya no quiero)\b/,
    goodbye: /\b(?:chau|adios|hasta luego|nos vemos|hasta pronto)\b/,
    thanks: /\bgracias\b/,
    greeting: /^\W*(?:hola|buenas|buen dia|buenos dias|buenas tardes|buenas noches)\b/,
    details: /\b(?:detalles?|que productos|que tiene|que pedi|que hay en|con que doctor|con quien|de que tipo)\b/,
    again: /\b(?:otra vez|de nuevo|intenta|proba|repeti)\p{L}*\b/u,
    same: /\b(?:ese|esa|este|mismo|misma)\b|\b(?:cancel|anul|cambi|mov|pas|modific)\p{L}*(?:l[oa])\b/u,
    questions: {
      orderId: '¿Cuál es el número del pedido?',
      appointmentId: '¿Cuál es el número del turno?',
      identity: '¿Me decís tu DNI, o tu nombre y apellido?',
      customerName: '¿A nombre de quién? Decime nombre y apellido.',
      patientName: '¿Cuál es el nombre y el apellido del paciente?',
      doctorName: '¿Con qué doctor o doctora?',
      day: '¿Para qué día?',
      time: '¿A qué hora?',
      when: '¿Para qué día o a qué hora lo paso?',
      email: '¿Cuál es el correo electrónico?',
      items: '¿Qué querés pedir, y cuántos?',
      price: '¿A qué precio cada uno?',
    },
    say: {
      greeting: 'Hola, soy Carlos. ¿En qué te puedo ayudar: un pedido o un turno médico?',
      goodbye: 'Chau, que tengas un buen día.',
      thanks: 'De nada. ¿Necesitás algo más?',
      dropped: 'Bueno, no hago nada. ¿Necesitás algo más?',
      abilities: 'Te puedo ayudar a consultar, crear o cancelar un pedido, y a agendar, cambiar, consultar o cancelar un turno. ¿Qué necesitás?',
      notHeard: 'Perdón, no te entendí.',
      notUnderstood: 'Perdón, no te entendí. ¿Me decís el dato correcto?',
      yesOrNo: 'Perdón, no te entendí. ¿Lo confirmás, sí o no?',
      moment: 'Un momento, lo estoy viendo.',
      failed: 'Perdón, no funcionó. ¿Lo intento otra vez?',
      whatElse: 'Bueno. Si necesitás algo, decime.',
      noDetails: 'No tengo más detalles. ¿De qué pedido o turno me hablás?',
    },
  },
  slots: {
    idLead: `(?:${order}|${appointment}) (?:numero|nro\\.?|n°)?|numero|nro\\.?`,
    nameLead: 'soy|me llamo|mi nombre es|a nombre de|(?:el|la) paciente es|nombre y apellido|se llama',
    weakNameLead: 'para|de|es|paciente|cliente',
    doctorLead: 'doctora|dra|doctor|dr',
    doctorTitle: (said) => (/a$/.test(said) ? 'Dra.' : 'Dr.'),
    notNames: /^(?:el|la|los|las|un|una|de|del|y|o|a|al|en|con|por|para|es|soy|mi|tu|su|no|si|que|lo|le|me|se|te|ya|mas|pero|pedido|pedidos|turno|turnos|cita|numero|dni|doctor|doctora|dr|dra|hoy|manana|pasado|lunes|martes|miercoles|jueves|viernes|sabado|domingo|quiero|quisiera|necesito|puedo|tengo|favor|gracias|hola|bueno|perdon|entiendo|entendi|nada|nombre|apellido|paciente|cancelar|consultar|cambiar|modificar|correo|mail|email|electronico|arroba|punto|llamo|se|todavia|ahora|acuerdo|recuerdo|pesos|producto|productos|saber|algo|cuanto|cuando|donde|como)$/,
    at: 'arroba',
    dot: 'punto',
    time: new RegExp(
      `(?<!\\p{L})(?:(?:a|para|tipo|sobre) )?las? (?:una|\\d{1,2}(?::\\d{2})?)(?!\\d)(?: (?:y|menos|con) (?:media|cuarto|\\d{1,2}(?!\\d)))?(?: ?(?:hs|horas))?${part}|(?<!\\d)\\d{1,2}:\\d{2}(?: ?(?:hs|horas))?${part}|(?<!\\d)\\d{1,2} ?(?:hs|horas)\\b|\\bal mediodia\\b|\\b(?:a )?la una${part}`,
      'du',
    ),
    day: new RegExp(
      `\\b(?:pasado manana|hoy)\\b|(?<!\\bla )\\bmanana\\b|(?:(?:el|este|proximo) )*\\b(?:${weekdays})\\b(?: que viene| proximo)?(?: \\d{1,2}(?: de (?:${months}))?(?!\\d))?|(?:(?:el|dia) )*(?<!\\d)\\d{1,2} de (?:${months})(?: del? \\d{4})?|(?:el dia|el|dia) \\d{1,2}(?![\\d:.,])|\\d{4}-\\d{2}-\\d{2}|(?<!\\d)\\d{1,2}\\/\\d{1,2}(?:\\/\\d{2,4})?`,
      'du',
    ),
    item: /(?<![\p{L}\d])(\d+|una?) (?!pedido|turno|orden)(\p{L}[\p{L} ]{1,40}?) (?:a|de|por|que cuestan?) (\d+(?:[.,]\d{1,2})?)(?: con (\d{1,2}))?(?: (?:pesos?|dolares|euros))?(?: cada un[oa])?/du,
    itemWithoutPrice: /(?<![\p{L}\d])(\d+|una?) (?!pedido|turno|orden|hs|horas)(\p{L}{3,}(?: (?!para\b|con\b|a\b|y\b|por\b)\p{L}+){0,3})/du,
    price: /(?<!\d)(\d+(?:[.,]\d{1,2})?)(?: con (\d{1,2}))?(?!\d)/d,
    also: /\b(?:tambien|ademas|agreg\p{L}*|sum\p{L}*)\b|^\W*y\b/u,
  },
  confirm: {
    cancelOrder: (id) => `Voy a cancelar el pedido número ${id}. ¿Lo confirmás?`,
    createOrder: ({ name, email, items, total }) => `Voy a crear un pedido para ${name}, correo ${email}: ${list(items.map((item) => `${item.quantity} ${item.name} a ${pesos(item.price)}`))}, en total ${pesos(total)}. ¿Está bien?`,
    book: ({ patient, doctor, when }) => `Voy a agendar un turno para ${patient} con ${doctor}, ${when}. ¿Lo confirmás?`,
    cancelAppointment: (id, patient) => `Voy a cancelar el turno número ${id} de ${patient}. ¿Lo confirmás?`,
    move: (id, when) => `Voy a pasar el turno número ${id} para ${when}. ¿Lo confirmás?`,
  },
  tell: {
    order: (id, status, delivery) => `El pedido número ${id} está ${status}.${delivery === null ? '' : ` La entrega estimada es el ${delivery}.`}`,
    orderDetails: (items, total) => `El pedido tiene ${list(items.map(({ quantity, name }) => `${quantity} ${name}`))}, en total ${pesos(total)}.`,
    appointment: (id, when, status) => `El turno número ${id} es el ${when} y está ${status}.`,
    appointmentDetails: (doctor, type) => `El turno es con ${doctor}; el tipo es ${type}.`,
  },
  hearing: {
    rules: {
      digit: 'cero | uno | dos | tres | cuatro | cinco | seis | siete | ocho | nueve',
      number:
        'uno | dos | tres | cuatro | cinco | seis | siete | ocho | nueve | diez | once | doce | trece | catorce | quince | dieciséis | diecisiete | dieciocho | diecinueve | veinte | veintiuno | veintidós | veintitrés | veinticuatro | veinticinco | treinta | cuarenta | cincuenta | cien',
      hour: 'las ( ocho | nueve | diez | once | doce | dos | tres | cuatro | cinco | seis | siete | quince | dieciséis | diecisiete ) | la una',
      name: `( ${alternatives(firstNames.slice(0, 13))} ) ( ${alternatives(lastNames.slice(0, 13))} )`,
      dni: '<digit> <digit> <digit> <digit> <digit> <digit> <digit> [ <digit> ]',
      doctor: `[ el ] doctor ( ${alternatives(lastNames.slice(0, 13))} ) | [ la ] doctora ( ${alternatives(lastNames.slice(0, 13))} )`,
      weekday: 'lunes | martes | miércoles | jueves | viernes | sábado | domingo',
      month: 'enero | febrero | marzo | abril | mayo | junio | julio | agosto | septiembre | octubre | noviembre | diciembre',
      day: 'hoy | mañana | pasado mañana | el [ próximo ] <weekday> | el <number> de <month>',
      time: 'a <hour> [ y media | y cuarto ] [ de la mañana | de la tarde ]',
      email: `( ${alternatives(firstNames.slice(0, 13))} ) [ punto ( ${alternatives(lastNames.slice(0, 13))} ) ] arroba ( example | ejemplo | gmail | correo ) punto com`,
      product: 'yerba | yerbas | mate | mates | libro | libros | pelota | pelotas | remera | remeras | zapatilla | zapatillas | bombilla | bombillas | taza | tazas',
      item: '( <number> | un | una ) <product>',
    },
    top: [
      'quiero consultar ( mi | el | un ) ( pedido | turno ) [ número <number> ]',
      'quiero cancelar ( mi | el | un ) ( pedido | turno ) [ número <number> ]',
      '( cómo está | dónde está ) mi pedido',
      'cuándo es mi turno',
      'quiero hacer un pedido',
      'quiero sacar un turno [ con <doctor> ] [ <day> <time> ]',
      'quiero cambiar ( mi | el | un ) turno [ número <number> ]',
      'quiero más detalles',
      'no gracias',
      'muchas gracias',
      'hasta luego',
      'buenas tardes',
    ].join(' | '),
    confirm: 'sí | sí por favor | sí confirmo | dale | correcto | está bien | no | mejor no | no gracias',
    always: 'no importa | hasta luego | olvidalo',
    slots: {
      orderId: '[ el ] [ número ] <number>',
      appointmentId: '[ el ] [ número ] <number>',
      identity: '[ mi dni es ] <dni> | [ soy | me llamo | a nombre de ] <name>',
      customerName: '[ soy | me llamo | a nombre de ] <name>',
      patientName: '[ soy | me llamo | a nombre de ] <name>',
      doctorName: '[ con ] <doctor>',
      day: '[ para ] <day> [ <time> ]',
      time: '<time>',
      when: '[ para ] <day> [ <time> ] | <time>',
      email: '[ es ] <email>',
      items: '<item> [ a <number> pesos ]',
      price: '[ a ] <number> [ pesos ]',
    },
  },
};
