import type { Answer } from '../answer.js';
import type { SpokenLanguage } from './language.js';
import { indexOfPhrase, isPhrase } from './words.js';

export interface SpokenOutcome {
  readonly answer: Answer;
  /** The words behind the phrase: where an answer follows ("I don't know, maybe seven"), it counts instead. */
  readonly after: readonly string[];
  /** All words without the phrase. */
  readonly rest: readonly string[];
}

/** "I don't know", "I'd rather not say": outcomes of their own, wherever they stand in a short answer. */
export function spokenOutcome(tokens: readonly string[], language: SpokenLanguage): SpokenOutcome | null {
  if (isPhrase(tokens, language.refusedAlone, language.fillers)) return { answer: { outcome: 'refused', value: null }, after: [], rest: [] };
  return firstPhrase(tokens, language.refused, 'refused') ?? firstPhrase(tokens, language.dontKnow, 'dont_know');
}

function firstPhrase(tokens: readonly string[], phrases: readonly string[], outcome: 'refused' | 'dont_know'): SpokenOutcome | null {
  for (const phrase of phrases) {
    const at = indexOfPhrase(tokens, phrase);
    if (at < 0) continue;
    const after = tokens.slice(at + phrase.split(' ').length);
    return { answer: { outcome, value: null }, after, rest: [...tokens.slice(0, at), ...after] };
  }
  return null;
}
