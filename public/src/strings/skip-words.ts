/** By primary language: what a participant would say. Not words of the page: the interviewer hears them, in the language of the interview. */
const wordsByLanguage: ReadonlyMap<string, string> = new Map([
  ['es', 'No quiero contestar esta pregunta.'],
]);

const english = 'I would rather not answer this question.';

/** The words that leave a question out. Other languages are heard as English. */
export const skipWordsIn = (language: string): string => wordsByLanguage.get(language.split('-')[0] ?? '') ?? english;
