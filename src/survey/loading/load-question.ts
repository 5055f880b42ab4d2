import { allOf, type Condition } from '../condition.js';
import type { SpokenLanguage } from '../hearing/language.js';
import type { Option, Question, TextVariant } from '../questionnaire.js';
import { questionFromFile } from '../questions/index.js';
import { checkCondition } from './check-condition.js';
import { rawConditionFromFile } from './condition-list.js';
import { rawConditionFromText } from './condition-parser.js';
import { quoted, reportZodError, type Report } from './load-problem.js';
import { checkSpokenText, loadText, type NamedPlace, type TextContext } from './load-text.js';
import { displayRuleFile, type QuestionFile } from './questionnaire-file.js';
import type { Scope } from './scope.js';

/** The question without its logic, which needs all questions to be known first; null after reporting. */
export function loadQuestion(file: QuestionFile, report: Report, spoken: SpokenLanguage): Question | null {
  const before = report.count();
  reportContradictions(file, report);
  const options = file.options ?? [];
  if (options.length > 0 && !['single_choice', 'multiple_choice', 'yes_no'].includes(file.questionType)) report.at('options').add(`options in a question of type ${file.questionType}`, 'none');
  const spokenLists = [['probes', file.probes], ['reprompts', file.reprompts]] as const;
  for (const [key, texts] of spokenLists) texts?.forEach((text, index) => checkSpokenText(text, report.at(key, index)));
  const base = {
    questionId: file.questionId,
    label: String(file.questionNumber ?? file.questionId),
    text: [file.questionText],
    textVariants: [],
    showIf: null,
    required: file.isRequired ?? file.required ?? true,
    agentNotes: file.agentNotes ?? '',
    // Numbers and dates are misheard most, and nobody notices.
    confirm: file.configuration?.confirm ?? (file.questionType === 'numeric' || file.questionType === 'date' ? 'explicit' : 'implicit'),
    probes: file.probes ?? [],
    reprompts: file.reprompts ?? [],
  } as const;
  const question = questionFromFile(base, file.questionType, file, report, spoken);
  return report.count() > before ? null : question;
}

/** Where public questionnaires have two spellings for one thing, both may stand in a file, and must agree. */
function reportContradictions(file: QuestionFile, report: Report): void {
  const { scale, scaleRange, sentimentDetection, sentimentDetectionEnabled } = file.configuration ?? {};
  const differ = (one: unknown, other: unknown): boolean => one !== undefined && other !== undefined && one !== other;
  if (differ(file.required, file.isRequired)) report.at('required').add('contradicts isRequired', 'one of the two');
  if (differ(scale?.min, scaleRange?.min) || differ(scale?.max, scaleRange?.max)) report.at('configuration', 'scale').add('contradicts scaleRange', 'one of the two');
  if (differ(sentimentDetection, sentimentDetectionEnabled)) report.at('configuration', 'sentimentDetection').add('contradicts sentimentDetectionEnabled', 'one of the two');
}

/** A condition in any of its forms, as text also behind "Show if" and the like. */
function conditionalDisplay(file: unknown, scope: Scope, report: Report): Condition | null {
  if (file === undefined || file === null) return null;
  const raw = rawConditionFromFile(typeof file === 'string' ? file.replace(/^\s*(?:show|display|ask)?\s*(?:only\s+)?(?:if|when)\s+/i, '') : file, report);
  return raw === null ? null : checkCondition(raw, scope, report);
}

/** Which conditions a display rule adds: `display` must hold, `hide` must not. */
export function displayCondition(conditions: unknown, action: string | undefined, scope: Scope, report: Report): Condition | null {
  const kind = (action ?? 'display').toLowerCase();
  if (!['display', 'show', 'hide', 'display_with_dynamic_text'].includes(kind)) {
    report.at('action').add(`unknown action ${quoted(action)}`, 'display, hide or display_with_dynamic_text');
    return null;
  }
  if (conditions === undefined || (Array.isArray(conditions) && conditions.length === 0)) {
    if (kind === 'hide') report.at('conditions').add('hidden without a condition', 'a condition');
    return null;
  }
  const raw = rawConditionFromFile(conditions, report.at('conditions'));
  const condition = raw === null ? null : checkCondition(raw, scope, report.at('conditions'));
  if (condition === null) return null;
  return kind === 'hide' ? { kind: 'not', of: condition } : condition;
}

export interface QuestionLogic {
  readonly rules: readonly SurveyDisplayRule[];
  readonly places: readonly NamedPlace[];
}

