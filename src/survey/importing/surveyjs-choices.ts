import { z } from 'zod';
import { defaultWords } from './default-words.js';
import type { DraftOption, DraftQuestion } from './draft.js';
import type { Findings } from './findings.js';
import { createSourceIds } from './source-ids.js';
import { sourceObject, type SourceObject } from './source-object.js';
import type { SubjectValue } from './subject.js';
import { localised, logicOf, subjectOf, wordsOf, type SurveyJsSurvey } from './surveyjs-survey.js';

type Value = SubjectValue['value'];
const value = z.union([z.string(), z.number(), z.boolean()]);
const flag = z.boolean();

export interface SurveyJsChoices {
  readonly options: readonly DraftOption[];
  readonly values: readonly SubjectValue[];
  readonly configuration: DraftQuestion['configuration'];
  readonly dynamicOptions?: NonNullable<DraftQuestion['dynamicOptions']>;
}

const outcomes = [
  ['showDontKnowItem', 'dontKnowText', 'dontknow', 'dont_know'],
  ['showRefuseItem', 'refuseText', 'refused', 'refused'],
] as const;

/** The choices of a question, those that switches add, and those of another question. */
export function surveyJsChoices(survey: SurveyJsSurvey, source: SourceObject, index: number): SurveyJsChoices {
  const { findings } = source;
  const ids = createSourceIds((name) => name === '__proto__');
  const own = (source.take('choices', z.array(z.unknown()).max(300)) ?? []).flatMap((item, at) => choice(survey, item, index, ids, findings.at('choices', at)));
  const special = specialOptions(survey, source, ids);
  const declined = outcomes.flatMap(([switchKey, textKey, name, outcome]): readonly SubjectValue[] => {
    source.leaveOut(new Set([textKey]));
    if (source.take(switchKey, flag) !== true) return [];
    findings.note(`${switchKey}: no option, because every question can be answered so (${outcome})`);
    return [{ value: name, meaning: { kind: 'outcome', outcome } }];
  });
  if (source.has('showSelectAllItem') || source.has('hasSelectAll')) findings.note('"select all" is left out: naming all options says the same');
  source.leaveOut(new Set(['showSelectAllItem', 'hasSelectAll', 'selectAllText', 'otherPlaceholder', 'otherErrorText', 'otherPlaceHolder', 'colCount', 'separateSpecialChoices', 'itemSize']));
  const order = source.take('choicesOrder', z.string()) ?? 'none';
  if (order === 'asc' || order === 'desc') findings.at('choicesOrder').refuse('choicesOrder', `"${order}" sorts by text, in each language anew`, 'the choices in that order, and none or random');
  else if (order !== 'none' && order !== 'random') findings.at('choicesOrder').refuse('choicesOrder', 'is not known', 'none or random');
  const carried = carriedOptions(survey, source, index);
  const options = [...(carried.copied ?? []).filter(({ optionId }) => !own.some(({ option }) => option.optionId === optionId)), ...own.map(({ option }) => option), ...special];
  const spelt: SubjectValue[] = [...own.map(({ option, spelt: name }): SubjectValue => ({ value: name, meaning: { kind: 'option', optionId: option.optionId } })), ...special.map((option): SubjectValue => ({ value: option.kind, meaning: { kind: 'option', optionId: option.optionId } }))];
  return {
    options,
    values: [...carried.values.filter((one) => !spelt.some((other) => other.value === one.value)), ...spelt, ...declined],
    configuration: order === 'random' ? { randomizeChoices: true } : carried.dynamicOptions !== undefined || carried.copied !== undefined ? { randomizeChoices: false } : {},
    ...(carried.dynamicOptions === undefined ? {} : { dynamicOptions: carried.dynamicOptions }),
  };
}

function choice(survey: SurveyJsSurvey, item: unknown, before: number, ids: ReturnType<typeof createSourceIds>, findings: Findings): readonly { readonly option: DraftOption; readonly spelt: Value }[] {
  const bare = value.safeParse(item);
  const source = bare.success ? null : sourceObject(item, findings, 'choice');
  const spelt = bare.success ? bare.data : source?.take('value', value);
  if (spelt === undefined) {
    if (source !== null) findings.refuse('choice', 'has no value', 'a value');
    return [];
  }
  const text = source?.take('text', localised) ?? String(spelt);
  const visibleIf = source?.take('visibleIf', z.string());
  source?.refuseRest('choice');
  const words = wordsOf(survey, text, null, findings);
  if (words === null) return [];
  const showIf = visibleIf === undefined ? null : logicOf(survey, visibleIf, before, findings.at('visibleIf'));
  return [{ option: { optionId: ids.add(String(spelt), findings), words, kind: 'plain', showIf }, spelt }];
}

function specialOptions(survey: SurveyJsSurvey, source: SourceObject, ids: ReturnType<typeof createSourceIds>): readonly DraftOption[] {
  const { findings } = source;
  const labels = { other: 'Something else', none: 'None of these' } as const;
  const switches = [['other', ['showOtherItem', 'hasOther'], 'otherText'], ['none', ['showNoneItem', 'hasNone'], 'noneText']] as const;
  const found = switches.flatMap(([kind, keys, textKey]): readonly DraftOption[] => {
    const shown = keys.map((key) => source.take(key, flag)).includes(true);
    const given = source.take(textKey, localised);
    if (!shown) return [];
    const words = wordsOf(survey, given ?? labels[kind], null, findings.at(textKey));
    if (given === undefined) findings.note(`${textKey}: "${labels[kind]}"${defaultWords(survey.main) === defaultWords('en') ? '' : ', in English'}`);
    return words === null ? [] : [{ optionId: ids.add(kind, findings), words, kind, showIf: null, anchored: true }];
  });
  return found;
}

interface Carried {
  readonly copied?: readonly DraftOption[];
  readonly values: readonly SubjectValue[];
  readonly dynamicOptions?: NonNullable<DraftQuestion['dynamicOptions']>;
}

function carriedOptions(survey: SurveyJsSurvey, source: SourceObject, before: number): Carried {
  const findings = source.findings.at('choicesFromQuestion');
  const name = source.take('choicesFromQuestion', z.string());
  const mode = source.take('choicesFromQuestionMode', z.enum(['all', 'selected', 'unselected'])) ?? 'all';
  if (name === undefined) return { values: [] };
  const no = (problem: string, expected: string): Carried => {
    findings.refuse('choicesFromQuestion', problem, expected);
    return { values: [] };
  };
  const subject = subjectOf(survey, name);
  if (subject === null || subject.index >= before || (subject.kind !== 'one' && subject.kind !== 'many')) return no('names no earlier question with choices', 'the name of an earlier checkbox, radiogroup or dropdown');
  const from = survey.questions[subject.index];
  const carries = (option: DraftOption): boolean => option.kind !== 'none';
  const options = (from?.options ?? []).filter(carries);
  const values = subject.values.filter(({ meaning }) => meaning.kind === 'option' && !(from?.options ?? []).some((option) => option.optionId === meaning.optionId && !carries(option)));
  if (mode === 'unselected' && !subject.isAlwaysAnswered) return no('all choices are shown where the other question has no answer', 'a required question that is always asked');
  if (mode !== 'all') return { values, dynamicOptions: { sourceQuestionId: subject.questionId, filterRule: mode } };
  if (from?.dynamicOptions !== undefined || options.some(({ kind }) => kind === 'other')) return no('"all" of choices that are carried themselves, or can be named by the participant', 'selected, or the choices written out');
  return { values, copied: options };
}
