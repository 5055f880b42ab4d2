import { unreachable } from '../../kernel/result.js';
import { languageFromTag } from '../hearing/languages.js';
import type { MultipleChoiceQuestion, Option, Question, Questionnaire, Scale, SingleChoiceQuestion } from '../questionnaire.js';
import { maxOtherTextLength } from '../questions/choice.js';
import { textFrom, type TextTemplate } from '../text-template.js';
import { missingCodesOutside, missingCodesOfCodes, type MissingCodes } from './missing-codes.js';
import { createVariableNames, type VariableNames } from './variable-names.js';

export interface ValueLabel {
  readonly code: number;
  readonly label: string;
}

/** `code`: one of the variable's values; `flag`: 1 chosen, 0 not; `date`: ISO `YYYY-MM-DD`. */
export type VariableType =
  | { readonly kind: 'text'; readonly maxChars: number }
  | { readonly kind: 'number'; readonly min: number | null; readonly max: number | null; readonly decimals: number }
  | { readonly kind: 'code' | 'flag' | 'date' };

export const interviewFacts = ['session_id', 'user_id', 'version', 'language', 'started', 'ended', 'seconds', 'status', 'aapor'] as const;
export type InterviewFact = (typeof interviewFacts)[number];

/** Where a variable's values come from. */
export type VariableSource =
  | { readonly kind: 'fact'; readonly fact: InterviewFact }
  | { readonly kind: 'answer' | 'outcome' | 'other_text' | 'order' | 'sentiment'; readonly questionId: string }
  | { readonly kind: 'option'; readonly questionId: string; readonly optionId: string };

/** One column of the data. */
export interface Variable {
  /** Legal in every format, and unique. */
  readonly name: string;
  readonly label: string;
  readonly type: VariableType;
  readonly source: VariableSource;
  /** Of what has codes: the substantive values in the questionnaire's order. */
  readonly values: readonly ValueLabel[];
  /** The codes of don't know, refused and no response; null: blank says it, or another variable. */
  readonly missing: MissingCodes | null;
}

/** The flags that make up one multiple choice. */
export interface VariableSet {
  readonly name: string;
  readonly label: string;
  readonly questionId: string;
  /** In the questionnaire's order, as indexes into `variables`. */
  readonly members: readonly { readonly index: number; readonly code: number; readonly label: string }[];
  readonly missing: MissingCodes;
}

