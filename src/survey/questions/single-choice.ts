import { ok, type Result } from '../../kernel/result.js';
import { answered, type Answer, type AnswerRefusal } from '../answer.js';
import { exactOption, spokenOption, wordsOfLabels } from '../hearing/spoken-option.js';
import { spokenOutcome } from '../hearing/spoken-outcome.js';
import { isPhrase, splitCorrections, tokensFromText, wordsOnly } from '../hearing/words.js';
import type { Option, SingleChoiceQuestion } from '../questionnaire.js';
import { describeOptions, isYesOrNo, loadOptions, optionTexts, otherTextFrom, speakChoice } from './choice.js';
import { refused, textFromRaw, type Asked, type QuestionKind } from './kind.js';

/** Exactly one of several options; the option's id is stored. */
export const singleChoice: QuestionKind<SingleChoiceQuestion> = {
  load(base, file, report, spoken) {
    const loaded = loadOptions(file, report, spoken);
    return loaded === null ? null : { ...base, type: 'single_choice', ...loaded };
  },
  normalise: (_question, asked, raw) => normalise(asked, raw),
  describe: (question, answer, { spoken }) => describeOptions(question.options, [String(answer.value)], answer, spoken),
  speak: (question, asked) => speakChoice(question.readLevel, asked, false),
  hints: (_question, asked) => asked.options.map((option) => option.text),
};

function normalise(asked: Asked, raw: unknown): Result<Answer, AnswerRefusal> {
  const { options, spoken } = asked;
  const listed = optionTexts(options);
  const text = Array.isArray(raw) && raw.length === 1 ? textFromRaw(raw[0]) : textFromRaw(raw);
  if (text === null) return refused('unclear', spoken.say.whichOption(listed));
  const exact = exactOption(text, options);
  if (exact !== null) return ok(answered(exact.optionId));
  const tokens = tokensFromText(text);
  if (wordsOnly(tokens).length === 0) return refused('empty', spoken.say.nothingHeard, spoken.say.whichOption(listed));

  const outcome = spokenOutcome(tokens, spoken);
  if (outcome?.answer.outcome === 'refused') return ok(outcome.answer);
  const none = options.find((option) => option.kind === 'none');
  if (none !== undefined && isPhrase(tokens, spoken.none, spoken.fillers)) return ok(answered(none.optionId));
  const heard = outcome === null ? tokens : outcome.rest;
  const labelWords = wordsOfLabels(options);
  const { segments, retracted } = splitCorrections(heard, spoken, (marker) => marker.split(' ').some((word) => labelWords.has(word)));
  if (retracted) return refused('unclear', spoken.say.whichOption(listed));
  for (const segment of [...segments].reverse()) {
    const match = spokenOption(segment, options, spoken);
    if (match.kind === 'one') return ok(withOtherText(match.option, text, asked));
    if (match.kind === 'several') return refused('ambiguous', spoken.say.whichOption(match.options.map((option) => option.text)));
    if (match.kind === 'negated') return refused('unclear', spoken.say.sayAgain);
  }
  if (outcome !== null) return ok(outcome.answer);
  if (isYesOrNo(tokens, spoken)) return refused('unclear', spoken.say.whichOption(listed));
  return asOther(text, asked) ?? refused('unknown_option', spoken.say.notAnOption(listed));
}

function withOtherText(option: Option, text: string, asked: Asked): Answer {
  const own = option.kind === 'other' ? otherTextFrom(text, option, asked.spoken) : null;
  return own === null ? answered(option.optionId) : { ...answered(option.optionId), otherText: own };
}

/** Words that fit no option, where the question takes other words; a question back ("what?") is no answer, nor is a bare number. */
function asOther(text: string, asked: Asked): Result<Answer, AnswerRefusal> | null {
  const other = asked.options.find((option) => option.kind === 'other');
  if (other === undefined || text.includes('?') || !/\p{L}/u.test(text)) return null;
  const own = otherTextFrom(text, other, asked.spoken);
  return own === null ? null : ok({ ...answered(other.optionId), otherText: own });
}
