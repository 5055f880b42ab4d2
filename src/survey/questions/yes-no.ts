import { ok } from '../../kernel/result.js';
import { answered } from '../answer.js';
import { exactOption } from '../hearing/spoken-option.js';
import { spokenOutcome } from '../hearing/spoken-outcome.js';
import { spokenYesNo } from '../hearing/spoken-yes-no.js';
import { tokensFromText, wordsOnly } from '../hearing/words.js';
import type { Option, YesNoQuestion } from '../questionnaire.js';
import { plainOption } from './choice.js';
import { refused, textFromRaw, type QuestionKind } from './kind.js';

const yesNames = new Set(['yes', 'true', '1', 'y', 'si', 'sí']);
const noNames = new Set(['no', 'false', '2', '0', 'n']);

/** Yes or no, stored as a boolean. On a keypad 1 is yes and 2 is no. */
export const yesNo: QuestionKind<YesNoQuestion> = {
  load(base, file, report, spoken) {
    const labels = new Map<'yes' | 'no', string>();
    for (const [index, option] of (file.options ?? []).entries()) {
      const names = [option.optionId, String(option.optionValue ?? '')].map((name) => name.toLowerCase());
      const side = names.some((name) => yesNames.has(name)) ? 'yes' : names.some((name) => noNames.has(name)) ? 'no' : null;
      if (side === null || labels.has(side)) report.at('options', index).add('not one of the two options of a yes/no question', 'ids yes and no, or a single_choice question');
      else labels.set(side, option.optionText);
    }
    const option = (id: 'yes' | 'no'): Option => plainOption(id, labels.get(id) ?? spoken.say.labels[id], { value: String(id === 'yes'), readAloud: false });
    return { ...base, type: 'yes_no', options: [option('yes'), option('no')] };
  },
  normalise(_question, asked, raw) {
    const { say } = asked.spoken;
    if (typeof raw === 'boolean') return ok(answered(raw));
    const text = textFromRaw(raw);
    if (text === null) return refused('unclear', say.yesOrNo);
    const exact = exactOption(text, asked.options);
    if (exact !== null) return ok(answered(exact.optionId === 'yes'));
    const tokens = tokensFromText(text);
    const heard = wordsOnly(tokens);
    if (heard.length === 0) return refused('empty', say.nothingHeard, say.yesOrNo);
    if (heard.length === 1 && (heard[0] === '1' || heard[0] === '2')) return ok(answered(heard[0] === '1'));
    const letter = heard.length === 1 ? (heard[0] ?? '') : '';
    if (asked.spoken.yesLetters.includes(letter) || asked.spoken.noLetters.includes(letter)) return ok(answered(asked.spoken.yesLetters.includes(letter)));

    const outcome = spokenOutcome(tokens, asked.spoken);
    const polarity = spokenYesNo(outcome === null ? tokens : outcome.after, asked.spoken);
    if (outcome !== null && (outcome.answer.outcome === 'refused' || polarity === 'none' || polarity === 'unclear')) return ok(outcome.answer);
    return polarity === 'yes' || polarity === 'no' ? ok(answered(polarity === 'yes')) : refused('unclear', say.yesOrNo);
  },
  describe: (question, answer) => question.options[answer.value === true ? 0 : 1]?.text ?? String(answer.value),
  speak: (_question, asked) => asked.text,
  hints: (_question, asked) => asked.options.map((option) => option.text),
};
