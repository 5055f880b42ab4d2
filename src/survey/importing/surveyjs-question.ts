import { z } from 'zod';
import type { DraftOption, DraftQuestion, DraftType, Words } from './draft.js';
import { shortened } from './findings.js';
import type { SourceObject } from './source-object.js';
import { optionValues, type Subject, type SubjectKind, type SubjectValue } from './subject.js';
import { surveyJsChoices } from './surveyjs-choices.js';
import type { SurveyJsElement } from './surveyjs-elements.js';
import { allLogicOf, localised, wordsOf, type SurveyJsSurvey } from './surveyjs-survey.js';

const harmless = new Set([
  'width', 'minWidth', 'maxWidth', 'startWithNewLine', 'indent', 'titleLocation', 'descriptionLocation', 'hideNumber', 'showNumber', 'size', 'placeholder', 'placeHolder', 'requiredErrorText', 'errorLocation', 'state',
  'renderAs', 'searchEnabled', 'searchMode', 'allowClear', 'clearIfInvisible', 'rows', 'cols', 'autoGrow', 'allowResize', 'acceptCarriageReturn', 'id', 'autocomplete', 'textUpdateMode', 'useDisplayValuesInDynamicTexts', 'minErrorText', 'maxErrorText',
  'rateType', 'displayMode', 'scaleColorMode', 'rateColorMode', 'rateDescriptionLocation', 'autoGenerate', 'displayRateDescriptionsAsExtremeItems', 'swapOrder', 'closeOnSelect', 'hideSelectedItems', 'maxWidthTextBox', 'showClearButton', 'commentPlaceholder',
]);

/** What the kinds of questions differ in. */
interface Parts {
  readonly type: DraftType;
  readonly kind: SubjectKind;
  readonly options?: readonly DraftOption[];
  readonly values?: readonly SubjectValue[];
  readonly configuration?: DraftQuestion['configuration'];
  readonly dynamicOptions?: NonNullable<DraftQuestion['dynamicOptions']>;
  readonly words?: Words | null;
}

/** Adds the question to the survey, or refuses what it cannot say exactly. */
export function readSurveyJsQuestion(survey: SurveyJsSurvey, element: SurveyJsElement, questionId: string, index: number): void {
  const { source, type, name } = element;
  const { findings } = source;
  const showIf = allLogicOf(survey, element.conditions, index);
  const required = source.take('isRequired', z.boolean()) ?? false;
  const title = wordsOf(survey, source.take('title', localised), index, findings.at('title'));
  const description = wordsOf(survey, source.take('description', localised), null, findings.at('description'));
  if (source.take('visible', z.boolean()) === false) findings.refuse('visible', 'is never shown', 'a condition in visibleIf, or taking it out');
  if (source.take('readOnly', z.boolean()) === true) findings.refuse('readOnly', 'cannot be answered', 'an html element');
  source.leaveOut(harmless);
  const parts = partsOf(survey, type, required, source, index);
  if (parts === null) return;
  source.refuseRest(type);
  if (description !== null) findings.note('description: given to the interviewer as a note, not read out');
  const words = parts.words ?? title ?? new Map([[survey.main, name]]);
  if (parts.words === undefined && title === null && !source.has('title')) findings.note(`has no title: its name "${shortened(name)}" is asked`);
  survey.questions.push({
    questionId,
    path: findings.path,
    type: parts.type,
    words,
    required,
    options: parts.options ?? [],
    configuration: parts.configuration ?? {},
    agentNotes: description === null ? '' : (description.get(survey.main) ?? [...description.values()][0] ?? ''),
    showIf,
    variants: [],
    ...(parts.dynamicOptions === undefined ? {} : { dynamicOptions: parts.dynamicOptions }),
  });
  const isAlwaysAnswered = required && element.conditions.length === 0 && !survey.hasSkips;
  const subject: Subject = { questionId, index, kind: parts.kind, values: parts.values ?? [], isAlwaysAnswered, isPart: false };
  survey.subjects.set(name, subject);
}

function partsOf(survey: SurveyJsSurvey, type: string, required: boolean, source: SourceObject, index: number): Parts | null {
  switch (type) {
    case 'radiogroup':
    case 'dropdown':
      return { type: 'single_choice', kind: 'one', ...surveyJsChoices(survey, source, index) };
    case 'checkbox':
    case 'tagbox':
      return severalOf(survey, required, source, index);
    case 'boolean':
      return yesNo(survey, source);
    case 'rating':
      return rating(survey, source);
    case 'text':
      return textInput(source);
    case 'comment':
      return openEnded(source);
    case 'html': {
      const html = source.take('html', localised);
      const words = wordsOf(survey, html, index, source.findings.at('html'));
      if (html === undefined) source.findings.refuse('html', 'has no text', 'a text in html');
      return { type: 'voice_prompt', kind: 'none', words };
    }
    default:
      source.findings.refuse(shortened(type), `questions of type "${shortened(type)}" have no counterpart in an interview by voice`, 'radiogroup, dropdown, checkbox, tagbox, boolean, rating, text, comment or html');
      return null;
  }
}

