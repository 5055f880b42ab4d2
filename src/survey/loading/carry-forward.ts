import { optionKinds } from '../questionnaire.js';
import type { DynamicOptionsFile, OptionFile, QuestionFile } from './questionnaire-file.js';
import { quoted, type Report } from './load-problem.js';

type Mode = 'selected' | 'unselected' | 'displayed';

/** The three rules, and how they are spelt in the public questionnaires. */
const modes: ReadonlyMap<string, Mode> = new Map([
  ...['selected', 'selected_options', 'only_selected', 'include_selected', 'includes', 'include', 'has_selections'].map((name) => [name, 'selected'] as const),
  ...['unselected', 'not_selected', 'unselected_options', 'exclude_selected', 'excludes'].map((name) => [name, 'unselected'] as const),
  ...['displayed', 'all', 'shown'].map((name) => [name, 'displayed'] as const),
]);

/**
 * Writes options that are carried forward from an earlier choice out as options with conditions, in front of the question's own,
 * in the order of their source. `none`, `dont_know` and `refused` are never carried; `other` is, called by the words that were given.
 *
 * @param earlier the questions before this one, written out already
 */
export function withCarriedOptions(file: QuestionFile, earlier: ReadonlyMap<string, QuestionFile>, report: Report): QuestionFile {
  const dynamic = file.dynamicOptions;
  if (dynamic === undefined) return file;
  const here = report.at('dynamicOptions');
  const mode = modes.get(dynamic.filterRule.trim().toLowerCase().replace(/[\s-]+/g, '_'));
  if (mode === undefined) here.at('filterRule').add(`unknown rule ${quoted(dynamic.filterRule)}`, 'selected, unselected or displayed');
  const source = earlier.get(dynamic.sourceQuestionId);
  if (source === undefined) here.at('sourceQuestionId').add(`${quoted(dynamic.sourceQuestionId)} is no earlier question`, 'the id of an earlier question');
  const isChoice = source !== undefined && (source.questionType === 'single_choice' || source.questionType === 'multiple_choice');
  if (source !== undefined && !isChoice) here.at('sourceQuestionId').add(`${quoted(dynamic.sourceQuestionId)} is of type ${source.questionType}`, 'a single_choice or multiple_choice question');
  if (file.questionType !== 'single_choice' && file.questionType !== 'multiple_choice') here.add(`options in a question of type ${file.questionType}`, 'a single_choice or multiple_choice question');
  if (mode === undefined || source === undefined || !isChoice) return file;
  const left = excluded(dynamic);
  for (const id of left) if (!(source.options ?? []).some((option) => option.optionId === id)) here.at('exclude').add(`${quoted(id)} is no option of ${quoted(source.questionId)}`, 'the id of one of its options');
  const carried = optionsOf(source)
    .filter((option) => ['plain', 'other'].includes(kindOf(option)) && !left.includes(option.optionId))
    .map((option) => carriedOption(option, mode, source.questionId));
  // An option of its own under a carried id is that option, in other words.
  const own = file.options ?? [];
  const reworded = carried.map((option) => ({ ...option, ...own.find((other) => other.optionId === option.optionId) }));
  const added = own.filter((option) => !carried.some((other) => other.optionId === option.optionId));
  const configuration = file.configuration ?? {};
  return {
    ...file,
    options: [...reworded, ...added],
    configuration: {
      ...configuration,
      ...(dynamic.addNoneOption === true ? { addNoneOption: true } : {}),
      randomizeChoices: configuration.randomizeChoices ?? source.configuration?.randomizeChoices ?? false,
      orderOf: configuration.orderOf ?? source.configuration?.orderOf ?? source.questionId,
    },
  };
}

const excluded = ({ exclude, excludeValue }: DynamicOptionsFile): readonly string[] => [...(exclude ?? []), ...[excludeValue ?? []].flat()];

const kindOf = (option: OptionFile): string => option.kind ?? optionKinds.find((kind) => kind === option.optionId.toLowerCase()) ?? 'plain';

/** With the `other` option that the configuration adds. */
function optionsOf(source: QuestionFile): readonly OptionFile[] {
  const options = source.options ?? [];
  const adds = source.configuration?.addOtherOption === true && !options.some((option) => kindOf(option) === 'other');
  return adds ? [...options, { optionId: 'other', optionText: 'Other', kind: 'other' }] : options;
}

function carriedOption(option: OptionFile, mode: Mode, source: string): OptionFile {
  const test = (operator: string, value?: readonly string[]): unknown => ({ questionId: source, operator, ...(value === undefined ? {} : { value }) });
  const chosen = test('any_of', [option.optionId]);
  const conditions = ((): readonly unknown[] => {
    switch (mode) {
      case 'selected':
        return [chosen];
      case 'unselected':
        return [test('asked'), ...['dont_know', 'refused', 'no_response'].map((outcome) => ({ not: test(outcome) })), { not: chosen }];
      case 'displayed':
        return [test('asked')];
    }
  })();
  const shown = option.displayLogic?.conditions;
  // Who has chosen it was offered it.
  const itself = shown === undefined || mode === 'selected' ? [] : [option.displayLogic?.action === 'hide' ? { not: shown } : shown];
  const { displayLogic: _replaced, ...rest } = option;
  return {
    ...rest,
    ...(kindOf(option) === 'other' && mode === 'selected' ? { kind: 'plain', namedBy: option.namedBy ?? source } : {}),
    displayLogic: { conditions: { all: [...conditions, ...itself] } },
  };
}
