import type { Phrases } from './phrases.js';

export const english: Phrases = {
  tag: 'en',
  stillThere: ['Are you still there?', 'I have not heard anything. Are you still there?'],
  welcomeBack: 'Welcome back. Where were we?',
  lineBroke: 'Sorry, the line was gone for a moment. Could you say that again?',
  apology: 'I am sorry, that did not work just now. Shall I try again?',
};
