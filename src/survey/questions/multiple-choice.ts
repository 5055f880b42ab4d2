import { ok, type Result } from '../../kernel/result.js';
import { answered, isSelection, type Answer, type AnswerRefusal } from '../answer.js';
import { spokenSelection, type Selection } from '../hearing/spoken-selection.js';
import { spokenOutcome } from '../hearing/spoken-outcome.js';
import { tokensFromText, wordsOnly } from '../hearing/words.js';
import { isSubstantive, type MultipleChoiceQuestion } from '../questionnaire.js';
import { describeOptions, isYesOrNo, loadOptions, maxOtherTextLength, optionTexts, otherTextFrom, speakChoice } from './choice.js';
import { refused, textFromRaw, type Asked, type QuestionKind } from './kind.js';

/** Several options, stored as ids in the questionnaire's order. */
export const multipleChoice: QuestionKind<MultipleChoiceQuestion> = {
  load(base, file, report, spoken) {
    const loaded = loadOptions(file, report, spoken);
    if (loaded === null) return null;
    const configuration = file.configuration ?? {};
    const plain = loaded.options.filter(isSubstantive).length;
    const minSelections = configuration.minSelections ?? (loaded.options.some((option) => option.kind === 'none') ? 1 : 0);
    const maxSelections = configuration.maxSelections ?? plain;
    if (minSelections > maxSelections || maxSelections > plain) {
      report.at('configuration').add(`${minSelections} to ${maxSelections} selections of ${plain} options`, 'minSelections up to maxSelections up to the number of options');
      return null;
    }
    return { ...base, type: 'multiple_choice', ...loaded, minSelections, maxSelections };
  },
  normalise: (question, asked, raw) => normalise(question, asked, raw),
  describe(question, answer, { spoken }) {
    return describeOptions(question.options, isSelection(answer.value) ? answer.value : [], answer, spoken);
  },
  speak: (question, asked) => speakChoice(question.readLevel, asked, true),
  hints: (_question, asked) => asked.options.map((option) => option.text),
};

/** Items of a list: an array, or the JSON text of one, as models like to send it. */
function itemsFromRaw(raw: unknown): readonly string[] | null {
  if (Array.isArray(raw)) {
    const texts = raw.slice(0, 100).map(textFromRaw);
    return texts.every((text) => text !== null) ? texts : null;
  }
  const text = textFromRaw(raw);
  if (text === null) return null;
  if (text.length <= 4000 && /^\s*\[.*\]\s*$/s.test(text)) {
    try {
      const parsed: unknown = JSON.parse(text);
      if (Array.isArray(parsed) && parsed.every((item) => typeof item === 'string' || typeof item === 'number')) return parsed.map(String);
    } catch {
      // Not JSON after all: words in brackets.
    }
  }
  return [text];
}

function normalise(question: MultipleChoiceQuestion, asked: Asked, raw: unknown): Result<Answer, AnswerRefusal> {
  const { options, spoken } = asked;
  const items = itemsFromRaw(raw);
  if (items === null) return refused('unclear', spoken.say.whichOptions);
  if (items.length > 0 && items.every((item) => wordsOnly(tokensFromText(item)).length === 0)) return refused('empty', spoken.say.nothingHeard, spoken.say.options(optionTexts(options), true));
  const only = items.length === 1 ? items[0] : undefined;
  const outcome = only === undefined ? null : spokenOutcome(tokensFromText(only), spoken);
  if (outcome?.answer.outcome === 'refused') return ok(outcome.answer);

  const chosen = new Set<string>();
  const unknown: string[] = [];
  for (const item of items) {
    const selection: Selection = spokenSelection(item, options, spoken);
    if (selection.kind === 'several') return refused('ambiguous', spoken.say.whichOption(selection.options.map((option) => option.text)));
    if (selection.kind === 'unclear') return refused('unclear', spoken.say.whichOptions);
    selection.options.forEach((option) => chosen.add(option.optionId));
    unknown.push(...selection.unknown);
  }
  if (outcome !== null && chosen.size === 0) return ok(outcome.answer);
  if (only !== undefined && chosen.size === 0 && isYesOrNo(tokensFromText(only), spoken)) return refused('unclear', spoken.say.whichOptions);
  return checked(question, asked, chosen, outcome === null ? unknown : []);
}

function checked(question: MultipleChoiceQuestion, asked: Asked, chosen: Set<string>, unknown: readonly string[]): Result<Answer, AnswerRefusal> {
  const { options, spoken } = asked;
  const other = options.find((option) => option.kind === 'other');
  // A bare number is nobody's own words for another option.
  const own = other === undefined ? [] : unknown.filter((text) => /\p{L}/u.test(text)).map((text) => otherTextFrom(text, other, spoken)).filter((text) => text !== null);
  if (unknown.some((text) => text.includes('?')) || (unknown.length > 0 && (other === undefined || (own.length === 0 && chosen.size === 0)))) {
    return refused('unknown_option', spoken.say.notAnOption(optionTexts(options)));
  }
  if (other !== undefined && own.length > 0) chosen.add(other.optionId);
  const none = options.find((option) => option.kind === 'none');
  const ids = question.options.map((option) => option.optionId).filter((id) => chosen.has(id));
  if (none !== undefined && chosen.has(none.optionId)) return ids.length === 1 ? ok(answered(ids)) : refused('exclusive_conflict', spoken.say.exclusive(none.text));
  const least = Math.min(question.minSelections, options.filter(isSubstantive).length);
  if (ids.length < least) return refused('too_few', spoken.say.atLeast(least));
  if (ids.length > question.maxSelections) return refused('too_many', spoken.say.atMost(question.maxSelections));
  return ok(own.length === 0 ? answered(ids) : { ...answered(ids), otherText: spoken.say.listAnd(own).slice(0, maxOtherTextLength) });
}
