import type { Answer } from '../answer.js';
import { cleanText } from '../hearing/clean-text.js';
import type { SpokenLanguage } from '../hearing/language.js';
import { isPhrase, tokensFromText, wordsOnly } from '../hearing/words.js';
import type { Report } from '../loading/load-problem.js';
import type { OptionFile, QuestionFile } from '../loading/questionnaire-file.js';
import { optionKinds, type ChoiceParts, type Option, type OptionOrder, type ReadLevel } from '../questionnaire.js';
import type { Asked } from './kind.js';

/** More options than this are not read out unless the file asks for it: nobody keeps them in mind. */
const maxReadOptions = 5;
export const maxOtherTextLength = 200;

/** The options of a choice, with `other` and `none` added where the configuration asks for them; null after reporting. */
export function loadOptions(file: QuestionFile, report: Report, spoken: SpokenLanguage): ChoiceParts | null {
  const configuration = file.configuration ?? {};
  const options = (file.options ?? []).map(optionFromFile);
  if (configuration.addOtherOption === true && !options.some((option) => option.kind === 'other')) options.push(special('other', spoken.say.labels.other));
  if (configuration.addNoneOption === true && !options.some((option) => option.kind === 'none')) options.push(special('none', spoken.say.labels.none));
  let fine = true;
  const complain = (index: number, problem: string, expected: string): void => {
    fine = false;
    report.at('options', index).add(problem, expected);
  };
  if (options.length < 2) {
    fine = false;
    report.at('options').add(`${options.length} options`, 'at least two');
  }
  for (const [index, option] of options.entries()) {
    const earlier = options.slice(0, index);
    if (earlier.some((other) => other.optionId === option.optionId)) complain(index, `option id "${option.optionId}" twice`, 'ids that differ');
    if (earlier.some((other) => other.value === option.value)) complain(index, `option value "${option.value}" twice`, 'values that differ');
    if (options.some((other) => other !== option && other.optionId === option.value)) complain(index, `option value "${option.value}" is the id of another option`, 'values that name one option only');
    if (earlier.some((other) => wordsOnly(tokensFromText(other.text)).join(' ') === wordsOnly(tokensFromText(option.text)).join(' '))) complain(index, `option text "${option.text}" twice`, 'texts that can be told apart by ear');
    if (option.kind !== 'plain' && earlier.some((other) => other.kind === option.kind)) complain(index, `a second option of kind ${option.kind}`, 'at most one');
  }
  if (!fine) return null;
  return {
    options,
    readLevel: configuration.readOptions ?? (options.length <= maxReadOptions ? 'read' : 'if_needed'),
    order: orders[String(configuration.randomizeChoices ?? false)] ?? 'as_written',
    orderOf: configuration.orderOf ?? file.questionId,
    autoSelectSingle: configuration.autoSelectSingle ?? false,
    otherPrompt: configuration.otherOptionPrompt ?? null,
  };
}

const orders: Readonly<Record<string, OptionOrder>> = { false: 'as_written', true: 'shuffled', reverse: 'reversed' };

function optionFromFile(file: OptionFile): Option {
  const id = file.optionId.toLowerCase();
  const kind = file.kind ?? optionKinds.find((one) => one === id) ?? 'plain';
  return {
    optionId: file.optionId,
    text: file.optionText,
    value: String(file.optionValue ?? file.optionId),
    kind,
    synonyms: file.synonyms ?? [],
    readAloud: file.readAloud ?? (kind !== 'dont_know' && kind !== 'refused'),
    anchored: file.anchored ?? false,
    namedBy: file.namedBy ?? null,
    showIf: null,
  };
}

/** An option that is always offered under its own name. */
export const plainOption = (optionId: string, text: string, more: Partial<Option> = {}): Option => ({
  optionId, text, value: optionId, kind: 'plain', synonyms: [], readAloud: true, anchored: false, namedBy: null, showIf: null, ...more,
});
const special = (kind: 'other' | 'none', text: string): Option => plainOption(kind, text, { kind });

/** Option texts as they are read out or listed in a refusal. */
export const optionTexts = (options: readonly Option[]): readonly string[] => options.filter((option) => option.readAloud).map((option) => option.text);

/** The text, and the options where they are to be read and the text does not name them itself. */
export function speakChoice(readLevel: ReadLevel, asked: Asked, several: boolean): string {
  const texts = optionTexts(asked.options);
  const said = ` ${wordsOnly(tokensFromText(asked.text)).join(' ')} `;
  const named = texts.every((text) => said.includes(` ${wordsOnly(tokensFromText(text)).join(' ')} `));
  return readLevel !== 'read' || named ? asked.text : `${asked.text} ${asked.spoken.say.options(texts, several)}`;
}

export function describeOptions(options: readonly Option[], ids: readonly string[], answer: Answer, spoken: SpokenLanguage): string {
  const texts = ids.map((id) => {
    const option = options.find((candidate) => candidate.optionId === id);
    if (option === undefined) return id;
    return option.kind === 'other' && answer.otherText !== undefined ? `${option.text}: "${answer.otherText}"` : option.text;
  });
  return texts.length === 0 ? spoken.say.labels.nothing : spoken.say.listAnd(texts);
}

/** A bare yes or no names no option, and is nobody's own words for another one. */
export const isYesOrNo = (tokens: readonly string[], spoken: SpokenLanguage): boolean => isPhrase(tokens, [...spoken.yes, ...spoken.no], spoken.fillers);

/** The participant's words for `other`: without the option's own name in front of them; null when no words of theirs remain. */
export function otherTextFrom(text: string, other: Option, spoken: SpokenLanguage): string | null {
  let own = cleanText(text);
  for (const name of [other.text, ...other.synonyms, other.optionId]) {
    if (own.toLowerCase().startsWith(name.toLowerCase())) {
      own = own.slice(name.length).replace(/^[\s:,;.!–-]+/, '');
      break;
    }
  }
  const meaningful = wordsOnly(tokensFromText(own)).some((word) => !spoken.fillers.has(word) && !spoken.lightWords.has(word));
  return meaningful ? own.slice(0, maxOtherTextLength).trim() : null;
}
