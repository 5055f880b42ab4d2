import { unreachable } from '../../kernel/result.js';
import type { Question } from '../questionnaire.js';

/** Calm speech: 150 words a minute. */
const wordsPerSecond = 2.5;
/** Between the end of one side's speech and the beginning of the other's, both ways, and the word of thanks before the next question. */
const turnSeconds = 3;
const confirmationSeconds = 6;

export const spokenSeconds = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length / wordsPerSecond;

/** What a person needs to answer, from the end of the question to the end of the answer. */
export function answerSeconds(question: Question): number {
  const confirmed = question.confirm === 'explicit' ? confirmationSeconds : 0;
  return secondsByType(question) + confirmed + (question.type === 'voice_prompt' ? 0 : turnSeconds);
}

/** People think aloud: more than the words of the answer, and most when nobody gives them any. */
function secondsByType(question: Question): number {
  switch (question.type) {
    case 'voice_prompt':
      return question.acknowledge === null ? 0 : 2;
    case 'yes_no':
      return 2;
    case 'rating_scale':
    case 'nps':
      return 3;
    case 'single_choice':
    case 'numeric':
      return 4;
    case 'date':
      return 5;
    case 'multiple_choice':
      return 8;
    case 'open_ended':
      return 20;
    default:
      return unreachable(question);
  }
}

/** How long interviews have taken to come somewhere. */
export interface Travel {
  readonly shortest: number;
  readonly longest: number;
  /** Of all interviews, how many come here, from 0 to 1; and their seconds, weighted by it. */
  readonly mass: number;
  readonly massSeconds: number;
}

export const departure: Travel = { shortest: 0, longest: 0, mass: 1, massSeconds: 0 };

/** A share of the interviews, some seconds later. */
export const later = (travel: Travel, seconds: number, share: number): Travel => ({
  shortest: travel.shortest + seconds,
  longest: travel.longest + seconds,
  mass: travel.mass * share,
  massSeconds: (travel.massSeconds + travel.mass * seconds) * share,
});

export const together = (one: Travel, other: Travel): Travel => ({
  shortest: Math.min(one.shortest, other.shortest),
  longest: Math.max(one.longest, other.longest),
  mass: one.mass + other.mass,
  massSeconds: one.massSeconds + other.massSeconds,
});
