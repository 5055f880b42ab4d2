import { unreachable } from '../../kernel/result.js';
import type { DraftOption, DraftQuestion, DraftType } from './draft.js';
import { importFromDraft } from './emit-draft.js';
import { shortened, type Collected, type Findings } from './findings.js';
import { limitsFromConstraint } from './form-constraint.js';
import { resolvedPath, type Form, type FormControl, type FormExpression, type FormItem } from './form.js';
import type { Import } from './import.js';
import { allLogic, type Logic } from './logic.js';
import { logicFromExpression, numberFrom, type Dialect } from './logic-from-expression.js';
import { createSourceIds, slugFrom, type SourceIds } from './source-ids.js';
import { createSourceTexts, placeSubject, type SourceTexts } from './source-texts.js';
import type { Subject, SubjectKind, SubjectValue } from './subject.js';
import { expressionFromXpath } from './xpath-expression.js';

/** Values are text, compared exactly; numbers by size; sums with a missing answer are no number, as with us. */
const dialect: Dialect = {
  means: (value, literal) => {
    const [one, other] = [numberFrom(value), numberFrom(literal)];
    return value === literal || (typeof literal === 'number' && one !== null && one === other);
  },
  equalsOfMany: 'only',
  ordersOptions: true,
  missingIsZero: false,
};

interface FormSurvey {
  readonly texts: SourceTexts;
  readonly language: string;
  readonly ids: SourceIds;
  readonly questions: DraftQuestion[];
  readonly subjects: Map<string, Subject>;
}

/** The form as a questionnaire, without proof that it loads. */
export function importFromForm(form: Form, findings: Findings, collected: Collected, places: string[]): Import {
  const survey: FormSurvey = { texts: createSourceTexts(form.language), language: form.language, ids: createSourceIds(), questions: [], subjects: new Map() };
  const ids = form.items.map((item, index) => {
    const questionId = survey.ids.add(item.name, item.findings);
    survey.subjects.set(item.key, { questionId, index, kind: 'text', values: [], isAlwaysAnswered: false, isPart: false });
    return questionId;
  });
  form.items.forEach((item, index) => survey.questions.push(questionFrom(survey, item, ids[index] ?? item.name, index)));
  places.push(...survey.questions.map(({ path }) => path));
  const title = form.title.trim() === '' ? 'Imported form' : form.title.trim();
  if (form.title.trim() === '') findings.note('the form has no title: "Imported form"');
  return importFromDraft(
    {
      questionnaireId: form.id.trim() === '' ? slugFrom(title) : slugFrom(form.id),
      name: new Map([[form.language, title]]),
      version: form.version.trim() === '' ? '1' : form.version.trim(),
      description: '',
      languages: survey.texts.languages(),
      closing: null,
      questions: survey.questions,
      skips: [],
    },
    findings,
    collected,
  );
}

const kinds: Readonly<Record<FormControl['kind'], readonly [DraftType, SubjectKind]>> = {
  one: ['single_choice', 'one'],
  many: ['multiple_choice', 'many'],
  text: ['open_ended', 'text'],
  integer: ['numeric', 'number'],
  decimal: ['numeric', 'number'],
  date: ['date', 'date'],
  note: ['voice_prompt', 'none'],
  acknowledge: ['voice_prompt', 'none'],
  range: ['rating_scale', 'number'],
};

function questionFrom(survey: FormSurvey, item: FormItem, questionId: string, index: number): DraftQuestion {
  const { control, findings } = item;
  const [type, kind] = kinds[control.kind];
  const { options, values } = optionsFrom(survey, item);
  const places = {
    pattern: /\$\{([^{}]*)\}/g,
    subject: (name: string, here: Findings) => placeSubject(name, survey.subjects.get(name) ?? null, index, here),
  };
  const given = item.label.filter(([, text]) => text.trim() !== '');
  const words = survey.texts.words(given, places, findings.at('label'));
  if (given.length === 0) findings.at('label').refuse('label', 'there is nothing to say', 'a label');
  const showIf = allLogic(item.relevant.map((relevant) => relevantLogic(survey, relevant, index)));
  const subject: Subject = { questionId, index, kind, values, isAlwaysAnswered: false, isPart: false };
  survey.subjects.set(item.key, subject);
  const limits = item.constraint === null ? {} : limitsFromConstraint(item.constraint, control.kind, subject);
  const { noneId, ...configuration } = { noneId: null, ...limits };
  if (item.hint !== '') findings.at('hint').note('given to the interviewer as a note, not read out');
  return {
    questionId,
    path: findings.path,
    type,
    words: words ?? new Map(),
    required: item.isRequired,
    options: options.map((option) => (option.optionId === noneId ? { ...option, kind: 'none', anchored: true } : option)),
    configuration: {
      ...controlConfiguration(control),
      ...(item.isShuffled ? { randomizeChoices: true } : {}),
      ...(control.kind === 'many' && item.isRequired ? { minSelections: 1 } : {}),
      ...configuration,
    },
    agentNotes: item.hint.slice(0, 4000),
    showIf,
    variants: [],
  };
}

function controlConfiguration(control: FormControl): DraftQuestion['configuration'] {
  switch (control.kind) {
    case 'integer':
      return { decimals: 0 };
    case 'decimal':
      // Any number can be typed there; six decimals are all that we hear.
      return { decimals: 6 };
    case 'date':
      return { datePrecision: 'day' };
    case 'acknowledge':
      return { acknowledge: true };
    case 'range':
      return { scaleRange: { min: control.min, max: control.max } };
    case 'one':
    case 'many':
    case 'text':
    case 'note':
      return {};
    default:
      return unreachable(control);
  }
}

function optionsFrom(survey: FormSurvey, { choices, control }: FormItem): { readonly options: readonly DraftOption[]; readonly values: readonly SubjectValue[] } {
  if (control.kind !== 'one' && control.kind !== 'many') return { options: [], values: [] };
  const ids = createSourceIds((name) => name === '__proto__');
  const options: DraftOption[] = [];
  const values: SubjectValue[] = [];
  for (const { value, label, findings } of choices) {
    const words = survey.texts.words(label, null, findings.at('label'));
    if (words === null) {
      if (label.every(([, text]) => text.trim() === '')) findings.refuse('label', 'there is nothing to say', 'a label');
      continue;
    }
    const optionId = ids.add(value, findings);
    if (optionId === value && /\s/.test(value)) findings.refuse(shortened(value), 'a value with a space is several values there', 'a value without spaces');
    options.push({ optionId, words, kind: 'plain', showIf: null });
    values.push({ value, meaning: { kind: 'option', optionId } });
  }
  return { options, values };
}

/** Null for always, and after refusing. */
function relevantLogic(survey: FormSurvey, { text, base, findings }: FormExpression, before: number): Logic | null {
  const expression = expressionFromXpath(text);
  if (!expression.ok) {
    findings.refuse(expression.error.construct, expression.error.message, expression.error.expected);
    return null;
  }
  if (expression.value.kind === 'constant' && expression.value.value === true) return null;
  return logicFromExpression(expression.value, { dialect, subject: (name) => survey.subjects.get(resolvedPath(name, base)) ?? null, before, findings });
}