function severalOf(survey: SurveyJsSurvey, required: boolean, source: SourceObject, index: number): Parts {
  const whole = z.number().int().min(0).max(1000);
  const choices = surveyJsChoices(survey, source, index);
  const plain = choices.options.filter(({ kind }) => kind !== 'none').length;
  const min = Math.max(source.take('minSelectedChoices', whole) ?? 0, required ? 1 : 0);
  const max = source.take('maxSelectedChoices', whole) ?? 0;
  const isLimited = max > 0 && (choices.dynamicOptions !== undefined || max < plain);
  return {
    type: 'multiple_choice',
    kind: 'many',
    ...choices,
    configuration: { ...choices.configuration, ...(min > 0 ? { minSelections: min } : {}), ...(isLimited ? { maxSelections: max } : {}) },
  };
}

function yesNo(survey: SurveyJsSurvey, source: SourceObject): Parts {
  const value = z.union([z.string(), z.number(), z.boolean()]);
  const labels = { yes: source.take('labelTrue', localised), no: source.take('labelFalse', localised) };
  const spelt = new Map([['yes', source.take('valueTrue', value) ?? true], ['no', source.take('valueFalse', value) ?? false]] as const);
  const { findings } = source;
  const options = (['yes', 'no'] as const).flatMap((optionId): readonly DraftOption[] => {
    const words = wordsOf(survey, labels[optionId], null, findings.at(optionId === 'yes' ? 'labelTrue' : 'labelFalse'));
    return words === null ? [] : [{ optionId, words, kind: 'plain', showIf: null }];
  });
  const both = (['yes', 'no'] as const).map((optionId): DraftOption => ({ optionId, words: new Map(), kind: 'plain', showIf: null }));
  return { type: 'yes_no', kind: 'yes_no', options, values: optionValues(both, spelt) };
}

function rating(survey: SurveyJsSurvey, source: SourceObject): Parts {
  const { findings } = source;
  const whole = z.number().int().min(-1000).max(1000);
  const values = source.take('rateValues', z.array(z.unknown()).min(1).max(50));
  const min = source.take('rateMin', whole) ?? 1;
  const count = source.take('rateCount', whole);
  const max = source.take('rateMax', whole) ?? (count === undefined ? 5 : min + count - 1);
  const step = source.take('rateStep', z.number()) ?? 1;
  const ends = (['min', 'max'] as const).flatMap((end) => {
    const words = wordsOf(survey, source.take(`${end}RateDescription`, localised), null, findings.at(`${end}RateDescription`));
    return words === null ? [] : [[`${end}ValueDescription`, words] as const];
  });
  const described = Object.fromEntries(ends);
  if (values !== undefined) {
    const numbers = values.filter((value) => typeof value === 'number');
    const [first = 0] = numbers;
    const isScale = numbers.length === values.length && numbers.every((number, at) => Number.isInteger(first) && number === first + at);
    if (!isScale) {
      findings.at('rateValues').refuse('rateValues', 'are no row of whole numbers', 'a radiogroup, or whole numbers without gaps');
      return { type: 'rating_scale', kind: 'number' };
    }
    return scale(first, first + numbers.length - 1, described);
  }
  if (step !== 1) findings.at('rateStep').refuse('rateStep', `steps of ${step}`, 'steps of 1, or a radiogroup');
  return scale(min, max, described);
}

function scale(min: number, max: number, described: Readonly<Record<string, Words>>): Parts {
  if (min === 0 && max === 10) return { type: 'nps', kind: 'number', configuration: described };
  return { type: 'rating_scale', kind: 'number', configuration: { scaleRange: { min, max }, ...described } };
}

function textInput(source: SourceObject): Parts | null {
  const inputType = source.take('inputType', z.string()) ?? 'text';
  switch (inputType) {
    case 'text':
      return openEnded(source);
    case 'number': {
      const number = z.union([z.number(), z.string().regex(/^-?\d{1,12}(\.\d{1,6})?$/, 'a number').transform(Number)]);
      const min = source.take('min', number);
      const max = source.take('max', number);
      const step = source.take('step', number);
      // Without a step any number can be typed there; six decimals are all that we hear.
      const decimals = step === undefined ? 6 : (String(step).split('.')[1]?.length ?? 0);
      if (step !== undefined && Math.abs(step * 10 ** decimals - 1) > 1e-9) source.findings.at('step').refuse('step', `steps of ${step}`, '1, 0.1 or 0.01');
      return { type: 'numeric', kind: 'number', configuration: { ...(min === undefined ? {} : { minValue: min }), ...(max === undefined ? {} : { maxValue: max }), decimals } };
    }
    case 'date':
    case 'month': {
      const form = inputType === 'date' ? /^\d{4}-\d{2}-\d{2}$/ : /^\d{4}-\d{2}$/;
      const date = z.string().regex(form, 'a date in ISO form');
      const min = source.take('min', date);
      const max = source.take('max', date);
      return { type: 'date', kind: 'date', configuration: { ...(min === undefined ? {} : { minDate: min }), ...(max === undefined ? {} : { maxDate: max }), datePrecision: inputType === 'date' ? 'day' : 'month' } };
    }
    default:
      source.findings.at('inputType').refuse(`inputType ${shortened(inputType)}`, `"${shortened(inputType)}" cannot be checked by voice`, 'text, number, date or month');
      return null;
  }
}

function openEnded(source: SourceObject): Parts {
  const maxLength = source.take('maxLength', z.number().int().max(1_000_000));
  const isLimited = maxLength !== undefined && maxLength > 0 && maxLength <= 10_000;
  return { type: 'open_ended', kind: 'text', configuration: isLimited ? { maxResponseLength: maxLength } : {} };
}
