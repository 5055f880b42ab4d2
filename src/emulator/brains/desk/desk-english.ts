import { fold } from '../tasks/said.js';
import { firstNames, lastNames } from '../tasks/spoken-names.js';
import type { DeskWords } from './desk-words.js';

const months = 'january|february|march|april|may|june|july|august|september|october|november|december';
const weekdays = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday';
const part = '(?: in the (?:morning|afternoon|evening))?';
const half = "(?: ?(?:o'?clock|am|pm|a\\.m\\.?|p\\.m\\.?|a m|p m)\\b)";
const pesos = (amount: number): string => `${Number.isInteger(amount) ? amount : amount.toFixed(2)} ${amount === 1 ? 'peso' : 'pesos'}`;
const list = (parts: readonly string[]): string => new Intl.ListFormat('en', { type: 'conjunction' }).format(parts);
const alternatives = (words: readonly string[]): string => fold(words.join(' | '));
const appointment = 'appointments?';

/** Carlos in English. */
export const deskEnglish: DeskWords = {
  language: 'en',
  triggers: {
    cancelarOrder: /\b(?:cancel|call off)\b.*\border\b/,
    cancelarTurno: /\b(?:cancel|call off)\b.*\bappointment\b/,
    modificarTurno: /\b(?:move|change|reschedule|modify|postpone|shift)\b.*\bappointment\b/,
    crearOrder: /\b(?:place|create|make|new)\b.*\border\b|\bi (?:want|would like|'d like) to (?:order|buy)\b(?! number)/,
    agendarTurno: new RegExp(`\\b(?:book|make|schedule|need|get|new|arrange)\\b.*\\b${appointment}\\b|\\b(?:want|like) an ${appointment}\\b|\\bbook\\b.*\\b(?:dr|doctor)\\b`),
    consultarOrder: /\b(?:status|check|where|how|when|look up|consult|see|find|about)\b.*\border\b/,
    consultarTurno: /\b(?:status|check|when|what time|look up|consult|see|find|about)\b.*\bappointment\b/,
  },
  loosely: {
    cancelarOrder: /\bcancel\b/,
    cancelarTurno: /\bcancel\b/,
    modificarTurno: /\b(?:move|change|reschedule|postpone)\b/,
    consultarOrder: /^\W*(?:the |my )?order(?: (?:number )?\d+)?\W*$/,
    consultarTurno: /^\W*(?:the |my )?appointment(?: (?:number )?\d+)?\W*$/,
  },
  talk: {
    yes: /^\W*(?:yes|yeah|yep|sure|correct|right|okay|ok|please do|go ahead|that's right|that is right|confirm|of course|i do)\b/,
    no: /^\W*(?:no|nope|nothing|don't|do not|rather not|not now)\b/,
    drop: /\b(?:forget it|never mind|leave it|doesn't matter|does not matter)\b/,
    goodbye: /\b(?:good ?bye|bye|see you)\b/,
    thanks: /\bthank(?:s| you)\b/,
    greeting: /^\W*(?:hello|hi|hey|good (?:morning|afternoon|evening))\b/,
    details: /\b(?:details?|which products|what products|what is in|what's in|what did i order|which doctor|what type)\b/,
    again: /\b(?:again|once more|retry)\b/,
    same: /\b(?:it|that one|that|this|same)\b/,
    questions: {
      orderId: 'What is the order number?',
      appointmentId: 'What is the appointment number?',
      identity: 'May I have your DNI, or your first and last name?',
      customerName: 'What name is it for? First and last name, please.',
      patientName: "What is the patient's first and last name?",
      doctorName: 'With which doctor?',
      day: 'For which day?',
      time: 'At what time?',
      when: 'To which day or time shall I move it?',
      email: 'What is the e-mail address?',
      items: 'What would you like to order, and how many?',
      price: 'At what price each?',
    },
    say: {
      greeting: 'Hello, this is Carlos. How can I help you: with an order, or with a medical appointment?',
      goodbye: 'Goodbye, have a nice day.',
      thanks: 'You are welcome. Is there anything else?',
      dropped: 'All right, I will not do anything. Is there anything else?',
      abilities: 'I can look up, place or cancel an order, and book, move, look up or cancel an appointment. What do you need?',
      notHeard: 'Sorry, I did not catch that.',
      notUnderstood: 'Sorry, I did not catch that. Could you give me the right detail?',
      yesOrNo: 'Sorry, I did not catch that. Shall I do it, yes or no?',
      moment: 'One moment, I am looking.',
      failed: 'I am sorry, that did not work. Shall I try again?',
      whatElse: 'All right. Tell me when you need something.',
      noDetails: 'I have no more details. Which order or appointment do you mean?',
    },
  },
  slots: {
    idLead: '(?:order|appointment) (?:number|no\\.?)?|number|no\\.',
    nameLead: "i am|i'm|this is|my name is|the name is|name is|under the name(?: of)?|the patient is|in the name of",
    weakNameLead: 'for|of|from|patient|customer|is',
    doctorLead: 'doctor|dr',
    doctorTitle: () => 'Dr.',
    notNames:
      /^(?:the|a|an|and|or|of|to|at|in|on|with|by|for|from|is|am|i|i'm|it|it's|its|my|me|your|you|no|not|yes|do|don't|that|this|what|when|which|where|how|please|thanks|thank|hello|hi|sorry|order|orders|appointment|number|dni|doctor|dr|today|tomorrow|next|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|want|need|would|like|can|could|cancel|check|change|move|book|name|last|first|patient|email|mail|e-mail|address|dot|know|nothing|pesos|dollars|each|status|remember|understand)$/,
    at: 'at',
    dot: 'dot',
    time: new RegExp(
      `\\b(?:at )?(?:half past|(?:a )?quarter (?:past|to)) \\d{1,2}${half}?${part}|\\b(?:at|around|about) \\d{1,2}(?:[: ]\\d{2})?(?!\\d)${half}?${part}|(?<!\\d)\\d{1,2}(?:[: ]\\d{2})?${half}${part}|(?<!\\d)\\d{1,2}:\\d{2}${part}|\\b(?:at )?(?:noon|midday)\\b`,
      'd',
    ),
    day: new RegExp(
      `\\b(?:the day after tomorrow|tomorrow|today)\\b|(?:\\b(?:next|this) )*\\b(?:${weekdays})\\b(?: the \\d{1,2}(?:st|nd|rd|th)?)?|\\b(?:${months}) (?:the )?\\d{1,2}(?:st|nd|rd|th)?(?!\\d)|\\b(?:the )?\\d{1,2}(?:st|nd|rd|th)(?: of (?:${months}))?|\\d{4}-\\d{2}-\\d{2}|(?<!\\d)\\d{1,2}\\/\\d{1,2}(?:\\/\\d{2,4})?`,
      'd',
    ),
    item: /(?<![\p{L}\d])(\d+|an?) (?!order|appointment)(\p{L}[\p{L} ]{1,40}?) (?:at|for) (\d+(?:\.\d{1,2})?)(?: and (\d{1,2}))?(?: (?:pesos?|dollars?|euros?))?(?: each)?/du,
    itemWithoutPrice: /(?<![\p{L}\d])(\d+|an?) (?!order|appointment|am\b|pm\b)(\p{L}{3,}(?: (?!for\b|at\b|and\b|to\b|with\b)\p{L}+){0,3})/du,
    price: /(?<!\d)(\d+(?:\.\d{1,2})?)(?: and (\d{1,2}))?(?!\d)/d,
    also: /\b(?:also|too|as well|add)\b|^\W*and\b/,
  },
  confirm: {
    cancelOrder: (id) => `I am going to cancel order number ${id}. Is that right?`,
    createOrder: ({ name, email, items, total }) => `I am going to place an order for ${name}, e-mail ${email}: ${list(items.map((item) => `${item.quantity} ${item.name} at ${pesos(item.price)}`))}, in total ${pesos(total)}. Is that right?`,
    book: ({ patient, doctor, when }) => `I am going to book an appointment for ${patient} with ${doctor}, ${when}. Is that right?`,
    cancelAppointment: (id, patient) => `I am going to cancel appointment number ${id} of ${patient}. Is that right?`,
    move: (id, when) => `I am going to move appointment number ${id} to ${when}. Is that right?`,
  },
  tell: {
    order: (id, status, delivery) => `Order number ${id} is ${status}.${delivery === null ? '' : ` The estimated delivery is ${delivery}.`}`,
    orderDetails: (items, total) => `The order has ${list(items.map(({ quantity, name }) => `${quantity} ${name}`))}, in total ${pesos(total)}.`,
    appointment: (id, when, status) => `Appointment number ${id} is on ${when}, and it is ${status}.`,
    appointmentDetails: (doctor, type) => `The appointment is with ${doctor}; its type is ${type}.`,
  },
  hearing: {
    rules: {
      digit: 'zero | one | two | three | four | five | six | seven | eight | nine',
      number: 'one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve | thirteen | fourteen | fifteen | sixteen | seventeen | eighteen | nineteen | twenty | thirty | forty | fifty',
      hour: 'eight | nine | ten | eleven | one | two | three | four | five | six',
      name: `( ${alternatives(firstNames)} ) ( ${alternatives(lastNames)} )`,
      dni: '<digit> <digit> <digit> <digit> <digit> <digit> <digit> [ <digit> ]',
      doctor: `doctor ( ${alternatives(lastNames)} )`,
      weekday: 'monday | tuesday | wednesday | thursday | friday | saturday | sunday',
      day: 'today | tomorrow | the day after tomorrow | [ next ] <weekday>',
      time: 'at <hour> [ in the morning | in the afternoon ] | at noon',
      email: `( ${alternatives(firstNames)} ) [ dot ( ${alternatives(lastNames)} ) ] at ( example | mail | gmail ) dot com`,
      product: 'book | books | ball | balls | shirt | shirts | mug | mugs | lamp | lamps | mirror | mirrors',
      item: '( <number> | a ) <product>',
    },
    top: [
      '[ i want to ] check my ( order | appointment ) [ number <number> ]',
      'i want to cancel my ( order | appointment ) [ number <number> ]',
      'where is my order',
      'when is my appointment',
      'i want to place an order',
      'i want to book an appointment [ with <doctor> ] [ <day> <time> ]',
      'i want to move my appointment [ number <number> ]',
      'tell me the details',
      'no thank you',
      'thank you very much',
      'goodbye',
      'good morning',
    ].join(' | '),
    confirm: 'yes | yes please | yes go ahead | that is right | no | no thank you | rather not',
    always: 'never mind | goodbye | forget it',
    slots: {
      orderId: '[ it is ] [ number ] <number>',
      appointmentId: '[ it is ] [ number ] <number>',
      identity: '[ my number is ] <dni> | [ this is | my name is ] <name>',
      customerName: '[ this is | my name is ] <name>',
      patientName: '[ this is | my name is ] <name>',
      doctorName: '[ with ] <doctor>',
      day: '[ for ] <day> [ <time> ]',
      time: '<time>',
      when: '[ to ] <day> [ <time> ] | <time>',
      email: '[ it is ] <email>',
      items: '<item> [ at <number> pesos ]',
      price: '[ at ] <number> [ pesos ]',
    },
  },
};
