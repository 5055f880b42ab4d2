import { isSelection, type Answer } from './answer.js';
import { cleanText } from './hearing/clean-text.js';
import { languageFromTag } from './hearing/languages.js';
import { describe } from './questions/index.js';
import type { Step } from './step.js';

/** A participant's own words may be repeated to them, but no speech of theirs becomes a question of ours. */
const maxOwnWords = 80;

/** The answer as it is said inside another question; null where there is no substantive one. */
export function pipedText(step: Step): string | null {
  const { question, answer } = step;
  if (answer?.outcome !== 'answered') return null;
  switch (question.type) {
    case 'open_ended':
      return quotedWords(String(answer.value));
    case 'single_choice':
    case 'multiple_choice':
      return pipedOptions(step, answer);
    case 'rating_scale':
    case 'nps':
      return String(answer.value);
    default:
      return describe(step, answer);
  }
}

function pipedOptions({ options, language }: Step, answer: Answer): string | null {
  const ids = isSelection(answer.value) ? answer.value : [String(answer.value)];
  const texts = ids.flatMap((id) => {
    const option = options.find((candidate) => candidate.optionId === id);
    if (option === undefined) return [];
    return [option.kind === 'other' && answer.otherText !== undefined ? quotedWords(answer.otherText) : option.text];
  });
  return texts.length === 0 ? null : languageFromTag(language).say.listAnd(texts);
}

/** Words of a participant inside ours: marked as theirs, short, without marks that could end the quotation or name a place. */
export function quotedWords(text: string): string {
  const words = cleanText(text.slice(0, 4 * maxOwnWords)).replace(/["“”„«»{}[\]<>]/g, '');
  return `“${words.length > maxOwnWords ? `${words.slice(0, maxOwnWords).trimEnd()}…` : words}”`;
}