/** What the data of a questionnaire look like, in every format that has columns. */
export interface Codebook {
  readonly questionnaireId: string;
  readonly name: string;
  readonly version: string;
  readonly language: string;
  readonly variables: readonly Variable[];
  readonly sets: readonly VariableSet[];
  /** The codes of the options of each choice, by question id and option id. */
  readonly optionCodes: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

const factLabels: Readonly<Record<InterviewFact, readonly [label: string, type: VariableType]>> = {
  session_id: ['Interview', { kind: 'text', maxChars: 128 }],
  user_id: ['Participant', { kind: 'text', maxChars: 256 }],
  version: ['Version of the questionnaire', { kind: 'text', maxChars: 64 }],
  language: ['Language', { kind: 'text', maxChars: 35 }],
  started: ['Start (ISO 8601, UTC)', { kind: 'text', maxChars: 24 }],
  ended: ['End (ISO 8601, UTC)', { kind: 'text', maxChars: 24 }],
  seconds: ['Duration in seconds', { kind: 'number', min: 0, max: null, decimals: 0 }],
  status: ['How the interview ended', { kind: 'text', maxChars: 20 }],
  aapor: ['Final disposition code (AAPOR)', { kind: 'text', maxChars: 8 }],
};

/**
 * The codebook of a questionnaire in the language that it was loaded in. Voice prompts have no variable; a multiple choice has a
 * flag for each option; what was said for `other` and the order of options that were moved are variables of their own. Where a
 * text or a date was not given, `<name>_outcome` says why.
 */
export function codebookFrom(questionnaire: Questionnaire): Codebook {
  const names = createVariableNames();
  const variables: Variable[] = interviewFacts.map((fact): Variable => {
    const [label, type] = factLabels[fact];
    return { name: names.take(fact, '', fact), label, type, source: { kind: 'fact', fact }, values: [], missing: null };
  });
  const sets: VariableSet[] = [];
  const optionCodes = new Map<string, ReadonlyMap<string, number>>();
  const labels = languageFromTag(questionnaire.language).say.labels;
  const words: Words = { yes: labels.yes, no: labels.no, answered: 'Answered', dont_know: labels.dontKnow, refused: labels.refused, no_response: labels.noResponse };
  for (const [position, question] of questionnaire.questions.entries()) {
    if (question.type === 'single_choice' || question.type === 'multiple_choice') optionCodes.set(question.questionId, codesOf(question.options));
    const make: Make = { names, fallback: `q${position + 1}`, words, codes: optionCodes.get(question.questionId) ?? new Map<string, number>() };
    if (question.type === 'multiple_choice') sets.push(flagsOf(question, make, variables));
    else variables.push(...variablesOf(question, make));
    variables.push(...besides(question, make));
  }
  return {
    questionnaireId: questionnaire.questionnaireId,
    name: questionnaire.name,
    version: questionnaire.version,
    language: questionnaire.language,
    variables,
    sets,
    optionCodes,
  };
}

interface Words {
  readonly yes: string;
  readonly no: string;
  readonly answered: string;
  readonly dont_know: string;
  readonly refused: string;
  readonly no_response: string;
}

interface Make {
  readonly names: VariableNames;
  readonly fallback: string;
  readonly words: Words;
  readonly codes: ReadonlyMap<string, number>;
}

/** Earlier answers that are filled in stand as their question's id in brackets. */
const labelFrom = (template: TextTemplate): string => textFrom(template, (questionId) => `[${questionId}]`);

/** Options that are outcomes (don't know, refused) are missing values, not codes. */
export const isCoded = ({ kind }: Pick<Option, 'kind'>): boolean => kind !== 'dont_know' && kind !== 'refused';

/** The author's own codes where every option's value is one; else their places in the questionnaire, from 1. */
function codesOf(options: readonly Option[]): ReadonlyMap<string, number> {
  const coded = options.filter(isCoded);
  const own = coded.map(({ value }) => (/^[1-9]\d?$/.test(value) ? Number(value) : null));
  const usable = own.every((code) => code !== null && code < 97) && new Set(own).size === own.length;
  return new Map(coded.map(({ optionId }, index) => [optionId, (usable ? own[index] : null) ?? index + 1] as const));
}

/** An option that says "don't know" or "rather not say" in the author's words names that missing value. */
function wordsFor(question: SingleChoiceQuestion | MultipleChoiceQuestion, words: Words): Words {
  const named = (kind: 'dont_know' | 'refused'): string => question.options.find((option) => option.kind === kind)?.text ?? words[kind];
  return { ...words, dont_know: named('dont_know'), refused: named('refused') };
}

const valuesOf = (options: readonly Option[], codes: ReadonlyMap<string, number>): readonly ValueLabel[] =>
  options.flatMap(({ optionId, text }) => {
    const code = codes.get(optionId);
    return code === undefined ? [] : [{ code, label: text }];
  });

function flagsOf(question: MultipleChoiceQuestion, { names, fallback, words, codes }: Make, variables: Variable[]): VariableSet {
  const { questionId } = question;
  const label = labelFrom(question.text);
  const missing = missingCodesOfCodes(wordsFor(question, words));
  const name = names.take(questionId, '', fallback);
  const members = question.options.filter(isCoded).map((option) => {
    const code = codes.get(option.optionId) ?? 0;
    const index = variables.push({
      name: names.take(name, `_${code}`, fallback),
      label: `${option.text} | ${label}`,
      type: { kind: 'flag' },
      source: { kind: 'option', questionId, optionId: option.optionId },
      values: [{ code: 1, label: words.yes }, { code: 0, label: words.no }],
      missing,
    });
    return { index: index - 1, code, label: option.text };
  });
  return { name, label, questionId, members, missing };
}

function variablesOf(question: Exclude<Question, MultipleChoiceQuestion>, { names, fallback, words, codes }: Make): readonly Variable[] {
  const { questionId } = question;
  const label = labelFrom(question.text);
  const source: VariableSource = { kind: 'answer', questionId };
  const own = (type: VariableType, values: readonly ValueLabel[], missing: MissingCodes | null): Variable => ({
    name: names.take(questionId, '', fallback), label, type, source, values, missing,
  });
  /** What has no room for codes of its own gets a variable that says what became of the question. */
  const withOutcome = (variable: Variable): readonly Variable[] => [
    variable,
    {
      name: names.take(variable.name, '_outcome', fallback),
      label: `Outcome | ${label}`,
      type: { kind: 'code' },
      source: { kind: 'outcome', questionId },
      values: [{ code: 1, label: words.answered }],
      missing: missingCodesOfCodes(words),
    },
  ];
  const number = (min: number | null, max: number | null, decimals: number, values: readonly ValueLabel[] = []): Variable =>
    own({ kind: 'number', min, max, decimals }, values, missingCodesOutside(min, max, words));
  switch (question.type) {
    case 'voice_prompt':
      return [];
    case 'single_choice':
      return [own({ kind: 'code' }, valuesOf(question.options, codes), missingCodesOfCodes(wordsFor(question, words)))];
    case 'yes_no': {
      const [yes, no] = question.options;
      const values = [{ code: 1, label: yes?.text ?? words.yes }, { code: 0, label: no?.text ?? words.no }];
      return [own({ kind: 'code' }, values, missingCodesOfCodes(words))];
    }
    case 'rating_scale':
    case 'nps':
      return [number(question.scale.min, question.scale.max, 0, endsOf(question.scale))];
    case 'numeric':
      return [number(question.min, question.max, question.decimals)];
    case 'date':
      if (question.precision === 'year') return [number(1000, 9999, 0)];
      return withOutcome(own(question.precision === 'day' ? { kind: 'date' } : { kind: 'text', maxChars: 7 }, [], null));
    case 'open_ended': {
      const given = withOutcome(own({ kind: 'text', maxChars: question.maxLength }, [], null));
      return question.sentiment ? [...given, besideOf(question, names, fallback, '_sentiment', 'Sentiment', 'sentiment', 8)] : given;
    }
    default:
      return unreachable(question);
  }
}

const endsOf = ({ min, max, minLabel, maxLabel }: Scale): readonly ValueLabel[] => [
  ...(minLabel === null ? [] : [{ code: min, label: minLabel }]),
  ...(maxLabel === null ? [] : [{ code: max, label: maxLabel }]),
];

/** The participant's own words for `other`, and the order in which options were offered. */
function besides(question: Question, { names, fallback, codes }: Make): readonly Variable[] {
  if (question.type !== 'single_choice' && question.type !== 'multiple_choice') return [];
  const other = question.options.find(({ kind }) => kind === 'other');
  return [
    ...(other === undefined ? [] : [besideOf(question, names, fallback, '_other', other.text, 'other_text', maxOtherTextLength)]),
    ...(question.order === 'as_written' ? [] : [besideOf(question, names, fallback, '_order', 'Codes of the options as offered', 'order', 3 * codes.size)]),
  ];
}

/** A text that belongs to a question beside its answer. */
const besideOf = (
  { questionId, text }: Question,
  names: VariableNames,
  fallback: string,
  suffix: string,
  title: string,
  kind: 'other_text' | 'order' | 'sentiment',
  maxChars: number,
): Variable => ({
  name: names.take(questionId, suffix, fallback),
  label: `${title} | ${labelFrom(text)}`,
  type: { kind: 'text', maxChars },
  source: { kind, questionId },
  values: [],
  missing: null,
});
