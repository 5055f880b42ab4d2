import type { Phrases } from './phrases.js';

export const english: Phrases = {
  tag: 'en',
  stillThere: ['Are you still there?', 'I have not heard anything. Are you still there?'],
  welcomeBack: 'Welcome back. Where were we?',
  lineGone: 'Sorry, the line was gone for a moment.',
  sayAgain: 'Could you say that again?',
  afterAll: 'It has worked after all.',
  apology: 'I am sorry, that did not work just now. Shall I try again?',
};
