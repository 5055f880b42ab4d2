/** What the interviewer says besides the questionnaire's own words. English; a language is a table like this one. */
export const phrases = {
  recorded: ['Thank you.', 'Got it.', 'Noted, thank you.', 'Okay.'],
  corrected: 'I have changed that.',
  notCurrent: 'Let us stay with the current question.',
  notSaved: 'I am sorry, I could not save that. Please say it once more.',
  byTouch: 'You can also answer by tapping on the page.',
  stillThere: ['Are you still there?', 'I have not heard anything. Are you still there?'],
  welcomeBack: 'Welcome back.',
  stopped: 'All right, we will stop here. Thank you for your time. Goodbye.',
  over: 'The interview is over. Thank you, and goodbye.',
  about: (name: string, minutes: number): string => `This is a short survey: ${name}. It takes about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
} as const;

/** An acknowledgement that is not always the same; the same place in the interview always gets the same one. */
export function acknowledgement(answersSoFar: number): string {
  return phrases.recorded[answersSoFar % phrases.recorded.length] ?? 'Thank you.';
}
