import type { Phrases } from './phrases.js';

export const spanish: Phrases = {
  tag: 'es',
  recorded: ['Gracias.', 'Muy bien.', 'Anotado, gracias.', 'De acuerdo.'],
  corrected: 'Lo he cambiado.',
  saving: 'Gracias.',
  notCurrent: 'Sigamos con la pregunta actual.',
  notSaved: 'Lo siento, no he podido guardarlo. Por favor, dígalo otra vez.',
  byTouch: 'También puede responder tocando la pantalla.',
  stillThere: ['¿Sigue ahí?', 'No he oído nada. ¿Sigue ahí?'],
  welcomeBack: 'Bienvenido de nuevo.',
  lineBroke: 'Perdón, la línea se cortó un momento.',
  stopped: 'Muy bien, lo dejamos aquí. Gracias por su tiempo. Adiós.',
  over: 'La entrevista ha terminado. Gracias y adiós.',
  confirm: (answer) => `He entendido: ${answer}. ¿Es correcto?`,
  confirmByRepeating: (answer) => `He entendido: ${answer}. Si es así, dígalo otra vez, por favor.`,
  about: (name, minutes) => `Esta es una encuesta breve: ${name}. Dura unos ${minutes} ${minutes === 1 ? 'minuto' : 'minutos'}.`,
};
