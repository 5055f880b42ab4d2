import type { Phrases } from './phrases.js';

export const english: Phrases = {
  tag: 'en',
  recorded: ['Thank you.', 'Got it.', 'Noted, thank you.', 'Okay.'],
  corrected: 'I have changed that.',
  saving: 'Thank you.',
  notCurrent: 'Let us stay with the current question.',
  notSaved: 'I am sorry, I could not save that. Please say it once more.',
  byTouch: 'You can also answer by tapping on the page.',
  stillThere: ['Are you still there?', 'I have not heard anything. Are you still there?'],
  welcomeBack: 'Welcome back.',
  lineBroke: 'Sorry, the line was gone for a moment.',
  stopped: 'All right, we will stop here. Thank you for your time. Goodbye.',
  over: 'The interview is over. Thank you, and goodbye.',
  confirm: (answer) => `I have understood: ${answer}. Is that right?`,
  confirmByRepeating: (answer) => `I have understood: ${answer}. If that is right, please say it once more.`,
  about: (name, minutes) => `This is a short survey: ${name}. It takes about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
};
