import type { Phrases } from './phrases.js';

export const spanish: Phrases = {
  tag: 'es',
  stillThere: ['¿Sigue ahí?', 'No he oído nada. ¿Sigue ahí?'],
  welcomeBack: 'Bienvenido de nuevo. ¿En qué estábamos?',
  lineGone: 'Perdón, la línea se cortó un momento.',
  sayAgain: '¿Me lo puede repetir?',
  afterAll: 'Al final sí ha funcionado.',
  apology: 'Lo siento, no ha funcionado en este momento. ¿Lo intento otra vez?',
};