/** The question with its display condition (its own, and those of the survey's rules), its wording for cases and its options' conditions. */
export function withLogic(question: Question, file: QuestionFile, { rules, places }: QuestionLogic, scope: Scope, report: Report): Question {
  const logic = file.displayLogic;
  const own = logic === undefined ? null : displayCondition(logic.conditions, logic.action, scope, report.at('displayLogic'));
  const theirs = rules
    .filter((rule) => rule.targetQuestionId === question.questionId)
    .map((rule) => displayCondition(rule.conditions, rule.action, scope, rule.report));
  const all = [own, conditionalDisplay(file.conditionalDisplay, scope, report.at('conditionalDisplay')), ...theirs].filter((condition) => condition !== null);
  if (all.length > 1) report.warn('several conditions decide whether it is asked, and all of them must hold', 'one condition, in one place');
  const showIf = allOf(all);
  const context: TextContext = {
    scope,
    places: places.filter((place) => place.targetQuestionId === question.questionId),
    given: showIf === null ? [] : [showIf],
  };
  const loaded: Question = { ...question, showIf, text: loadText(file.questionText, context, report.at('questionText')), textVariants: textVariants(file, context, report) };
  for (const { placeholder } of context.places) {
    const texts = [file.questionText, JSON.stringify(file.displayLogic?.questionTextDynamic ?? file.dynamicQuestionText ?? '')];
    if (!texts.some((text) => new RegExp(`\\{\\s*${escaped(placeholder)}\\s*[|}]`).test(text))) report.at('questionText').add(`no place {${placeholder}} for the piping rule that fills it`, `{${placeholder}} in the text, or no rule`);
  }
  if (loaded.type !== 'single_choice' && loaded.type !== 'multiple_choice') return loaded;
  if (!scope.questions.has(loaded.orderOf)) report.at('configuration', 'orderOf').add(`unknown question ${quoted(loaded.orderOf)}`, 'the id of a question of this file');
  return { ...loaded, options: loaded.options.map((option) => withCondition(option, file, scope, report)) };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function withCondition(option: Option, file: QuestionFile, scope: Scope, report: Report): Option {
  const index = (file.options ?? []).findIndex((candidate) => candidate.optionId === option.optionId);
  const logic = file.options?.[index]?.displayLogic;
  if (logic === undefined) return option;
  return { ...option, showIf: displayCondition(logic.conditions, logic.action, scope, report.at('options', index, 'displayLogic')) };
}

export interface SurveyDisplayRule {
  readonly targetQuestionId: string;
  readonly conditions: unknown;
  readonly action: string | undefined;
  readonly report: Report;
}

export function surveyDisplayRules(files: readonly unknown[], known: ReadonlySet<string>, report: Report): readonly SurveyDisplayRule[] {
  const seen = new Set<string>();
  return files.flatMap((file, index): readonly SurveyDisplayRule[] => {
    const here = report.at(index);
    const parsed = displayRuleFile.safeParse(file);
    if (!parsed.success) {
      reportZodError(here, parsed.error);
      return [];
    }
    const { ruleId, targetQuestionId, conditions, action } = parsed.data;
    if (seen.has(ruleId)) here.at('ruleId').add(`rule id ${quoted(ruleId)} twice`, 'ids that differ');
    seen.add(ruleId);
    if (!known.has(targetQuestionId)) here.at('targetQuestionId').add(`unknown question ${quoted(targetQuestionId)}`, 'the id of a question of this file');
    return [{ targetQuestionId, conditions, action, report: here }];
  });
}

/** Both forms of source 003: `displayLogic.questionTextDynamic`, and `dynamicQuestionText` with conditions or bands as keys. */
function textVariants(file: QuestionFile, context: TextContext, report: Report): readonly TextVariant[] {
  const { scope } = context;
  const dynamic = file.displayLogic?.questionTextDynamic;
  const byKey = file.dynamicQuestionText;
  if (dynamic !== undefined && byKey !== undefined) report.at('dynamicQuestionText').add('two sources of dynamic text', 'questionTextDynamic or dynamicQuestionText, not both');
  if (dynamic !== undefined) {
    const here = report.at('displayLogic', 'questionTextDynamic');
    if (dynamic.basedOn !== undefined && !scope.questions.has(dynamic.basedOn)) here.at('basedOn').add(`unknown question ${quoted(dynamic.basedOn)}`, 'the id of a question of this file');
    const subject = { ...scope, subject: dynamic.basedOn ?? null };
    return dynamic.rules.flatMap((rule, index) => variant(rule.condition, rule.questionText, { ...context, scope: subject }, here.at('rules', index)));
  }
  const subject = { ...scope, subject: lastScored(scope) };
  return Object.entries(byKey ?? {}).flatMap(([key, text]) => {
    const band = npsBands.get(key.trim().toLowerCase().replace(/s$/, ''));
    return variant(band ?? key, text, { ...context, scope: subject }, report.at('dynamicQuestionText', key));
  });
}

const npsBands: ReadonlyMap<string, string> = new Map([['detractor', '0-6'], ['passive', '7-8'], ['promoter', '9-10']]);

function variant(condition: string, text: string, context: TextContext, report: Report): readonly TextVariant[] {
  const raw = rawConditionFromText(condition);
  if (!raw.ok) {
    report.add(`condition ${quoted(condition)}: ${raw.error}`, 'a condition such as q7 <= 6, or a band such as 0-6');
    return [];
  }
  const when = checkCondition(raw.value, context.scope, report);
  return when === null ? [] : [{ when, text: loadText(text, { ...context, given: [...context.given, when] }, report) }];
}

/** The score that a text by bands is about: the nearest earlier NPS question, else the nearest rating. */
function lastScored(scope: Scope): string | null {
  const earlier = [...scope.questions.values()].flatMap(({ index, question }) => (index < scope.before && question !== null ? [question] : []));
  return (earlier.filter((question) => question.type === 'nps').at(-1) ?? earlier.filter((question) => question.type === 'rating_scale').at(-1))?.questionId ?? null;
}
