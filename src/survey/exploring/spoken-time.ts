import type { Question } from '../questionnaire.js';

/** Calm speech: 150 words a minute. */
const wordsPerSecond = 2.5;
/** Between the end of one side's speech and the beginning of the other's, both ways. */
const turnSeconds = 1.5;
const confirmationSeconds = 4;

export const spokenSeconds = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length / wordsPerSecond;

/** What a person needs to answer, from the end of the question to the end of the answer. */
export function answerSeconds(question: Question): number {
  const confirmed = question.confirm === 'explicit' ? confirmationSeconds : 0;
  return secondsByType(question) + confirmed + (question.type === 'voice_prompt' ? 0 : turnSeconds);
}

function secondsByType(question: Question): number {
  switch (question.type) {
    case 'voice_prompt':
      return question.acknowledge === null ? 0 : 2;
    case 'yes_no':
      return 1.5;
    case 'rating_scale':
    case 'nps':
      return 2;
    case 'single_choice':
    case 'numeric':
      return 2.5;
    case 'date':
      return 3.5;
    case 'multiple_choice':
      return 5;
    case 'open_ended':
      return 12;
  }
}
