import { ok } from '../../kernel/result.js';
import { answered } from '../answer.js';
import { cleanText } from '../hearing/clean-text.js';
import { spokenOutcome } from '../hearing/spoken-outcome.js';
import { tokensFromText, wordsOnly } from '../hearing/words.js';
import type { OpenEndedQuestion } from '../questionnaire.js';
import { refused, textFromRaw, type QuestionKind } from './kind.js';

/** The participant's own words, kept as said but for white space. */
export const openEnded: QuestionKind<OpenEndedQuestion> = {
  load(base, file) {
    const configuration = file.configuration ?? {};
    return {
      ...base,
      type: 'open_ended',
      maxLength: configuration.maxResponseLength ?? 2000,
      sentiment: configuration.sentimentDetectionEnabled ?? configuration.sentimentDetection ?? false,
    };
  },
  normalise(question, asked, raw) {
    const { say } = asked.spoken;
    const given = textFromRaw(raw);
    if (given === null) return refused('no_words', say.inWords);
    // Four times the limit cannot shrink to the limit by losing white space that a person could produce.
    if (given.length > 4 * question.maxLength + 1000) return refused('too_long', say.shorter);
    const text = cleanText(given);
    if (text === '') return refused('empty', say.nothingHeard, say.inWords);
    if (text.length > question.maxLength) return refused('too_long', say.shorter);
    const heard = wordsOnly(tokensFromText(text));
    const isNoise = (word: string): boolean => asked.spoken.fillers.has(word) || asked.spoken.lightWords.has(word);
    const outcome = spokenOutcome(heard, asked.spoken);
    const addsNothing = (word: string): boolean => isNoise(word) || (outcome?.answer.outcome === 'refused' && asked.spoken.refusalWords.has(word));
    if (outcome !== null && outcome.rest.every(addsNothing)) return ok(outcome.answer);
    if (heard.length === 0 || heard.every((word) => /^(u+h*m*|e+r*m*|h+m+|m+|a+h*)$/.test(word))) return refused('no_words', say.inWords);
    return ok(answered(text));
  },
  describe: (_question, answer) => String(answer.value),
  speak: (_question, asked) => asked.text,
  hints: () => [],
};
